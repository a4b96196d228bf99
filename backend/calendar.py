"""Working time: when a limit runs out, and how much of it has run. Pure; which calendar holds where is others' matter.

A limit runs either around the clock (`urgent_minute`, `urgent_hour`, `natural_day`) or within working hours
(`work_hour`, `work_day`). It stands still during pauses; pauses that overlap count once. Public holidays and make-up
workdays (调休) come from the chinesecalendar package; a year that it does not know falls back to plain weekdays, and
every answer that touched such a year says so.

Ours, where no rule is public: `work_day` n ends when work ends on the n-th working day after the day of the start,
and that day does not count. A make-up workday has Monday's hours. A pause moves `natural_day` on to the end of the
day it reaches.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from functools import lru_cache
from itertools import pairwise
from typing import Final

import chinese_calendar

from backend.clock import LOCAL, local_date
from checklists.checklist import Limit

Span = tuple[int, int]
"""From and to in minutes after local midnight, half-open."""
Stretch = tuple[datetime, datetime]
Pauses = Sequence[tuple[datetime, datetime | None]]
"""From when to when the clock stood; None where it still stands."""

MINUTES_A_DAY: Final = 24 * 60
MOST_DAYS: Final = 3_660
"""A limit that is not reached within ten years is a calendar without work."""
LAST: Final = datetime(9999, 1, 1, tzinfo=UTC)


class CalendarFault(ValueError):
    """A calendar that cannot be used; the message is a sentence for the officer who wrote it."""


@dataclass(frozen=True, slots=True)
class Season:
    """Working hours from a day of the year on, until the next season: one tuple of spans per weekday, Monday first."""

    month: int
    day: int
    week: tuple[tuple[Span, ...], ...]


@dataclass(frozen=True, slots=True)
class Override:
    """A local decision about one day: its working hours, () for no work. The longest area prefix goes first."""

    day: date
    spans: tuple[Span, ...]
    area: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class WorkingDay:
    """The working hours of one day; `official` is False where only weekdays were known."""

    spans: tuple[Span, ...]
    official: bool


@dataclass(frozen=True, slots=True)
class Due:
    """When a limit runs out (UTC; None while a pause has no end) and how long it runs in all without its pauses.

    `unofficial`: the years that were crossed for which no official list of holidays was known.
    """

    at: datetime | None
    length: timedelta
    unofficial: tuple[int, ...]


_MORNING: Final[Span] = (8 * 60 + 30, 12 * 60)
_WEEKEND: Final[tuple[tuple[Span, ...], ...]] = ((), ())
ORDINARY: Final = (
    Season(1, 1, ((_MORNING, (14 * 60, 17 * 60 + 30)),) * 5 + _WEEKEND),
    Season(6, 1, ((_MORNING, (14 * 60 + 30, 18 * 60)),) * 5 + _WEEKEND),
    Season(10, 1, ((_MORNING, (14 * 60, 17 * 60 + 30)),) * 5 + _WEEKEND),
)
"""Our reference hours, for a county that has set none."""


class Calendar:
    """The working time of one area: seasons, official holidays, local overrides. Raises CalendarFault."""

    def __init__(
        self, seasons: Sequence[Season] = ORDINARY, overrides: Iterable[Override] = (), area: str = ""
    ) -> None:
        self._seasons = sorted(seasons, key=lambda season: (season.month, season.day))
        _demand_work(self._seasons)
        self._overrides = _for_area(overrides, area)

    def day(self, day: date) -> WorkingDay:
        """The working hours of that day."""
        workday = _official(day)
        if day in self._overrides:
            return WorkingDay(self._overrides[day].spans, True)
        week = self._season(day).week
        if workday is None:
            return WorkingDay(week[day.weekday()], False)
        if not workday:
            return WorkingDay((), True)
        return WorkingDay(week[day.weekday()] or week[0], True)

    def due(self, start: datetime, limit: Limit, pauses: Pauses = ()) -> Due:
        """When the limit that began at `start` runs out."""
        years: set[int] = set()
        length = self._length(start, limit, years)
        at = self._after(start, limit, length, pauses, years)
        return Due(at, length, tuple(sorted(years)))

    def reached(self, start: datetime, limit: Limit, share: float, pauses: Pauses = ()) -> datetime | None:
        """The moment at which `share` of the limit has run: 0.8 for a warning, 1.5 for half as much again."""
        length = self._length(start, limit, set())
        return self._after(start, limit, length * share, pauses, set())

    def run(self, start: datetime, at: datetime, limit: Limit, pauses: Pauses = ()) -> timedelta:
        """How much of the limit's own time has run between the two moments; zero where `at` is not later."""
        total = timedelta()
        for begins, ends in self._running(start, limit, pauses, set()):
            if begins >= at:
                break
            total += min(ends, at) - begins
        return total

    def _length(self, start: datetime, limit: Limit, years: set[int]) -> timedelta:
        match limit.unit:
            case "urgent_minute":
                return timedelta(minutes=limit.amount)
            case "urgent_hour" | "work_hour":
                return timedelta(hours=limit.amount)
            case "natural_day":
                return _midnight(local_date(start) + timedelta(days=limit.amount + 1)) - start
            case "work_day":
                return self.run(start, self._close_of(start, limit.amount, years), limit)

    def _close_of(self, start: datetime, working_days: int, years: set[int]) -> datetime:
        """When work ends on the n-th working day after the start's day."""
        left = working_days
        day = local_date(start)
        for _ in range(MOST_DAYS):
            day += timedelta(days=1)
            spans = self._spans(day, years)
            left -= bool(spans)
            if not left:
                return _moment(day, spans[-1][1])
        raise CalendarFault("这份日历十年内没有足够的工作日，请检查作息时间和调整的日期。")

    def _after(
        self, start: datetime, limit: Limit, length: timedelta, pauses: Pauses, years: set[int]
    ) -> datetime | None:
        left = length
        for begins, ends in self._running(start, limit, pauses, years):
            if ends - begins >= left:
                at = begins + left
                return _end_of_day(at) if limit.unit == "natural_day" and pauses else at
            left -= ends - begins
        return None

    def _running(self, start: datetime, limit: Limit, pauses: Pauses, years: set[int]) -> Iterator[Stretch]:
        """The stretches in which the limit runs, in order; ends where a pause without end begins."""
        stopped = _merged(pauses)
        inside = limit.unit in ("work_hour", "work_day")
        for stretch in self._open(start, years) if inside else [(start, LAST)]:
            yield from _without(stretch, stopped)
            if stopped and stopped[-1][1] == LAST and stretch[1] >= stopped[-1][0]:
                return

    def _open(self, start: datetime, years: set[int]) -> Iterator[Stretch]:
        first = local_date(start)
        for ahead in range(MOST_DAYS):
            day = first + timedelta(days=ahead)
            for begins, ends in self._spans(day, years):
                stretch = max(_moment(day, begins), start), _moment(day, ends)
                if stretch[0] < stretch[1]:
                    yield stretch
        raise CalendarFault("这份日历十年内没有足够的工作时间，请检查作息时间和调整的日期。")

    def _spans(self, day: date, years: set[int]) -> tuple[Span, ...]:
        found = self.day(day)
        if not found.official:
            years.add(day.year)
        return found.spans

    def _season(self, day: date) -> Season:
        begun = [season for season in self._seasons if (season.month, season.day) <= (day.month, day.day)]
        return (begun or self._seasons)[-1]


def _demand_work(seasons: Sequence[Season]) -> None:
    if not seasons:
        raise CalendarFault("日历里至少要有一季的作息时间。")
    for season in seasons:
        try:
            date(2000, season.month, season.day)
        except ValueError:
            raise CalendarFault(f"{season.month} 月 {season.day} 日不是一个日期。") from None
        if len(season.week) != 7:
            raise CalendarFault("作息时间要写满一周七天。")
        for spans in season.week:
            _demand_order(spans)
        if not season.week[0] or not any(season.week):
            raise CalendarFault("星期一没有工作时间；调休上班的日子按星期一的作息算，请补上。")
    if any(a == b for a, b in pairwise((season.month, season.day) for season in seasons)):
        raise CalendarFault("两季的作息时间从同一天开始，请只留一个。")


def _demand_order(spans: Sequence[Span]) -> None:
    if any(not 0 <= begins < ends <= MINUTES_A_DAY for begins, ends in spans):
        raise CalendarFault("工作时间要在 0 点到 24 点之间，先开始后结束。")
    if any(after[0] < before[1] for before, after in pairwise(spans)):
        raise CalendarFault("同一天的几段工作时间要按先后写，不能重叠。")


def _for_area(overrides: Iterable[Override], area: str) -> dict[date, Override]:
    nearest: dict[date, Override] = {}
    seen: set[tuple[date, str]] = set()
    for override in overrides:
        _demand_order(override.spans)
        if (override.day, override.area) in seen:
            raise CalendarFault(f"{override.day:%Y年%m月%d日}同一地区有两个调整，请只留一个。")
        seen.add((override.day, override.area))
        if area.startswith(override.area):
            held = nearest.get(override.day)
            if held is None or len(override.area) > len(held.area):
                nearest[override.day] = override
    return nearest


@lru_cache(maxsize=4_096)
def _official(day: date) -> bool | None:
    """Whether the day is a workday by the State Council's list; None where there is no list for the year."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:  # how the package says that it has no list for the year
        return None


def _moment(day: date, minutes: int) -> datetime:
    whole, rest = divmod(minutes, MINUTES_A_DAY)
    at = datetime.combine(day + timedelta(days=whole), time_of_day(rest // 60, rest % 60), LOCAL)
    return at.astimezone(UTC)


def _midnight(day: date) -> datetime:
    return _moment(day, 0)


def _end_of_day(at: datetime) -> datetime:
    begins = _midnight(local_date(at))
    return at if at == begins else _midnight(local_date(at) + timedelta(days=1))


def _merged(pauses: Pauses) -> list[Stretch]:
    """The pauses in order without overlaps; one without end lasts for ever."""
    merged: list[Stretch] = []
    for begins, ends in sorted((begins, ends or LAST) for begins, ends in pauses):
        if merged and begins <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], ends)
        elif begins < ends:
            merged.append((begins, ends))
    return merged


def _without(stretch: Stretch, stopped: Sequence[Stretch]) -> Iterator[Stretch]:
    begins, ends = stretch
    for stop, go in stopped:
        if go <= begins:
            continue
        if stop >= ends:
            break
        if begins < stop:
            yield begins, stop
        begins = go
    if begins < ends:
        yield begins, ends
