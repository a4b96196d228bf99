"""HTTP: signing in and out, who one is, and the tokens of one's programs."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from flask import current_app, request
from flask_login import current_user

from backend.acting import Acting, Actor
from backend.api import Blueprint, acting, as_system
from backend.clock import local_date
from backend.database import transaction
from backend.people import signing_in
from backend.people.actions import sign_out
from backend.people.keys import KeyRing
from backend.people.me import Details, codes_alone, me_document
from backend.people.schemas import CredentialsSchema, MeSchema
from backend.people.session import begin_session, end_session, session_name
from backend.people.tokens import make_token, revoke_token, tokens_of
from backend.people.tokens_model import AccessToken
from backend.people.tokens_schemas import MadeTokenSchema, NewTokenSchema, TokensSchema

blueprint = Blueprint("people", __name__, description="人员：登录、退出、我是谁")


@blueprint.post("/session")
@blueprint.arguments(CredentialsSchema)
@blueprint.response(200, MeSchema)
def open_session(credentials: dict[str, str]) -> dict[str, Any]:
    """Sign in on this device. 401 wrong-password, 429 too-many-attempts with Retry-After."""
    # Two transactions: neither a connection nor the counting of others waits while the password is checked.
    moment, username = as_system(), credentials["username"]
    with transaction():
        attempt = signing_in.count_attempt(moment, username, _fingerprint(username), request.remote_addr or "")
    person_id = signing_in.prove(attempt, credentials["password"])
    with transaction():
        actor = signing_in.admit(moment, attempt, person_id)
        document = _me(actor)
    begin_session(actor)
    return document


@blueprint.delete("/session")
@blueprint.response(204)
def close_session() -> None:
    """Sign out on this device; signed out already, it is the same. Pushes to this device end."""
    if current_user.is_authenticated:
        with transaction():
            sign_out(acting(), session_name())
    end_session()


@blueprint.get("/me")
@blueprint.response(200, MeSchema)
def read_me() -> dict[str, Any]:
    """Who is signed in, with today's duties and permissions."""
    with transaction():
        return _me(acting().person)


@blueprint.get("/me/tokens")
@blueprint.response(200, TokensSchema)
def list_tokens() -> dict[str, Any]:
    """One's own tokens, those that open something first, never their text."""
    with transaction():
        me = acting()
        return {"items": [_told(me, one) for one in tokens_of(me.person, local_date(me.at))]}


@blueprint.post("/me/tokens")
@blueprint.arguments(NewTokenSchema)
@blueprint.response(201, MadeTokenSchema)
def add_token(asked: dict[str, Any]) -> dict[str, Any]:
    """Make a token that reads /ogc and grid tiles for at most a year. Its text is in this answer and nowhere else."""
    with transaction():
        me = acting()
        token, text = make_token(me, **asked)
        return {**_told(me, token), "token": text}


@blueprint.delete("/me/tokens/<uuid:token_id>")
@blueprint.response(204)
def end_token(token_id: UUID) -> None:
    """Revoke a token at once."""
    with transaction():
        revoke_token(acting(), token_id)


def _me(actor: Actor) -> dict[str, Any]:
    return me_document(actor, cast(Details, current_app.extensions.get("me_details", codes_alone)))


def _fingerprint(username: str) -> bytes:
    keys = cast(KeyRing, current_app.extensions["keys"])
    return keys.fingerprint(signing_in.plain_username(username))


def _told(me: Acting, token: AccessToken) -> dict[str, Any]:
    today = local_date(me.at)
    names = ("id", "name", "scope", "until", "created_at", "last_used", "revoked_at")
    alive = token.revoked_at is None and token.until >= today
    return {**{name: getattr(token, name) for name in names}, "alive": alive}
