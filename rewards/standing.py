"""Whose turn a bounty is, and whose hand must stay away from it. The rule that checks and buttons share."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from backend.acting import Actor
from rewards.lifecycle import MOVES, Move
from rewards.month_model import Bounty


def hands_of(actor: Actor) -> list[UUID]:
    """The person and everybody the person stands in for today: for separation of duties a deputy counts as both."""
    return [actor.id, *(one.id for one in actor.deputy_for)]


def parties_of(actor: Actor, town_code: str | None) -> dict[str, str]:
    """Party → in which role: what the person is to a bounty of that town."""
    found: dict[str, str] = {}
    for one in (actor, *actor.deputy_for):
        if one.role == "town_reviewer" and town_code is not None and one.area_code == town_code:
            found.setdefault("town", one.role)
        if one.role == "reviewer":
            found.setdefault("county", one.role)
            if town_code is None:  # no town has the place: the first look is the county's
                found.setdefault("town", one.role)
    return found


def wrong_hand(actor: Actor, bounty: Bounty, move: Move) -> bool:
    """True where the person, or somebody they stand in for, filed it, verified it or reviewed it before."""
    before = {*bounty.barred, *(bounty.first_hands if move.party == "county" else ())}
    return not before.isdisjoint(hands_of(actor))


def open_moves(actor: Actor, bounty: Bounty) -> Iterator[Move]:
    """The steps that this person may take on the bounty now."""
    parties = parties_of(actor, bounty.town_code)
    for move in MOVES:
        if bounty.state in move.from_states and move.party in parties and not wrong_hand(actor, bounty, move):
            yield move
