"""Who reads which request: the applicants' own house, who decides, who audits; after the notice everybody concerned."""

from __future__ import annotations

from typing import Final

from sqlalchemy import ColumnElement, false, or_, true

from backend.acting import Actor
from backend.editions.lifecycle import PUBLIC_STATES
from backend.editions.model import ClauseRequest
from backend.people.access import may
from backend.problems import Problem

READERS: Final = ("clause.apply", "clause.admit", "clause.use")


def demand_reading(actor: Actor) -> None:
    """Nothing, where the person may read requests at all. Raises Problem `not-allowed` otherwise."""
    if not any(may(actor, permission) for permission in READERS):
        raise Problem("not-allowed")


def requests_seen_by(actor: Actor) -> ColumnElement[bool]:
    """True of the requests that the person may read."""
    return or_(
        ClauseRequest.state.in_(PUBLIC_STATES),
        ClauseRequest.made_by == actor.id,
        *(_own_house(one) for one in (actor, *actor.deputy_for)),
    )


def may_see(actor: Actor, request: ClauseRequest) -> bool:
    """True where the person may read this request; the same rule as `requests_seen_by`."""
    if not any(may(actor, permission) for permission in READERS):
        return False
    if request.state in PUBLIC_STATES or request.made_by == actor.id:
        return True
    return any(_is_own_house(one, request) for one in (actor, *actor.deputy_for))


def _own_house(actor: Actor) -> ColumnElement[bool]:
    match actor.role:
        case "centre" | "admin" | "auditor":
            return true()
        case "town" if actor.area_code:
            return ClauseRequest.area_code == actor.area_code
        case "unit" if actor.unit_code:
            return ClauseRequest.unit_code == actor.unit_code
        case _:
            return false()


def _is_own_house(actor: Actor, request: ClauseRequest) -> bool:
    match actor.role:
        case "centre" | "admin" | "auditor":
            return True
        case "town":
            return actor.area_code is not None and request.area_code == actor.area_code
        case "unit":
            return actor.unit_code is not None and request.unit_code == actor.unit_code
        case _:
            return False
