"""Reads: orders one may see, one at a time or locked for a step; their history; small facts that steps need."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, Select, bindparam, cast, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY

from backend.acting import Actor
from backend.database import db
from backend.grids.model import GridVersion
from backend.orders.case_code import PATTERN
from backend.orders.model import JoinedFinding, OrderEvidence, OrderHistory, WorkOrder
from backend.orders.order import Order
from backend.orders.sight import visible
from backend.orders.viewpoint import viewpoint
from geo.columns import lat_of, lon_of

HANDLERS: Final = text("""
    SELECT EXISTS (SELECT FROM person WHERE role = 'unit' AND unit_code = :unit AND disabled_at IS NULL)
""")
MOST_ROAD: Final = 200
AnyRow = Row[*tuple[Any, ...]]
_JOINED: Final = (
    select(func.coalesce(func.array_agg(JoinedFinding.reporter_id), cast([], ARRAY(JoinedFinding.reporter_id.type))))
    .where(JoinedFinding.order_id == WorkOrder.id)
    .scalar_subquery()
)
_PLAIN: Final = (
    "id", "code", "report_id", "reporter_id", "edition", "clause", "level", "sensitive", "urgent", "on_spot",
    "past_captain", "at_centre", "note", "premises", "grid_code", "grid_version_id", "village_code", "town_code",
    "state", "desk", "unit_code", "returned_from", "merged_into", "refusals", "tags", "verified_by", "verified_at",
    "filed_at", "state_since", "closed_at", "version", "head",
)  # fmt: skip


def order_columns() -> list[Any]:
    """What an Order is made of, for any SELECT that has `work_order` in its FROM."""
    return [
        *(getattr(WorkOrder, name) for name in _PLAIN),
        lon_of(WorkOrder.place).label("lon"),
        lat_of(WorkOrder.place).label("lat"),
        _JOINED.label("joined_reporters"),
    ]


def order_of(row: AnyRow | Mapping[str, Any]) -> Order:
    """The Order of a row with `order_columns`."""
    values = dict(row if isinstance(row, Mapping) else row._mapping)
    values["tags"] = tuple(values["tags"])
    values["joined_reporters"] = tuple(values["joined_reporters"])
    return Order(**{name: values[name] for name in Order.__slots__})


def find(actor: Actor, code: str) -> Order | None:
    """The order of that code, if the person may see it."""
    if not PATTERN.fullmatch(code):
        return None
    row = db.session.execute(select(*order_columns()).where(WorkOrder.code == code, visible(actor))).one_or_none()
    return None if row is None else order_of(row)


def by_id(order_id: UUID) -> Order:
    """The order, whoever asks. Raises NoResultFound."""
    return order_of(db.session.execute(select(*order_columns()).where(WorkOrder.id == order_id)).one())


def lock(actor: Actor, codes: Collection[str]) -> dict[str, tuple[Order, bool]]:
    """These orders, locked until the transaction ends, each with whether the person may see it.

    Locked in the order of their ids, so that two people who lock the same ones wait and never block each other.
    """
    known = [code for code in codes if PATTERN.fullmatch(code)]
    rows = db.session.execute(_locking(actor), {"codes": known}).all()
    return {row.code: (order_of(row), row.seen) for row in rows}


@lru_cache(maxsize=512)
def _locking(actor: Actor) -> Select[Any]:
    # What an actor may see depends on the actor alone; building it anew costs more than asking the database.
    statement: Select[Any] = select(*order_columns(), visible(actor).label("seen"))
    statement = statement.where(WorkOrder.code.in_(bindparam("codes", expanding=True)))
    return statement.order_by(WorkOrder.id).with_for_update(of=WorkOrder)


def step_taken(step_id: UUID) -> AnyRow | None:
    """`order_id, actor_id, request` of the history row that this step made; None while it is unused."""
    statement: Select[*tuple[Any, ...]] = select(OrderHistory.order_id, OrderHistory.actor_id, OrderHistory.request)
    return db.session.execute(statement.where(OrderHistory.step_id == step_id)).one_or_none()


def visible_ids(actor: Actor, order_ids: Collection[UUID]) -> set[UUID]:
    """Those of the orders that the person may see."""
    found = select(WorkOrder.id).where(WorkOrder.id.in_(order_ids), visible(actor))
    return set(db.session.execute(found).scalars())


def orders_of_steps(step_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Which order each step belongs to."""
    found = select(OrderHistory.step_id, OrderHistory.order_id).where(OrderHistory.step_id.in_(step_ids))
    return {row.step_id: row.order_id for row in db.session.execute(found)}


def road_of(order_id: UUID, after: int = 0, limit: int = MOST_ROAD) -> Sequence[AnyRow]:
    """The history rows with their evidence, oldest first, from the row after `after`."""
    statement: Select[*tuple[Any, ...]] = (
        select(*OrderHistory.__table__.columns, OrderEvidence.evidence)
        .outerjoin(
            OrderEvidence, (OrderEvidence.order_id == OrderHistory.order_id) & (OrderEvidence.seq == OrderHistory.seq)
        )
        .where(OrderHistory.order_id == order_id, OrderHistory.seq > after)
        .order_by(OrderHistory.seq)
        .limit(limit)
    )
    return db.session.execute(statement).all()


def joined_findings(order_id: UUID) -> Sequence[AnyRow]:
    """`finding_id, reporter_id` of the findings that joined, first come first; bounded like the road."""
    statement: Select[*tuple[Any, ...]] = (
        select(JoinedFinding.finding_id, JoinedFinding.reporter_id)
        .where(JoinedFinding.order_id == order_id)
        .order_by(JoinedFinding.joined_at, JoinedFinding.finding_id)
        .limit(MOST_ROAD)
    )
    return db.session.execute(statement).all()


def order_ids_of_findings(finding_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Which order each finding belongs to: the one it joined, else its own."""
    found = {finding_id: finding_id for finding_id in finding_ids}
    joined = select(JoinedFinding.finding_id, JoinedFinding.order_id).where(JoinedFinding.finding_id.in_(finding_ids))
    return found | {row.finding_id: row.order_id for row in db.session.execute(joined)}


def has_accounts(unit: str) -> bool:
    """Whether anybody can sign in for this unit."""
    return bool(db.session.execute(HANDLERS, {"unit": unit}).scalar())


def ground_of(grid: str, day: date) -> AnyRow | None:
    """`id, grid_code, village_code, town_code` of the grid's version on that day; None where there is none."""
    version = (GridVersion.id, GridVersion.grid_code, GridVersion.village_code, GridVersion.town_code)
    statement: Select[*tuple[Any, ...]] = select(*version).where(GridVersion.grid_code == grid)
    lasts = (GridVersion.valid_to.is_(None)) | (GridVersion.valid_to > day)
    return db.session.execute(statement.where(GridVersion.valid_from <= day, lasts).limit(1)).one_or_none()


def readable_ids(actor: Actor, order_ids: Collection[UUID]) -> set[UUID]:
    """Those of the orders that the person may see and whose steps are not veiled for that person."""
    statement = select(*order_columns()).where(WorkOrder.id.in_(order_ids), visible(actor))
    orders = [order_of(row) for row in db.session.execute(statement)]
    return {order.id for order in orders if not viewpoint(actor, order).veiled}


def unverified_ids(order_ids: Collection[UUID]) -> set[UUID]:
    """Those of the orders that are open and that no person has found true yet."""
    statement = select(WorkOrder.id).where(WorkOrder.id.in_(order_ids), WorkOrder.verified_at.is_(None))
    return set(db.session.execute(statement.where(WorkOrder.desk != "")).scalars())
