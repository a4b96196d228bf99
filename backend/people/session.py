"""Who is signed in: a signed cookie with the person's id and version, and a short memory of who that is.

The cookie survives a restart, because its key does. While the memory is warm a call costs no query; an account that was
disabled, or whose version was raised, is out when the memory ends (`who_cache_seconds`), in every process on its own.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, cast
from uuid import UUID

from flask import Flask, current_app, g, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from sqlalchemy.exc import DBAPIError

from backend import clock
from backend.acting import Actor
from backend.people.keys import KeyRing
from backend.people.queries import actor_by_id
from backend.problems import Problem
from backend.settings import Settings

MOST_REMEMBERED: Final = 10_000


@dataclass(frozen=True, slots=True)
class SignedIn(UserMixin):  # type: ignore[misc]  # flask-login is untyped
    """flask-login's user: the acting person."""

    actor: Actor

    def get_id(self) -> str:
        """What the cookie carries."""
        return f"{self.actor.id}.{self.actor.version}"


class Memory:
    """Who was who a moment ago: person → (the actor, None for nobody, until when). Shared by a process's threads."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._known: dict[UUID, tuple[Actor | None, float]] = {}

    def find(self, person_id: UUID, version: int) -> Actor | None:
        """The person, if the version is the present one; None for anybody who is out. At most one query."""
        actor, until = self._known.get(person_id, (None, 0.0))
        # A version newer than the remembered one is a sign-in after a change that this process has not seen yet.
        if until <= time.monotonic() or (actor and actor.version < version):
            actor = actor_by_id(person_id, clock.local_date(clock.now()))
            self._keep(person_id, actor)
        return actor if actor and actor.version == version else None

    def forget(self, person_id: UUID) -> None:
        """The next call of this person asks the database."""
        self._known.pop(person_id, None)

    def _keep(self, person_id: UUID, actor: Actor | None) -> None:
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known[person_id] = (actor, time.monotonic() + self.seconds)


def init_session(app: Flask, settings: Settings, keys: KeyRing) -> None:
    """Give the app its signed cookie and flask-login; the key is made here at the very first start."""
    app.config.update(
        SECRET_KEY=keys.session_secret,
        SESSION_COOKIE_NAME=settings.cookie_name,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.behind_tls,
        PERMANENT_SESSION_LIFETIME=timedelta(days=settings.session_days),
        SESSION_REFRESH_EACH_REQUEST=False,  # renewed once a day below, so that answers stay lean
    )
    app.extensions["who"] = Memory(settings.who_cache_seconds)
    app.before_request(_nobody_yet)
    # Phones change their address with every cell; protection by address would only end honest sessions.
    manager = LoginManager(app, add_context_processor=False)
    manager.session_protection = None
    manager.user_loader(_load)


def begin_session(actor: Actor) -> None:
    """This browser belongs to the person from now on, with a fresh session name; what was before is gone."""
    session.clear()
    session.permanent = True
    session["sid"] = secrets.token_urlsafe(18)
    session["day"] = _today()
    _memory().forget(actor.id)
    login_user(SignedIn(actor))


def end_session() -> None:
    """Nobody is signed in here any more; done twice it is the same."""
    logout_user()
    session.clear()


def session_name() -> str:
    """The name of this sign-in, for what is tied to one device. Raises Problem `not-signed-in`."""
    name = session.get("sid") if current_user.is_authenticated else None
    if not isinstance(name, str):
        raise Problem("not-signed-in")
    return name


def _nobody_yet() -> None:
    # flask-login remembers on `g`, which a call made inside an outer app context (a command, a test) would inherit.
    g.pop("_login_user", None)


def _load(text: str) -> SignedIn | None:
    person_id, _, version = text.partition(".")
    try:
        actor = _memory().find(UUID(person_id), int(version))
    except ValueError:
        return None
    except DBAPIError as error:
        raise Problem("busy", retry_after=2) from error
    if actor is None:
        return None
    if session.get("day") != _today():
        session["day"] = _today()  # writing renews the cookie: who works every day stays signed in
    return SignedIn(actor)


def _memory() -> Memory:
    return cast(Memory, current_app.extensions["who"])


def _today() -> str:
    return clock.local_date(clock.now()).isoformat()
