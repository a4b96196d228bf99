"""A county of its own for the measurement: a temporary database, 64 grids, 32 workers who are signed in."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import uuid4

import psycopg
import shapely
from flask import Flask

from backend import clock
from backend.acting import Acting
from backend.database import db, transaction
from backend.grids.actions import AreaRow, GridRow, put_areas, put_grids
from backend.people.model import Assignment, Person
from backend.settings import ROOT, Settings
from wsgi import create_app

COUNTY, TOWN, SINCE = "320685000000", "320685100000", date(2020, 1, 1)
WEST, SOUTH, SIDE, PER_ROW = 120.40, 32.50, 0.01, 8


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who files: the session cookie, and the middle of the own grid."""

    id: str
    cookie: str
    lon: float
    lat: float


@contextmanager
def own_county() -> Iterator[tuple[Settings, Flask, list[Worker]]]:
    """Everything is there on entry and gone on exit; commits are as durable as in earnest."""
    subprocess.run([ROOT / "script" / "database", "start"], check=True, capture_output=True)
    name = f"wangge_bench_{uuid4().hex[:12]}"
    maintenance = plain(address("super", "postgres"))
    folder = Path(tempfile.mkdtemp(prefix="wangge-bench-"))
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE wangge_template OWNER wangge_owner")  # type: ignore[call-overload]  # psycopg wants literals; names are ours
    try:
        settings = Settings(
            database_url=address("app", name),
            migration_database_url=address("owner", name),
            data_dir=folder,
            photos_url=(folder / "photos").as_uri(),
        )
        app = create_app(settings)
        migrated = app.test_cli_runner().invoke(args=["db", "upgrade"])
        if migrated.exit_code:
            raise SystemExit(migrated.output)
        with app.app_context():
            workers = _people(app)
            yield settings, app, workers
            db.session.remove()
            db.engine.dispose()
    finally:
        with psycopg.connect(maintenance, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[call-overload]  # psycopg wants literals; names are ours
        shutil.rmtree(folder)


def address(role: str, database: str) -> str:
    """The SQLAlchemy address of a database of the private cluster."""
    command = [ROOT / "script" / "database", "url", role, database]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def plain(url: str) -> str:
    """The same address as libpq reads it."""
    return url.replace("+psycopg", "", 1)


def _people(app: Flask) -> list[Worker]:
    nobody = Acting(None, clock.now())
    cells = [(f"320685100{201 + n // 8}{1 + n % 8:03}", n % PER_ROW, n // PER_ROW) for n in range(64)]
    villages = sorted({code[:12] for code, _, _ in cells})
    with transaction():
        put_areas(
            nobody, [AreaRow(COUNTY, "county", "海安市", None, SINCE), AreaRow(TOWN, "town", "镇", COUNTY, SINCE)]
        )
        put_areas(nobody, [AreaRow(code, "village", f"村{code[-3:]}", TOWN, SINCE) for code in villages])
        put_grids(nobody, [
            GridRow(code, "comprehensive", f"网格{code[-6:]}", code[:12], TOWN, _square(x, y), SINCE)
            for code, x, y in cells
        ])  # fmt: skip
    with transaction() as session:
        staff = [_person("centre", COUNTY), _person("town", TOWN)]
        captains = {village: _person("captain", village) for village in villages}
        workers = [(_person("worker", code[:12]), code, x, y) for code, x, y in cells[::2]]
        session.add_all([*staff, *captains.values(), *(worker for worker, *_ in workers)])
        session.flush()
        duties = [(worker, code, "lead") for worker, code, _, _ in workers]
        duties += [(captains[code[:12]], code, "captain") for code, _, _ in cells]
        session.add_all(
            Assignment(person_id=person.id, grid_code=code, duty=duty, valid_from=SINCE)
            for person, code, duty in duties
        )
        return [
            Worker(str(one.id), _cookie(app, one), WEST + (x + 0.5) * SIDE, SOUTH + (y + 0.5) * SIDE)
            for one, _, x, y in workers
        ]


def _square(x: int, y: int) -> shapely.Polygon:
    west, south = WEST + x * SIDE, SOUTH + y * SIDE
    return shapely.box(west, south, west + SIDE, south + SIDE)


def _person(role: str, area: str) -> Person:
    return Person(
        id=uuid4(), username=uuid4().hex, name="测试", password_hash="", role=role, area_code=area, version=1,
        created_at=clock.now(),
    )  # fmt: skip


def _cookie(app: Flask, person: Person) -> str:
    """The session as signing in would have made it, without paying for 32 password hashes."""
    client = app.test_client()
    with client.session_transaction() as session:
        session.permanent = True
        today = clock.local_date(clock.now()).isoformat()  # a cookie of an earlier day would be renewed each time
        session.update(_user_id=f"{person.id}.{person.version}", sid=uuid4().hex, day=today)
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    if cookie is None:
        raise SystemExit("no session cookie")
    return f"{cookie.key}={cookie.value}"
