"""What becomes of a finding: the main road, and every side road that the steps offer. Pure.

A fate is a set of turns, each taken once, where it first fits; otherwise the order goes down the main road as fast as
people work. `halt` names a state in which the order is left for whoever signs in to the demo.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import time
from random import Random
from typing import Final

from backend.demo.hours import DAYTIME, OFFICE


@dataclass(frozen=True, slots=True)
class Fate:
    """The turns of one finding. `brisk`: every step within minutes of the one before, whatever the hour."""

    turns: frozenset[str] = frozenset()
    halt: str | None = None
    brisk: bool = False


@dataclass(frozen=True, slots=True)
class Leg:
    """In `state`, with `turn` still to be taken ('' for the main road), `step` follows after some hours.

    `hours` spans the usual wait; `minutes` the wait of an urgent matter; `people` when they are there for it.
    """

    state: str
    turn: str
    step: str
    hours: tuple[float, float]
    minutes: tuple[float, float]
    people: tuple[time, time] | None = OFFICE
    weekends: bool = False


LEGS: Final = (
    Leg("to_verify", "withdrawn", "withdraw", (0.1, 1.5), (2, 8), DAYTIME, True),
    Leg("to_verify", "merged", "merge", (0.3, 3), (5, 20), DAYTIME, True),
    Leg("to_verify", "corrected", "correct", (0.2, 2), (3, 8), DAYTIME, True),
    Leg("to_verify", "returned", "return", (0.3, 4), (3, 10), DAYTIME, True),
    Leg("to_verify", "not_found", "decline", (0.5, 6), (5, 20), DAYTIME, True),
    Leg("to_verify", "declined", "decline", (0.5, 6), (5, 20), DAYTIME, True),
    Leg("to_verify", "", "verify", (0.3, 6), (3, 10), DAYTIME, True),
    Leg("returned", "", "supplement", (0.5, 26), (4, 15), DAYTIME, True),
    Leg("to_accept", "not_found_ends", "decline", (2, 20), (20, 60)),
    Leg("to_accept", "returned_late", "return", (0.3, 2), (3, 9)),
    Leg("to_accept", "declined_late", "decline", (0.3, 3), (5, 20)),
    Leg("to_accept", "", "accept", (0.1, 2.2), (2, 7)),
    Leg("accepted", "", "dispatch", (0.1, 2), (1, 5)),
    Leg("dispatched", "refused", "refuse", (0.5, 5), (5, 15)),
    Leg("dispatched", "refused_again", "refuse", (0.5, 5), (5, 15)),
    Leg("dispatched", "", "sign", (0.3, 7), (3, 9)),
    Leg("in_hand", "", "result", (4, 76), (40, 400)),
    Leg("to_check", "reworked", "rework", (2, 20), (20, 90)),
    Leg("to_check", "", "check", (2, 26), (30, 200)),
    Leg("to_close", "", "close", (2, 22), (60, 300)),
)

# How often each side road is taken, in findings of a thousand. The rest goes straight.
TURNS: Final[dict[frozenset[str], int]] = {
    frozenset({"withdrawn"}): 24,
    frozenset({"returned"}): 46,
    frozenset({"returned_late"}): 10,
    frozenset({"corrected"}): 24,
    frozenset({"corrected", "returned"}): 4,
    frozenset({"declined"}): 40,
    frozenset({"declined_late"}): 8,
    frozenset({"not_found"}): 8,
    frozenset({"not_found", "not_found_ends"}): 10,
    frozenset({"refused"}): 22,
    frozenset({"refused", "refused_again"}): 5,
    frozenset({"reworked"}): 34,
    frozenset({"by_unit"}): 30,
}
TWIN_SHARE: Final = 0.08
"""Of all findings: filed by a colleague too, who joins it or whose order is merged into it."""


def draw_turns(rng: Random) -> frozenset[str]:
    """The turns of one finding, none for most."""
    roads = [frozenset[str](), *TURNS]
    straight = 1000 - sum(TURNS.values())
    return rng.choices(roads, [straight, *TURNS.values()])[0]


def next_leg(state: str, left: Collection[str]) -> Leg | None:
    """What follows in this state with these turns still to be taken; None at an end."""
    return next((leg for leg in LEGS if leg.state == state and (not leg.turn or leg.turn in left)), None)
