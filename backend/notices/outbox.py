"""What is still to be pushed. A batch is leased, sent outside any transaction, then settled.

A process that dies in between leaves its lease behind; when that ends, another sends the same notices again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, select, text, update

from backend.acting import Acting
from backend.database import db
from backend.notices.delivery import Outcome, Push
from backend.notices.model import PushSubscription

LEASE: Final = timedelta(minutes=10)
MOST_TRIES: Final = 6
MOST_FAILURES: Final = 20
BATCH: Final = 50
UNHEARD: Final = 1000

SET_ASIDE = text("""
    UPDATE notice SET pushed_at = :at WHERE id IN (
        SELECT id FROM notice
        WHERE pushed_at IS NULL AND push_after <= :at AND (read_at IS NOT NULL OR NOT EXISTS (
            SELECT FROM push_subscription JOIN person ON person.id = push_subscription.person_id
            WHERE push_subscription.person_id = notice.person_id AND person.disabled_at IS NULL))
        ORDER BY id LIMIT :most FOR UPDATE SKIP LOCKED)
""")

TAKE = text("""
    UPDATE notice SET push_after = :lease, push_tries = push_tries + 1 WHERE id IN (
        SELECT id FROM notice WHERE pushed_at IS NULL AND push_after <= :at
        ORDER BY push_after, id LIMIT :most FOR UPDATE SKIP LOCKED)
    RETURNING id, person_id, kind, subject, title
""")

# After the first try one minute, then two, four, eight, sixteen; then it is given up.
SETTLE = text("""
    WITH locked AS (SELECT id FROM notice WHERE id = ANY(:ids) AND pushed_at IS NULL ORDER BY id FOR UPDATE)
    UPDATE notice SET
        pushed_at = CASE WHEN notice.id <> ALL(:again) OR push_tries >= :most_tries THEN :at END,
        push_after = :at + interval '1 minute' * 2 ^ (push_tries - 1)
    FROM locked WHERE notice.id = locked.id
""")


def set_aside_unheard(acting: Acting) -> None:
    """Up to UNHEARD due notices are no longer to be pushed: nobody listens for their person, or it has read them."""
    db.session.execute(SET_ASIDE, {"at": acting.at, "most": UNHEARD})


def lease_due(acting: Acting) -> list[Push]:
    """Pushes of up to BATCH due notices, one for each browser of the person; they are due to others after LEASE."""
    wanted = {"at": acting.at, "lease": acting.at + LEASE, "most": BATCH}
    notices = db.session.execute(TAKE, wanted).all()
    if not notices:
        return []
    people = {notice.person_id for notice in notices}
    browsers = db.session.scalars(select(PushSubscription).where(PushSubscription.person_id.in_(people))).all()
    return [
        Push(notice.id, notice.kind, notice.subject, notice.title, browser.endpoint, browser.p256dh, browser.auth)
        for notice in sorted(notices, key=lambda one: one.id)
        for browser in browsers
        if browser.person_id == notice.person_id
    ]


def settle(acting: Acting, sent: Sequence[tuple[Push, Outcome]]) -> None:
    """Each notice is pushed where a browser took it, due again later where all failed; lost browsers are gone."""
    ids = {push.notice_id for push, _ in sent}
    done = {push.notice_id for push, outcome in sent if outcome == "taken"}
    failed = {push.notice_id for push, outcome in sent if outcome == "failed"}
    marks = {"ids": sorted(ids), "again": sorted(failed - done), "at": acting.at, "most_tries": MOST_TRIES}
    db.session.execute(SETTLE, marks)
    endpoints: dict[Outcome, set[str]] = {"taken": set(), "gone": set(), "failed": set()}
    for push, outcome in sent:
        endpoints[outcome].add(push.endpoint)
    _count(endpoints["taken"], endpoints["failed"] - endpoints["taken"], endpoints["gone"])


def _count(taken: set[str], failed: set[str], gone: set[str]) -> None:
    at = PushSubscription.endpoint
    db.session.execute(update(PushSubscription).where(at.in_(taken), PushSubscription.failures > 0).values(failures=0))
    more = PushSubscription.failures + 1
    db.session.execute(update(PushSubscription).where(at.in_(failed)).values(failures=more))
    lost = at.in_(gone) | (at.in_(failed) & (PushSubscription.failures >= MOST_FAILURES))
    db.session.execute(delete(PushSubscription).where(lost))
