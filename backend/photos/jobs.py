"""Background: previews, uploads that expired, claims that missed their photo by a moment."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import structlog
from flask import current_app
from sqlalchemy import text

from backend.api import as_system
from backend.database import db, transaction
from backend.photos import actions
from backend.photos.copies import make_previews
from backend.photos.intake import Intake
from backend.photos.parts import row_is_locked
from backend.photos.serving import keep_copies
from backend.photos.store import key_of
from backend.problems import Problem

log: Final = structlog.get_logger()
MOST_AT_ONCE: Final = 200
MOST_ATTEMPTS: Final = 3

# The attempt is counted and committed before the picture is touched: one that kills its worker goes to the end of the
# line and after MOST_ATTEMPTS out of it; it is then made when somebody asks for it.
TAKE_ONE: Final = text("""
    UPDATE photo SET previews_tried = previews_tried + 1
    WHERE sha256 = (
        SELECT sha256 FROM photo WHERE previews_at IS NULL AND previews_tried < :most
        ORDER BY previews_tried, stored_at LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING sha256
""")
MADE: Final = text("UPDATE photo SET previews_at = :at WHERE sha256 = :sha256")
GIVE_BACK: Final = text("UPDATE photo SET previews_tried = previews_tried - 1 WHERE sha256 = :sha256")
EXPIRED: Final = text("SELECT id FROM upload WHERE expires_at <= :at ORDER BY expires_at LIMIT :most")
EXPIRE: Final = text("DELETE FROM upload WHERE id = :id AND expires_at <= :at RETURNING id")
LATE: Final = text("""
    SELECT DISTINCT c.sha256 FROM photo_claim c
    JOIN photo_sender s ON s.sha256 = c.sha256 AND s.person_id = c.claimed_by
    WHERE c.whole_at IS NULL AND c.withdrawn_at IS NULL LIMIT :most
""")


def make_due_previews() -> int:
    """Thumb and screen of up to MOST_AT_ONCE photos lie in the store; how many were made."""
    made = 0
    for _ in range(MOST_AT_ONCE):
        with transaction():
            sha256 = db.session.execute(TAKE_ONE, {"most": MOST_ATTEMPTS}).scalar()
        if sha256 is None:
            break
        try:
            made += _make(sha256)
        except Problem as problem:
            if problem.code == "busy":  # the store is away, which is not the picture's fault
                with transaction():
                    db.session.execute(GIVE_BACK, {"sha256": sha256})
                break
            log.warning("preview failed", sha256=sha256, problem=problem.code)
    return made


def _make(sha256: str) -> int:
    store = _intake().store
    content = store.get(key_of(sha256))
    if content is None:
        log.error("photo lost", sha256=sha256)
        return 0
    keep_copies(store, sha256, make_previews(content))
    with transaction():
        db.session.execute(MADE, {"sha256": sha256, "at": as_system().at})
    return 1


def expire_uploads() -> int:
    """Uploads past their time and part files that nobody owns are gone; how many rows went."""
    intake = _intake()
    gone = 0
    with transaction():
        due = db.session.execute(EXPIRED, {"at": as_system().at, "most": MOST_AT_ONCE}).scalars().all()
    for upload_id in due:
        try:
            with transaction():
                gone += _expire(intake, upload_id)
        except Problem as problem:  # somebody is still sending: the next round
            log.info("upload expires later", upload=str(upload_id), problem=problem.code)
    for path in intake.parts.stray((intake.upload_hours + 1) * 3600):
        path.unlink(missing_ok=True)
    return gone


def _expire(intake: Intake, upload_id: UUID) -> int:
    if db.session.execute(EXPIRE, {"id": upload_id, "at": as_system().at}).first() is None:
        return 0  # begun anew meanwhile
    with intake.parts.locked(upload_id, row_is_locked) as part:
        part.remove()
    return 1


def settle_late_claims() -> int:
    """Claims whose photo was stored by another transaction at the same moment are whole and told; how many photos."""
    with transaction():
        late = db.session.execute(LATE, {"most": MOST_AT_ONCE}).scalars().all()
    for sha256 in late:
        with transaction():
            actions.settle_stored(as_system(), sha256)
    return len(late)


def _intake() -> Intake:
    intake: Intake = current_app.extensions["photo_intake"]
    return intake
