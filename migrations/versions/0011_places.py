"""Chapter 11: what workers say about borders and what their devices say about places."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "border_flag",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("grid_code", sa.Text(), nullable=True),
        sa.Column("town_code", sa.Text(), nullable=True),
        sa.Column("place", Geometry("POINT", srid=4326, spatial_index=False), nullable=False),
        sa.Column("accuracy_m", sa.Float(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_note", sa.Text(), nullable=True),
        sa.Column("step_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'settled', 'declined')", name=op.f("ck_border_flag_state")),
        sa.CheckConstraint(
            "(state = 'open') = (settled_by IS NULL) AND (state = 'open') = (settled_at IS NULL)",
            name=op.f("ck_border_flag_settled"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_border_flag_person_id")),
        sa.ForeignKeyConstraint(["grid_code"], ["grid.code"], name=op.f("fk_border_flag_grid_code")),
        sa.ForeignKeyConstraint(["town_code"], ["area.code"], name=op.f("fk_border_flag_town_code")),
        sa.ForeignKeyConstraint(["settled_by"], ["person.id"], name=op.f("fk_border_flag_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_border_flag")),
    )
    op.create_index("ix_border_flag_at", "border_flag", ["at", "id"])
    op.create_index("ix_border_flag_town_code_at", "border_flag", ["town_code", "at", "id"])
    op.create_index("ix_border_flag_person_id_at", "border_flag", ["person_id", "at", "id"])
    op.create_table(
        "device_place",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fix_lon", sa.Float(), nullable=False),
        sa.Column("fix_lat", sa.Float(), nullable=False),
        sa.Column("accuracy_m", sa.Float(), nullable=True),
        sa.Column("spot", Geometry("POINT", srid=4326, spatial_index=False), nullable=False),
        sa.Column("off_m", sa.Float(), nullable=False),
        sa.Column("righted_off_m", sa.Float(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.CheckConstraint("verdict IN ('wgs84', 'gcj02', 'unclear')", name=op.f("ck_device_place_verdict")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_device_place_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_place")),
    )
    op.create_index("ix_device_place_person_id_device_id_at", "device_place", ["person_id", "device_id", "at"])
    op.add_column("report", sa.Column("micro_code", sa.Text(), nullable=True))
    op.add_column("report", sa.Column("device_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_report_micro_code"), "report", "grid", ["micro_code"], ["code"])


def downgrade() -> None:
    op.drop_constraint(op.f("fk_report_micro_code"), "report")
    op.drop_column("report", "device_id")
    op.drop_column("report", "micro_code")
    op.drop_table("device_place")
    op.drop_table("border_flag")
