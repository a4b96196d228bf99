"""Who may make which step on which order. The rule that the check, the buttons and the tests share; pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from backend.acting import Actor
from backend.orders.desks import CENTRE
from backend.orders.lifecycle import STEP, STEPS, Transition, is_for, move
from backend.orders.order import Order
from backend.problems import Problem


@dataclass(frozen=True, slots=True)
class Standing:
    """In which capacity a person makes a move: the row of the table, the party, and for whom they stand in."""

    row: Transition
    party: str
    capacity: Actor


def capacities(actor: Actor) -> Iterator[Actor]:
    """The person, then everybody they stand in for today."""
    yield actor
    yield from actor.deputy_for


def parties_of(actor: Actor, order: Order) -> frozenset[str]:
    """What this one person is to the order, without those they stand in for."""
    parties = set()
    if actor.id == order.reporter_id:
        parties.add("reporter")
    if actor.role == "worker" and order.grid_code in actor.lead_of and not order.sensitive:
        parties.add("lead")
    # What the county's centre took over is the county's: village and town still see it, and no longer move it.
    if not order.at_centre:
        if actor.role == "captain" and order.grid_code in actor.captain_of and not order.past_captain:
            parties.add("captain")
        if actor.role == "town" and order.town_code is not None and order.town_code == actor.area_code:
            parties.add("town")
    if actor.role == "centre":
        parties |= {"centre", "relay"} if order.desk == CENTRE else {"centre"}
    if actor.role == "unit" and order.unit_code is not None and order.unit_code == actor.unit_code:
        parties.add("unit")
    return frozenset(parties)


def standing(actor: Actor, order: Order, step: str, reason: str | None = None) -> Standing:
    """The legal move. Raises Problem `not-allowed`, `step-not-open` or `own-finding`."""
    facts = order.facts | ({"not_found"} if reason == "not_found" else frozenset())
    standings = [(capacity, parties_of(capacity, order)) for capacity in capacities(actor)]
    if not any(is_for(step, parties, facts) for _, parties in standings):
        raise Problem("not-allowed")
    for capacity, parties in standings:
        if found := move(step, order.state, parties, facts):
            if STEP[step].reviews and filed_by(actor, order):
                raise Problem("own-finding")
            return Standing(*found, capacity)
    raise Problem("step-not-open")


def open_steps(actor: Actor, order: Order) -> list[str]:
    """The steps that this person may make now, in the order of the table."""
    found = []
    for step in STEPS:
        if step.reviews and filed_by(actor, order):
            continue
        if any(move(step.code, order.state, parties_of(each, order), order.facts) for each in capacities(actor)):
            found.append(step.code)
    return found


def filed_by(actor: Actor, order: Order) -> bool:
    """True where the person, or somebody they stand in for, filed a part of it: a deputy counts as both."""
    return any(capacity.id in order.reporters for capacity in capacities(actor))
