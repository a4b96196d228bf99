"""How far a person sees, and at which desks a person sits. Each part turns the scope into its own query."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from backend.acting import Actor

ScopeKind = Literal["own", "grids", "town", "county", "unit", "none"]


@dataclass(frozen=True, slots=True)
class Scope:
    """How far one person sees.

    `own`: what `person` filed, and what the part shows a worker of `grids`. `grids`: everything of `grids`. `town`:
    the area with `code`. `county`: everything. `unit`: what was ever sent to the unit with `code`. `none`: no case.
    `masked`: names and contacts are shown masked, nothing can be changed or revealed.
    """

    kind: ScopeKind
    code: str | None
    person: UUID
    grids: frozenset[str] = frozenset()
    masked: bool = False


def scope_of(actor: Actor) -> Scope:
    """How far the person sees in the own role, without those for whom the person stands in."""
    match actor.role:
        case "worker":
            return Scope("own", None, actor.id, actor.grids)
        case "captain":
            return Scope("grids", None, actor.id, actor.captain_of)
        case "town" if actor.area_code:
            return Scope("town", actor.area_code, actor.id)
        case "centre":
            return Scope("county", actor.area_code, actor.id)
        case "auditor":
            return Scope("county", actor.area_code, actor.id, masked=True)
        case "unit":
            return Scope("unit", actor.unit_code, actor.id)
        case _:
            return Scope("none", None, actor.id)


def scopes_of(actor: Actor) -> tuple[Scope, ...]:
    """How far the person sees today: the own scope first, then one for each person deputised. Any of them suffices."""
    return tuple(scope_of(one) for one in (actor, *actor.deputy_for))


def desks_of(actor: Actor) -> frozenset[str]:
    """Every desk at which the person sits today: the own ones and those of the persons deputised."""
    return frozenset(desk for one in (actor, *actor.deputy_for) for desk in _own_desks(one)) | {f"worker:{actor.id}"}


def sits_at(actor: Actor, desk: str) -> Actor | None:
    """As whom the person sits at the desk: as oneself where possible, else as the one deputised; None: not at all."""
    if desk == f"worker:{actor.id}":
        return actor
    return next((one for one in (actor, *actor.deputy_for) if desk in _own_desks(one)), None)


def _own_desks(actor: Actor) -> Iterator[str]:
    yield from (f"captain:{grid}" for grid in actor.captain_of)
    if actor.role == "town" and actor.area_code:
        yield f"town:{actor.area_code}"
    elif actor.role == "centre":
        yield "centre"
    elif actor.role == "unit":
        yield f"unit:{actor.unit_code}"
