"""Loading the demo county into an empty database: ground, people, ninety days of work; all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from sqlalchemy import text

from backend import clock
from backend.acting import Acting, Subscriptions
from backend.database import db
from backend.demo.album import Album
from backend.demo.county import County, build_county
from backend.demo.history import History, Tally
from backend.demo.queries import filled_tables, newest_notices
from backend.demo.staff import Staff, build_staff, hire
from backend.demo.visits import DAYS, plan
from backend.grids.actions import note_fact, put_areas, put_grids
from backend.notices.actions import mark_read
from backend.people.keys import KeyRing
from backend.people.queries import actor_by_id
from backend.problems import FieldFault, Problem
from checklists.editions import current_edition, shipped

EVENING: Final = time(18, 0)
IN_FORCE_BEFORE: Final = timedelta(days=200)
READ_UNTIL: Final = timedelta(days=2)

ALONE: Final = text("SELECT pg_advisory_xact_lock(hashtextextended('demo load', 0))")
# One long transaction on tables that were empty when it began: nothing tells the planner that they have grown, and a
# plan made for an empty table reads a full one from end to end. Few kinds of statements, each run thousands of times:
# planning each of them once is enough.
PLAN_ONCE_FOR_FULL_TABLES: Final = text("""
    SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true),
           set_config('plan_cache_mode', 'force_generic_plan', true)
""")


@dataclass(frozen=True, slots=True)
class Wish:
    """What the demo should be: `findings` in 90 days up to `end`; equal wishes give equal counties."""

    county: str
    findings: int
    seed: int
    end: datetime
    password_hash: str
    photos_url: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """What is there now."""

    county: County
    staff: Staff
    tally: Tally


def end_of(day: date, now: datetime) -> datetime:
    """The moment at which the history of a last day ends: its evening, or now where that is still to come.

    Raises Problem `invalid` for a day that has not begun.
    """
    if day > clock.local_date(now):
        raise Problem("invalid", errors=[FieldFault("/end_date", "future", "结束日期还没有到，请选今天或更早的日子。")])
    return min(datetime.combine(day, EVENING, clock.LOCAL).astimezone(now.tzinfo), now)


def load_demo(
    wish: Wish, keys: KeyRing, subscriptions: Subscriptions, on_day: Callable[[date], None] = lambda _: None
) -> Loaded:
    """The demo county is there, marked as one. Raises Problem `demo-not-empty` where anything else is there."""
    db.session.execute(ALONE)
    if filled_tables():
        raise Problem("demo-not-empty")
    db.session.execute(PLAN_ONCE_FOR_FULL_TABLES)
    last = clock.local_date(wish.end)
    since = last - timedelta(days=DAYS) - IN_FORCE_BEFORE
    county = build_county(wish.county, since, wish.seed)
    checklist = current_edition(shipped())
    staff = build_staff(county, checklist, last, wish.seed)
    first = datetime.combine(since, EVENING, clock.LOCAL).astimezone(wish.end.tzinfo)
    founding = Acting(None, first, subscriptions)
    put_areas(founding, county.areas)
    put_grids(founding, county.grids)
    hire(founding, staff, wish.password_hash, since)
    visits = plan(county, staff, checklist, wish.end, wish.findings, wish.seed)
    with Album(wish.photos_url) as album:
        history = History(
            staff, checklist.edition, album, keys, subscriptions, wish.end, Random(f"{wish.seed} history"), on_day
        )
        tally = history.live(visits)
    _read_old_notices(wish.end, subscriptions)
    note_fact(founding, "demo", f"seed {wish.seed}, {wish.findings} findings until {last}")
    return Loaded(county, staff, tally)


def _read_old_notices(end: datetime, subscriptions: Subscriptions) -> None:
    """Everybody has read what they were told up to two days ago, as people do."""
    for person_id, newest in newest_notices(end - READ_UNTIL).items():
        person = actor_by_id(person_id, clock.local_date(end))
        mark_read(Acting(person, end - READ_UNTIL, subscriptions), [], newest)
