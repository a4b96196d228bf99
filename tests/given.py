"""What is given before a test begins: a small county where everything can happen, and its people.

Squares of 0.01° side stand in a row from 120.40°E, 32.50°N; a special grid lies over the border of the first two.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from backend.database import db, transaction
from backend.grids.model import Area, AreaVersion, Grid, GridVersion
from backend.people.model import Assignment, Deputy, Person

COUNTY_CODE = "320685000000"
TOWNS = {"320685100000": "城东镇", "320685101000": "李堡镇"}
VILLAGES = {
    "320685100201": ("凤山村", "320685100000"),
    "320685100202": ("壮志村", "320685100000"),
    "320685101201": ("三里村", "320685101000"),
}
# code → (name, village, west edge, kind)
GRIDS = {
    "320685100201001": ("凤山村第一网格", "320685100201", 120.40, "comprehensive"),
    "320685100201002": ("凤山村第二网格", "320685100201", 120.41, "comprehensive"),
    "320685100202001": ("壮志村第一网格", "320685100202", 120.42, "comprehensive"),
    "320685101201001": ("三里村第一网格", "320685101201", 120.43, "comprehensive"),
    "320685100201901": ("凤山市场专属网格", "320685100201", 120.408, "special"),
}
SOUTH, SIDE = 32.50, 0.01
BEFORE = date(2020, 1, 1)
PASSWORD = "网格通-测试-2026"


@dataclass(slots=True)
class County:
    """The people by username, and the codes tests speak of. `inside[code]` is a point well inside that grid."""

    people: dict[str, Person] = field(default_factory=dict)
    grid: str = "320685100201001"
    neighbour: str = "320685100201002"
    other_village_grid: str = "320685100202001"
    foreign_grid: str = "320685101201001"
    special_grid: str = "320685100201901"
    village: str = "320685100201"
    town: str = "320685100000"
    other_town: str = "320685101000"

    @property
    def inside(self) -> dict[str, tuple[float, float]]:
        return {code: (round(west + 0.003, 6), SOUTH + 0.005) for code, (_, _, west, _) in GRIDS.items()}

    def id_of(self, username: str) -> UUID:
        return self.people[username].id


# username → (role, area, unit); the other_* live in the second town.
PEOPLE: dict[str, tuple[str, str | None, str | None]] = {
    "worker": ("worker", "320685100201", None),
    "worker2": ("worker", "320685100201", None),
    "other_worker": ("worker", "320685101201", None),
    "captain": ("captain", "320685100201", None),
    "captain2": ("captain", "320685100202", None),
    "other_captain": ("captain", "320685101201", None),
    "town": ("town", "320685100000", None),
    "other_town": ("town", "320685101000", None),
    "town_reviewer": ("town_reviewer", "320685100000", None),
    "centre": ("centre", COUNTY_CODE, None),
    "centre2": ("centre", COUNTY_CODE, None),
    "unit": ("unit", COUNTY_CODE, "fire"),
    "other_unit": ("unit", COUNTY_CODE, "police"),
    "reviewer": ("reviewer", COUNTY_CODE, None),
    "clerk": ("clerk", COUNTY_CODE, None),
    "appeals": ("appeals", COUNTY_CODE, None),
    "auditor": ("auditor", COUNTY_CODE, None),
    "admin": ("admin", COUNTY_CODE, None),
}
DUTIES = (
    ("worker", "320685100201001", "lead"),
    ("worker2", "320685100201002", "lead"),
    ("worker2", "320685100201901", "lead"),
    ("other_worker", "320685101201001", "lead"),
    ("captain", "320685100201001", "captain"),
    ("captain", "320685100201002", "captain"),
    ("captain", "320685100201901", "captain"),
    ("captain2", "320685100202001", "captain"),
    ("other_captain", "320685101201001", "captain"),
)


def given_county() -> County:
    """Write the county into the empty database and commit it."""
    county = County()
    with transaction() as session:
        session.add(Area(code=COUNTY_CODE, level="county"))
        session.add(AreaVersion(area_code=COUNTY_CODE, name="海安市", parent_code=None, valid_from=BEFORE))
        for code in TOWNS:
            session.add(Area(code=code, level="town"))
        for code in VILLAGES:
            session.add(Area(code=code, level="village"))
        session.flush()
        for code, name in TOWNS.items():
            session.add(AreaVersion(area_code=code, name=name, parent_code=COUNTY_CODE, valid_from=BEFORE))
        for code, (name, town) in VILLAGES.items():
            session.add(AreaVersion(area_code=code, name=name, parent_code=town, valid_from=BEFORE))
        for code, (_, _, _, kind) in GRIDS.items():
            session.add(Grid(code=code, kind=kind))
        session.flush()
        for code, (name, village, west, kind) in GRIDS.items():
            session.add(_version(code, name, village, west, kind))
        for username, (role, area, unit) in PEOPLE.items():
            county.people[username] = given_person(username, role, area, unit)
            session.add(county.people[username])
        session.flush()
        for username, grid, duty in DUTIES:
            session.add(Assignment(person_id=county.id_of(username), grid_code=grid, duty=duty, valid_from=BEFORE))
        for person in county.people.values():
            session.refresh(person)
            session.expunge(person)
    return county


def given_person(username: str, role: str, area: str | None = None, unit: str | None = None) -> Person:
    """An account that is not yet in the database; its password is PASSWORD."""
    names = {"worker": "张小明", "captain": "李建国", "unit": "王海"}
    return Person(
        id=uuid4(),
        username=username,
        name=names.get(username, f"测试{username}"),
        password_hash=_cheap_hash(),
        role=role,
        area_code=area,
        unit_code=unit,
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


def given_deputy(person: Person, deputy: Person, first: date, until: date) -> None:
    """`deputy` stands in for `person` from `first` up to, not including, `until`."""
    with transaction() as session:
        session.add(Deputy(person_id=person.id, deputy_id=deputy.id, valid_from=first, valid_to=until))


def client_for(app: Flask, person: Person) -> FlaskClient:
    """A browser in which the person is signed in; it sends the header that every write needs."""
    client = anonymous_client(app)
    with client.session_transaction() as session:
        session.permanent = True
        session.update(_user_id=f"{person.id}.{person.version}", sid=uuid4().hex)
    return client


def anonymous_client(app: Flask) -> FlaskClient:
    """A browser in which nobody is signed in; it sends the header that every write needs."""
    client = app.test_client()
    client.environ_base["HTTP_X_REQUESTED_WITH"] = "grid-pwa"
    return client


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement that is sent to the database inside the block."""
    sent: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def _version(code: str, name: str, village: str, west: float, kind: str) -> GridVersion:
    south, north = (SOUTH, SOUTH + SIDE) if kind == "comprehensive" else (SOUTH + 0.004, SOUTH + 0.006)
    east = west + (SIDE if kind == "comprehensive" else 0.004)
    ring = ", ".join(f"{x:.7f} {y:.7f}" for x, y in
                     ((west, south), (east, south), (east, north), (west, north), (west, south)))  # fmt: skip
    return GridVersion(
        grid_code=code,
        kind=kind,
        name=name,
        village_code=village,
        town_code=VILLAGES[village][1],
        geom=f"SRID=4326;MULTIPOLYGON((({ring})))",
        valid_from=BEFORE,
    )


@functools.cache
def _cheap_hash() -> str:
    # Tests sign in often: one cheap hash for all, still argon2id.
    return PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
