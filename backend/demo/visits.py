"""The visits of ninety days, planned before the first of them happens: where, when, by whom, what was found.

Part of the plan is fixed: every category and every side road is there however small the demo, and in the last hours
the demonstrators' own grid has something waiting at every desk. The rest is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

from backend import clock
from backend.demo.county import County, Spot
from backend.demo.fates import TURNS, TWIN_SHARE, Fate, draw_turns
from backend.demo.hours import days_weighted, moment, seen_on
from backend.demo.scenes import Scene
from backend.demo.staff import Staff
from backend.demo.words import SPOT_NOTES, contact, finding_note
from backend.people.actions import NewPerson
from checklists.checklist import Checklist, Clause

DAYS: Final = 90
LEAST_FINDINGS: Final = 60
WEIGHTS: Final = {
    "RK": 20, "XF": 15, "HJ": 14, "MD": 11, "CZ": 10, "MS": 9, "AQ": 6, "ZA": 5, "WJ": 3, "FZ": 3, "TS": 2, "YJ": 2,
}  # fmt: skip
URGENT_SHARE: Final = 0.3
"""How much rarer an urgent clause is than another of its category."""

# Clause, turns, halt: what waits in the demonstrators' grid, filed one after the other in the last hours.
WAITING: Final[Sequence[tuple[str, frozenset[str], str | None]]] = (
    ("XF05-03", frozenset(), None),
    ("XF01-02", frozenset(), None),
    ("AQ01-01", frozenset(), "to_close"),
    ("HJ01-02", frozenset({"not_found"}), "to_close"),
    ("XF03-01", frozenset(), "to_check"),
    ("HJ01-04", frozenset({"not_found"}), "to_check"),
    ("XF04-02", frozenset(), "in_hand"),
    ("XF05-01", frozenset(), "in_hand"),
    ("XF01-03", frozenset(), "dispatched"),
    ("XF02-03", frozenset(), "dispatched"),
    ("MD07-03", frozenset(), "dispatched"),
    ("CZ03-01", frozenset(), "accepted"),
    ("ZA03-01", frozenset({"not_found"}), "accepted"),
    ("HJ01-05", frozenset(), "to_accept"),
    ("HJ02-02", frozenset({"not_found"}), "to_accept"),
    ("YJ01-01", frozenset(), "to_accept"),
    ("XF03-02", frozenset({"returned"}), "returned"),
    ("ZA03-02", frozenset(), "to_verify"),
    ("CZ04-01", frozenset(), "to_verify"),
    ("XF02-01", frozenset(), "to_verify"),
    ("HJ02-04", frozenset(), "to_verify"),
)
FIRST_WAITING: Final = timedelta(minutes=330)
BETWEEN_WAITING: Final = timedelta(minutes=11)


@dataclass(slots=True, eq=False)
class Matter:
    """One finding to be. A `twin` is the earlier finding of the same matter that it joins or is merged into."""

    id: UUID
    clause: Clause
    note: str
    on_spot: bool
    scenes: tuple[Scene, ...]
    contacts: tuple[dict[str, Any], ...]
    fate: Fate
    twin: Matter | None = None
    joins: bool = False


@dataclass(slots=True, eq=False)
class Visit:
    """One report to be; `at` is when it arrives, `seen_at` when it was seen. Accuracy in metres."""

    id: UUID
    at: datetime
    seen_at: datetime
    worker: NewPerson
    spot: Spot
    lon: float
    lat: float
    accuracy_m: float
    method: str
    matters: list[Matter] = field(default_factory=list)
    checked_ok: tuple[str, ...] = ()


def plan(county: County, staff: Staff, checklist: Checklist, end: datetime, findings: int, seed: int) -> list[Visit]:
    """Visits in the order of their arrival, none after `end`, with exactly so many findings together."""
    planner = Planner(county, staff, checklist, end, Random(f"{seed} visits"))
    visits = [*planner.waiting(), *planner.every_road()]
    visits.extend(planner.others(findings - sum(len(visit.matters) for visit in visits)))
    return sorted(visits, key=lambda visit: visit.at)


class Planner:
    """Draws visits; equal arguments give equal visits."""

    def __init__(self, county: County, staff: Staff, checklist: Checklist, end: datetime, rng: Random) -> None:
        self.county = county
        self.staff = staff
        self.checklist = checklist
        self.end = end
        self.rng = rng
        self.workers = staff.workers()
        self.grids = {person.id: staff.grids_of(person, "lead", "member") for person in self.workers}
        last = clock.local_date(end)
        self.days, self.day_weights = days_weighted(last - timedelta(days=DAYS - 1), last)
        clauses = [clause for clause in checklist.clauses if not clause.only_from_instruction]
        self.clauses = {category: [clause for clause in clauses if clause.category == category] for category in WEIGHTS}

    def waiting(self) -> Iterator[Visit]:
        """What the demonstrators find on their desks."""
        for number, (code, turns, halt) in enumerate(WAITING):
            at = self.end - FIRST_WAITING + number * BETWEEN_WAITING
            visit = self._visit(self.workers[0], self.county.home.grids[number % 2], at)
            clause = self.checklist.clause(code)
            on_spot = clause.on_the_spot and halt == "to_verify"
            visit.matters.append(self._matter(visit, clause, Fate(turns, halt, brisk=True), on_spot=on_spot))
            yield visit

    def every_road(self) -> Iterator[Visit]:
        """Every side road and every category once, weeks ago, and a bounty of the worker's last month."""
        roads = [*TURNS, frozenset[str]()]
        ordinary = [category for category in WEIGHTS if category != "YJ"]
        for number, turns in enumerate(roads):
            # Those that begin urgent have no captain on their way, and no side road before the centre.
            category = ordinary[number % len(ordinary)] if turns else "YJ"
            clause = next(c for c in self.clauses[category] if not turns or not (c.urgent or c.phone_first))
            yield self._past(self.rng.choice(self.workers), self._ago(number), clause, Fate(turns))
        previous = clock.local_date(self.end).replace(day=1) - timedelta(days=1)
        at = moment(previous.replace(day=10), 9, self.rng)
        yield self._past(self.workers[0], at, self.checklist.clause("XF02-01"), Fate())
        yield self._past(self.workers[0], self._ago(3), self.checklist.clause("HJ02-03"), Fate(), on_spot=True)
        for number, joins in enumerate((True, False)):
            first = self._past(self.workers[0], self._ago(number), self.checklist.clause("HJ01-05"), Fate())
            yield first
            yield self._again(first, joins=joins)

    def others(self, findings: int) -> Iterator[Visit]:
        """Visits with so many findings, and a few at which everything was in order."""
        left = findings
        while left > 0:
            visit = self._anywhere()
            for _ in range(min(left, self.rng.choices((1, 2, 3), (48, 34, 18))[0])):
                visit.matters.append(self._any_matter(visit))
                left -= 1
            yield visit
            matter = visit.matters[0]
            if left and self._may_be_doubled(matter) and self.rng.random() < TWIN_SHARE:
                yield self._again(visit, joins=self.rng.random() < 0.75)
                left -= 1
            if self.rng.random() < 0.04:
                calm = self._anywhere()
                calm.checked_ok = tuple(clause.code for clause in self.rng.sample(self.clauses["XF"], 3))
                yield calm

    def _ago(self, number: int) -> datetime:
        day = clock.local_date(self.end) - timedelta(days=25 + number)
        return moment(day, self.rng.randint(8, 15), self.rng)

    def _past(self, worker: NewPerson, at: datetime, clause: Clause, fate: Fate, *, on_spot: bool = False) -> Visit:
        visit = self._visit(worker, self.rng.choice(self.grids[worker.id]), at)
        visit.matters.append(self._matter(visit, clause, fate, on_spot=on_spot))
        return visit

    def _anywhere(self) -> Visit:
        worker = self.rng.choice(self.workers)
        away = self.rng.random() < 0.015
        grid = self.rng.choice(list(self.county.spots) if away else self.grids[worker.id])
        at = seen_on(self._day(), self.rng)
        if at > self.end:
            at = self.end - timedelta(minutes=self.rng.uniform(5, 600))
        return self._visit(worker, grid, at)

    def _day(self) -> date:
        return self.rng.choices(self.days, self.day_weights)[0]

    def _visit(self, worker: NewPerson, grid: str, seen_at: datetime) -> Visit:
        rng, spot = self.rng, self.rng.choice(self.county.spots[grid])
        offline = rng.random() < 0.04
        sent = timedelta(hours=rng.uniform(1, 7)) if offline else timedelta(minutes=rng.uniform(0.5, 9))
        return Visit(
            id=self._uuid(), at=min(seen_at + sent, self.end), seen_at=seen_at, worker=worker, spot=spot,
            lon=round(spot.lon + rng.gauss(0, 0.00004), 7), lat=round(spot.lat + rng.gauss(0, 0.00004), 7),
            accuracy_m=round(rng.triangular(4, 35, 9), 1), method=rng.choices(("gnss", "pin"), (93, 7))[0],
        )  # fmt: skip

    def _again(self, visit: Visit, *, joins: bool) -> Visit:
        """A colleague files the first matter of the visit too; only one who sees its order can join it."""
        colleagues = [one for one in self.workers if one != visit.worker and visit.spot.grid in self.grids[one.id]]
        strangers = [one for one in self.workers if one != visit.worker]
        worker = self.rng.choice(colleagues or strangers)
        later = min(visit.at + timedelta(minutes=self.rng.uniform(6, 14)), self.end)
        again = self._visit(worker, visit.spot.grid, later)
        again.spot, again.lon, again.lat = visit.spot, visit.lon, visit.lat
        original = visit.matters[0]
        joins = joins and bool(colleagues)
        fate = Fate() if joins else Fate(frozenset({"merged"}))
        matter = self._matter(again, original.clause, fate)
        matter.twin, matter.joins = original, joins
        again.matters.append(matter)
        return again

    def _may_be_doubled(self, matter: Matter) -> bool:
        clause = matter.clause
        return not (clause.sensitive or clause.urgent or matter.on_spot or matter.fate.turns)

    def _any_matter(self, visit: Visit) -> Matter:
        category = self.rng.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        clauses = self.clauses[category]
        weights = [URGENT_SHARE if clause.urgent else 1.0 for clause in clauses]
        clause = self.rng.choices(clauses, weights)[0]
        on_spot = clause.on_the_spot and not clause.sensitive and self.rng.random() < 0.45
        turns = draw_turns(self.rng)
        return self._matter(visit, clause, Fate(turns), on_spot=on_spot)

    def _matter(self, visit: Visit, clause: Clause, fate: Fate, *, on_spot: bool = False) -> Matter:
        note = finding_note(clause.category, clause.title, self.rng)
        if on_spot:
            note += self.rng.choice(SPOT_NOTES)
        called = (clause.category == "MD" or clause.in_home) and self.rng.random() < 0.4
        return Matter(
            id=self._uuid(), clause=clause, note=note, on_spot=on_spot,
            scenes=tuple(self._scenes(visit, clause, on_spot)),
            contacts=(contact(self.rng),) if called else (), fate=fate,
        )  # fmt: skip

    def _scenes(self, visit: Visit, clause: Clause, on_spot: bool) -> Iterator[Scene]:
        kinds: tuple[str, ...] = ()
        if on_spot:
            kinds = ("before", "after")
        elif clause.photo_needed:
            kinds = ("near", "far") if self.rng.random() < 0.08 else ("near",)
        elif not (clause.sensitive or clause.phone_first) and self.rng.random() < 0.1:
            kinds = ("near",)
        for number, kind in enumerate(kinds):
            at = visit.seen_at - timedelta(seconds=20 * (len(kinds) - number))
            yield Scene(clause.category, clause.code, kind, at, self.rng.getrandbits(48))

    def _uuid(self) -> UUID:
        return UUID(int=self.rng.getrandbits(128), version=4)
