"""Tables: the append-only bounty ledger in fen, and the seals of its hash chain."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base


class LedgerEntry(Base):
    """One row of the ledger, never changed. One `award` per finding; every other kind refers to an award.

    `amount_fen` is frozen with the rule that made it (name, tariff, edition); before tax. `reason` tells the
    worker why, where there is something to explain.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        CheckConstraint("kind IN ('award', 'capped', 'reversed', 'restored', 'paid', 'bounced')", name="kind"),
        CheckConstraint("kind <> 'award' OR amount_fen >= 0", name="award_not_negative"),
        CheckConstraint("(kind = 'award') = (refers_to IS NULL)", name="refers_to"),
        Index("uq_ledger_entry_award", "finding_id", unique=True, postgresql_where=text("kind = 'award'")),
        Index("ix_ledger_entry_person_id_month", "person_id", "month", "id"),
        Index("ix_ledger_entry_fund_month", "fund", "month", "id"),
        Index("ix_ledger_entry_fund_written_at", "fund", "written_at", "id"),
        Index("ix_ledger_entry_finding_id", "finding_id"),
        Index("ix_ledger_entry_refers_to", "refers_to"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    fund: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    finding_id: Mapped[UUID] = mapped_column(ForeignKey("finding.id"))
    order_code: Mapped[str] = mapped_column(Text)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    refers_to: Mapped[UUID | None] = mapped_column(ForeignKey("ledger_entry.id"))
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    month: Mapped[str] = mapped_column(Text)
    clause: Mapped[str] = mapped_column(Text)
    level: Mapped[str] = mapped_column(Text)
    edition: Mapped[str] = mapped_column(Text)
    tariff: Mapped[str] = mapped_column(Text)
    rule: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    earned_at: Mapped[datetime]
    written_at: Mapped[datetime]


class LedgerSeal(Base):
    """Append-only: the place of an entry in its fund's hash chain, written by a job after the entry was committed."""

    __tablename__ = "ledger_seal"
    __table_args__ = (Index("uq_ledger_seal_entry_id", "entry_id", unique=True),)

    fund: Mapped[str] = mapped_column(Text, primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("ledger_entry.id"))
    hash: Mapped[bytes] = mapped_column(LargeBinary)
