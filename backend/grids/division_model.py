"""Table: the divisions. What they changed lies in the versions of grids and areas; here is when, by whom, and whether
people and orders have followed."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base


class Division(Base):
    """A change of the ground from a day on. `applied_at`: when orders, accounts and duties passed over, once.

    `kind`: `grids`, a new division of `area_code`; `areas`, changes of the administrative tree below it. `ended` and
    `made` count versions of grids. `request` is the digest of what was asked, so that a repeat is known as one.
    `withdrawn_at`: it was taken back before its day.
    """

    __tablename__ = "division"
    __table_args__ = (
        CheckConstraint("kind IN ('grids', 'areas')", name="kind"),
        Index(
            "ix_division_to_apply",
            "valid_from",
            "made_at",
            postgresql_where=text("applied_at IS NULL AND withdrawn_at IS NULL"),
        ),
        Index("ix_division_valid_from", "valid_from", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    area_code: Mapped[str] = mapped_column(ForeignKey("area.code"))
    valid_from: Mapped[date]
    kind: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text, default="", server_default="")
    draft_id: Mapped[UUID | None]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    ended: Mapped[int] = mapped_column(default=0, server_default="0")
    made: Mapped[int] = mapped_column(default=0, server_default="0")
    request: Mapped[bytes | None] = mapped_column(LargeBinary)
    applied_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
