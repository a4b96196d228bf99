"""Access tokens: made once, shown once, read-only, dead with the account."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import or_, select, update

from backend import clock
from backend.acting import Acting, Actor
from backend.database import db
from backend.people.access import log_access, may
from backend.people.model import Person
from backend.people.queries import actor_by_id
from backend.people.tokens_model import AccessToken
from backend.problems import FieldFault, Problem

LONGEST: Final = timedelta(days=366)
MOST_ALIVE: Final = 10
MOST_LISTED: Final = 50
PREFIX: Final = "wgt_"
"""Begins every token, so that one that was lost somewhere is recognized."""


def make_token(acting: Acting, name: str, until: date, scope: str) -> tuple[AccessToken, str]:
    """A new token and the text to give to the program; the text is not kept.

    Raises Problem: `not-allowed` for roles that see no map, `invalid` for a day past or more than a year ahead,
    `tokens-too-many` above MOST_ALIVE.
    """
    if not (may(acting.person, "map.read") or may(acting.person, "grid.edit")):
        raise Problem("not-allowed")
    today = clock.local_date(acting.at)
    if not today <= until <= today + LONGEST:
        raise Problem("invalid", errors=[FieldFault("/until", "range", "有效期从今天起，最长一年。")])
    # Two tabs at once wait for each other: both would count nine.
    db.session.execute(select(Person.id).where(Person.id == acting.person.id).with_for_update())
    if sum(_is_alive(one, today) for one in tokens_of(acting.person, today)) >= MOST_ALIVE:
        raise Problem("tokens-too-many")
    text = PREFIX + secrets.token_urlsafe(32)
    token = AccessToken(
        id=uuid4(), person_id=acting.person.id, name=name, scope=scope, hash=_hash(text), created_at=acting.at,
        until=until,
    )  # fmt: skip
    db.session.add(token)
    db.session.flush()
    log_access(acting, "token.make", f"token/{token.id}", name)
    return token, text


def tokens_of(actor: Actor, today: date) -> Sequence[AccessToken]:
    """The person's tokens, those that open something first, the newest first; of dead ones only the newest."""
    mine = select(AccessToken).where(AccessToken.person_id == actor.id)
    dead = or_(AccessToken.revoked_at.is_not(None), AccessToken.until < today)
    return db.session.scalars(
        mine.order_by(dead, AccessToken.created_at.desc(), AccessToken.id).limit(MOST_LISTED)
    ).all()


def revoke_token(acting: Acting, token_id: UUID) -> None:
    """The token is dead; done twice it is the same. Raises Problem `not-found` for what is not one's own."""
    token = db.session.get(AccessToken, token_id, with_for_update=True)
    if token is None or token.person_id != acting.person.id:
        raise Problem("not-found")
    if token.revoked_at is None:
        token.revoked_at = acting.at
        log_access(acting, "token.revoke", f"token/{token.id}", token.name)
        db.session.flush()


def person_of_token(acting: Acting, text: str, scope: str) -> Actor:
    """Whose token this is, with the duties of today; the first use of a day is kept in the access log.

    Raises Problem `token-invalid` for anything that opens nothing today.
    """
    today = clock.local_date(acting.at)
    known = select(AccessToken).where(
        AccessToken.hash == _hash(text), AccessToken.scope == scope, AccessToken.revoked_at.is_(None),
        AccessToken.until >= today,
    )  # fmt: skip
    token = db.session.scalars(known).one_or_none()
    actor = actor_by_id(token.person_id, today) if token else None
    if token is None or actor is None:
        raise Problem("token-invalid")
    if token.last_used != today:
        _note_use(Acting(actor, acting.at, acting.subscriptions), token, today)
    return actor


def _is_alive(token: AccessToken, today: date) -> bool:
    return token.revoked_at is None and token.until >= today


def _note_use(acting: Acting, token: AccessToken, today: date) -> None:
    # Of several programs that come at once the first one writes; the others wait for it and find it done.
    unused = or_(AccessToken.last_used.is_(None), AccessToken.last_used != today)
    first = update(AccessToken).where(AccessToken.id == token.id, unused).values(last_used=today)
    if db.session.execute(first.returning(AccessToken.id)).first():
        log_access(acting, "token.use", f"token/{token.id}", token.name)


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
