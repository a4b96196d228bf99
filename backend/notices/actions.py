"""Telling people, and their reading it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    TableValuedAlias,
    Text,
    Uuid,
    and_,
    case,
    column,
    delete,
    func,
    literal,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from backend import clock
from backend.acting import Acting
from backend.database import Moment, db
from backend.notices.model import Notice, PushSubscription
from backend.people.events import SignedOut
from backend.people.model import Person
from backend.people.queries import desk_parts, seats

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
    asked = _asked(tellings)
    seat = seats(clock.local_date(acting.at))
    person_id = func.coalesce(asked.c.person, seat.c.person_id)
    subscribed = select(PushSubscription.endpoint).where(PushSubscription.person_id == Person.id).exists()
    at = literal(acting.at, Moment())
    told = (
        select(
            Person.id, asked.c.kind, asked.c.subject, asked.c.title, asked.c.effect_key, at, at,
            case((subscribed, null()), else_=at),  # where no browser listens, nothing is left to push
        )
        .select_from(asked)
        .outerjoin(seat, and_(seat.c.kind == asked.c.desk, seat.c.code == asked.c.code))
        .join(Person, Person.id == person_id)
        .where(Person.disabled_at.is_(None))
        .order_by(asked.c.number)
    )  # fmt: skip
    if acting.who is not None:
        told = told.where(Person.id != acting.who.id)
    names = ["person_id", "kind", "subject", "title", "effect_key", "told_at", "push_after", "pushed_at"]
    effect = [Notice.person_id, Notice.effect_key]
    db.session.execute(insert(Notice).from_select(names, told).on_conflict_do_nothing(index_elements=effect))


def _asked(tellings: Sequence[Telling]) -> TableValuedAlias:
    # Arrays rather than VALUES: the statement stays the same text for any number of tellings.
    desks, codes, people = zip(*map(_whom, tellings), strict=True)
    return func.unnest(
        literal(list(desks), ARRAY(Text)),
        literal(list(codes), ARRAY(Text)),
        literal(list(people), ARRAY(Uuid)),
        literal([telling.kind for telling in tellings], ARRAY(Text)),
        literal([telling.subject for telling in tellings], ARRAY(Text)),
        literal([telling.title for telling in tellings], ARRAY(Text)),
        literal([telling.effect_key for telling in tellings], ARRAY(Text)),
    ).table_valued(
        column("desk", Text), column("code", Text), column("person", Uuid), column("kind", Text),
        column("subject", Text), column("title", Text), column("effect_key", Text),
        with_ordinality="number", name="telling",
    ).render_derived()  # fmt: skip


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
