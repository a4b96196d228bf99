"""Tables: a bounty on its way through review, the month in which it is tallied, and every step of both.

The database itself refuses the wrong hand: each array holds whoever acted together with whomever they stood in for.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, Text, text
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base
from geo.columns import point_column
from rewards.lifecycle import MONTH_STATES, STATES

NONE = text("'{}'")
TAKEN = text("tally_id IS NOT NULL")
SHOWN = text("NOT sensitive AND pay_fen > 0")
HANDS = ("first", "second", "tally", "confirm", "appeal")


def _codes(states: tuple[Any, ...]) -> str:
    return ", ".join(f"'{state.code}'" for state in states)


class Tally(Base):
    """One month of one fund. `digest` is over the frozen list; the sample follows from `seed` and `digest` alone.

    `shown_*` is what the public notice says of sensitive findings in one sum, `carried_*` what waits for a later month.
    """

    __tablename__ = "tally"
    __table_args__ = (
        CheckConstraint(f"state IN ({_codes(MONTH_STATES)})", name="state"),
        CheckConstraint("seed_by IS NULL OR seed_by <> frozen_by", name="seed_by_another"),
        CheckConstraint("NOT confirm_hands && tally_hands", name="confirmed_by_another"),
        Index("uq_tally_fund_month", "fund", "month", unique=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    fund: Mapped[str] = mapped_column(Text)
    month: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    frozen_at: Mapped[datetime | None]
    frozen_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    digest: Mapped[str | None] = mapped_column(Text)
    seed: Mapped[str | None] = mapped_column(Text)
    seed_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    sampled: Mapped[int] = mapped_column(server_default="0")
    tally_hands: Mapped[list[UUID]] = mapped_column(ARRAY(UuidType), server_default=NONE)
    confirm_hands: Mapped[list[UUID]] = mapped_column(ARRAY(UuidType), server_default=NONE)
    notice_from: Mapped[datetime | None]
    notice_to: Mapped[datetime | None]
    shown_count: Mapped[int] = mapped_column(server_default="0")
    shown_fen: Mapped[int] = mapped_column(BigInteger, server_default="0")
    carried_count: Mapped[int] = mapped_column(server_default="0")
    carried_fen: Mapped[int] = mapped_column(BigInteger, server_default="0")
    created_at: Mapped[datetime]


class Bounty(Base):
    """What one finding may earn, on its way; `id` is the id of its `award` row in the ledger.

    `amount_fen`: the sum of that finding's award, reversed and restored rows. `first_at`: when it counts as found.
    `premises`: the place as compared, '' where only the 50 m count. `proposals`: what the rules propose against paying,
    each with its evidence; a person decides. `barred`: who filed and who verified it, deputies as both persons.
    `touched`: everybody who ever had a hand in it. `inherits`: the finding whose bounty fell, where this one joined it.
    """

    __tablename__ = "bounty"
    __table_args__ = (
        CheckConstraint(f"state IN ({_codes(STATES)})", name="state"),
        CheckConstraint("barred @> ARRAY[person_id, verified_by]", name="barred"),
        CheckConstraint("touched @> barred", name="touched"),
        CheckConstraint("NOT first_hands && barred", name="first_hand"),
        CheckConstraint("NOT second_hands && (barred || first_hands)", name="second_hand"),
        CheckConstraint(
            "NOT tally_hands && (barred || first_hands || second_hands || appeal_hands)", name="tally_hand"
        ),
        CheckConstraint(
            "NOT confirm_hands && (barred || first_hands || second_hands || tally_hands || appeal_hands)",
            name="confirm_hand",
        ),
        CheckConstraint("NOT appeal_hands && touched", name="appeal_hand"),
        CheckConstraint(
            "state NOT IN ('passed_first', 'passed_second') OR first_hands <> '{}' OR appeal_hands <> '{}'",
            name="reviewed_by_somebody",
        ),
        CheckConstraint(
            "state NOT IN ('confirmed', 'paid', 'bounced') OR (tally_hands <> '{}' AND confirm_hands <> '{}')",
            name="confirmed_by_somebody",
        ),
        Index("uq_bounty_finding_id", "finding_id", unique=True),
        Index("ix_bounty_state", "fund", "state", "received_at", "finding_id"),
        Index("ix_bounty_received_at", "fund", "received_at", "finding_id"),
        Index("ix_bounty_town_code_received_at", "town_code", "received_at", "finding_id"),
        Index("ix_bounty_town_code_state", "town_code", "state", "received_at", "finding_id"),
        Index("ix_bounty_tally_id", "tally_id", "received_at", "finding_id", postgresql_where=TAKEN),
        Index("ix_bounty_report_id", "report_id"),
        Index("ix_bounty_place", "place", postgresql_using="gist"),
        Index("ix_bounty_inherits", "inherits", postgresql_where=text("inherits IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(ForeignKey("ledger_entry.id"), primary_key=True)
    fund: Mapped[str] = mapped_column(Text)
    finding_id: Mapped[UUID] = mapped_column(ForeignKey("finding.id"))
    order_id: Mapped[UUID] = mapped_column(ForeignKey("work_order.id"))
    order_code: Mapped[str] = mapped_column(Text)
    report_id: Mapped[UUID] = mapped_column(ForeignKey("report.id"))
    town_code: Mapped[str | None] = mapped_column(ForeignKey("area.code"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    verified_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    verified_at: Mapped[datetime]
    inherits: Mapped[UUID | None] = mapped_column(ForeignKey("finding.id"))
    clause: Mapped[str] = mapped_column(Text)
    item: Mapped[str] = mapped_column(Text)
    level: Mapped[str] = mapped_column(Text)
    reviewed_level: Mapped[str | None] = mapped_column(Text)
    edition: Mapped[str] = mapped_column(Text)
    sensitive: Mapped[bool]
    premises: Mapped[str] = mapped_column(Text)
    place: Mapped[Any] = point_column()
    received_at: Mapped[datetime]
    first_at: Mapped[datetime]
    month: Mapped[str] = mapped_column(Text)
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(Text)
    proposals: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    second_due: Mapped[bool] = mapped_column(server_default=text("false"))
    reason: Mapped[str] = mapped_column(Text, server_default="")
    told_at: Mapped[datetime | None]
    tally_id: Mapped[UUID | None] = mapped_column(ForeignKey("tally.id"))
    barred: Mapped[list[UUID]] = mapped_column(ARRAY(UuidType))
    touched: Mapped[list[UUID]] = mapped_column(ARRAY(UuidType))
    first_hands: Mapped[list[UUID]] = mapped_column(ARRAY(UuidType), server_default=NONE)
    second_hands: Mapped[list[UUID]] = mapped_column(ARRAY(UuidType), server_default=NONE)
    tally_hands: Mapped[list[UUID]] = mapped_column(ARRAY(UuidType), server_default=NONE)
    confirm_hands: Mapped[list[UUID]] = mapped_column(ARRAY(UuidType), server_default=NONE)
    appeal_hands: Mapped[list[UUID]] = mapped_column(ARRAY(UuidType), server_default=NONE)
    version: Mapped[int] = mapped_column(server_default="1")


class BountyStep(Base):
    """Append-only: what somebody did to a bounty. `request` is the digest that makes a repeat recognisable."""

    __tablename__ = "bounty_step"
    __table_args__ = (Index("uq_bounty_step_bounty_id_seq", "bounty_id", "seq", unique=True),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    bounty_id: Mapped[UUID] = mapped_column(ForeignKey("bounty.id"))
    seq: Mapped[int]
    step: Mapped[str] = mapped_column(Text)
    from_state: Mapped[str] = mapped_column(Text)
    to_state: Mapped[str] = mapped_column(Text)
    by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    request: Mapped[bytes] = mapped_column(LargeBinary)
    evidence: Mapped[dict[str, Any]] = mapped_column(JSONB)


class BountyAppeal(Base):
    """The worker's one objection or appeal about a bounty, and what a fourth hand decided."""

    __tablename__ = "bounty_appeal"
    __table_args__ = (
        CheckConstraint("kind IN ('objection', 'appeal')", name="kind"),
        CheckConstraint("state IN ('open', 'upheld', 'rejected')", name="state"),
        CheckConstraint("(state = 'open') = (decided_by IS NULL)", name="decided"),
        Index("uq_bounty_appeal_bounty_id", "bounty_id", unique=True),
        Index("ix_bounty_appeal_state", "state", "filed_at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    bounty_id: Mapped[UUID] = mapped_column(ForeignKey("bounty.id"))
    kind: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    filed_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    filed_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(Text, server_default="open")
    step_id: Mapped[UUID | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, server_default="")


class TallyStep(Base):
    """Append-only: who took which step of a month, and when."""

    __tablename__ = "tally_step"
    __table_args__ = (Index("ix_tally_step_tally_id", "tally_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tally_id: Mapped[UUID] = mapped_column(ForeignKey("tally.id"))
    step: Mapped[str] = mapped_column(Text)
    by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    request: Mapped[bytes] = mapped_column(LargeBinary)
    evidence: Mapped[dict[str, Any]] = mapped_column(JSONB)


class TallyLine(Base):
    """What a month makes of one bounty. `pay_fen`: the amount less the cap, 0 where it is rolled over or taken out."""

    __tablename__ = "tally_line"
    __table_args__ = (
        CheckConstraint(
            "pay_fen = CASE WHEN rolled_over OR taken_out THEN 0 ELSE amount_fen - capped_fen END", name="pay"
        ),
        CheckConstraint("capped_fen BETWEEN 0 AND amount_fen", name="capped"),
        Index("ix_tally_line_bounty_id", "bounty_id"),
        Index("ix_tally_line_notice", "tally_id", "order_code", "bounty_id", postgresql_where=SHOWN),
    )

    tally_id: Mapped[UUID] = mapped_column(ForeignKey("tally.id"), primary_key=True)
    bounty_id: Mapped[UUID] = mapped_column(ForeignKey("bounty.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    order_code: Mapped[str] = mapped_column(Text)
    sensitive: Mapped[bool]
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    capped_fen: Mapped[int] = mapped_column(BigInteger)
    pay_fen: Mapped[int] = mapped_column(BigInteger)
    rolled_over: Mapped[bool]
    taken_out: Mapped[bool] = mapped_column(server_default=text("false"))
    reason: Mapped[str] = mapped_column(Text)
