"""One order on its way: when its next step is due and what is said with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from backend.demo import words
from backend.demo.fates import Leg
from backend.demo.hours import OFFICE, in_hours
from backend.demo.scenes import Scene
from backend.demo.visits import Matter
from backend.orders.order import Order
from backend.orders.units import proposed

BRISK_MINUTES: Final = (3, 8)
ON_SITE_LEVELS: Final = ("L", "M")
PICTURED_SHARE: Final = 0.05
"""Of the results that need no photo."""


@dataclass(slots=True, eq=False)
class Course:
    """The order of a finding as it stands, the turns still to be taken, and the pictures its next step brings."""

    matter: Matter
    order: Order
    left: set[str]
    twin: Course | None = None
    scenes: tuple[Scene, ...] = ()

    @property
    def may_merge(self) -> bool:
        """True where the order of the earlier finding of the same matter is still open."""
        return self.twin is not None and self.twin.order.open

    def plan_pictures(self, step: str, at: datetime, rng: Random) -> None:
        """What the step will show: every result that must, and some others that may."""
        clause = self.matter.clause
        wanted = clause.photo_needed or (not clause.sensitive and rng.random() < PICTURED_SHARE)
        if step == "result" and wanted:
            self.scenes = (
                Scene(clause.category, clause.code, "after", at - timedelta(minutes=3), rng.getrandbits(48)),
            )


def waits_until(leg: Leg, course: Course, at: datetime, rng: Random) -> datetime:
    """When the leg's step is taken, if the one before it was at `at`."""
    if course.matter.fate.brisk:
        return at + timedelta(minutes=rng.uniform(*BRISK_MINUTES))
    if course.order.urgent:
        return at + timedelta(minutes=rng.uniform(*leg.minutes))
    return in_hours(at + timedelta(hours=rng.uniform(*leg.hours)), leg.people, weekends=leg.weekends)


def sits_down(leg: Leg, course: Course) -> bool:
    """True for what an office does together with the rest of its desk: nothing urgent, nothing that brings photos."""
    return leg.people is OFFICE and not (course.order.urgent or course.matter.fate.brisk or course.scenes)


def evidence_of(step: str, turn: str, course: Course, rng: Random) -> dict[str, Any]:
    """What is said with the step, without its photos; empty notes are left out."""
    found = _evidence(step, turn, course, rng)
    return {key: value for key, value in found.items() if value != ""}


def _evidence(step: str, turn: str, course: Course, rng: Random) -> dict[str, Any]:
    match step:
        case "verify":
            return {"how": _way(course, rng), "note": rng.choice(words.VERIFIED)}
        case "return" | "refuse":
            reason, note = rng.choice(words.RETURNED if step == "return" else words.REFUSED)
            return {"reason": reason, "note": note}
        case "decline":
            return _declined(turn, rng)
        case "correct":
            return {"reason": "words", "note": f"{course.order.note}{words.CORRECTED}"}
        case "merge":
            return {"into": course.twin.order.code if course.twin else "", "note": words.MERGED}
        case "dispatch":
            return {"unit": _unit(course), "note": rng.choice(words.DISPATCHED)}
        case "result":
            return {"note": rng.choice(words.RESULTS[course.matter.clause.category])}
        case "check":
            how = rng.choice(("on_site", "by_photo", "by_phone"))
            return {"how": how if course.order.verified_at else "on_site", "note": rng.choice(words.CHECKED)}
        case _:
            return {"note": rng.choice(NOTES[step])}


def _way(course: Course, rng: Random) -> str:
    if "by_unit" in course.left:
        course.left.discard("by_unit")
        return "by_unit"
    return "on_site" if course.order.level in ON_SITE_LEVELS else rng.choice(("on_site", "by_photo", "by_phone"))


def _declined(turn: str, rng: Random) -> dict[str, Any]:
    if turn in ("not_found", "not_found_ends"):
        return {"reason": "not_found", "note": words.NOT_FOUND if turn == "not_found" else words.LOOKED_AGAIN}
    reason, note = rng.choice(words.DECLINED)
    return {"reason": reason, "note": note}


def _unit(course: Course) -> str:
    """The proposed unit; after a refusal the first that supports it."""
    support = course.matter.clause.support
    return support[0] if course.order.refusals and support else proposed(course.order).unit


NOTES: Final = {
    "supplement": words.SUPPLEMENTED,
    "withdraw": words.WITHDRAWN,
    "accept": words.ACCEPTED,
    "sign": words.SIGNED,
    "rework": words.REWORKED,
    "close": words.CLOSED,
}
