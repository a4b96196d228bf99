"""How much of the map a person sees: the county, towns, or single grids.

Work on the map is for those whom `map.read` allows: captains see their grids without what goes past them, towns their
town, centre and auditor the county. The ground itself is no secret (`GET /grids` shows it to everybody); its tiles are
cut all the same, so that nobody loads a county to look at a village.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, and_, or_, true

from backend.acting import Actor
from backend.orders.model import WorkOrder
from backend.people.access import PERMISSIONS
from backend.people.sight import scope_of

TOWN_ROLES: Final = frozenset({"town", "town_reviewer"})
GRID_ROLES: Final = frozenset({"worker", "captain"})


@dataclass(frozen=True, slots=True)
class Cut:
    """What is shown: everything (`county`), or these towns and these grids."""

    county: bool
    towns: frozenset[str] = frozenset()
    grids: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The same for two people exactly when they see the same."""
        return "county" if self.county else "|".join([*sorted(self.towns), *sorted(self.grids)])

    @property
    def values(self) -> dict[str, object]:
        """For SQL: `:county`, `:towns`, `:grids`."""
        return {"county": self.county, "towns": sorted(self.towns), "grids": sorted(self.grids)}


def work_cut(actor: Actor) -> Cut:
    """Whose orders and findings the person sees on the map; nothing for those without `map.read`."""
    scopes = [scope_of(one) for one in _everybody(actor) if "map.read" in PERMISSIONS[one.role]]
    return Cut(
        any(scope.kind == "county" for scope in scopes),
        frozenset(scope.code for scope in scopes if scope.kind == "town" and scope.code),
        frozenset().union(*(scope.grids for scope in scopes if scope.kind == "grids")),
    )


def ground_cut(actor: Actor) -> Cut:
    """Whose outlines the person is sent: workers and captains their grids, towns their town, all others the county."""
    everybody = list(_everybody(actor))
    return Cut(
        any(one.role not in TOWN_ROLES | GRID_ROLES for one in everybody),
        frozenset(one.area_code for one in everybody if one.role in TOWN_ROLES and one.area_code),
        frozenset().union(*(one.grids | one.captain_of for one in everybody if one.role in GRID_ROLES)),
    )


def orders_in(cut: Cut) -> ColumnElement[bool]:
    """True for orders inside the cut; sensitive ones are left to the caller."""
    if cut.county:
        return true()
    led = and_(WorkOrder.grid_code.in_(sorted(cut.grids)), WorkOrder.past_captain.is_(False))
    return or_(WorkOrder.town_code.in_(sorted(cut.towns)), led)


def _everybody(actor: Actor) -> Iterable[Actor]:
    return (actor, *actor.deputy_for)
