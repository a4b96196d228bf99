"""Lists of orders, newest first, each read from an index however much is stored.

Without a narrow filter a list is the merged heads of the branches of one's sight: every branch is one ordered index
range, so that a worker's page costs the same among a thousand orders and a million. With a desk, a place or a code the
filter itself is narrow, and sight is a plain condition beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, literal_column, not_, or_, select, tuple_, union_all

from backend import clock
from backend.acting import Actor
from backend.database import db
from backend.editions.queries import editions
from backend.orders.case_code import PATTERN
from backend.orders.lifecycle import STATE
from backend.orders.model import OrderUnit, WorkOrder
from backend.orders.order import Order
from backend.orders.queries import order_columns, order_of
from backend.orders.sight import AT_A_DESK, Branch, branches, own_branches, told_the_way_of, visible
from backend.people.sight import desks_of
from checklists.checklist import Checklist
from geo.columns import within_m

CODE_DIGITS: Final = 22
WORDS_REACH: Final = timedelta(days=90)
"""How far back words are looked for: a search through every note ever written would hold up everybody."""
TAGGED: Final = WorkOrder.tags != literal_column("'{}'::text[]")
UNSIGNED: Final = ("to_verify", "returned", "to_accept", "accepted", "dispatched")


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of a list; None and '' filter nothing. `near` is lon, lat; `radius_m` in metres."""

    state: str | None = None
    desk: str | None = None
    grid: str | None = None
    clause: str | None = None
    overdue: bool | None = None
    tag: str | None = None
    mine: bool = False
    near: tuple[float, float] | None = None
    radius_m: float = 200.0
    since: datetime | None = None
    words: str = ""


def listed(actor: Actor, wanted: Wanted, now: datetime, after: tuple[datetime, UUID] | None, limit: int) -> list[Order]:
    """Up to `limit` orders that the person may see, newest first, after the given (filed_at, id)."""
    filters = list(_filters(actor, wanted, now))
    if after is not None:
        filters.append(tuple_(WorkOrder.filed_at, WorkOrder.id) < tuple_(*after))
    if wanted.mine:
        chosen = _merged(list(own_branches(actor)), filters, after, limit)
    elif wanted.desk or wanted.near or wanted.words:
        chosen = _head(select(WorkOrder.id).where(visible(actor), *filters), limit)
    else:
        chosen = _merged(branches(actor), filters, after, limit)
    statement = _head(select(*order_columns()).where(WorkOrder.id.in_(chosen)), limit)
    return [order_of(row) for row in db.session.execute(statement)]


def _head(statement: Select[Any], limit: int) -> Select[Any]:
    return statement.order_by(WorkOrder.filed_at.desc(), WorkOrder.id.desc()).limit(limit)


def _merged(
    reasons: Sequence[Branch], filters: list[ColumnElement[bool]], after: tuple[datetime, UUID] | None, limit: int
) -> Select[Any]:
    heads = [_branch_head(reason, filters, after, limit).subquery() for reason in reasons]
    return select(union_all(*(select(head.c.id) for head in heads)).subquery().c.id)


def _branch_head(
    reason: Branch, filters: list[ColumnElement[bool]], after: tuple[datetime, UUID] | None, limit: int
) -> Select[Any]:
    if reason.unit is None:
        return _head(select(WorkOrder.id).where(reason.condition, *filters), limit)
    statement = select(WorkOrder.id).join(OrderUnit, OrderUnit.order_id == WorkOrder.id)
    statement = statement.where(OrderUnit.unit_code == reason.unit, *filters)
    if after is not None:
        statement = statement.where(tuple_(OrderUnit.filed_at, OrderUnit.order_id) < tuple_(*after))
    return statement.order_by(OrderUnit.filed_at.desc(), OrderUnit.order_id.desc()).limit(limit)


def _filters(actor: Actor, wanted: Wanted, now: datetime) -> Iterator[ColumnElement[bool]]:
    if wanted.state:
        yield WorkOrder.state == wanted.state
        if not STATE[wanted.state].final:
            yield AT_A_DESK
    if wanted.desk:
        held = sorted(desks_of(actor)) if wanted.desk == "mine" else [wanted.desk]
        yield and_(WorkOrder.desk.in_(held), AT_A_DESK)
    if wanted.tag or wanted.desk not in (None, "", "mine", f"worker:{actor.id}"):
        # What a page does not tell must not be found out by asking for it.
        yield told_the_way_of(actor)
    for column, value in ((WorkOrder.grid_code, wanted.grid), (WorkOrder.clause, wanted.clause)):
        if value:
            yield column == value
    yield from _searches(wanted, now)


def _searches(wanted: Wanted, now: datetime) -> Iterator[ColumnElement[bool]]:
    if wanted.tag:
        yield and_(WorkOrder.tags.contains([wanted.tag]), TAGGED)
    if wanted.since:
        yield WorkOrder.filed_at >= wanted.since
    if wanted.near:
        # Sensitive matters are in no nearby list, not even for those who may see them elsewhere.
        yield and_(within_m(WorkOrder.place, *wanted.near, wanted.radius_m), WorkOrder.sensitive.is_(False))
    if wanted.words:
        yield _said(wanted.words, now)
    if wanted.overdue is not None:
        late = overdue(now)
        yield late if wanted.overdue else not_(late)


def _said(words: str, now: datetime) -> ColumnElement[bool]:
    """The beginning of a case code, or words of the note of the last WORDS_REACH."""
    if words.isascii() and words.isdigit() and 6 <= len(words) <= CODE_DIGITS:
        if PATTERN.fullmatch(words):
            return WorkOrder.code == words
        return WorkOrder.code.between(words.ljust(CODE_DIGITS, "0"), words.ljust(CODE_DIGITS, "9"))
    return and_(WorkOrder.filed_at >= now - WORDS_REACH, WorkOrder.note.icontains(words, autoescape=True))


def overdue(now: datetime) -> ColumnElement[bool]:
    """True for orders that no unit has signed although the clause's `respond` limit has passed.

    Knows the limits that run around the clock; those in working hours count as not passed until the calendar exists.
    """
    late: dict[tuple[str, datetime], list[str]] = defaultdict(list)
    for checklist in editions().values():
        for code, before in _latest_filing(checklist, now):
            late[checklist.edition, before].append(code)
    passed = [
        and_(WorkOrder.edition == edition, WorkOrder.clause.in_(codes), WorkOrder.filed_at < before)
        for (edition, before), codes in late.items()
    ]
    return and_(WorkOrder.state.in_(UNSIGNED), AT_A_DESK, or_(false(), *passed))


def _latest_filing(checklist: Checklist, now: datetime) -> Iterator[tuple[str, datetime]]:
    """Per clause whose limit can be told without a calendar: filed before this moment, it is late now."""
    midnight = clock.local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    for clause in checklist.clauses:
        amount = clause.respond.amount
        if clause.respond.unit == "urgent_minute":
            yield clause.code, now - timedelta(minutes=amount)
        elif clause.respond.unit == "urgent_hour":
            yield clause.code, now - timedelta(hours=amount)
        elif clause.respond.unit == "natural_day":
            yield clause.code, midnight - timedelta(days=amount)
