"""Which unit an order should go to, and whether that unit can be reached by itself."""

from __future__ import annotations

from backend.orders import queries, routing
from backend.orders.clauses import clause_of, units_of
from backend.orders.order import Order
from backend.orders.routing import Proposal


def proposed(order: Order) -> Proposal:
    """The unit that the routing names for the order's clause at its place."""
    area = order.village_code or order.town_code or ""
    lead = clause_of(order.edition, order.clause).lead
    return routing.propose(routing.current_routes(), units_of(order.edition), lead, area)


def served_by_centre(edition: str, unit: str) -> bool:
    """True where the county's desk acts for the unit: it has no account by the checklist, or nobody holds one."""
    known = units_of(edition).get(unit)
    return known is None or known.relay or not queries.has_accounts(unit)
