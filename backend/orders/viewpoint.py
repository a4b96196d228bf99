"""How much of an order a person reads: whose names, and how much of a sensitive matter's way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from backend.acting import Actor
from backend.orders.order import Order
from backend.people.access import ROLE_TITLES
from backend.people.queries import Named
from backend.people.sight import Scope, scopes_of
from backend.reports.contacts import mask_name

WORKER: Final = ROLE_TITLES["worker"]
# What somebody who only filed a sensitive matter still reads in full: what is asked of them, and why it was refused.
_PLAIN_STEPS: Final = frozenset({"file", "join", "return", "supplement", "decline", "withdraw", "merge"})


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """`names`: `full`, `masked` or `role` (the person's office only). `office`: reads doubts and corrections.
    `contacts`: reads whom to call, masked, as offices and the handling unit do.

    `veiled`: of a sensitive matter only that it was received is said.
    """

    person: UUID
    names: str
    office: bool
    contacts: bool
    veiled: bool

    def name_of(self, person: UUID | None, role: str, names: dict[UUID, Named]) -> str | None:
        """The person's name as it may be read here; None where only the office is told."""
        if person is None:
            return None
        known = names.get(person)
        if person == self.person and known:
            return known.name
        if self.names == "role" or known is None:
            return None
        return known.name if self.names == "full" else mask_name(known.name)

    def reads(self, step: str, actor: UUID | None) -> bool:
        """True where note, reason, unit and photos of that step may be read."""
        return not self.veiled or actor == self.person or step in _PLAIN_STEPS


def viewpoint(actor: Actor, order: Order) -> Viewpoint:
    """From where the person looks at the order; the widest of what they are to it."""
    kinds = {"masked" if scope.masked else "full" for scope in scopes_of(actor) if _in_office(scope, order)}
    names = "full" if "full" in kinds else "masked" if kinds else "role"
    unit = any(scope.kind == "unit" for scope in scopes_of(actor))
    veiled = order.sensitive and not kinds and not unit
    return Viewpoint(actor.id, names, bool(kinds), bool(kinds) or unit, veiled)


def _in_office(scope: Scope, order: Order) -> bool:
    if scope.kind == "grids":
        return order.grid_code in scope.grids and not order.past_captain
    return scope.kind == "county" or (scope.kind == "town" and scope.code == order.town_code)
