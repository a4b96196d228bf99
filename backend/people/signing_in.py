"""Signing in, in two short transactions with the slow check of the password between them.

The attempt is counted as a failure before anything is checked, one at a time per name and address: however many arrive
together, no more of them pass than the rule allows. The success is written afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from math import ceil
from uuid import UUID

from sqlalchemy import ColumnElement, func, insert, select, update

from backend import clock
from backend.acting import Acting, Actor
from backend.database import db
from backend.people.attempts import FREE_BY_ADDRESS, FREE_BY_NAME, LOOK_BACK, wait_after
from backend.people.model import SignInAttempt
from backend.people.passwords import password_fits
from backend.people.queries import account_of, actor_by_id
from backend.problems import Problem


@dataclass(frozen=True, slots=True)
class Attempt:
    """A counted attempt: the account that was named, if there is one that is not disabled."""

    id: int
    person_id: UUID | None
    password_hash: str | None


def count_attempt(acting: Acting, username: str, digest: bytes, address: str) -> Attempt:
    """The attempt is on record as a failure. `digest` stands for the tried name, which is kept nowhere.

    Raises Problem `too-many-attempts` with the seconds to wait; such an attempt leaves nothing.
    """
    near = _neighbourhood(address)
    _one_at_a_time(digest, near)
    by_name = SignInAttempt.username_digest == digest
    by_address = SignInAttempt.address == near
    wait = max(
        wait_after(_failures(by_name, acting.at, FREE_BY_NAME), acting.at, FREE_BY_NAME),
        wait_after(_failures(by_address, acting.at, FREE_BY_ADDRESS), acting.at, FREE_BY_ADDRESS),
    )
    if wait:
        raise Problem("too-many-attempts", retry_after=ceil(wait / timedelta(seconds=1)))
    row = {"username_digest": digest, "address": near, "at": acting.at, "succeeded": False}
    number = db.session.scalars(insert(SignInAttempt).returning(SignInAttempt.id), [row]).one()
    account = account_of(plain_username(username))
    if account is None or account.disabled_at is not None:
        return Attempt(number, None, None)
    return Attempt(number, account.id, account.password_hash)


def prove(attempt: Attempt, password: str) -> UUID:
    """The person whose password it is; takes as long for a name that nobody has. Needs no transaction.

    Raises Problem `wrong-password`, or `busy` where too many are being checked.
    """
    if not password_fits(password, attempt.password_hash) or attempt.person_id is None:
        raise Problem("wrong-password")
    return attempt.person_id


def admit(acting: Acting, attempt: Attempt, person_id: UUID) -> Actor:
    """The person with today's duties; the failures before this success no longer count.

    Raises Problem `wrong-password` where the account was disabled meanwhile.
    """
    actor = actor_by_id(person_id, clock.local_date(acting.at))
    if actor is None:
        raise Problem("wrong-password")
    db.session.execute(update(SignInAttempt).where(SignInAttempt.id == attempt.id).values(succeeded=True))
    return actor


def plain_username(text: str) -> str:
    """A username as it is kept: phones like to begin it with a capital and to end it with a blank."""
    return text.strip().lower()


def _neighbourhood(address: str) -> str:
    # One household holds a whole /64 of IPv6.
    try:
        number = ip_address(address)
    except ValueError:
        return "unknown"
    return str(number) if number.version == 4 else str(ip_network((number, 64), strict=False))


def _one_at_a_time(digest: bytes, address: str) -> None:
    # Always the name before the address: no two attempts wait for each other.
    name = int.from_bytes(digest[:4], "big", signed=True)
    db.session.execute(select(func.pg_advisory_xact_lock(1, name)))
    db.session.execute(select(func.pg_advisory_xact_lock(2, func.hashtext(address))))


def _failures(whose: ColumnElement[bool], at: datetime, free: int) -> Sequence[datetime]:
    recent = (whose, SignInAttempt.at > at - LOOK_BACK)
    success = select(func.max(SignInAttempt.at)).where(*recent, SignInAttempt.succeeded).scalar_subquery()
    failed = select(SignInAttempt.at).where(
        *recent, SignInAttempt.succeeded.is_(False), SignInAttempt.at > func.coalesce(success, at - LOOK_BACK)
    )
    return db.session.scalars(failed.order_by(SignInAttempt.at.desc()).limit(free + 10)).all()
