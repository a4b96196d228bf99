"""Runs the chapters of versions/ in one transaction as the owner role, then hands the tables to the application role.

Every table, and the version table too, lies in the county's own schema; background jobs lie in `jobs`.
"""

from __future__ import annotations

from alembic import context
from flask import current_app
from sqlalchemy import Connection, create_engine, make_url, text

from backend.database import db
from geo.migrations import include_object, render_item
from migrations.grants import hand_over

settings = current_app.extensions["settings"]


def lay_schemas(connection: Connection) -> None:
    """Make the county's schema and the jobs' schema where they are missing; PostGIS must be there already."""
    if not connection.scalar(text("SELECT 1 FROM pg_extension WHERE extname = 'postgis'")):
        raise SystemExit(
            "数据库里没有 PostGIS。请让数据库管理员（超级用户）在这个库里执行：CREATE EXTENSION postgis SCHEMA public;"
        )
    connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {settings.schema}"))
    connection.execute(text("CREATE SCHEMA IF NOT EXISTS jobs"))
    connection.execute(text(f"SET LOCAL search_path = {settings.schema}, public"))


def migrate() -> None:
    # Its own connection: migrations belong to the owner role, the application never holds that right.
    engine = create_engine(settings.migration_database_url)
    with engine.begin() as connection:
        # Two servers that start at once: the second waits, then finds nothing left to do.
        connection.execute(text("SELECT pg_advisory_xact_lock(320685)"))
        lay_schemas(connection)
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            version_table_schema=settings.schema,
            render_item=render_item,
            include_object=include_object,
        )
        context.run_migrations()
        role = make_url(settings.database_url).username
        if role and role != make_url(settings.migration_database_url).username:
            hand_over(connection, settings.schema, role)
    engine.dispose()


if context.is_offline_mode():
    raise SystemExit("Migrations run against a database only: they look at what is there.")
migrate()
