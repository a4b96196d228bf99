"""Chapter 9: what an imported division proposes before it is adopted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "grid_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("area_code", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("settings", JSONB(), nullable=False),
        sa.Column("summary", JSONB(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("adopted_by", sa.Uuid(), nullable=True),
        sa.Column("adopted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("status IN ('open', 'adopted', 'dropped')", name=op.f("ck_grid_draft_status")),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"], name=op.f("fk_grid_draft_area_code")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_grid_draft_made_by")),
        sa.ForeignKeyConstraint(["adopted_by"], ["person.id"], name=op.f("fk_grid_draft_adopted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grid_draft")),
    )
    op.create_index("ix_grid_draft_made_at", "grid_draft", ["made_at", "id"])
    op.create_table(
        "grid_draft_row",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("village_code", sa.Text(), nullable=True),
        sa.Column("town_code", sa.Text(), nullable=True),
        sa.Column("geom", Geometry("GEOMETRY", srid=4326, spatial_index=False), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("properties", JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["grid_draft.id"], name=op.f("fk_grid_draft_row_draft_id")),
        sa.PrimaryKeyConstraint("draft_id", "position", name=op.f("pk_grid_draft_row")),
    )
    op.create_table(
        "grid_draft_fault",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("rows", ARRAY(sa.Integer()), nullable=False),
        sa.Column("codes", ARRAY(sa.Text()), nullable=False),
        sa.Column("area_m2", sa.Float(), nullable=True),
        sa.Column("length_m", sa.Float(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("spot", Geometry("POINT", srid=4326, spatial_index=False), nullable=True),
        sa.Column("shape", Geometry("GEOMETRY", srid=4326, spatial_index=False), nullable=True),
        sa.Column("proposal", JSONB(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("severity IN ('error', 'warning')", name=op.f("ck_grid_draft_fault_severity")),
        sa.ForeignKeyConstraint(["draft_id"], ["grid_draft.id"], name=op.f("fk_grid_draft_fault_draft_id")),
        sa.ForeignKeyConstraint(["accepted_by"], ["person.id"], name=op.f("fk_grid_draft_fault_accepted_by")),
        sa.PrimaryKeyConstraint("draft_id", "id", name=op.f("pk_grid_draft_fault")),
    )
    op.create_table(
        "grid_draft_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("fault", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["draft_id"], ["grid_draft.id"], name=op.f("fk_grid_draft_step_draft_id")),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_grid_draft_step_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grid_draft_step")),
    )
    op.create_index("ix_grid_draft_step_draft_id", "grid_draft_step", ["draft_id", "at"])


def downgrade() -> None:
    op.drop_table("grid_draft_step")
    op.drop_table("grid_draft_fault")
    op.drop_table("grid_draft_row")
    op.drop_table("grid_draft")
