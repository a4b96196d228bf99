"""Tables: pictures by content, who expects them, and uploads under way."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base

WAITING = "whole_at IS NULL AND withdrawn_at IS NULL"


class Photo(Base):
    """A stored picture. The bytes lie in the object store under their SHA-256 and are never replaced.

    `exif_*` is evidence read from the original; served copies carry none. `phash` is a 64-bit perceptual hash,
    none where the picture shows too little. `previews_at` is set when thumb and screen sizes lie in the store,
    `previews_tried` counts the attempts begun, so that a picture that kills its worker does not block others.
    """

    __tablename__ = "photo"
    __table_args__ = (
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256"),
        Index("ix_photo_previews_due", "previews_tried", "stored_at", postgresql_where=text("previews_at IS NULL")),
        *(Index(f"ix_photo_phash_{band}", text(f"((phash >> {band}) & 65535)")) for band in (16, 32, 48)),
        Index("ix_photo_phash_0", text("(phash & 65535)")),
    )

    sha256: Mapped[str] = mapped_column(Text, primary_key=True)
    bytes: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(Text)
    width: Mapped[int]
    height: Mapped[int]
    phash: Mapped[int | None] = mapped_column(BigInteger)
    exif_taken_at: Mapped[datetime | None]
    exif_lon: Mapped[float | None]
    exif_lat: Mapped[float | None]
    stored_at: Mapped[datetime]
    previews_at: Mapped[datetime | None]
    previews_tried: Mapped[int] = mapped_column(default=0, server_default="0")
    sealed_at: Mapped[datetime | None]


class PhotoSender(Base):
    """Who has sent a picture's bytes. Knowing a picture's hash proves nothing: a claim counts only with its sender."""

    __tablename__ = "photo_sender"

    sha256: Mapped[str] = mapped_column(ForeignKey("photo.sha256"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    sent_at: Mapped[datetime]


class PhotoClaim(Base):
    """Something that names a photo: a finding, a step on an order, or an order whose next step is being prepared.

    The photo may come later, or have been sent by this person before: `whole_at` is the moment from which the claim
    and the bytes sent by whoever claims were both there. It is written once: that makes every owner hear of its photo
    exactly once.
    """

    __tablename__ = "photo_claim"
    __table_args__ = (
        CheckConstraint("owner_kind IN ('finding', 'step', 'order')", name="owner_kind"),
        CheckConstraint("kind IN ('near', 'far', 'reference', 'before', 'after')", name="kind"),
        Index("uq_photo_claim_owner", "owner_kind", "owner_id", "position", unique=True),
        Index("ix_photo_claim_sha256", "sha256"),
        Index("ix_photo_claim_waiting", "claimed_at", postgresql_where=text(WAITING)),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    owner_kind: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[UUID]
    position: Mapped[int]
    sha256: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    taken_at: Mapped[datetime | None]
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    evidence_from: Mapped[str] = mapped_column(Text, default="none", server_default="none")
    bytes: Mapped[int | None] = mapped_column(BigInteger)
    media_type: Mapped[str | None] = mapped_column(Text)
    claimed_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    claimed_at: Mapped[datetime]
    whole_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class Upload(Base):
    """A resumable upload (tus). The bytes received so far lie below DATA_DIR/uploads/<id>.

    `owner_ref` is what the phone wrote (a report's id, an order's code), `owner_id` what it was found to stand for.

    `received` counts the bytes known to be durable; what lies in the file beyond it is not trusted. It reaches
    `length` only together with `finished_at`: a phone that reads the full offset may forget the photo.
    """

    __tablename__ = "upload"
    __table_args__ = (
        CheckConstraint("received >= 0 AND received <= length", name="received"),
        CheckConstraint("(finished_at IS NULL) = (received < length)", name="finished"),
        CheckConstraint("owner_kind IN ('report', 'order')", name="owner_kind"),
        Index("ix_upload_expires_at", "expires_at"),
        Index("ix_upload_open", "person_id", postgresql_where=text("finished_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    sha256: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(Text)
    owner_kind: Mapped[str] = mapped_column(Text)
    owner_ref: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[UUID]
    length: Mapped[int] = mapped_column(BigInteger)
    received: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
