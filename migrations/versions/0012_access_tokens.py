"""Chapter 12: who may read maps with a program, and what a map is read from however much is stored."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "access_token",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("last_used", sa.Date(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("scope IN ('ogc')", name=op.f("ck_access_token_scope")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_access_token_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_token")),
        sa.UniqueConstraint("hash", name=op.f("uq_access_token_hash")),
    )
    op.create_index("ix_access_token_person_id", "access_token", ["person_id", "created_at"], unique=False)
    op.create_table(
        "counted_finding",
        sa.Column("finding_id", sa.Uuid(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("x", sa.Integer(), nullable=False),
        sa.Column("y", sa.Integer(), nullable=False),
        sa.Column("town_code", sa.Text(), nullable=False),
        sa.Column("grid_code", sa.Text(), nullable=False),
        sa.Column("past_captain", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name=op.f("fk_counted_finding_finding_id")),
        sa.PrimaryKeyConstraint("finding_id", name=op.f("pk_counted_finding")),
    )
    op.create_index("ix_counted_finding_grid_code", "counted_finding", ["grid_code", "week"], unique=False)
    op.create_table(
        "heat_count",
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("block_x", sa.Integer(), nullable=False),
        sa.Column("block_y", sa.Integer(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("x", sa.Integer(), nullable=False),
        sa.Column("y", sa.Integer(), nullable=False),
        sa.Column("town_code", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "level", "clause", "block_x", "block_y", "week", "x", "y", "town_code", name=op.f("pk_heat_count")
        ),
    )
    op.create_table(
        "heat_progress",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changes", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_heat_progress_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heat_progress")),
    )
    op.create_index("ix_order_history_at", "order_history", ["at"], unique=False)
    op.create_index(
        "ix_work_order_open_place",
        "work_order",
        ["place"],
        unique=False,
        postgresql_using="gist",
        postgresql_where=sa.text("desk <> '' AND sensitive IS false"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_work_order_open_place",
        table_name="work_order",
        postgresql_using="gist",
        postgresql_where=sa.text("desk <> '' AND sensitive IS false"),
    )
    op.drop_index("ix_order_history_at", table_name="order_history")
    op.drop_table("heat_progress")
    op.drop_table("heat_count")
    op.drop_index("ix_counted_finding_grid_code", table_name="counted_finding")
    op.drop_table("counted_finding")
    op.drop_index("ix_access_token_person_id", table_name="access_token")
    op.drop_table("access_token")
