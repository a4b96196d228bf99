"""Telling people, and their reading it."""

from __future__ import annotations

import functools
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BindParameter,
    Date,
    Table,
    TableValuedAlias,
    Text,
    Uuid,
    bindparam,
    case,
    column,
    delete,
    func,
    null,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import Insert, insert

from backend import clock
from backend.acting import Acting
from backend.database import Moment, db
from backend.notices.model import Notice, PushSubscription
from backend.people.events import SignedOut
from backend.people.model import Person
from backend.people.queries import desk_parts, sitting_at

MOST_BROWSERS: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One thing to tell, either to everybody at a desk or to one person. `title` holds no personal data.

    `subject` is what it opens (`order/<code>`, `report/<uuid>`); nobody is told twice under one `effect_key`.
    """

    kind: str
    subject: str
    title: str
    effect_key: str
    desk: str | None = None
    person: UUID | None = None


def tell(acting: Acting, tellings: Sequence[Telling]) -> None:
    """Everybody meant has a notice of this moment, once; the acting person has none. One statement, or none at all.

    Deputies of a desk are told too, disabled people are not. Raises ValueError for a telling to nobody.
    """
    if not tellings:
        return
    desks, codes, people = zip(*map(_whom, tellings), strict=True)
    asked = {
        "desks": list(desks), "codes": list(codes), "people": list(people),
        "kinds": [telling.kind for telling in tellings],
        "subjects": [telling.subject for telling in tellings],
        "titles": [telling.title for telling in tellings],
        "effect_keys": [telling.effect_key for telling in tellings],
    }  # fmt: skip
    moment = {"at": acting.at, "day": clock.local_date(acting.at), "who": acting.who.id if acting.who else None}
    db.session.execute(_telling(), asked | moment)


@functools.cache
def _telling() -> Insert:
    # Built once and fed with arrays: putting it together anew would cost more than the database needs for it.
    asked = _asked()
    seat = sitting_at(asked, asked.c.desk, asked.c.code, bindparam("day", type_=Date))
    subscribed = select(PushSubscription.endpoint).where(PushSubscription.person_id == Person.id).exists()
    at = bindparam("at", type_=Moment())
    told = (
        select(
            Person.id, asked.c.kind, asked.c.subject, asked.c.title, asked.c.effect_key, at, at,
            case((subscribed, null()), else_=at),  # where no browser listens, nothing is left to push
        )
        .select_from(asked)
        .outerjoin(seat, true())
        .join(Person, Person.id == func.coalesce(asked.c.person, seat.c.person_id))
        .where(Person.disabled_at.is_(None), Person.id.is_distinct_from(bindparam("who", type_=Uuid)))
        .order_by(asked.c.number)
    )  # fmt: skip
    names = ["person_id", "kind", "subject", "title", "effect_key", "told_at", "push_after", "pushed_at"]
    effect = [Notice.person_id, Notice.effect_key]
    return insert(cast(Table, Notice.__table__)).from_select(names, told).on_conflict_do_nothing(index_elements=effect)


def _asked() -> TableValuedAlias:
    columns = {
        "desk": ("desks", Text), "code": ("codes", Text), "person": ("people", Uuid), "kind": ("kinds", Text),
        "subject": ("subjects", Text), "title": ("titles", Text), "effect_key": ("effect_keys", Text),
    }  # fmt: skip
    arrays: list[BindParameter[Any]] = [bindparam(array, type_=ARRAY(kind)) for array, kind in columns.values()]
    rows = func.unnest(*arrays).table_valued(
        *(column(name, kind) for name, (_, kind) in columns.items()), with_ordinality="number"
    )
    return rows.render_derived("telling")


def _whom(telling: Telling) -> tuple[str, str, UUID | None]:
    desk, code = desk_parts(telling.desk or "")
    if desk == "worker":
        return "", "", UUID(code)
    if not desk and telling.person is None:
        raise ValueError(f"a telling needs a desk or a person: {telling.effect_key}")
    return desk, code, telling.person


def mark_read(acting: Acting, ids: Collection[int], all_until: int | None) -> None:
    """These notices of the acting person, and all up to `all_until`, are read; the first reading's moment stays."""
    which = Notice.id.in_(ids) if all_until is None else or_(Notice.id.in_(ids), Notice.id <= all_until)
    mine = select(Notice.id).where(Notice.person_id == acting.person.id, Notice.read_at.is_(None), which)
    # In one order for everybody: the outbox locks the same rows.
    ordered = mine.order_by(Notice.id).with_for_update()
    db.session.execute(update(Notice).where(Notice.id.in_(ordered)).values(read_at=acting.at))


def subscribe(acting: Acting, session: str, endpoint: str, p256dh: str, auth: str) -> None:
    """This browser takes the acting person's pushes, whosever it was before; each person's newest MOST_BROWSERS do."""
    mine = {"person_id": acting.person.id, "p256dh": p256dh, "auth": auth, "session": session}
    new = insert(PushSubscription).values(endpoint=endpoint, created_at=acting.at, failures=0, **mine)
    db.session.execute(new.on_conflict_do_update(index_elements=["endpoint"], set_={**mine, "failures": 0}))
    of_person = PushSubscription.person_id == acting.person.id
    newest = (PushSubscription.endpoint == endpoint).desc(), PushSubscription.created_at.desc()
    kept = select(PushSubscription.endpoint).where(of_person).order_by(*newest).limit(MOST_BROWSERS)
    db.session.execute(delete(PushSubscription).where(of_person, PushSubscription.endpoint.not_in(kept)))


def unsubscribe(acting: Acting, endpoint: str) -> None:
    """This browser takes no more pushes of the acting person; it is the same where it never did."""
    mine = (PushSubscription.endpoint == endpoint, PushSubscription.person_id == acting.person.id)
    db.session.execute(delete(PushSubscription).where(*mine))


def forget_device(acting: Acting, event: SignedOut) -> None:
    """The browser in which the person signed out takes no more pushes."""
    device = (PushSubscription.session == event.session, PushSubscription.person_id == event.person_id)
    db.session.execute(delete(PushSubscription).where(*device))
