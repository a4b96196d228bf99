"""Chapter 5: what a worker saw."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raw_lon", sa.Double(), nullable=False),
        sa.Column("raw_lat", sa.Double(), nullable=False),
        sa.Column("datum", sa.Text(), nullable=False),
        sa.Column("place", Geometry("POINT", srid=4326, spatial_index=False), nullable=False),
        sa.Column("accuracy_m", sa.Double(), nullable=True),
        sa.Column("place_method", sa.Text(), nullable=False),
        sa.Column("grid_confirmed", sa.Text(), nullable=True),
        sa.Column("grid_version_id", sa.BigInteger(), nullable=True),
        sa.Column("grid_code", sa.Text(), nullable=True),
        sa.Column("grid_method", sa.Text(), nullable=False),
        sa.Column("village_code", sa.Text(), nullable=True),
        sa.Column("town_code", sa.Text(), nullable=True),
        sa.Column("premises", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("checked_ok", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("datum IN ('wgs84', 'gcj02', 'bd09')", name=op.f("ck_report_datum")),
        sa.CheckConstraint(
            "grid_method IN ('covers', 'confirmed', 'share', 'own', 'nearest', 'none')",
            name=op.f("ck_report_grid_method"),
        ),
        sa.CheckConstraint("place_method IN ('gnss', 'network', 'pin', 'grid')", name=op.f("ck_report_place_method")),
        sa.ForeignKeyConstraint(["grid_code"], ["grid.code"], name=op.f("fk_report_grid_code")),
        sa.ForeignKeyConstraint(["grid_version_id"], ["grid_version.id"], name=op.f("fk_report_grid_version_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_report_person_id")),
        sa.ForeignKeyConstraint(["town_code"], ["area.code"], name=op.f("fk_report_town_code")),
        sa.ForeignKeyConstraint(["village_code"], ["area.code"], name=op.f("fk_report_village_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
    )
    op.create_index("ix_report_grid_code_received_at", "report", ["grid_code", "received_at", "id"], unique=False)
    op.create_index("ix_report_person_id_received_at", "report", ["person_id", "received_at", "id"], unique=False)
    op.create_index("ix_report_place", "report", ["place"], unique=False, postgresql_using="gist")
    op.create_index("ix_report_received_at", "report", ["received_at", "id"], unique=False)
    op.create_index("ix_report_town_code_received_at", "report", ["town_code", "received_at", "id"], unique=False)
    op.create_table(
        "finding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("handled_on_spot", sa.Boolean(), nullable=False),
        sa.Column("joins", sa.Text(), nullable=True),
        sa.Column("order_code", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_finding_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
    )
    op.create_index("uq_finding_report_id_position", "finding", ["report_id", "position"], unique=True)
    op.create_table(
        "contact",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("finding_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("masked", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name=op.f("fk_contact_finding_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    op.create_index("ix_contact_finding_id", "contact", ["finding_id"], unique=False)
    op.create_table(
        "doubt",
        sa.Column("finding_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.CheckConstraint(
            "kind IN ('border', 'foreign_grid', 'outside', 'accuracy', 'clock', 'seen_in_future', 'seen_long_ago', 'swapped', 'photo_elsewhere', 'photo_known', 'photo_alike')",
            name=op.f("ck_doubt_kind"),
        ),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name=op.f("fk_doubt_finding_id")),
        sa.PrimaryKeyConstraint("finding_id", "kind", name=op.f("pk_doubt")),
    )


def downgrade() -> None:
    op.drop_table("doubt")
    op.drop_index("ix_contact_finding_id", table_name="contact")
    op.drop_table("contact")
    op.drop_index("uq_finding_report_id_position", table_name="finding")
    op.drop_table("finding")
    op.drop_index("ix_report_town_code_received_at", table_name="report")
    op.drop_index("ix_report_received_at", table_name="report")
    op.drop_index("ix_report_place", table_name="report", postgresql_using="gist")
    op.drop_index("ix_report_person_id_received_at", table_name="report")
    op.drop_index("ix_report_grid_code_received_at", table_name="report")
    op.drop_table("report")
