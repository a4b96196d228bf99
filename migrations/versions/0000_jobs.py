"""Chapter 0: the tables of background work, in a schema of their own that all counties of a database share."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from procrastinate.schema import SchemaManager

revision = "0000"
down_revision = None


def upgrade() -> None:
    connection = op.get_bind()
    if connection.scalar(sa.text("SELECT to_regclass('jobs.procrastinate_jobs')")):
        return
    schema = connection.scalar(sa.text("SELECT current_schema()"))
    # procrastinate's statements carry no schema name: the path says where they land.
    connection.exec_driver_sql("SET LOCAL search_path = jobs, public")
    connection.connection.cursor().execute(SchemaManager.get_schema())
    connection.exec_driver_sql(f"SET LOCAL search_path = {schema}, public")


def downgrade() -> None:
    """The jobs stay: another county may use them."""
