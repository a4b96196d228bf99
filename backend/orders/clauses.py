"""The clauses behind the orders, in the edition with which each was filed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from sqlalchemy import func, select

from backend.database import db
from backend.editions.queries import edition as edition_of
from backend.orders.model import WorkOrder
from checklists.checklist import Clause, Item, Unit


def clause_of(edition: str, code: str) -> Clause:
    """The clause as that edition has it. Raises KeyError where the edition was taken away or has none."""
    return edition_of(edition).clause(code)


def units_of(edition: str) -> Mapping[str, Unit]:
    """The units of an edition by code."""
    return _units(edition, edition_of(edition).digest)


def items_of(edition: str) -> Mapping[str, Item]:
    """The items of an edition by code."""
    return _items(edition, edition_of(edition).digest)


# An edition is what its digest says: a draft that was changed is another one.
@lru_cache(maxsize=64)
def _units(edition: str, digest: str) -> Mapping[str, Unit]:
    return {unit.code: unit for unit in edition_of(edition).units}


@lru_cache(maxsize=64)
def _items(edition: str, digest: str) -> Mapping[str, Item]:
    return {item.code: item for item in edition_of(edition).items}


def open_orders_by_clause(edition: str) -> dict[str, int]:
    """How many orders that were filed under the edition are under way, by clause; clauses without any are left out."""
    held = select(WorkOrder.clause, func.count()).where(WorkOrder.desk != "", WorkOrder.edition == edition)
    return {row[0]: row[1] for row in db.session.execute(held.group_by(WorkOrder.clause))}


def passes_captain(clause: Clause) -> bool:
    """Sensitive and phone-first at once: the village's own desk does not see it."""
    return clause.sensitive and clause.phone_first
