"""When people do things: office hours, daytime on every day, evenings, the odd night."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Final

from backend import clock

OFFICE: Final = (time(8, 30), time(17, 40))
DAYTIME: Final = (time(7, 0), time(20, 30))
SITTINGS: Final = (time(9, 5), time(10, 50), time(14, 10), time(16, 40))
DAY: Final = timedelta(days=1)
WEEKDAYS: Final = 5
WEEKEND_SHARE: Final = 0.45
"""Of a weekday's visits."""
# Hour of the county's day → how often something is seen then.
HOURS: Final = (
    1, 1, 1, 1, 1, 2, 6, 16, 40, 60, 52, 30, 18, 26, 46, 54, 48, 30, 22, 26, 20, 10, 4, 2,
)  # fmt: skip


def moment(day: date, hour: int, rng: Random) -> datetime:
    """Some moment of that hour on the county's clock, in UTC."""
    at = datetime.combine(day, time(hour, rng.randrange(60), rng.randrange(60), rng.randrange(1_000_000)), clock.LOCAL)
    return at.astimezone(UTC)


def seen_on(day: date, rng: Random) -> datetime:
    """A moment at which a worker sees something on that day."""
    return moment(day, rng.choices(range(24), HOURS)[0], rng)


def days_weighted(first: date, last: date) -> tuple[list[date], list[float]]:
    """Every day from first to last and how much happens on it; weekends are quieter, nothing is ever zero."""
    days = [first + DAY * number for number in range((last - first).days + 1)]
    return days, [1.0 if day.weekday() < WEEKDAYS else WEEKEND_SHARE for day in days]


def in_hours(at: datetime, hours: tuple[time, time] | None, *, weekends: bool) -> datetime:
    """The same moment where somebody is there then, else shortly after they are back; always there without hours.

    Minutes and seconds are kept, so that not everything happens on the stroke of the hour.
    """
    if hours is None:
        return at
    here = clock.local(at)
    opens, closes = hours
    if here.time() >= closes:
        here = _opening(here + DAY, opens)
    elif here.time() < opens:
        here = _opening(here, opens)
    while not weekends and here.weekday() >= WEEKDAYS:
        here = _opening(here + DAY, opens)
    return here.astimezone(UTC)


def next_sitting(at: datetime, desk: str) -> datetime:
    """When the desk is worked through next, from a moment of office hours on; every desk has minutes of its own."""
    here, own = clock.local(at), timedelta(minutes=sum(desk.encode()) % 19)
    for sitting in SITTINGS:
        start = here.replace(hour=sitting.hour, minute=sitting.minute, second=0, microsecond=0) + own
        if start >= here:
            return start.astimezone(UTC)
    return next_sitting(in_hours(here.replace(hour=23), OFFICE, weekends=False), desk)


def _opening(here: datetime, opens: time) -> datetime:
    start = here.replace(hour=opens.hour, minute=opens.minute)
    return start + timedelta(minutes=here.minute * 0.8)
