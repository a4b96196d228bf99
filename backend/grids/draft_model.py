"""Tables: divisions that somebody imported and nobody has adopted yet, with what is wrong with them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base
from geo.columns import any_shape_column, point_column


class GridDraft(Base):
    """A whole new division of an area from a day on, as a file proposes it. `made_by` is None at the command line.

    `settings`: how the file was read and the tolerances; `summary`: counts and notes of the last check.
    """

    __tablename__ = "grid_draft"
    __table_args__ = (
        CheckConstraint("status IN ('open', 'adopted', 'dropped')", name="status"),
        Index("ix_grid_draft_made_at", "made_at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    area_code: Mapped[str] = mapped_column(ForeignKey("area.code"))
    valid_from: Mapped[date]
    source: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB)
    summary: Mapped[dict[str, Any]] = mapped_column(JSONB)
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    checked_at: Mapped[datetime]
    adopted_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    adopted_at: Mapped[datetime | None]


class GridDraftRow(Base):
    """One grid as the file has it; the shape may be broken, and is null where it is no area at all (`problem`)."""

    __tablename__ = "grid_draft_row"

    draft_id: Mapped[UUID] = mapped_column(ForeignKey("grid_draft.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    village_code: Mapped[str | None] = mapped_column(Text)
    town_code: Mapped[str | None] = mapped_column(Text)
    geom: Mapped[Any | None] = any_shape_column(nullable=True)
    problem: Mapped[str | None] = mapped_column(Text)
    properties: Mapped[dict[str, Any]] = mapped_column(JSONB)


class GridDraftFault(Base):
    """One thing wrong with the draft as last checked, or a repair that was accepted. `rows` are positions."""

    __tablename__ = "grid_draft_fault"
    __table_args__ = (CheckConstraint("severity IN ('error', 'warning')", name="severity"),)

    draft_id: Mapped[UUID] = mapped_column(ForeignKey("grid_draft.id"), primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(Text)
    severity: Mapped[str] = mapped_column(Text)
    rows: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    codes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    area_m2: Mapped[float | None]
    length_m: Mapped[float | None]
    detail: Mapped[str] = mapped_column(Text)
    spot: Mapped[Any | None] = point_column(nullable=True)
    shape: Mapped[Any | None] = any_shape_column(nullable=True)
    proposal: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    accepted_at: Mapped[datetime | None]
    accepted_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class GridDraftStep(Base):
    """Who did what to a draft; the id is the caller's, so that a repeated call is known as one."""

    __tablename__ = "grid_draft_step"
    __table_args__ = (Index("ix_grid_draft_step_draft_id", "draft_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("grid_draft.id"))
    step: Mapped[str] = mapped_column(Text)
    fault: Mapped[int | None]
    at: Mapped[datetime]
    by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
