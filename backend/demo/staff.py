"""The demo county's people: accounts, duties and deputies. Every name is invented; nobody has a phone number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final
from uuid import UUID

from sqlalchemy import insert

from backend.acting import Acting
from backend.database import db
from backend.demo.county import County, Village
from backend.people.actions import NewPerson, add_deputy, add_people
from backend.people.model import Assignment
from checklists.checklist import Checklist

MORE_WORKERS: Final = 20
FIRE: Final = "fire"
SURNAMES: Final = "赵钱孙李周吴郑王冯陈沈韩杨朱许何吕张孔曹严华魏陶姜谢邹潘葛范彭鲁马方俞任袁柳鲍史唐薛"
GIVEN: Final = (
    "文博", "雨桐", "建平", "晓岚", "志远", "秀英", "海涛", "玉兰", "国栋", "思齐", "春燕", "立新", "静怡", "永康",
    "佳宁", "宏伟", "丽娟", "子墨", "桂芳", "天佑", "慧敏", "长青", "红梅", "明远", "素琴", "振华", "若溪", "德明",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Duty:
    """Who does what in which grid."""

    person: NewPerson
    grid: str
    duty: str


@dataclass(frozen=True, slots=True)
class Stand:
    """Who stands in for whom, from a day up to, not including, another."""

    person: NewPerson
    deputy: NewPerson
    first: date
    until: date


@dataclass(frozen=True, slots=True)
class Staff:
    """Everybody by username."""

    people: dict[str, NewPerson]
    duties: tuple[Duty, ...]
    stands: tuple[Stand, ...]

    def workers(self) -> list[NewPerson]:
        """The grid workers, `worker` first."""
        return [person for person in self.people.values() if person.role == "worker"]

    def grids_of(self, person: NewPerson, *duties: str) -> list[str]:
        """Codes of the grids in which the person has one of the duties."""
        return [duty.grid for duty in self.duties if duty.person.id == person.id and duty.duty in duties]

    def at_desk(self, desk: str) -> list[NewPerson]:
        """Who sits there in their own right: the account that demonstrations use first."""
        kind, _, code = desk.partition(":")
        match kind:
            case "captain":
                return [duty.person for duty in self.duties if duty.grid == code and duty.duty == "captain"]
            case "worker":
                return [person for person in self.people.values() if str(person.id) == code]
            case "centre":
                return [person for person in self.people.values() if person.role == "centre"]
            case _:
                everybody = self.people.values()
                return [one for one in everybody if one.role == kind and code in (one.area_code, one.unit_code)]


def build_staff(county: County, checklist: Checklist, last: date, seed: int) -> Staff:
    """One captain a village, leads for every grid, a handler for each unit with accounts, all the desks, deputies."""
    hiring = _Hiring(county, Random(f"{seed} staff"))
    workers = hiring.many("worker", _villages_of_workers(county))
    captains = hiring.many("captain", [county.home, *(each for each in county.villages if each != county.home)])
    hiring.offices()
    hiring.handlers(checklist)
    people = hiring.people
    duties = [Duty(person, grid, "captain") for person, village in captains for grid in village.grids]
    duties.extend(_work(workers))
    return Staff(people, tuple(duties), tuple(_stands(people, last)))


def hire(acting: Acting, staff: Staff, password_hash: str, since: date) -> None:
    """The people exist with their duties from `since` on and their deputies."""
    add_people(acting, list(staff.people.values()), password_hash)
    rows = [
        {"person_id": duty.person.id, "grid_code": duty.grid, "duty": duty.duty, "valid_from": since, "valid_to": None}
        for duty in staff.duties
    ]
    db.session.execute(insert(Assignment), rows)
    for stand in staff.stands:
        add_deputy(acting, stand.person.id, stand.deputy.id, stand.first, stand.until)


class _Hiring:
    def __init__(self, county: County, rng: Random) -> None:
        self.county = county
        self.rng = rng
        self.people: dict[str, NewPerson] = {}
        self.names = [surname + given for surname in SURNAMES for given in GIVEN]
        rng.shuffle(self.names)

    def add(self, username: str, role: str, area: str, unit: str | None = None) -> NewPerson:
        pay = "cash" if role == "worker" else "none"
        identity = UUID(int=self.rng.getrandbits(128), version=4)
        person = NewPerson(
            username=username, name=self.names.pop(), role=role, area_code=area, unit_code=unit, pay_kind=pay,
            id=identity,
        )  # fmt: skip
        self.people[username] = person
        return person

    def many(self, role: str, villages: Sequence[Village]) -> list[tuple[NewPerson, Village]]:
        """The first is called like the role, the others are numbered from 02."""
        usernames = [role, *(f"{role}{number:02d}" for number in range(2, len(villages) + 1))]
        return [
            (self.add(name, role, village.code), village) for name, village in zip(usernames, villages, strict=True)
        ]

    def offices(self) -> None:
        for role in ("town", "town_reviewer"):
            for number, town in enumerate(self.county.towns(), start=1):
                self.add(role if number == 1 else f"{role}{number:02d}", role, town)
        for role in ("centre", "clerk", "reviewer"):
            self.add(role, role, self.county.code)
            self.add(f"{role}02", role, self.county.code)
        for role in ("appeals", "auditor", "admin"):
            self.add(role, role, self.county.code)

    def handlers(self, checklist: Checklist) -> None:
        for unit in checklist.units:
            # The county's centre serves what is routed to itself at its own desk.
            if not unit.relay and unit.code != "centre":
                username = "unit" if unit.code == FIRE else f"unit-{unit.code}"
                self.add(username, "unit", self.county.code, unit.code)


def _villages_of_workers(county: County) -> list[Village]:
    """Each village has a worker, the home village and some others two."""
    others = [village for village in county.villages if village != county.home]
    return [county.home, county.home, *others, *others[: MORE_WORKERS - 1 - len(others)]]


def _work(workers: Sequence[tuple[NewPerson, Village]]) -> Iterator[Duty]:
    """Colleagues share a village's grids: each leads a part and is a member in the rest."""
    colleagues: dict[str, list[NewPerson]] = {}
    for person, village in workers:
        colleagues.setdefault(village.code, []).append(person)
    for village in {village.code: village for _, village in workers}.values():
        own = colleagues[village.code]
        for at, grid in enumerate(village.grids):
            lead = own[at * len(own) // len(village.grids)]
            yield from (Duty(person, grid, "lead" if person is lead else "member") for person in own)


def _stands(people: dict[str, NewPerson], last: date) -> Iterator[Stand]:
    """Deputies of today, and a captain's leave some weeks ago."""
    today = (last - timedelta(days=20), last + timedelta(days=120))
    yield Stand(people["captain"], people["captain02"], *today)
    for role in ("centre", "clerk", "reviewer"):
        yield Stand(people[role], people[f"{role}02"], *today)
    yield Stand(people["captain03"], people["captain04"], last - timedelta(days=60), last - timedelta(days=46))
