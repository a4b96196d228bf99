"""What a person reads about oneself: `GET /me` and the answer to signing in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from backend.acting import Actor
from backend.people.access import ROLE_TITLES, permissions_of

# The ground is named by a part that comes later in the day; wsgi hands its function in.
Details = Callable[[Actor], dict[str, Any]]


def me_document(actor: Actor, details: Details) -> dict[str, Any]:
    """Who the person is, may do and works where today, the grids of persons deputised included."""
    together = with_deputised(actor)
    ground = details(together)
    return {
        "id": actor.id,
        "name": actor.name,
        "role": actor.role,
        "role_title": ROLE_TITLES[actor.role],
        "areas": [{"level": _level(area["code"]), **area} for area in ground["areas"]],
        "grids": [{"duty": _duty(together, grid["code"]), **grid} for grid in ground["grids"]],
        "permissions": permissions_of(actor),
        "unit": ground["unit"],
        "county": ground["county"],
        "deputy_for": [
            {"id": one.id, "name": one.name, "role": one.role, "role_title": ROLE_TITLES[one.role]}
            for one in actor.deputy_for
        ],
    }


def codes_alone(actor: Actor) -> dict[str, Any]:
    """Details without names, for an installation that has no grids."""
    return {
        "areas": [{"code": actor.area_code, "name": actor.area_code}] if actor.area_code else [],
        "grids": [{"code": code, "name": code} for code in sorted(actor.grids | actor.captain_of)],
        "unit": {"code": actor.unit_code, "title": actor.unit_code} if actor.unit_code else None,
        "county": None,
    }


def with_deputised(actor: Actor) -> Actor:
    """The person with the grids of everybody deputised besides the own ones."""
    everybody = (actor, *actor.deputy_for)
    return replace(
        actor,
        grids=frozenset().union(*(one.grids for one in everybody)),
        lead_of=frozenset().union(*(one.lead_of for one in everybody)),
        captain_of=frozenset().union(*(one.captain_of for one in everybody)),
    )


def _duty(actor: Actor, grid_code: str) -> str:
    if grid_code in actor.captain_of:
        return "captain"
    return "lead" if grid_code in actor.lead_of else "member"


def _level(area_code: str) -> str:
    # The statistical code says it: 6 digits county, 3 digits town, 3 digits village.
    if area_code.endswith("000000"):
        return "county"
    return "town" if area_code.endswith("000") else "village"
