"""The rows of uploads under way: one per person, photo, purpose and length."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from sqlalchemy import Row, delete, exists, func, select, text, update

from backend.acting import Acting
from backend.database import db
from backend.photos.model import Photo, PhotoClaim, PhotoSender, Upload
from backend.photos.tus import Announced
from backend.problems import Problem

MOST_OPEN: Final = 60
NAMESPACE: Final = UUID("7d5a2f3e-5f0b-4e0c-9c39-2d1f6f0f7a11")
TABLE: Final = Upload.__table__

# A repeated creation finds the upload that the first one made, and one for a photo that this person has sent before is
# finished from the start: no byte travels twice. What somebody else sent is sent again: a hash alone opens nothing.
BEGIN: Final = text("""
    INSERT INTO upload (id, person_id, sha256, media_type, owner_kind, owner_ref, owner_id, length, received,
                        created_at, expires_at, finished_at)
    SELECT :id, :person, :sha256, :media_type, :owner_kind, :owner_ref, :owner_id, :length,
           CASE WHEN s.sha256 IS NULL THEN 0 ELSE :length END, :at, :expires_at,
           CASE WHEN s.sha256 IS NOT NULL THEN CAST(:at AS timestamptz) END
    FROM (VALUES (1)) AS one LEFT JOIN photo_sender s ON s.sha256 = :sha256 AND s.person_id = :person
    ON CONFLICT (id) DO UPDATE
    SET expires_at = EXCLUDED.expires_at, received = greatest(upload.received, EXCLUDED.received),
        finished_at = coalesce(upload.finished_at, EXCLUDED.finished_at)
    RETURNING *
""")


@dataclass(frozen=True, slots=True)
class UploadState:
    """An upload as its row stands. `received` reaches `length` only when the photo is stored."""

    id: UUID
    announced: Announced
    owner_id: UUID
    length: int
    received: int
    expires_at: datetime
    finished: bool


def id_of(person_id: UUID, announced: Announced, length: int) -> UUID:
    """The same creation, repeated after a lost answer, has the same id."""
    written = f"{person_id} {announced.sha256} {announced.owner_kind}/{announced.owner_ref} {length}"
    return uuid5(NAMESPACE, written)


def stored_length(acting: Acting, announced: Announced, upload_id: UUID) -> int | None:
    """The length of the photo where this person has sent it before, else None.

    Raises Problem `photo-not-expected` where a report was named but no finding of this person names the photo, and
    `uploads-too-many` where the person has MOST_OPEN others under way.
    """
    waiting = exists().where(
        PhotoClaim.sha256 == announced.sha256,
        PhotoClaim.owner_kind == "finding",
        PhotoClaim.claimed_by == acting.person.id,
        PhotoClaim.withdrawn_at.is_(None),
    )
    open_uploads = (
        select(func.count())
        .select_from(Upload)
        .where(Upload.person_id == acting.person.id, Upload.finished_at.is_(None))
        .where(Upload.id != upload_id, Upload.expires_at > acting.at)
    )
    stored = (
        select(Photo.bytes)
        .join(PhotoSender, PhotoSender.sha256 == Photo.sha256)
        .where(Photo.sha256 == announced.sha256, PhotoSender.person_id == acting.person.id)
    )
    row = db.session.execute(select(waiting, open_uploads.scalar_subquery(), stored.scalar_subquery())).one()
    if announced.owner_kind == "report" and not row[0]:
        raise Problem("photo-not-expected")
    if row[1] >= MOST_OPEN:
        raise Problem("uploads-too-many", retry_after=60)
    length: int | None = row[2]
    return length


def begin(acting: Acting, announced: Announced, owner_id: UUID, length: int, hours: int) -> UploadState:
    """The upload has its row, whether now or from an earlier call; it expires `hours` from now."""
    row = db.session.execute(BEGIN, {
        "id": id_of(acting.person.id, announced, length), "person": acting.person.id, "sha256": announced.sha256,
        "media_type": announced.media_type, "owner_kind": announced.owner_kind, "owner_ref": announced.owner_ref,
        "owner_id": owner_id, "length": length, "at": acting.at, "expires_at": acting.at + timedelta(hours=hours),
    }).one()  # fmt: skip
    return _state(row)


def own(acting: Acting, upload_id: UUID, lock: bool = False) -> UploadState:
    """This person's upload; with `lock` its row is held until the transaction ends.

    Raises Problem `not-found`, or `upload-gone` once it has expired unfinished.
    """
    statement = select(TABLE).where(TABLE.c.id == upload_id, TABLE.c.person_id == acting.person.id)
    row = db.session.execute(statement.with_for_update() if lock else statement).first()
    if row is None:
        raise Problem("not-found")
    if row.finished_at is None and row.expires_at <= acting.at:
        raise Problem("upload-gone")
    return _state(row)


def advance(upload_id: UUID, received: int) -> None:
    """So many bytes, fewer than the whole, are durable."""
    db.session.execute(
        update(Upload).where(Upload.id == upload_id, Upload.finished_at.is_(None)).values(received=received)
    )


def finish(acting: Acting, upload_id: UUID) -> None:
    """The photo is stored: the upload answers with its full length until it expires."""
    db.session.execute(
        update(Upload).where(Upload.id == upload_id).values(received=Upload.length, finished_at=acting.at)
    )


def forget(upload_id: UUID) -> None:
    """The row is gone; a later creation begins at the first byte."""
    db.session.execute(delete(Upload).where(Upload.id == upload_id))


def _state(row: Row[tuple[object, ...]]) -> UploadState:
    announced = Announced(row.sha256, row.media_type, row.owner_kind, row.owner_ref)
    finished = row.finished_at is not None
    return UploadState(row.id, announced, row.owner_id, row.length, row.received, row.expires_at, finished)
