"""Reads: whether anything is there yet, and how far the notices of a demo have been read."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, bindparam, exists, func, literal, select, union_all

from backend.database import Base, db
from backend.grids.model import CountyFact
from backend.notices.model import Notice
from backend.orders.model import WorkOrder
from backend.orders.order import Order
from backend.orders.queries import order_columns, order_of

IGNORED: Final = frozenset({"sign_in_attempt"})
"""Somebody who tried to sign in to an empty county left nothing of the county."""


FOUNDED: Final = frozenset({
    "area", "area_version", "grid", "grid_version", "person", "assignment", "deputy", "county_fact",
})  # fmt: skip
"""What is filled before the history begins."""


def filled_tables() -> list[str]:
    """Names of the county's tables that hold a row, in one query; none for a county that is still empty."""
    tables = [table for table in Base.metadata.sorted_tables if table.name not in IGNORED]
    asked = [select(literal(table.name)).where(exists(select(literal(1)).select_from(table))) for table in tables]
    return sorted(db.session.execute(union_all(*asked)).scalars())


def demo_note() -> str | None:
    """What is noted of the county as a demo; None where it is none."""
    return db.session.scalars(select(CountyFact.value).where(CountyFact.key == "demo")).one_or_none()


def newest_notices(before: datetime) -> dict[UUID, int]:
    """Person → the newest notice that the person had before that moment."""
    newest = (
        select(Notice.person_id, func.max(Notice.id).label("newest"))
        .where(Notice.told_at < before)
        .group_by(Notice.person_id)
    )
    return {row.person_id: row.newest for row in db.session.execute(newest)}


def orders_now(ids: Collection[UUID]) -> dict[UUID, Order]:
    """These orders as they stand, in one query; none for a finding that opened no order of its own."""
    found = db.session.execute(_orders(), {"ids": list(ids)}) if ids else ()
    return {row.id: order_of(row) for row in found}


@cache
def _orders() -> Select[Any]:
    return select(*order_columns()).where(WorkOrder.id.in_(bindparam("ids", expanding=True)))


def orders_by_state() -> dict[str, int]:
    """State → how many orders stand there."""
    counted = select(WorkOrder.state, func.count().label("number")).group_by(WorkOrder.state)
    return {row.state: row.number for row in db.session.execute(counted)}
