"""Loading the demo county into an empty database: ground and people, then ninety days of work, then the passwords.

The steps are transactions of their own, because the work is done by several processes that must see the people.
Nobody can sign in before the last one; a load that is cut off leaves nothing, or what the next one takes away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Final

from sqlalchemy import delete, text, update

from backend import clock
from backend.acting import Acting, Subscriptions
from backend.database import Base, db
from backend.demo.album import Album
from backend.demo.county import County, build_county
from backend.demo.history import History, Tally
from backend.demo.queries import FOUNDED, demo_note, filled_tables, newest_notices
from backend.demo.staff import Staff, build_staff, hire
from backend.demo.visits import DAYS, Visit, plan
from backend.grids.actions import note_fact, put_areas, put_grids
from backend.notices.actions import mark_read
from backend.people.keys import KeyRing
from backend.people.model import Person
from backend.people.queries import actor_by_id
from backend.photos.store import PhotoStore
from backend.problems import FieldFault, Problem
from checklists.editions import current_edition, shipped

DEMO: Final = "demo"
LOADING: Final = "loading"
NOBODY_YET: Final = "none yet"
"""No password makes this hash."""
EVENING: Final = time(18, 0)
IN_FORCE_BEFORE: Final = timedelta(days=200)
READ_UNTIL: Final = timedelta(days=2)

# Long transactions on tables that were empty when they began: nothing tells the planner that they have grown, and a
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
class Founded:
    """Ground and people that are there, and what is going to happen."""

    county: County
    staff: Staff
    visits: tuple[Visit, ...]
    since: datetime

    def visits_of(self, part: int, parts: int) -> list[Visit]:
        """The visits to one part's towns: the busiest town goes first, each to the part that has least to do."""
        town_of = {grid: village.town for village in self.county.villages for grid in village.grids}
        work = Counter(dict.fromkeys(self.county.towns(), 0))
        for visit in self.visits:
            work[town_of[visit.spot.grid]] += len(visit.matters)
        shares: list[set[str]] = [set() for _ in range(parts)]
        for town, _ in work.most_common():
            min(shares, key=lambda share: sum(work[own] for own in share)).add(town)
        return [visit for visit in self.visits if town_of[visit.spot.grid] in shares[part]]


def end_of(day: date, now: datetime) -> datetime:
    """The moment at which the history of a last day ends: its evening, or now where that is still to come.

    Raises Problem `invalid` for a day that has not begun.
    """
    if day > clock.local_date(now):
        raise Problem("invalid", errors=[FieldFault("/end_date", "future", "结束日期还没有到，请选今天或更早的日子。")])
    return min(datetime.combine(day, EVENING, clock.LOCAL).astimezone(UTC), now)


def found(wish: Wish, subscriptions: Subscriptions) -> Founded:
    """Ground and people are there, noted as a demo that is being loaded; nobody can sign in yet.

    Raises Problem `demo-not-empty` where anything else is there, `demo-half` where a load was cut off as it ended.
    What an earlier load left that was cut off before is taken away first.
    """
    forget_founded()
    if filled_tables():
        raise Problem("demo-not-empty")
    last = clock.local_date(wish.end)
    since = last - timedelta(days=DAYS) - IN_FORCE_BEFORE
    county = build_county(wish.county, since, wish.seed)
    checklist = current_edition(shipped())
    staff = build_staff(county, checklist, last, wish.seed)
    founding = Acting(None, datetime.combine(since, EVENING, clock.LOCAL).astimezone(UTC), subscriptions)
    put_areas(founding, county.areas)
    put_grids(founding, county.grids)
    hire(founding, staff, NOBODY_YET, since)
    note_fact(founding, DEMO, LOADING)
    visits = plan(county, staff, checklist, wish.end, wish.findings, wish.seed)
    return Founded(county, staff, tuple(visits), founding.at)


def live_part(
    wish: Wish, founded: Founded, part: int, parts: int, keys: KeyRing, subscriptions: Subscriptions,
    on_day: Callable[[date], None],
) -> Tally:  # fmt: skip
    """One part's visits have happened, with all that followed from them: whole towns, about as much as the others'."""
    db.session.execute(PLAN_ONCE_FOR_FULL_TABLES)
    visits = founded.visits_of(part, parts)
    rng = Random(f"{wish.seed} history {part}")
    edition = current_edition(shipped()).edition
    with Album(PhotoStore(wish.photos_url)) as album:
        return History(founded.staff, edition, album, keys, subscriptions, wish.end, rng, on_day).live(visits)


def finish(wish: Wish, founded: Founded, subscriptions: Subscriptions) -> None:
    """Old notices are read, the password is set, and the county is a demo that is whole."""
    _read_old_notices(wish.end, subscriptions)
    db.session.execute(update(Person).values(password_hash=wish.password_hash))
    told = f"seed {wish.seed}, {wish.findings} findings until {clock.local_date(wish.end)}"
    note_fact(Acting(None, founded.since, subscriptions), DEMO, told)


def forget_founded() -> None:
    """Ground and people of a load that did not come to its end are gone; anything else stays as it is.

    Raises Problem `demo-half` where a part of the history is there already.
    """
    if demo_note() != LOADING:
        return
    if set(filled_tables()) - FOUNDED:
        raise Problem("demo-half")
    for table in reversed(Base.metadata.sorted_tables):
        if table.name in FOUNDED:
            db.session.execute(delete(table))


def _read_old_notices(end: datetime, subscriptions: Subscriptions) -> None:
    """Everybody has read what they were told up to two days ago, as people do."""
    for person_id, newest in newest_notices(end - READ_UNTIL).items():
        person = actor_by_id(person_id, clock.local_date(end))
        mark_read(Acting(person, end - READ_UNTIL, subscriptions), [], newest)
