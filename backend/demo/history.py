"""Lives through the planned visits with a moving clock: every report, photo and step by the product's own actions."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from typing import Any, Final
from uuid import UUID

from backend import clock
from backend.acting import Acting, Actor, Subscriptions
from backend.demo.album import Album
from backend.demo.course import Course, evidence_of, sits_down, waits_until
from backend.demo.fates import Leg, next_leg
from backend.demo.hours import next_sitting
from backend.demo.queries import orders_now
from backend.demo.scenes import Scene
from backend.demo.staff import Staff
from backend.demo.visits import Matter, Visit
from backend.orders.actions import StepRequest, take_step
from backend.orders.batches import take_steps
from backend.orders.order import Order
from backend.people.keys import KeyRing
from backend.people.queries import actor_by_id
from backend.photos.actions import claim_for_order, record_photo
from backend.reports.actions import file_report
from backend.reports.schemas import FilingSchema

DEPUTY_SHARE: Final = 0.35
CLOCK_OFF_SHARE: Final = 0.004
FILING: Final = FilingSchema()
JPEG: Final = "image/jpeg"

Happening = Callable[[datetime], None]


@dataclass(slots=True)
class Tally:
    """What was lived through."""

    reports: int = 0
    findings: int = 0
    steps: int = 0
    photos: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.reports + other.reports, self.findings + other.findings, self.steps + other.steps,
            self.photos + other.photos,
        )  # fmt: skip


@dataclass(slots=True)
class History:
    """One run through the visits; `on_day` hears of every day of the county that begins."""

    staff: Staff
    edition: str
    album: Album
    keys: KeyRing
    subscriptions: Subscriptions
    end: datetime
    rng: Random
    on_day: Callable[[date], None]
    tally: Tally = field(default_factory=Tally)
    _due: list[tuple[datetime, int, Happening]] = field(default_factory=list)
    _number: int = 0
    _actors: dict[tuple[UUID, int], Actor] = field(default_factory=dict)
    _sittings: dict[tuple[str, datetime], list[tuple[Course, Leg]]] = field(default_factory=dict)
    _courses: dict[Matter, Course] = field(default_factory=dict)

    def live(self, visits: Sequence[Visit]) -> Tally:
        """Everything up to `end` has happened, in the order of time; what would come later has not."""
        for visit in visits:
            self._happens(visit.at, partial(self._file, visit))
        today: date | None = None
        while self._due:
            at, _, happening = heapq.heappop(self._due)
            if (day := clock.local_date(at)) != today:
                today = day
                self.on_day(day)
            happening(at)
        return self.tally

    def _happens(self, at: datetime, happening: Happening) -> None:
        if at <= self.end:
            self._number += 1
            heapq.heappush(self._due, (at, self._number, happening))

    def _file(self, visit: Visit, at: datetime) -> None:
        acting = self._acting(visit.worker.id, at)
        filing = FILING.load(self._body(visit))
        phone_clock = at + timedelta(minutes=14) if self.rng.random() < CLOCK_OFF_SHARE else at
        file_report(acting, self.keys, visit.id, filing, phone_clock)
        self.tally.reports += 1
        self.tally.findings += len(visit.matters)
        if any(matter.scenes for matter in visit.matters):
            arrive = min(at + timedelta(seconds=self.rng.uniform(15, 300)), self.end)
            self._happens(arrive, partial(self._photos_arrive, visit))
        opened = orders_now([matter.id for matter in visit.matters])
        for matter in visit.matters:
            self._begin(matter, opened.get(matter.id), at)

    def _begin(self, matter: Matter, order: Order | None, at: datetime) -> None:
        """The finding's own order sets out; without one it joined its twin's, which changed by that."""
        twin = self._courses.get(matter.twin) if matter.twin else None
        if order is not None:
            course = Course(matter, order, set(matter.fate.turns), twin=twin)
            self._courses[matter] = course
            self._go_on(course, at)
        elif twin is not None:
            twin.order = orders_now([twin.order.id])[twin.order.id]

    def _body(self, visit: Visit) -> dict[str, Any]:
        return {
            "checklist": self.edition,
            "seen_at": visit.seen_at.isoformat(timespec="milliseconds"),
            "place": {"type": "Point", "coordinates": [visit.lon, visit.lat]},
            "accuracy_m": visit.accuracy_m if visit.method == "gnss" else None,
            "place_method": visit.method,
            "premises": visit.spot.premises,
            "findings": [self._finding(visit, matter) for matter in visit.matters],
            "checked_ok": list(visit.checked_ok),
        }

    def _finding(self, visit: Visit, matter: Matter) -> dict[str, Any]:
        twin = self._courses.get(matter.twin) if matter.twin and matter.joins else None
        return {
            "id": str(matter.id),
            "clause": matter.clause.code,
            "note": matter.note,
            "handled_on_spot": matter.on_spot,
            "joins": twin.order.code if twin else None,
            "contacts": list(matter.contacts),
            "photos": [self._declared(visit, scene) for scene in matter.scenes],
        }

    def _declared(self, visit: Visit, scene: Scene) -> dict[str, Any]:
        made = self.album.draw(scene)
        return {
            "sha256": made.sha256,
            "kind": scene.kind,
            "taken_at": scene.at.isoformat(timespec="milliseconds"),
            "place": {"type": "Point", "coordinates": [visit.lon, visit.lat]},
            "evidence_from": "device",
            "bytes": made.size,
            "media_type": JPEG,
        }

    def _photos_arrive(self, visit: Visit, at: datetime) -> None:
        acting = self._acting(visit.worker.id, at)
        for scene in (scene for matter in visit.matters for scene in matter.scenes):
            made = self.album.take(scene)
            record_photo(acting, made.sha256, made.size, made.picture)
            self.tally.photos += 1

    def _go_on(self, course: Course, at: datetime) -> None:
        """The next step of the order is due some time after `at`, unless it ends or halts here."""
        if course.order.state == course.matter.fate.halt:
            return
        leg = next_leg(course.order.state, course.left)
        if leg is None:
            return
        due = waits_until(leg, course, at, self.rng)
        course.plan_pictures(leg.step, due, self.rng)
        if sits_down(leg, course):
            self._wait_for_sitting(course, leg, due)
        elif due <= self.end:
            self._happens(due, partial(self._step, course, leg))

    def _wait_for_sitting(self, course: Course, leg: Leg, due: datetime) -> None:
        """Offices work through what lies on their desk a few times a day."""
        desk = course.order.desk
        at = next_sitting(due, desk)
        waiting = self._sittings.setdefault((desk, at), [])
        waiting.append((course, leg))
        if len(waiting) == 1:
            self._happens(at, partial(self._sit, desk))

    def _sit(self, desk: str, at: datetime) -> None:
        waiting = self._sittings.pop((desk, at))
        if len(waiting) == 1:
            return self._step(*waiting[0], at)
        acting = self._acting(self._who(desk, at), at)
        requests = [self._request(course, leg) for course, leg in waiting]
        answers = take_steps(acting, requests)
        self.tally.steps += len(requests)
        for (course, leg), answer in zip(waiting, answers, strict=True):
            if answer.order is None:
                raise answer.problem or LookupError(answer.code)
            course.order = answer.order
            course.left.discard(leg.turn)
            self._go_on(course, at)
        return None

    def _step(self, course: Course, leg: Leg, at: datetime) -> None:
        if leg.turn == "merged" and not course.may_merge:
            course.left.discard(leg.turn)
            return self._go_on(course, at)
        by_reporter = leg.step in ("withdraw", "supplement")
        who = course.order.reporter_id if by_reporter else self._who(course.order.desk, at)
        acting = self._acting(who, at)
        course.order = take_step(acting, self._request(course, leg, self._bring_photos(acting, course)))
        course.left.discard(leg.turn)
        if leg.step == "merge" and course.twin is not None:
            course.twin.order = orders_now([course.twin.order.id])[course.twin.order.id]
        self.tally.steps += 1
        return self._go_on(course, at)

    def _request(self, course: Course, leg: Leg, photos: Sequence[Mapping[str, str]] = ()) -> StepRequest:
        evidence = evidence_of(leg.step, leg.turn, course, self.rng) | ({"photos": list(photos)} if photos else {})
        identity = UUID(int=self.rng.getrandbits(128), version=4)
        return StepRequest(course.order.code, identity, leg.step, evidence, course.order.version)

    def _bring_photos(self, acting: Acting, course: Course) -> list[Mapping[str, str]]:
        brought: list[Mapping[str, str]] = []
        for scene in course.scenes:
            made = self.album.take(scene)
            claim_for_order(acting, course.order.id, made.sha256, JPEG, made.size)
            record_photo(acting, made.sha256, made.size, made.picture)
            brought.append({"sha256": made.sha256, "kind": scene.kind})
            self.tally.photos += 1
        course.scenes = ()
        return brought

    def _who(self, desk: str, at: datetime) -> UUID:
        """Whoever sits at the desk then: mostly the one whose desk it is, now and then a deputy."""
        sitting = self.staff.at_desk(desk)
        person = sitting[0] if len(sitting) == 1 else self.rng.choices(sitting[:2], (3, 1))[0]
        day = clock.local_date(at)
        for stand in self.staff.stands:
            if stand.person is person and stand.first <= day < stand.until and self.rng.random() < DEPUTY_SHARE:
                return stand.deputy.id
        return person.id

    def _acting(self, person_id: UUID, at: datetime) -> Acting:
        """Duties change on few days and for few people: a person is read once between two changes."""
        day = clock.local_date(at)
        stands = [one for one in self.staff.stands if one.deputy.id == person_id]
        changes = sum((stand.first <= day) + (stand.until <= day) for stand in stands)
        key = (person_id, changes)
        if key not in self._actors:
            actor = actor_by_id(person_id, day)
            if actor is None:
                raise LookupError(person_id)
            self._actors[key] = actor
        return Acting(self._actors[key], at, self.subscriptions)
