"""Tables: what the centre does about a finding. The row is the present, the history is the proof."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Sequence, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base
from backend.orders.lifecycle import STATE_CODES
from geo.columns import point_column

case_sequence = Sequence("case_sequence", metadata=Base.metadata)
STATE_LIST = ", ".join(f"'{state}'" for state in STATE_CODES)


class WorkOrder(Base):
    """A work order (工单). `id` is the id of the finding that opened it, so one finding opens at most one.

    `desk` says who must act now: `captain:<grid>`, `town:<area>`, `centre`, `unit:<code>`, `worker:<person>`, '' when
    nobody must. `clause`, `level`, place and grid are the corrected ones; the filed version stays with the report.
    `past_captain`: verified one level up, because the village's own desk must not judge it. `at_centre`: the county's
    centre took it over from the town. `tags` say what happened beside the states, for example `not_found`.
    `returned_from` is the state to which a supplement leads back. `head` is the hash of the newest history row.
    """

    __tablename__ = "work_order"
    __table_args__ = (
        CheckConstraint(f"state IN ({STATE_LIST})", name="state"),
        CheckConstraint("level IN ('N', 'L', 'M')", name="level"),
        CheckConstraint("state <> 'returned' OR returned_from IS NOT NULL", name="returned_from"),
        CheckConstraint("state <> 'merged' OR merged_into IS NOT NULL", name="merged_into"),
        CheckConstraint("state NOT IN ('dispatched', 'in_hand') OR unit_code IS NOT NULL OR on_spot", name="unit"),
        Index("ix_work_order_desk", "desk", "filed_at", "id", postgresql_where=text("desk <> ''")),
        Index("ix_work_order_reporter_id", "reporter_id", "filed_at", "id"),
        Index("ix_work_order_grid_code", "grid_code", "filed_at", "id"),
        Index("ix_work_order_town_code", "town_code", "filed_at", "id"),
        Index("ix_work_order_filed_at", "filed_at", "id"),
        Index("ix_work_order_state", "state", "filed_at", "id", postgresql_where=text("desk <> ''")),
        Index("ix_work_order_tags", "tags", postgresql_using="gin", postgresql_where=text("tags <> '{}'")),
        Index("ix_work_order_report_id", "report_id"),
        Index("ix_work_order_open_ground", "grid_version_id", "id", postgresql_where=text("desk <> ''")),
        Index("ix_work_order_place", "place", postgresql_using="gist"),
    )

    id: Mapped[UUID] = mapped_column(ForeignKey("finding.id"), primary_key=True)
    code: Mapped[str] = mapped_column(Text, unique=True)
    token: Mapped[str] = mapped_column(Text)
    report_id: Mapped[UUID] = mapped_column(ForeignKey("report.id"))
    reporter_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    edition: Mapped[str] = mapped_column(Text)
    clause: Mapped[str] = mapped_column(Text)
    level: Mapped[str] = mapped_column(Text)
    sensitive: Mapped[bool]
    urgent: Mapped[bool]
    on_spot: Mapped[bool]
    past_captain: Mapped[bool]
    at_centre: Mapped[bool]
    note: Mapped[str] = mapped_column(Text)
    place: Mapped[Any] = point_column()
    premises: Mapped[str | None] = mapped_column(Text)
    grid_code: Mapped[str | None] = mapped_column(ForeignKey("grid.code"))
    grid_version_id: Mapped[int | None] = mapped_column(ForeignKey("grid_version.id"))
    village_code: Mapped[str | None] = mapped_column(ForeignKey("area.code"))
    town_code: Mapped[str | None] = mapped_column(ForeignKey("area.code"))
    state: Mapped[str] = mapped_column(Text)
    desk: Mapped[str] = mapped_column(Text)
    unit_code: Mapped[str | None] = mapped_column(Text)
    returned_from: Mapped[str | None] = mapped_column(Text)
    merged_into: Mapped[str | None] = mapped_column(Text)
    refusals: Mapped[int] = mapped_column(default=0, server_default="0")
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    verified_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    verified_at: Mapped[datetime | None]
    filed_at: Mapped[datetime]
    state_since: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    version: Mapped[int]
    head: Mapped[bytes] = mapped_column(LargeBinary)


class OrderHistory(Base):
    """Append-only: what happened to an order, hash-chained per order.

    `hash` = SHA-256(previous hash + canonical row with `evidence_digest`); `evidence_digest` = SHA-256(salt + canonical
    evidence). The salt and the evidence lie in OrderEvidence, which retention may empty without breaking the chain.
    """

    __tablename__ = "order_history"
    __table_args__ = (
        Index("uq_order_history_step_id", "step_id", unique=True),
        Index("ix_order_history_actor_id_at", "actor_id", "at"),
    )

    order_id: Mapped[UUID] = mapped_column(ForeignKey("work_order.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    step_id: Mapped[UUID]
    step: Mapped[str] = mapped_column(Text)
    from_state: Mapped[str | None] = mapped_column(Text)
    to_state: Mapped[str] = mapped_column(Text)
    desk: Mapped[str] = mapped_column(Text)
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    actor_role: Mapped[str] = mapped_column(Text)
    deputy_for: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    unit_code: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime]
    request: Mapped[bytes] = mapped_column(LargeBinary)
    evidence_digest: Mapped[bytes] = mapped_column(LargeBinary)
    previous: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class OrderEvidence(Base):
    """The salt and the evidence behind one history row: note, reason, photos… Personal data may be erased here."""

    __tablename__ = "order_evidence"

    order_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    salt: Mapped[bytes | None] = mapped_column(LargeBinary)
    evidence: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


class OrderUnit(Base):
    """Every unit to which an order was ever sent: what decides whether a unit's handler may see it.

    `filed_at` is the order's own, kept here so that a unit's list is read from one index however long it grows.
    """

    __tablename__ = "order_unit"
    __table_args__ = (Index("ix_order_unit_unit_code", "unit_code", "filed_at", "order_id"),)

    order_id: Mapped[UUID] = mapped_column(ForeignKey("work_order.id"), primary_key=True)
    unit_code: Mapped[str] = mapped_column(Text, primary_key=True)
    since: Mapped[datetime]
    filed_at: Mapped[datetime]


class JoinedFinding(Base):
    """A finding that belongs to an order that another finding opened; its reporter is told of the outcome too."""

    __tablename__ = "joined_finding"
    __table_args__ = (
        Index("ix_joined_finding_order_id", "order_id"),
        Index("ix_joined_finding_reporter_id", "reporter_id"),
    )

    finding_id: Mapped[UUID] = mapped_column(ForeignKey("finding.id"), primary_key=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("work_order.id"))
    reporter_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    joined_at: Mapped[datetime]
