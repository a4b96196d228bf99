"""Reads: who names which photo, what is still missing, what a picture itself says."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Select, select, text

from backend.acting import Actor
from backend.database import db
from backend.photos.access import PhotoAccess
from backend.photos.model import Photo, PhotoClaim

MOST_OWNERS: Final = 200
ALIKE_DISTANCE: Final = 3


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One photo as its owner names it. `lon`, `lat` WGS-84; `whole`: its bytes were checked and stored."""

    position: int
    sha256: str
    kind: str
    taken_at: datetime | None
    lon: float | None
    lat: float | None
    evidence_from: str
    claimed_by: UUID
    claimed_at: datetime
    whole: bool
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """What the server read from a picture: EXIF time and place (WGS-84), size in pixels, perceptual hash."""

    sha256: str
    width: int
    height: int
    phash: int | None
    exif_taken_at: datetime | None
    exif_lon: float | None
    exif_lat: float | None
    stored_at: datetime


@dataclass(frozen=True, slots=True)
class StoredPhoto:
    """A photo whose bytes are in the store."""

    sha256: str
    media_type: str
    stored_at: datetime


def missing_of(owner_kind: str, owner_ids: Collection[UUID]) -> dict[UUID, list[str]]:
    """Per owner the SHA-256 of photos that it names, nobody withdrew, and that were not sent yet."""
    missing: dict[UUID, list[str]] = {owner_id: [] for owner_id in owner_ids}
    if missing:
        claims = db.session.execute(
            select(PhotoClaim.owner_id, PhotoClaim.sha256)
            .where(PhotoClaim.owner_kind == owner_kind, PhotoClaim.owner_id.in_(missing))
            .where(PhotoClaim.whole_at.is_(None), PhotoClaim.withdrawn_at.is_(None))
            .order_by(PhotoClaim.owner_id, PhotoClaim.position)
        )
        for owner_id, sha256 in claims:
            if sha256 not in missing[owner_id]:
                missing[owner_id].append(sha256)
    return missing


def claims_of(owner_kind: str, owner_ids: Collection[UUID]) -> dict[UUID, list[ClaimRow]]:
    """Per owner its photos in the order in which they were named; withdrawn ones are marked."""
    claims: dict[UUID, list[ClaimRow]] = {owner_id: [] for owner_id in owner_ids}
    if claims:
        rows = db.session.execute(
            select(
                PhotoClaim.owner_id, PhotoClaim.position, PhotoClaim.sha256, PhotoClaim.kind,
                PhotoClaim.taken_at, PhotoClaim.lon, PhotoClaim.lat, PhotoClaim.evidence_from,
                PhotoClaim.claimed_by, PhotoClaim.claimed_at, PhotoClaim.whole_at.is_not(None),
                PhotoClaim.withdrawn_at.is_not(None),
            )
            .where(PhotoClaim.owner_kind == owner_kind, PhotoClaim.owner_id.in_(claims))
            .order_by(PhotoClaim.owner_id, PhotoClaim.position)
        )  # fmt: skip
        for owner_id, *claim in rows:
            claims[owner_id].append(ClaimRow(*claim))
    return claims


def facts_of(sha256s: Collection[str]) -> dict[str, PhotoFacts]:
    """What the stored ones of these pictures say of themselves."""
    if not sha256s:
        return {}
    rows = db.session.execute(
        select(
            Photo.sha256, Photo.width, Photo.height, Photo.phash, Photo.exif_taken_at, Photo.exif_lon,
            Photo.exif_lat, Photo.stored_at,
        ).where(Photo.sha256.in_(sha256s))
    )  # fmt: skip
    return {row.sha256: PhotoFacts(*row) for row in rows}


def owners_of(owner_kind: str, sha256s: Collection[str]) -> dict[str, list[UUID]]:
    """Per picture the owners of this kind that name it, withdrawn or not, earliest first; bounded."""
    owners: dict[str, list[UUID]] = {sha256: [] for sha256 in sha256s}
    if owners:
        rows = db.session.execute(
            select(PhotoClaim.sha256, PhotoClaim.owner_id)
            .where(PhotoClaim.sha256.in_(owners), PhotoClaim.owner_kind == owner_kind)
            .order_by(PhotoClaim.id)
            .limit(MOST_OWNERS)
        )
        for sha256, owner_id in rows:
            if owner_id not in owners[sha256]:
                owners[sha256].append(owner_id)
    return owners


# Two 64-bit hashes at a distance of at most 3 bits agree in at least one of four 16-bit bands, and each
# band has its index: no scan over every picture.
ALIKE: Final = text("""
    SELECT p.sha256 AS mine, o.sha256 AS other
    FROM photo p CROSS JOIN LATERAL (
        SELECT q.sha256 FROM photo q
        WHERE ((q.phash & 65535) = (p.phash & 65535)
               OR ((q.phash >> 16) & 65535) = ((p.phash >> 16) & 65535)
               OR ((q.phash >> 32) & 65535) = ((p.phash >> 32) & 65535)
               OR ((q.phash >> 48) & 65535) = ((p.phash >> 48) & 65535))
          AND q.sha256 <> p.sha256 AND bit_count((p.phash # q.phash)::bit(64)) <= :distance
        LIMIT :most
    ) o
    WHERE p.sha256 = ANY(:sha256s)
""")


def alike_to(sha256s: Sequence[str], most: int = 5) -> dict[str, list[str]]:
    """Per picture up to `most` others whose perceptual hash differs in at most ALIKE_DISTANCE bits."""
    alike: dict[str, list[str]] = {sha256: [] for sha256 in sha256s}
    if alike:
        rows = db.session.execute(ALIKE, {"sha256s": list(alike), "distance": ALIKE_DISTANCE, "most": most})
        for mine, other in rows:
            alike[mine].append(other)
    return alike


def own_claims(person_id: UUID, sha256: str) -> dict[str, set[UUID]]:
    """Owner kind → owners that name this stored photo by this person's doing; withdrawn ones count too."""
    return _by_kind(
        select(PhotoClaim.owner_kind, PhotoClaim.owner_id)
        .where(PhotoClaim.sha256 == sha256, PhotoClaim.claimed_by == person_id, PhotoClaim.whole_at.is_not(None))
        .limit(MOST_OWNERS)
    )


def visible_photo(actor: Actor, access: PhotoAccess, sha256: str) -> StoredPhoto | None:
    """The stored photo if any owner that names it shows it to this person; None otherwise, without telling why."""
    photo = db.session.execute(
        select(Photo.sha256, Photo.media_type, Photo.stored_at).where(Photo.sha256 == sha256, Photo.sealed_at.is_(None))
    ).first()
    if photo is None:
        return None
    owners = _by_kind(
        select(PhotoClaim.owner_kind, PhotoClaim.owner_id)
        .where(PhotoClaim.sha256 == sha256, PhotoClaim.withdrawn_at.is_(None), PhotoClaim.whole_at.is_not(None))
        .order_by(PhotoClaim.id.desc())
        .limit(MOST_OWNERS)
    )
    asked = ((access.see.get(kind), owner_ids) for kind, owner_ids in owners.items())
    if any(may_see and may_see(actor, owner_ids) for may_see, owner_ids in asked):
        return StoredPhoto(*photo)
    return None


def _by_kind(statement: Select[str, UUID]) -> dict[str, set[UUID]]:
    owners: dict[str, set[UUID]] = {}
    for kind, owner_id in db.session.execute(statement):
        owners.setdefault(kind, set()).add(owner_id)
    return owners
