"""Chapter 6: what the centre does about it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.execute(sa.schema.CreateSequence(sa.Sequence("case_sequence")))
    op.create_table(
        "order_evidence",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("order_id", "seq", name=op.f("pk_order_evidence")),
    )
    op.create_table(
        "work_order",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("reporter_id", sa.Uuid(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("on_spot", sa.Boolean(), nullable=False),
        sa.Column("past_captain", sa.Boolean(), nullable=False),
        sa.Column("at_centre", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("place", Geometry("POINT", srid=4326, spatial_index=False), nullable=False),
        sa.Column("premises", sa.Text(), nullable=True),
        sa.Column("grid_code", sa.Text(), nullable=True),
        sa.Column("grid_version_id", sa.BigInteger(), nullable=True),
        sa.Column("village_code", sa.Text(), nullable=True),
        sa.Column("town_code", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=True),
        sa.Column("returned_from", sa.Text(), nullable=True),
        sa.Column("merged_into", sa.Text(), nullable=True),
        sa.Column("refusals", sa.Integer(), server_default="0", nullable=False),
        sa.Column("tags", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("verified_by", sa.Uuid(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("level IN ('N', 'L', 'M')", name=op.f("ck_work_order_level")),
        sa.CheckConstraint("state <> 'merged' OR merged_into IS NOT NULL", name=op.f("ck_work_order_merged_into")),
        sa.CheckConstraint(
            "state <> 'returned' OR returned_from IS NOT NULL", name=op.f("ck_work_order_returned_from")
        ),
        sa.CheckConstraint(
            "state IN ('to_verify', 'to_accept', 'accepted', 'dispatched', 'in_hand', 'to_check', 'to_close', 'closed', 'archived', 'returned', 'declined', 'merged', 'void', 'withdrawn')",
            name=op.f("ck_work_order_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('dispatched', 'in_hand') OR unit_code IS NOT NULL OR on_spot",
            name=op.f("ck_work_order_unit"),
        ),
        sa.ForeignKeyConstraint(["grid_code"], ["grid.code"], name=op.f("fk_work_order_grid_code")),
        sa.ForeignKeyConstraint(["grid_version_id"], ["grid_version.id"], name=op.f("fk_work_order_grid_version_id")),
        sa.ForeignKeyConstraint(["id"], ["finding.id"], name=op.f("fk_work_order_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_work_order_report_id")),
        sa.ForeignKeyConstraint(["reporter_id"], ["person.id"], name=op.f("fk_work_order_reporter_id")),
        sa.ForeignKeyConstraint(["town_code"], ["area.code"], name=op.f("fk_work_order_town_code")),
        sa.ForeignKeyConstraint(["verified_by"], ["person.id"], name=op.f("fk_work_order_verified_by")),
        sa.ForeignKeyConstraint(["village_code"], ["area.code"], name=op.f("fk_work_order_village_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_order")),
        sa.UniqueConstraint("code", name=op.f("uq_work_order_code")),
    )
    op.create_index(
        "ix_work_order_desk",
        "work_order",
        ["desk", "filed_at", "id"],
        unique=False,
        postgresql_where=sa.text("desk <> ''"),
    )
    op.create_index("ix_work_order_filed_at", "work_order", ["filed_at", "id"], unique=False)
    op.create_index("ix_work_order_grid_code", "work_order", ["grid_code", "filed_at", "id"], unique=False)
    op.create_index("ix_work_order_place", "work_order", ["place"], unique=False, postgresql_using="gist")
    op.create_index("ix_work_order_report_id", "work_order", ["report_id"], unique=False)
    op.create_index("ix_work_order_reporter_id", "work_order", ["reporter_id", "filed_at", "id"], unique=False)
    op.create_index(
        "ix_work_order_state",
        "work_order",
        ["state", "filed_at", "id"],
        unique=False,
        postgresql_where=sa.text("desk <> ''"),
    )
    op.create_index(
        "ix_work_order_tags",
        "work_order",
        ["tags"],
        unique=False,
        postgresql_using="gin",
        postgresql_where=sa.text("tags <> '{}'"),
    )
    op.create_index("ix_work_order_town_code", "work_order", ["town_code", "filed_at", "id"], unique=False)
    op.create_table(
        "joined_finding",
        sa.Column("finding_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("reporter_id", sa.Uuid(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name=op.f("fk_joined_finding_finding_id")),
        sa.ForeignKeyConstraint(["order_id"], ["work_order.id"], name=op.f("fk_joined_finding_order_id")),
        sa.ForeignKeyConstraint(["reporter_id"], ["person.id"], name=op.f("fk_joined_finding_reporter_id")),
        sa.PrimaryKeyConstraint("finding_id", name=op.f("pk_joined_finding")),
    )
    op.create_index("ix_joined_finding_order_id", "joined_finding", ["order_id"], unique=False)
    op.create_index("ix_joined_finding_reporter_id", "joined_finding", ["reporter_id"], unique=False)
    op.create_table(
        "order_history",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_role", sa.Text(), nullable=False),
        sa.Column("deputy_for", sa.Uuid(), nullable=True),
        sa.Column("unit_code", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request", sa.LargeBinary(), nullable=False),
        sa.Column("evidence_digest", sa.LargeBinary(), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_order_history_actor_id")),
        sa.ForeignKeyConstraint(["deputy_for"], ["person.id"], name=op.f("fk_order_history_deputy_for")),
        sa.ForeignKeyConstraint(["order_id"], ["work_order.id"], name=op.f("fk_order_history_order_id")),
        sa.PrimaryKeyConstraint("order_id", "seq", name=op.f("pk_order_history")),
    )
    op.create_index("ix_order_history_actor_id_at", "order_history", ["actor_id", "at"], unique=False)
    op.create_index("uq_order_history_step_id", "order_history", ["step_id"], unique=True)
    op.create_table(
        "order_unit",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["work_order.id"], name=op.f("fk_order_unit_order_id")),
        sa.PrimaryKeyConstraint("order_id", "unit_code", name=op.f("pk_order_unit")),
    )
    op.create_index("ix_order_unit_unit_code", "order_unit", ["unit_code", "filed_at", "order_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_order_unit_unit_code", table_name="order_unit")
    op.drop_table("order_unit")
    op.drop_index("uq_order_history_step_id", table_name="order_history")
    op.drop_index("ix_order_history_actor_id_at", table_name="order_history")
    op.drop_table("order_history")
    op.drop_index("ix_joined_finding_reporter_id", table_name="joined_finding")
    op.drop_index("ix_joined_finding_order_id", table_name="joined_finding")
    op.drop_table("joined_finding")
    op.drop_index("ix_work_order_tags", table_name="work_order", postgresql_using="gin")
    op.drop_index("ix_work_order_state", table_name="work_order")
    op.drop_index("ix_work_order_town_code", table_name="work_order")
    op.drop_index("ix_work_order_reporter_id", table_name="work_order")
    op.drop_index("ix_work_order_report_id", table_name="work_order")
    op.drop_index("ix_work_order_place", table_name="work_order", postgresql_using="gist")
    op.drop_index("ix_work_order_grid_code", table_name="work_order")
    op.drop_index("ix_work_order_filed_at", table_name="work_order")
    op.drop_index("ix_work_order_desk", table_name="work_order", postgresql_where=sa.text("desk <> ''"))
    op.drop_table("work_order")
    op.drop_table("order_evidence")
    op.execute(sa.schema.DropSequence(sa.Sequence("case_sequence")))
