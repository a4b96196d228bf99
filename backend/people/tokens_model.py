"""Table: access tokens, with which a person's programs read what the person may read on the map."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base


class AccessToken(Base):
    """A token of one person. Only `hash` (SHA-256 of 256 random bits) is kept: nobody can read the token again.

    It holds through the day `until`, unless revoked or the account is disabled. `last_used` is a day, never a moment:
    a program's use is not a trace of a person.
    """

    __tablename__ = "access_token"
    __table_args__ = (
        CheckConstraint("scope IN ('ogc')", name="scope"),
        Index("ix_access_token_person_id", "person_id", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(Text)
    scope: Mapped[str] = mapped_column(Text)
    hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    created_at: Mapped[datetime]
    until: Mapped[date]
    last_used: Mapped[date | None]
    revoked_at: Mapped[datetime | None]
