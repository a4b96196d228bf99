"""A real PostGIS for every test: one database per xdist worker, made from a template, migrated by the owner role.

Tests commit for real, with the application's own (restricted) role; what they leave is deleted after each of them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from flask import Flask
from hypothesis import settings as hypothesis_settings

from backend.database import db
from backend.settings import ROOT, Settings
from tests.given import County, given_county
from wsgi import create_app

# Seconds say nothing about right or wrong on a busy machine. CI tries the same examples each time, so that a red run is
# about the change; at home every run tries new ones.
hypothesis_settings.register_profile("home", deadline=None)
hypothesis_settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis_settings.load_profile("ci" if os.environ.get("CI") else "home")


def _address(role: str, database: str) -> str:
    """The URL of a database of the private cluster."""
    command = [str(ROOT / "script" / "database"), "url", role, database]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def _run(url: str, *statements: str) -> None:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)  # type: ignore[call-overload]


@pytest.fixture(scope="session")
def settings(worker_id: str) -> Iterator[Settings]:
    """Settings of an own, empty, migrated database and an own data folder; both are gone afterwards."""
    subprocess.run([str(ROOT / "script" / "database"), "start"], check=True, capture_output=True)
    name = f"wangge_test_{worker_id}_{os.getpid()}"
    maintenance = _address("super", "postgres")
    _run(
        maintenance,
        f"CREATE DATABASE {name} TEMPLATE wangge_template OWNER wangge_owner",
        # A test's commit need not survive a power cut.
        f"ALTER DATABASE {name} SET synchronous_commit = off",
    )
    folder = Path(tempfile.mkdtemp(prefix="wangge-test-"))
    try:
        yield Settings(
            database_url=_address("app", name),
            migration_database_url=_address("owner", name),
            data_dir=folder,
            photos_url=(folder / "photos").as_uri(),
        )
    finally:
        _run(maintenance, f"DROP DATABASE {name} WITH (FORCE)")
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def migrated_app(settings: Settings) -> Iterator[Flask]:
    """The application on the session's database, migrated once."""
    app = create_app(settings)
    app.config["TESTING"] = True
    result = app.test_cli_runner().invoke(args=["db", "upgrade"])
    assert result.exit_code == 0, result.output
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def clean_slate(settings: Settings) -> str:
    """One statement that empties every table of the county, whatever refers to what."""
    url = _superuser(settings)
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = %s AND tablename <> 'alembic_version'",
            [settings.schema],
        ).fetchall()
    deletes = "".join(f'DELETE FROM {settings.schema}."{table}";' for (table,) in rows)
    return f"SET session_replication_role = replica; {deletes}"


@pytest.fixture
def app(migrated_app: Flask, settings: Settings, clean_slate: str) -> Iterator[Flask]:
    """The application inside its context; the database is empty before and after."""
    with migrated_app.app_context():
        yield migrated_app
    _run(_superuser(settings), clean_slate)


@pytest.fixture
def county(app: Flask) -> County:
    """Two towns, three villages, square grids, one person of every role: see tests/given.py."""
    return given_county()


def _superuser(settings: Settings) -> str:
    database = urlsplit(settings.database_url).path.lstrip("/")
    return _address("super", database).replace("+psycopg", "")


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """xdist's name of this process, `main` without xdist."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")
