"""Which orders a person may see, as SQL. A row outside one's sight does not exist for that person.

- everybody: what they filed, and orders that their findings joined;
- worker: open orders of own grids, none of them sensitive; captain: the grids led, but for what goes past the captain;
- town: its town; centre: the county; unit: whatever was ever sent to it; auditor: everything, to read;
- all others: no orders. Deputies also see what those see for whom they stand in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, and_, exists, literal_column, or_, select, true

from backend.acting import Actor
from backend.orders.model import JoinedFinding, OrderUnit, WorkOrder
from backend.people.sight import Scope, scopes_of

# A constant, not a parameter: only so can a plan that serves every value use the indexes on what is open.
AT_A_DESK: Final = WorkOrder.desk != literal_column("''")


@dataclass(frozen=True, slots=True)
class Branch:
    """One reason to see orders. `condition` is an equality that an index by (…, filed_at, id) serves, and the rest.

    `unit` is set where the reason lies in `order_unit` and not in the order's own row.
    """

    condition: ColumnElement[bool]
    unit: str | None = None


def branches(actor: Actor) -> list[Branch]:
    """Every reason this person has, each readable from one index in the list's order; never empty."""
    found = list(own_branches(actor))
    for scope in scopes_of(actor):
        if scope.kind == "county":
            return [Branch(true())]
        found.extend(_office(scope))
    return found


def own_branches(actor: Actor) -> Iterator[Branch]:
    """What the person filed, alone or by joining."""
    yield Branch(WorkOrder.reporter_id == actor.id)
    joined = select(JoinedFinding.order_id).where(JoinedFinding.reporter_id == actor.id)
    yield Branch(WorkOrder.id.in_(joined))


def _office(scope: Scope) -> Iterator[Branch]:
    match scope.kind:
        case "own":
            for grid in sorted(scope.grids):
                yield Branch(and_(WorkOrder.grid_code == grid, AT_A_DESK, WorkOrder.sensitive.is_(False)))
        case "grids":
            for grid in sorted(scope.grids):
                yield Branch(and_(WorkOrder.grid_code == grid, WorkOrder.past_captain.is_(False)))
        case "town":
            yield Branch(WorkOrder.town_code == scope.code)
        case "unit":
            sent = exists().where(OrderUnit.order_id == WorkOrder.id, OrderUnit.unit_code == scope.code)
            # Said outright: a list that reads `order_unit` itself would otherwise leave this question without a table.
            yield Branch(sent.correlate(WorkOrder), scope.code)


def told_the_way_of(actor: Actor) -> ColumnElement[bool]:
    """True for the orders whose desk and tags this person may know: of sensitive ones not those who only filed them."""
    offices = (branch.condition for scope in scopes_of(actor) for branch in _office(scope))
    county = any(scope.kind == "county" for scope in scopes_of(actor))
    return true() if county else or_(WorkOrder.sensitive.is_(False), *offices)


def visible(actor: Actor) -> ColumnElement[bool]:
    """True for the orders that this person may see: for single orders and narrow searches."""
    return or_(*(branch.condition for branch in branches(actor)))
