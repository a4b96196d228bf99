"""Chapter 10: divisions that take effect on a date, and who answers for which grid."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "division",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("area_code", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.Integer(), server_default="0", nullable=False),
        sa.Column("made", sa.Integer(), server_default="0", nullable=False),
        sa.Column("request", sa.LargeBinary(), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('grids', 'areas')", name=op.f("ck_division_kind")),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"], name=op.f("fk_division_area_code")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_division_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_division")),
    )
    op.create_index(
        "ix_division_to_apply",
        "division",
        ["valid_from", "made_at"],
        postgresql_where=sa.text("applied_at IS NULL AND withdrawn_at IS NULL"),
    )
    op.create_index("ix_division_valid_from", "division", ["valid_from", "id"])
    op.add_column("grid_ancestor", sa.Column("share", sa.Float(), nullable=True))
    op.create_index("ix_grid_ancestor_ancestor_id", "grid_ancestor", ["ancestor_id"])
    op.create_index("ix_grid_version_town_code", "grid_version", ["town_code"])
    op.create_index(
        "ix_grid_version_valid_to", "grid_version", ["valid_to"], postgresql_where=sa.text("valid_to IS NOT NULL")
    )
    # Open orders by the ground on which they stand: what moves when that ground ends.
    op.create_index(
        "ix_work_order_open_ground", "work_order", ["grid_version_id", "id"], postgresql_where=sa.text("desk <> ''")
    )
    _one_lead_and_captain()


def _one_lead_and_captain() -> None:
    op.add_column(
        "assignment", sa.Column("key", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False)
    )
    op.create_index("uq_assignment_key", "assignment", ["key"], unique=True)
    # A range of text makes equality known to GiST without an extension that only a superuser may install.
    op.execute('CREATE TYPE code_range AS RANGE (subtype = text, collation = "C")')
    op.execute("""
        ALTER TABLE assignment ADD CONSTRAINT ex_assignment_one_at_a_time EXCLUDE USING gist (
            code_range(grid_code || '/' || duty, grid_code || '/' || duty, '[]') WITH &&,
            daterange(valid_from, valid_to) WITH &&
        ) WHERE (duty IN ('lead', 'captain'))
    """)


def downgrade() -> None:
    op.execute("ALTER TABLE assignment DROP CONSTRAINT ex_assignment_one_at_a_time")
    op.execute("DROP TYPE code_range")
    op.drop_index("uq_assignment_key", table_name="assignment")
    op.drop_column("assignment", "key")
    op.drop_index("ix_work_order_open_ground", table_name="work_order")
    op.drop_index("ix_grid_version_valid_to", table_name="grid_version")
    op.drop_index("ix_grid_version_town_code", table_name="grid_version")
    op.drop_index("ix_grid_ancestor_ancestor_id", table_name="grid_ancestor")
    op.drop_column("grid_ancestor", "share")
    op.drop_index("ix_division_valid_from", table_name="division")
    op.drop_index("ix_division_to_apply", table_name="division")
    op.drop_table("division")
