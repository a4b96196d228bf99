"""Tables: what a worker saw. A report is never changed after it was filed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base
from geo.columns import point_column


class Report(Base):
    """One visit at one place and time by one worker.

    `raw_*` is what the phone sent, in `datum`; `place` is WGS-84. `content` is the SHA-256 of the validated body in
    RFC 8785 form: the same id with the same content is the same report. `grid_*` is the answer of its own time,
    `micro_code` the micro grid beside; `device_id` the name that the sending device made for itself.
    """

    __tablename__ = "report"
    __table_args__ = (
        CheckConstraint("datum IN ('wgs84', 'gcj02', 'bd09')", name="datum"),
        CheckConstraint("place_method IN ('gnss', 'network', 'pin', 'grid')", name="place_method"),
        CheckConstraint(
            "grid_method IN ('covers', 'confirmed', 'share', 'own', 'nearest', 'none')", name="grid_method"
        ),
        Index("ix_report_person_id_received_at", "person_id", "received_at", "id"),
        Index("ix_report_grid_code_received_at", "grid_code", "received_at", "id"),
        Index("ix_report_town_code_received_at", "town_code", "received_at", "id"),
        Index("ix_report_received_at", "received_at", "id"),
        Index("ix_report_place", "place", postgresql_using="gist"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    edition: Mapped[str] = mapped_column(Text)
    seen_at: Mapped[datetime]
    received_at: Mapped[datetime]
    raw_lon: Mapped[float]
    raw_lat: Mapped[float]
    datum: Mapped[str] = mapped_column(Text)
    place: Mapped[Any] = point_column()
    accuracy_m: Mapped[float | None]
    place_method: Mapped[str] = mapped_column(Text)
    grid_confirmed: Mapped[str | None] = mapped_column(Text)
    grid_version_id: Mapped[int | None] = mapped_column(ForeignKey("grid_version.id"))
    grid_code: Mapped[str | None] = mapped_column(ForeignKey("grid.code"))
    grid_method: Mapped[str] = mapped_column(Text)
    micro_code: Mapped[str | None] = mapped_column(ForeignKey("grid.code"))
    village_code: Mapped[str | None] = mapped_column(ForeignKey("area.code"))
    town_code: Mapped[str | None] = mapped_column(ForeignKey("area.code"))
    device_id: Mapped[UUID | None]
    premises: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    checked_ok: Mapped[list[str]] = mapped_column(ARRAY(Text))
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Finding(Base):
    """One matter (一事). `order_code` is given back by orders in the same transaction; `joins` as the phone asked.

    `order_code` has no index on purpose: giving it back then rewrites no index entry (a heap-only update).
    """

    __tablename__ = "finding"
    __table_args__ = (Index("uq_finding_report_id_position", "report_id", "position", unique=True),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    report_id: Mapped[UUID] = mapped_column(ForeignKey("report.id"))
    position: Mapped[int]
    clause: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    handled_on_spot: Mapped[bool]
    joins: Mapped[str | None] = mapped_column(Text)
    order_code: Mapped[str | None] = mapped_column(Text)


class Contact(Base):
    """A person to be called. `sealed` is the whole, encrypted: opened only with a purpose and a row in access_log.

    `masked` is what lists show, {name, phone, relation}: no key is needed to read it.
    """

    __tablename__ = "contact"
    __table_args__ = (Index("ix_contact_finding_id", "finding_id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    finding_id: Mapped[UUID] = mapped_column(ForeignKey("finding.id"))
    position: Mapped[int]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    masked: Mapped[dict[str, str]] = mapped_column(JSONB)
    agreed: Mapped[bool]


class Doubt(Base):
    """Something the captain should look at twice; never a refusal. One of a kind per finding.

    `photo_known`: another report names the very same picture; `photo_alike`: one that looks the same;
    `photo_elsewhere`: the picture itself says that it was taken more than 500 m away.
    """

    __tablename__ = "doubt"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('border', 'foreign_grid', 'outside', 'accuracy', 'clock', 'seen_in_future', 'seen_long_ago',"
            " 'swapped', 'photo_elsewhere', 'photo_known', 'photo_alike')",
            name="kind",
        ),
    )

    finding_id: Mapped[UUID] = mapped_column(ForeignKey("finding.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    noticed_at: Mapped[datetime]
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
