"""The database: one Base, one engine, and the only place that says `commit`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

import psycopg
import rfc8785
from flask_sqlalchemy import SQLAlchemy
from psycopg import errors as pg
from sqlalchemy import DateTime, MetaData
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from backend.problems import CONSTRAINTS, Problem
from backend.settings import Settings

NAMES: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """timestamptz that takes and gives aware UTC only; a naive value is a programming error."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment without offset must not reach the database")
        return value

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return value.astimezone(UTC) if value is not None else None


class Base(DeclarativeBase):
    """Tables carry no schema name: the connection's search_path says which county they belong to."""

    metadata = MetaData(naming_convention=NAMES)


Base.registry.update_type_annotation_map({datetime: Moment()})

db: Final = SQLAlchemy(model_class=Base, disable_autonaming=True)


def engine_options(settings: Settings) -> dict[str, Any]:
    """Options for SQLALCHEMY_ENGINE_OPTIONS: the county's schema first, PostGIS in public after it."""
    return {
        "connect_args": {"options": f"-c search_path={settings.schema},public -c timezone=UTC"},
        # Threads wait for a connection rather than for PostgreSQL's process switch: few connections serve many.
        "pool_size": 8,
        "max_overflow": 8,
        "pool_timeout": 20,
        "pool_pre_ping": False,
        "pool_reset_on_return": "rollback",
        "json_serializer": lambda value: rfc8785.dumps(value).decode(),
    }


@contextmanager
def transaction() -> Iterator[Session]:
    """One outside stimulus, one transaction: everything inside is committed together or not at all.

    Whoever receives the stimulus (a route, a command, a job) opens exactly one. Integrity errors leave it as the
    Problem that CONSTRAINTS names; deadlocks, lost connections and lock time-outs as `busy`, which may be repeated.
    """
    session = db.session()
    try:
        yield session
        session.commit()
    except IntegrityError as error:
        session.rollback()
        raise problem_of(error) from error
    except (OperationalError, DBAPIError) as error:
        session.rollback()
        if error.connection_invalidated or isinstance(error, OperationalError):
            raise Problem("busy", retry_after=2) from error
        if isinstance(error.orig, pg.DataError):
            raise Problem("invalid") from error
        raise
    except BaseException:
        session.rollback()
        raise


def quick_rows(statement: str, values: Mapping[str, object]) -> list[tuple[Any, ...]]:
    """The rows of a statement with `%(name)s` parameters, in the session's transaction, as the driver gives them.

    For what every filing asks: building and wrapping such a statement costs SQLAlchemy as much as the answer costs the
    database. Raises Problem `busy` where the connection is lost or a lock not given.
    """
    connection = db.session.connection()
    try:
        with closing(connection.connection.cursor()) as cursor:
            cursor.execute(statement, values)
            return list(cursor.fetchall())
    except psycopg.OperationalError as error:
        if getattr(connection.connection.driver_connection, "broken", True):
            connection.invalidate(error)
        raise Problem("busy", retry_after=2) from error


def problem_of(error: IntegrityError) -> Problem:
    """The refusal that the violated constraint stands for; `conflict` where none is named."""
    name = getattr(getattr(error.orig, "diag", None), "constraint_name", None) or ""
    return Problem(CONSTRAINTS.get(name, "conflict"))


def unpooled_url(url: str) -> str:
    """The plain libpq address (for procrastinate and LISTEN) with the `jobs` schema in its path."""
    plain = url.replace("postgresql+psycopg://", "postgresql://", 1)
    joined = "&" if "?" in plain else "?"
    return f"{plain}{joined}options={quote('-c search_path=jobs,public')}"
