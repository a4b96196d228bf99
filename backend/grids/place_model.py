"""Tables: what workers say about borders, and what their devices say about places they know."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base
from geo.columns import point_column


class BorderFlag(Base):
    """Somebody on the spot says that the border is wrong here (WGS-84), of which grid where they know it.

    `town_code`: whose ground the place is, for the list of the town. `content` is the digest of what was sent: the same
    id with the same content is the same flag. `step_id`: the step that settled or declined it, once.
    """

    __tablename__ = "border_flag"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'settled', 'declined')", name="state"),
        CheckConstraint(
            "(state = 'open') = (settled_by IS NULL) AND (state = 'open') = (settled_at IS NULL)", name="settled"
        ),
        Index("ix_border_flag_at", "at", "id"),
        Index("ix_border_flag_town_code_at", "town_code", "at", "id"),
        Index("ix_border_flag_person_id_at", "person_id", "at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    grid_code: Mapped[str | None] = mapped_column(ForeignKey("grid.code"))
    town_code: Mapped[str | None] = mapped_column(ForeignKey("area.code"))
    place: Mapped[Any] = point_column()
    accuracy_m: Mapped[float | None]
    note: Mapped[str] = mapped_column(Text)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]
    state: Mapped[str] = mapped_column(Text, default="open", server_default="open")
    settled_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    settled_at: Mapped[datetime | None]
    settled_note: Mapped[str | None] = mapped_column(Text)
    step_id: Mapped[UUID | None]


class DevicePlace(Base):
    """A device's fix, raw, beside the spot (WGS-84) where its person says to have stood. Written once.

    `off_m`: metres between both; `righted_off_m`: the same with the fix taken for GCJ-02.
    """

    __tablename__ = "device_place"
    __table_args__ = (
        CheckConstraint("verdict IN ('wgs84', 'gcj02', 'unclear')", name="verdict"),
        Index("ix_device_place_person_id_device_id_at", "person_id", "device_id", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    device_id: Mapped[UUID]
    at: Mapped[datetime]
    fix_lon: Mapped[float]
    fix_lat: Mapped[float]
    accuracy_m: Mapped[float | None]
    spot: Mapped[Any] = point_column()
    off_m: Mapped[float]
    righted_off_m: Mapped[float]
    verdict: Mapped[str] = mapped_column(Text)
