"""What a person was told."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, func, select

from backend.database import db
from backend.notices.model import Notice

COUNTED: Final = 100
"""Unread notices are counted up to here: a badge says 99+ and no poll reads thousands of rows."""


def notices_of(person_id: UUID, limit: int, before: int | None) -> Sequence[Row[*tuple[Any, ...]]]:
    """Up to limit + 1 notices of the person, newest first, from the one before `before` (a notice's id) on."""
    query = select(
        Notice.id, Notice.kind, Notice.subject, Notice.title, Notice.told_at, Notice.read_at
    ).where(Notice.person_id == person_id)  # fmt: skip
    if before is not None:
        query = query.where(Notice.id < before)
    return db.session.execute(query.order_by(Notice.id.desc()).limit(limit + 1)).all()


def unread_of(person_id: UUID) -> dict[str, int]:
    """How many notices are unread, COUNTED at most, and the newest one's id (0: none). One round trip."""
    unread = select(Notice.id).where(Notice.person_id == person_id, Notice.read_at.is_(None)).limit(COUNTED).subquery()
    newest = select(func.coalesce(func.max(Notice.id), 0)).where(Notice.person_id == person_id).scalar_subquery()
    row = db.session.execute(select(func.count(unread.c.id).label("unread"), newest.label("newest"))).one()
    return {"unread": row.unread, "newest": row.newest}


def mark_of(*content: object) -> str:
    """A short text that changes whenever the content does: for ETags."""
    return hashlib.sha256(repr(content).encode()).hexdigest()[:32]
