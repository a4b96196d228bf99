"""The proof: every order's history is whole, in order, and unchanged since it was written."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, select

from backend.database import db
from backend.orders import chain
from backend.orders.model import OrderEvidence, OrderHistory, WorkOrder
from backend.orders.queries import AnyRow

BATCH: Final = 2_000
RESTS_ON: Final = ("clause", "level")


@dataclass(frozen=True, slots=True)
class Break:
    """The first thing that does not fit: which order, which row (0: the order's own row), and what is wrong."""

    code: str
    seq: int
    title: str


@dataclass(slots=True)
class Verified:
    """What was looked through so far."""

    orders: int = 0
    rows: int = 0
    erased: int = 0


def count() -> int:
    """How many history rows there are to look through."""
    return db.session.execute(select(func.count()).select_from(OrderHistory)).scalar_one()


def verify(progress: Verified, each_row: Callable[[], object] = lambda: None) -> Generator[Break, None, None]:
    """Every break, in the order of the orders' ids and rows; `progress` is counted up meanwhile.

    A row whose evidence retention erased still has its place in the chain; its evidence can no longer be compared.
    """
    with closing(_all_rows()) as rows:
        yield from _breaks(rows, progress, each_row)


def _breaks(rows: Iterator[AnyRow], progress: Verified, each_row: Callable[[], object]) -> Iterator[Break]:
    order: AnyRow | None = None
    head, seq = chain.START, 0
    told: dict[str, Any] = {}
    for row in rows:
        if order is None or row.id != order.id:
            yield from _closing(order, head, seq, told)
            head, seq, told = chain.START, 0, {}
            progress.orders += 1
        progress.rows += row.seq is not None
        progress.erased += row.seq is not None and row.salt is None
        if row.seq is not None:
            each_row()
            yield from _faults(row, head, seq)
            head, seq, told = row.hash, row.seq, told | _said_by(row)
        order = row
    yield from _closing(order, head, seq, told)


class Broken(Exception):
    """A proof failed; the message names the first row that does not fit."""


def prove(each_row: Callable[[], object]) -> str:
    """One sentence when every order's history is as it was written. Raises Broken."""
    done = Verified()
    with closing(verify(done, each_row)) as breaks:
        for broken in breaks:
            where = f"第 {broken.seq} 步" if broken.seq else "工单本身"
            raise Broken(f"工单 {broken.code} {where}：{broken.title}。请保留现场并报告。")
    erased = f"；其中 {done.erased} 步的说明已按期限删除" if done.erased else ""
    return f"工单 {done.orders} 张，全过程 {done.rows} 步，全部相符{erased}。"


def _faults(row: AnyRow, head: bytes, seq: int) -> Iterator[Break]:
    if row.seq != seq + 1:
        yield Break(row.code, row.seq, "前面缺了一步")
    if row.previous != head:
        yield Break(row.code, row.seq, "与前一步接不上")
    if chain.row_hash(row.previous, {**row._mapping, "order_id": row.id}) != row.hash:
        yield Break(row.code, row.seq, "这一步的内容被改过")
    # Retention empties both: words without their salt were put there by somebody else.
    if row.salt is None and row.evidence is not None:
        yield Break(row.code, row.seq, "这一步的说明被改过")
    if row.salt is not None and chain.evidence_digest(row.salt, row.evidence or {}) != row.evidence_digest:
        yield Break(row.code, row.seq, "这一步的说明被改过")


def _said_by(row: AnyRow) -> dict[str, Any]:
    """What the bounty rests on, as far as this row says it; None where its words were erased."""
    evidence = row.evidence or {}
    if row.step == "file":
        return {"reporter_id": row.actor_id, **{name: evidence.get(name) for name in RESTS_ON}}
    if row.step == "correct":
        after = evidence.get("after") if evidence else dict.fromkeys(RESTS_ON)
        return {name: value for name, value in (after or {}).items() if name in RESTS_ON}
    return {}


def _closing(order: AnyRow | None, head: bytes, seq: int, told: Mapping[str, Any]) -> Iterator[Break]:
    """Whether the order's own row says what its history says."""
    if order is None:
        return
    if order.head != head or order.version != seq:
        yield Break(order.code, 0, "最后几步缺失，或工单被改过")
    elif (order.state, order.order_desk) != (order.to_state, order.desk):
        yield Break(order.code, 0, "工单现在的状态与全过程不一致")
    elif any(value is not None and getattr(order, name) != value for name, value in told.items()):
        yield Break(order.code, 0, "工单的上报人、条款或级别与全过程不一致")


def _all_rows() -> Generator[AnyRow, None, None]:
    """Every order with its history rows, streamed from the server."""
    columns = [column for column in OrderHistory.__table__.columns if column.name != "order_id"]
    order = (WorkOrder.id, WorkOrder.code, WorkOrder.head, WorkOrder.version, WorkOrder.state)
    basis = (WorkOrder.reporter_id, WorkOrder.clause, WorkOrder.level)
    same = (OrderEvidence.order_id == OrderHistory.order_id) & (OrderEvidence.seq == OrderHistory.seq)
    statement = (
        select(*order, *basis, WorkOrder.desk.label("order_desk"), *columns, OrderEvidence.salt, OrderEvidence.evidence)
        .outerjoin(OrderHistory, OrderHistory.order_id == WorkOrder.id)
        .outerjoin(OrderEvidence, same)
        .order_by(WorkOrder.id, OrderHistory.seq)
        .execution_options(yield_per=BATCH)
    )
    # Closed by hand: a proof that stops early must not leave the server's cursor open.
    with closing(db.session.execute(statement)) as found:
        yield from found
