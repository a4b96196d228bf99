"""Tables: which edition is in force where and from when, and the requests by which clauses come in and leave."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base
from backend.editions.lifecycle import STATE

STATE_LIST = ", ".join(f"'{code}'" for code in STATE)


class EditionActivation(Base):
    """Append-only: from `first_day` on the edition is in force in the area, or everywhere where `area_code` is None.

    What it follows there is still taken for `grace_days` after that day. `digest` names the content that was meant.
    """

    __tablename__ = "edition_activation"
    __table_args__ = (
        CheckConstraint("grace_days BETWEEN 0 AND 365", name="grace_days"),
        CheckConstraint("digest ~ '^[0-9a-f]{64}$'", name="digest"),
        Index("uq_edition_activation_seq", "seq", unique=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, Identity())
    edition: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(Text)
    area_code: Mapped[str | None] = mapped_column(ForeignKey("area.code"))
    first_day: Mapped[date]
    grace_days: Mapped[int]
    note: Mapped[str] = mapped_column(Text)
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]


class EditionCopy(Base):
    """Append-only: the very files of an edition that was activated, so that every machine has what was meant."""

    __tablename__ = "edition_copy"

    edition: Mapped[str] = mapped_column(Text, primary_key=True)
    digest: Mapped[str] = mapped_column(Text, primary_key=True)
    files: Mapped[dict[str, str]] = mapped_column(JSONB)
    kept_at: Mapped[datetime]


class ClauseRequest(Base):
    """A request that a clause enter the list or leave it. `content`: the proposed clause as its file would say it.

    `clause` is the code: of the clause that leaves, or, from the review on, of the one that enters. `temporary_until`
    is the last day of a temporary clause. `version` counts the steps.
    """

    __tablename__ = "clause_request"
    __table_args__ = (
        CheckConstraint("kind IN ('enter', 'leave')", name="kind"),
        CheckConstraint(f"state IN ({STATE_LIST})", name="state"),
        CheckConstraint("notice_until >= notice_from", name="notice"),
        Index("ix_clause_request_made_at", "made_at", "id"),
        Index(
            "uq_clause_request_clause",
            "clause",
            unique=True,
            postgresql_where=text("kind = 'enter' AND state NOT IN ('rejected', 'withdrawn')"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    item: Mapped[str] = mapped_column(Text)
    clause: Mapped[str | None] = mapped_column(Text)
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    basis: Mapped[str] = mapped_column(Text)
    workload_per_month: Mapped[int]
    trial_area: Mapped[str | None] = mapped_column(ForeignKey("area.code"))
    temporary_until: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text)
    area_code: Mapped[str | None] = mapped_column(ForeignKey("area.code"))
    unit_code: Mapped[str | None] = mapped_column(Text)
    made_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    made_for: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(Text)
    notice_from: Mapped[date | None]
    notice_until: Mapped[date | None]
    edition: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int]


class ClauseRequestStep(Base):
    """Append-only: what was done about a request, by whom, when and why; `facts` as the step carried them."""

    __tablename__ = "clause_request_step"
    __table_args__ = (Index("uq_clause_request_step_request_id_seq", "request_id", "seq", unique=True),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    request_id: Mapped[UUID] = mapped_column(ForeignKey("clause_request.id"))
    seq: Mapped[int]
    step: Mapped[str] = mapped_column(Text)
    from_state: Mapped[str | None] = mapped_column(Text)
    to_state: Mapped[str] = mapped_column(Text)
    actor_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    actor_role: Mapped[str] = mapped_column(Text)
    deputy_for: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(Text)
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB)
