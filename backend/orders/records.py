"""Writing orders and their history: one statement for all rows of all tables, so that a filing costs one round trip.

Rows go out as JSON and come in as `jsonb_to_recordset` typed by the model's columns: one prepared statement serves one
row and a hundred.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Insert,
    Table,
    Text,
    Update,
    bindparam,
    column,
    func,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as upsert

from backend.database import Base, db
from backend.orders import chain
from backend.orders.model import OrderEvidence, OrderHistory, OrderUnit, WorkOrder
from geo.columns import point_type


@dataclass(frozen=True, slots=True)
class Entry:
    """What one history row says; the chain's own members are added when it is written."""

    order_id: UUID
    seq: int
    step_id: UUID
    step: str
    from_state: str | None
    to_state: str
    desk: str
    actor_id: UUID | None
    actor_role: str
    deputy_for: UUID | None
    unit_code: str | None
    at: datetime
    request: bytes
    evidence: Mapping[str, Any]
    previous: bytes = chain.START


Rows = list[dict[str, Any]]


def chained(entry: Entry) -> tuple[dict[str, Any], dict[str, Any], bytes]:
    """The history row, the evidence row behind it, and the hash that becomes the order's head."""
    salt = secrets.token_bytes(16)
    row: dict[str, Any] = {name: getattr(entry, name) for name in chain.HASHED if name != "evidence_digest"}
    row["evidence_digest"] = chain.evidence_digest(salt, entry.evidence)
    row["previous"] = entry.previous
    row["hash"] = chain.row_hash(entry.previous, row)
    behind = {"order_id": entry.order_id, "seq": entry.seq, "salt": salt, "evidence": entry.evidence}
    return row, behind, row["hash"]


def table_of(model: type[Base]) -> Table:
    """The table itself: statements on it skip the unit of work."""
    return cast(Table, model.__table__)


def _insertion(model: type[Base], rows: str) -> Insert:
    """INSERT of every column from the JSON parameter called `rows`."""
    columns = list(table_of(model).columns)
    geometry = type(point_type())
    shaped = [column(c.name, Text() if isinstance(c.type, geometry) else c.type) for c in columns]
    source = func.jsonb_to_recordset(sql_cast(bindparam(rows, type_=Text()), JSONB)).table_valued(*shaped)
    source = source.render_derived(name=rows, with_types=True)
    values = [
        sql_cast(source.c[c.name], point_type()) if isinstance(c.type, geometry) else source.c[c.name] for c in columns
    ]
    return insert(table_of(model)).from_select([c.name for c in columns], select(*values))


_EVIDENCE: Final = _insertion(OrderEvidence, "evidence_rows").cte("made_evidence")
_HISTORY: Final = _insertion(OrderHistory, "history_rows")
_MADE: Final = _HISTORY.cte("made_history")
_APPEND: Final = _HISTORY.add_cte(_EVIDENCE)
_OPEN: Final = _insertion(WorkOrder, "order_rows").add_cte(_MADE, _EVIDENCE)


def open_all(orders: Sequence[dict[str, Any]], entries: Sequence[Entry]) -> None:
    """Insert new orders, each with its first history row (entries in the same order); `head` is filled in here."""
    history, evidence = _chain_all(entries)
    made = [{**order, "head": row["hash"]} for order, row in zip(orders, history, strict=True)]
    rows = {"order_rows": _json(made), "history_rows": _json(history), "evidence_rows": _json(evidence)}
    db.session.execute(_OPEN, rows)


def append(entries: Sequence[Entry], changes: Sequence[Mapping[str, Any]]) -> None:
    """Write one history row per order and change its row: version, head and whatever else `changes` says of it.

    One order costs one statement, many cost two trips. The rows of `work_order` must be locked by this transaction.
    """
    history, evidence = _chain_all(entries)
    rows = {"history_rows": _json(history), "evidence_rows": _json(evidence)}
    changed = [
        {**change, "version": entry.seq, "head": row["hash"], "state": entry.to_state, "desk": entry.desk}
        for entry, row, change in zip(entries, history, changes, strict=True)
    ]
    alike: dict[tuple[str, ...], Rows] = {}
    for entry, values in zip(entries, changed, strict=True):
        alike.setdefault(tuple(sorted(values)), []).append({**values, "changed_id": entry.order_id})
    if len(entries) == 1:
        [(columns, [values])] = alike.items()
        db.session.execute(_change(columns).add_cte(_MADE, _EVIDENCE), {**values, **rows})
        return
    db.session.execute(_APPEND, rows)
    for columns, group in alike.items():
        db.session.connection().execute(_change(columns), group)


@lru_cache
def _change(columns: tuple[str, ...]) -> Update:
    """UPDATE of these columns of the order `changed_id`: there are few such sets, and each step needs one."""
    table = table_of(WorkOrder)
    one = update(table).where(table.c.id == bindparam("changed_id", type_=table.c.id.type))
    return one.values({name: bindparam(name, type_=table.c[name].type) for name in columns})


def remember_unit(order_id: UUID, unit: str, filed_at: datetime, at: datetime) -> None:
    """From now on this unit's handlers see the order; knowing it already changes nothing."""
    statement = upsert(table_of(OrderUnit)).values(order_id=order_id, unit_code=unit, since=at, filed_at=filed_at)
    db.session.execute(statement.on_conflict_do_nothing())


def next_sequences(count: int) -> list[int]:
    """So many new numbers for case codes; numbers of a transaction that fails are lost, gaps are allowed."""
    number = literal_column("nextval('case_sequence')", BigInteger)
    numbers = select(number).select_from(func.generate_series(1, count))
    return list(db.session.execute(numbers).scalars())


def _chain_all(entries: Sequence[Entry]) -> tuple[Rows, Rows]:
    made = [chained(entry) for entry in entries]
    return [row for row, _, _ in made], [behind for _, behind, _ in made]


def _json(rows: Sequence[Mapping[str, Any]]) -> str:
    return json.dumps(rows, default=_wire, ensure_ascii=False)


def _wire(value: Any) -> Any:
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    if isinstance(value, datetime | UUID):
        return chain.plain(value)
    raise TypeError(f"{type(value)} does not go into a row")
