"""What changes claims: something expects photos, a step takes them over, their taker withdraws them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text, update

from backend.acting import Acting
from backend.database import db
from backend.photos import queries
from backend.photos.access import PhotoAccess
from backend.photos.declared import KINDS, DeclaredPhoto
from backend.photos.events import PhotoArrived
from backend.photos.model import PhotoClaim
from backend.photos.pictures import Picture, inspect
from backend.photos.store import PhotoStore, key_of
from backend.problems import FieldFault, Problem

Expectation = tuple[str, UUID, Sequence[DeclaredPhoto]]

# One statement for every photo of every finding of a report: filing is the hot path. A photo that this very person
# has sent before makes its claim whole at once; what others sent does not, nor is it told that they did.
CLAIM_MANY: Final = text("""
    INSERT INTO photo_claim (owner_kind, owner_id, position, sha256, kind, taken_at, lon, lat, evidence_from,
                             bytes, media_type, claimed_by, claimed_at, whole_at)
    SELECT d.*, :person, :at, CASE WHEN EXISTS (
               SELECT FROM photo_sender s WHERE s.sha256 = d.sha256 AND s.person_id = :person) THEN :at END
    FROM unnest(CAST(:owner_kind AS text[]), CAST(:owner_id AS uuid[]), CAST(:position AS int[]),
                CAST(:sha256 AS text[]), CAST(:kind AS text[]), CAST(:taken_at AS timestamptz[]),
                CAST(:lon AS float8[]), CAST(:lat AS float8[]), CAST(:evidence_from AS text[]),
                CAST(:bytes AS bigint[]), CAST(:media_type AS text[]))
         AS d (owner_kind, owner_id, position, sha256, kind, taken_at, lon, lat, evidence_from, bytes,
               media_type)
    RETURNING owner_id, position, sha256, whole_at
""")

TAKE_FOR_STEP: Final = text("""
    INSERT INTO photo_claim (owner_kind, owner_id, position, sha256, kind, taken_at, lon, lat, evidence_from,
                             bytes, media_type, claimed_by, claimed_at, whole_at)
    SELECT 'step', :step, w.position, w.sha256, w.kind, c.taken_at, c.lon, c.lat, c.evidence_from, c.bytes,
           c.media_type, :person, :at, c.whole_at
    FROM unnest(CAST(:position AS int[]), CAST(:sha256 AS text[]), CAST(:kind AS text[]))
         AS w (position, sha256, kind)
    CROSS JOIN LATERAL (
        SELECT * FROM photo_claim o
        WHERE o.sha256 = w.sha256 AND o.owner_kind = 'order' AND o.owner_id = :order
          AND o.claimed_by = :person AND o.withdrawn_at IS NULL AND o.whole_at IS NOT NULL
        LIMIT 1
    ) c
    RETURNING position
""")


def expect(acting: Acting, owner_kind: str, owner_id: UUID, photos: Sequence[DeclaredPhoto]) -> list[str]:
    """The owner claims these photos; the SHA-256 of those that are not stored yet."""
    return expect_many(acting, [(owner_kind, owner_id, photos)])[owner_id]


def expect_many(acting: Acting, expectations: Sequence[Expectation]) -> dict[UUID, list[str]]:
    """Each owner claims its photos, in one round trip; per owner the SHA-256 not stored yet, in order."""
    missing: dict[UUID, list[str]] = {owner_id: [] for _, owner_id, _ in expectations}
    rows = [
        (owner_kind, owner_id, position, photo)
        for owner_kind, owner_id, photos in expectations
        for position, photo in enumerate(photos)
    ]
    if not rows:
        return missing
    values = _columns(rows) | {"person": acting.person.id, "at": acting.at}
    made = db.session.execute(CLAIM_MANY, values).all()
    for claim in sorted(made, key=lambda row: row.position):
        if claim.whole_at is None and claim.sha256 not in missing[claim.owner_id]:
            missing[claim.owner_id].append(claim.sha256)
    return missing


def _columns(rows: Sequence[tuple[str, UUID, int, DeclaredPhoto]]) -> dict[str, list[Any]]:
    photos = [photo for *_, photo in rows]
    return {
        "owner_kind": [kind for kind, *_ in rows],
        "owner_id": [owner_id for _, owner_id, *_ in rows],
        "position": [position for _, _, position, _ in rows],
        "sha256": [photo.sha256 for photo in photos],
        "kind": [photo.kind for photo in photos],
        "taken_at": [photo.taken_at for photo in photos],
        "lon": [photo.lon for photo in photos],
        "lat": [photo.lat for photo in photos],
        "evidence_from": [photo.evidence_from for photo in photos],
        "bytes": [photo.bytes for photo in photos],
        "media_type": [photo.media_type for photo in photos],
    }


def claim_for_step(acting: Acting, step_id: UUID, order_id: UUID, photos: Sequence[Mapping[str, Any] | str]) -> None:
    """The step owns these photos, which its person uploaded for the order (`for=order/<code>`) before.

    A photo is its SHA-256 or `{sha256, kind}`; without a kind it is `reference`. Raises Problem
    `photos-not-whole` whose errors point at those of `/evidence/photos` that are not whole, or not this
    person's for this order.
    """
    if not photos:
        return
    wanted = [{"sha256": photo} if isinstance(photo, str) else photo for photo in photos]
    kinds = [str(photo.get("kind") or "reference") for photo in wanted]
    faults = [_kind_fault(n) for n, kind in enumerate(kinds) if kind not in KINDS]
    if faults:
        raise Problem("invalid", errors=faults)
    taken = db.session.execute(TAKE_FOR_STEP, {
        "step": step_id, "order": order_id, "person": acting.person.id, "at": acting.at,
        "position": list(range(len(wanted))), "sha256": [str(photo["sha256"]) for photo in wanted],
        "kind": kinds,
    }).scalars()  # fmt: skip
    absent = sorted(set(range(len(wanted))) - set(taken))
    if absent:
        raise Problem("photos-not-whole", errors=[_absent_fault(n) for n in absent])


def _kind_fault(position: int) -> FieldFault:
    return FieldFault(f"/evidence/photos/{position}/kind", "kind", "不认识这种照片类别，请更新应用。")


def _absent_fault(position: int) -> FieldFault:
    return FieldFault(f"/evidence/photos/{position}", "photo-not-whole", "这张照片还没有传完整。")


NEW_PHOTO: Final = text("""
    WITH made AS (
        INSERT INTO photo
            (sha256, bytes, media_type, width, height, phash, exif_taken_at, exif_lon, exif_lat, stored_at)
        VALUES (:sha256, :bytes, :media_type, :width, :height, :phash, :taken_at, :lon, :lat, :at)
        ON CONFLICT (sha256) DO NOTHING
        RETURNING sha256
    ), sent AS (
        INSERT INTO photo_sender (sha256, person_id, sent_at) VALUES (:sha256, :person, :at) ON CONFLICT DO NOTHING
    )
    SELECT sha256 FROM made
""")
SETTLE: Final = text("""
    UPDATE photo_claim c SET whole_at = :at
    FROM photo_sender s
    WHERE c.sha256 = :sha256 AND c.whole_at IS NULL AND c.withdrawn_at IS NULL
      AND s.sha256 = c.sha256 AND s.person_id = c.claimed_by
    RETURNING c.owner_kind, c.owner_id
""")
# The lock makes two photos that reach one order at the same moment take different positions.
CLAIM_FOR_ORDER: Final = text("""
    INSERT INTO photo_claim (owner_kind, owner_id, position, sha256, kind, claimed_by, claimed_at, media_type, bytes)
    SELECT 'order', :order, coalesce(max(position) + 1, 0), :sha256, 'reference', :person, :at, :media_type, :bytes
    FROM photo_claim WHERE owner_kind = 'order' AND owner_id = :order
    HAVING count(*) FILTER (
        WHERE sha256 = :sha256 AND claimed_by = :person AND withdrawn_at IS NULL) = 0
""")
LOCK_ORDER: Final = text("SELECT pg_advisory_xact_lock(hashtextextended(:order, 0))")


def record_photo(acting: Acting, sha256: str, size: int, picture: Picture) -> bool:
    """The picture, whose bytes the acting person sent into the store, has its row, and what waits for it is told.

    Told are this person's claims and those of earlier senders that had not heard of it. False where the row was there
    before.
    """
    made = db.session.execute(NEW_PHOTO, {
        "sha256": sha256, "bytes": size, "media_type": picture.media_type, "width": picture.width,
        "height": picture.height, "phash": picture.phash, "taken_at": picture.taken_at, "lon": picture.lon,
        "lat": picture.lat, "at": acting.at, "person": acting.person.id,
    }).first()  # fmt: skip
    owners = settle_claims(acting, sha256)
    if made or owners:
        acting.publish(PhotoArrived(sha256, owners))
    return made is not None


def settle_stored(acting: Acting, sha256: str) -> None:
    """Claims that were made at the very moment in which another transaction stored the photo are told of it now."""
    if owners := settle_claims(acting, sha256):
        acting.publish(PhotoArrived(sha256, owners))


def settle_claims(acting: Acting, sha256: str) -> tuple[tuple[str, UUID], ...]:
    """The claims of its senders on this photo are whole; the owners of those that were not before, each once."""
    rows = db.session.execute(SETTLE, {"sha256": sha256, "at": acting.at})
    return tuple(dict.fromkeys((row.owner_kind, row.owner_id) for row in rows))


def claim_for_order(acting: Acting, order_id: UUID, sha256: str, media_type: str, size: int) -> None:
    """The order has this photo of this person at hand, for a step to take over. Twice has the effect of once."""
    db.session.execute(LOCK_ORDER, {"order": str(order_id)})
    db.session.execute(CLAIM_FOR_ORDER, {
        "order": order_id, "sha256": sha256, "person": acting.person.id, "at": acting.at,
        "media_type": media_type, "bytes": size,
    })  # fmt: skip


def take_in(acting: Acting, store: PhotoStore, content: bytes) -> str:
    """A picture that reaches the server by another way than an upload, in the acting person's name. Its SHA-256."""
    sha256 = hashlib.sha256(content).hexdigest()
    picture = inspect(content)
    store.put(key_of(sha256), content)
    record_photo(acting, sha256, len(content), picture)
    return sha256


def withdraw(acting: Acting, access: PhotoAccess, sha256: str) -> None:
    """This person's claims on the photo no longer show it to anybody; what others claim is untouched.

    Raises Problem `not-found` where the person has none, `photo-kept` where the owners of all of them say that it is
    too late (verified). Twice has the effect of once.
    """
    own = queries.own_claims(acting.person.id, sha256)
    if not own:
        raise Problem("not-found")
    free: set[UUID] = set()
    for kind, owner_ids in own.items():
        ask = access.withdraw.get(kind)
        free |= ask(acting.person, owner_ids) if ask else set()
    if not free:
        raise Problem("photo-kept")
    db.session.execute(
        update(PhotoClaim)
        .where(PhotoClaim.sha256 == sha256, PhotoClaim.claimed_by == acting.person.id)
        .where(PhotoClaim.owner_id.in_(free), PhotoClaim.withdrawn_at.is_(None))
        .values(withdrawn_at=acting.at)
    )
