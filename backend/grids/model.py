"""Tables: the administrative tree and the grids, both versioned by dates. History is never rewritten."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base
from geo.columns import multipolygon_column


class Area(Base):
    """An administrative area by its 12-digit code. The county's own row is the root of the tree."""

    __tablename__ = "area"
    __table_args__ = (
        CheckConstraint("code ~ '^[0-9]{12}$'", name="code"),
        CheckConstraint("level IN ('city', 'county', 'town', 'village')", name="level"),
    )

    code: Mapped[str] = mapped_column(Text, primary_key=True)
    level: Mapped[str] = mapped_column(Text)


class AreaVersion(Base):
    """What an area was called and to what it belonged from one day to another (half-open)."""

    __tablename__ = "area_version"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="dates"),
        CheckConstraint("outline IS NULL OR ST_IsValid(outline)", name="outline"),
        Index("uq_area_version_open", "area_code", unique=True, postgresql_where=text("valid_to IS NULL")),
        Index("ix_area_version_area_code", "area_code", "valid_from"),
        Index("ix_area_version_outline", "outline", postgresql_using="gist"),
        Index("ix_area_version_parent_code", "parent_code"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    area_code: Mapped[str] = mapped_column(ForeignKey("area.code"))
    name: Mapped[str] = mapped_column(Text)
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("area.code"))
    successor_code: Mapped[str | None] = mapped_column(ForeignKey("area.code"))
    outline: Mapped[Any | None] = multipolygon_column(nullable=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class Grid(Base):
    """A grid by its code; its kind never changes: comprehensive 综合, special 专属, micro 微."""

    __tablename__ = "grid"
    __table_args__ = (
        CheckConstraint("kind IN ('comprehensive', 'special', 'micro')", name="kind"),
        CheckConstraint("length(code) <= 24", name="code"),
    )

    code: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)


class GridVersion(Base):
    """A grid's shape, name and village from one day to another (half-open); a report keeps the version of its time."""

    __tablename__ = "grid_version"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="dates"),
        # A shape that crosses itself would make looking up a place fail, and with it a filing.
        CheckConstraint("ST_IsValid(geom)", name="geom"),
        Index("uq_grid_version_open", "grid_code", unique=True, postgresql_where=text("valid_to IS NULL")),
        Index("ix_grid_version_geom", "geom", postgresql_using="gist"),
        Index("ix_grid_version_grid_code", "grid_code", "valid_from"),
        Index("ix_grid_version_village_code", "village_code"),
        Index("ix_grid_version_town_code", "town_code"),
        Index("ix_grid_version_valid_to", "valid_to", postgresql_where=text("valid_to IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    grid_code: Mapped[str] = mapped_column(ForeignKey("grid.code"))
    kind: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    village_code: Mapped[str] = mapped_column(ForeignKey("area.code"))
    town_code: Mapped[str] = mapped_column(ForeignKey("area.code"))
    geom: Mapped[Any] = multipolygon_column()
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class GridAncestor(Base):
    """A split or merge: the successor version covers ground of the ancestor version, `share` of it (0 to 1)."""

    __tablename__ = "grid_ancestor"
    __table_args__ = (Index("ix_grid_ancestor_ancestor_id", "ancestor_id"),)

    successor_id: Mapped[int] = mapped_column(ForeignKey("grid_version.id"), primary_key=True)
    ancestor_id: Mapped[int] = mapped_column(ForeignKey("grid_version.id"), primary_key=True)
    share: Mapped[float | None]


class CountyFact(Base):
    """What is true of this county's database as a whole; `demo` is there when the demo county was loaded into it."""

    __tablename__ = "county_fact"

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[str] = mapped_column(Text)
