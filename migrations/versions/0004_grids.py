"""Chapter 4: whose ground it is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "area",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.CheckConstraint("code ~ '^[0-9]{12}$'", name=op.f("ck_area_code")),
        sa.CheckConstraint("level IN ('city', 'county', 'town', 'village')", name=op.f("ck_area_level")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_area")),
    )
    op.create_table(
        "grid",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('comprehensive', 'special', 'micro')", name=op.f("ck_grid_kind")),
        sa.CheckConstraint("length(code) <= 24", name=op.f("ck_grid_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_grid")),
    )
    op.create_table(
        "area_version",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("area_code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parent_code", sa.Text(), nullable=True),
        sa.Column("successor_code", sa.Text(), nullable=True),
        sa.Column("outline", Geometry("MULTIPOLYGON", srid=4326, spatial_index=False), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name=op.f("ck_area_version_dates")),
        sa.CheckConstraint("outline IS NULL OR ST_IsValid(outline)", name=op.f("ck_area_version_outline")),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"], name=op.f("fk_area_version_area_code")),
        sa.ForeignKeyConstraint(["parent_code"], ["area.code"], name=op.f("fk_area_version_parent_code")),
        sa.ForeignKeyConstraint(["successor_code"], ["area.code"], name=op.f("fk_area_version_successor_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area_version")),
    )
    op.create_index(
        "uq_area_version_open", "area_version", ["area_code"], unique=True, postgresql_where=sa.text("valid_to IS NULL")
    )
    op.create_index("ix_area_version_outline", "area_version", ["outline"], unique=False, postgresql_using="gist")
    op.create_index("ix_area_version_area_code", "area_version", ["area_code", "valid_from"], unique=False)
    op.create_index("ix_area_version_parent_code", "area_version", ["parent_code"], unique=False)
    op.create_table(
        "grid_version",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("grid_code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("village_code", sa.Text(), nullable=False),
        sa.Column("town_code", sa.Text(), nullable=False),
        sa.Column("geom", Geometry("MULTIPOLYGON", srid=4326, spatial_index=False), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name=op.f("ck_grid_version_dates")),
        sa.CheckConstraint("ST_IsValid(geom)", name=op.f("ck_grid_version_geom")),
        sa.ForeignKeyConstraint(["grid_code"], ["grid.code"], name=op.f("fk_grid_version_grid_code")),
        sa.ForeignKeyConstraint(["town_code"], ["area.code"], name=op.f("fk_grid_version_town_code")),
        sa.ForeignKeyConstraint(["village_code"], ["area.code"], name=op.f("fk_grid_version_village_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grid_version")),
    )
    op.create_index(
        "uq_grid_version_open", "grid_version", ["grid_code"], unique=True, postgresql_where=sa.text("valid_to IS NULL")
    )
    op.create_index("ix_grid_version_geom", "grid_version", ["geom"], unique=False, postgresql_using="gist")
    op.create_index("ix_grid_version_grid_code", "grid_version", ["grid_code", "valid_from"], unique=False)
    op.create_index("ix_grid_version_village_code", "grid_version", ["village_code"], unique=False)
    op.create_table(
        "grid_ancestor",
        sa.Column("successor_id", sa.BigInteger(), nullable=False),
        sa.Column("ancestor_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["ancestor_id"], ["grid_version.id"], name=op.f("fk_grid_ancestor_ancestor_id")),
        sa.ForeignKeyConstraint(["successor_id"], ["grid_version.id"], name=op.f("fk_grid_ancestor_successor_id")),
        sa.PrimaryKeyConstraint("successor_id", "ancestor_id", name=op.f("pk_grid_ancestor")),
    )
    op.create_table(
        "county_fact",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_county_fact")),
    )
    # People came first in the day; only now is there ground that they can answer for.
    op.create_foreign_key(op.f("fk_person_area_code"), "person", "area", ["area_code"], ["code"])
    op.create_foreign_key(op.f("fk_assignment_grid_code"), "assignment", "grid", ["grid_code"], ["code"])


def downgrade() -> None:
    op.drop_constraint(op.f("fk_assignment_grid_code"), "assignment")
    op.drop_constraint(op.f("fk_person_area_code"), "person")
    op.drop_table("county_fact")
    op.drop_table("grid_ancestor")
    op.drop_index("ix_grid_version_village_code", table_name="grid_version")
    op.drop_index("ix_grid_version_grid_code", table_name="grid_version")
    op.drop_index("ix_grid_version_geom", table_name="grid_version", postgresql_using="gist")
    op.drop_index("uq_grid_version_open", table_name="grid_version", postgresql_where=sa.text("valid_to IS NULL"))
    op.drop_table("grid_version")
    op.drop_index("ix_area_version_parent_code", table_name="area_version")
    op.drop_index("ix_area_version_area_code", table_name="area_version")
    op.drop_index("ix_area_version_outline", table_name="area_version", postgresql_using="gist")
    op.drop_index("uq_area_version_open", table_name="area_version", postgresql_where=sa.text("valid_to IS NULL"))
    op.drop_table("area_version")
    op.drop_table("grid")
    op.drop_table("area")
