"""HTTP: what one was told, and the browsers that take pushes."""

from __future__ import annotations

from typing import Any, cast

from flask import current_app

from backend.api import Blueprint, acting, decode_cursor, not_modified, page
from backend.database import transaction
from backend.notices import actions
from backend.notices.delivery import may_push_to
from backend.notices.queries import mark_of, notices_of, unread_of
from backend.notices.schemas import (
    NoticePageSchema,
    NoticesQuery,
    PushAddressSchema,
    PushKeySchema,
    PushSubscriptionSchema,
    ReadSchema,
    UnreadSchema,
)
from backend.people.access import demand
from backend.people.keys import KeyRing
from backend.people.session import session_name
from backend.problems import Problem
from backend.settings import Settings

blueprint = Blueprint("notices", __name__, description="消息：告诉了我什么，以及推送")


@blueprint.get("/notices")
@blueprint.arguments(NoticesQuery, location="query")
@blueprint.response(200, NoticePageSchema)
def list_notices(query: dict[str, Any]) -> Any:
    """What the person was told, newest first. ETag; 304 where nothing changed."""
    me, after = acting().person, decode_cursor(query["after"], _notice_id)
    with transaction():
        demand(me, "notice.read")
        rows = notices_of(me.id, query["limit"], after[0] if after else None)
    return _fresh(mark_of(me.id, rows), page(rows, query["limit"], lambda row: [row.id]))


@blueprint.get("/notices/unread")
@blueprint.response(200, UnreadSchema)
def count_unread() -> Any:
    """The badge, made to be polled. ETag; 304 where nothing changed."""
    me = acting().person
    with transaction():
        demand(me, "notice.read")
        badge = unread_of(me.id)
    return _fresh(mark_of(me.id, badge), badge)


@blueprint.post("/notices/read")
@blueprint.arguments(ReadSchema)
@blueprint.response(200, UnreadSchema)
def mark_read(body: dict[str, Any]) -> dict[str, int]:
    """These notices are read, or all up to one; others' and unknown ids change nothing. Answers the new badge."""
    with transaction():
        me = acting()
        demand(me.person, "notice.read")
        actions.mark_read(me, body["ids"], body["all_until"])
        return unread_of(me.person.id)


@blueprint.get("/push-subscriptions/key")
@blueprint.response(200, PushKeySchema)
def read_push_key() -> dict[str, str]:
    """The key with which a browser subscribes."""
    demand(acting().person, "notice.read")
    return {"key": cast(KeyRing, current_app.extensions["keys"]).vapid_public}


@blueprint.put("/push-subscriptions")
@blueprint.arguments(PushSubscriptionSchema)
@blueprint.response(204)
def subscribe(body: dict[str, Any]) -> None:
    """This browser takes the person's pushes until it signs out."""
    settings = cast(Settings, current_app.extensions["settings"])
    with transaction():
        me = acting()
        demand(me.person, "notice.read")
        if not may_push_to(body["endpoint"], settings.push_loopback):
            raise Problem("push-address")
        actions.subscribe(me, session_name(), body["endpoint"], **body["keys"])


@blueprint.delete("/push-subscriptions")
@blueprint.arguments(PushAddressSchema)
@blueprint.response(204)
def unsubscribe(body: dict[str, Any]) -> None:
    """This browser takes no more pushes of the person; it is the same where it never did."""
    with transaction():
        me = acting()
        demand(me.person, "notice.read")
        actions.unsubscribe(me, body["endpoint"])


def _fresh(mark: str, document: dict[str, Any]) -> Any:
    return not_modified(mark) or (document, 200, {"ETag": f'"{mark}"', "Cache-Control": "private, no-cache"})


def _notice_id(value: Any) -> int:
    if not isinstance(value, int) or not 0 < value < 2**63:
        raise ValueError("not a notice")
    return value
