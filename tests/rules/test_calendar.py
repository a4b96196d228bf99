"""Working time: every limit against a slow clock that walks minute by minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.calendar import ORDINARY, Calendar, CalendarFault, Override, Season, Span
from backend.clock import LOCAL, local_date
from checklists.checklist import Limit

MINUTE = timedelta(minutes=1)
SHORT = Season(1, 1, (((540, 600),),) * 5 + ((), ()))
"""One hour a day keeps the slow clock quick."""


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL).astimezone(UTC)


def said(moment: datetime | None) -> str:
    return f"{moment.astimezone(LOCAL):%Y-%m-%d %H:%M}" if moment else "stands"


# When it begins, the limit, when it runs out: by the published list of 2026 and our ordinary hours.
CASES = {
    "minutes run through the night": ("2026-11-22 23:50", Limit(30, "urgent_minute"), "2026-11-23 00:20"),
    "hours run through a holiday": ("2026-10-01 10:00", Limit(24, "urgent_hour"), "2026-10-02 10:00"),
    "working hours wait for the morning": ("2026-11-20 17:00", Limit(2, "work_hour"), "2026-11-23 10:00"),
    "the break at noon does not count": ("2026-11-23 11:00", Limit(2, "work_hour"), "2026-11-23 15:00"),
    "summer has other hours": ("2026-07-01 11:00", Limit(2, "work_hour"), "2026-07-01 15:30"),
    "a make-up Saturday is worked": ("2026-10-10 10:00", Limit(2, "work_hour"), "2026-10-10 12:00"),
    "a day's limit ends with the next working day": ("2026-11-20 09:00", Limit(1, "work_day"), "2026-11-23 17:30"),
    "the day of the start does not count": ("2026-11-21 09:00", Limit(1, "work_day"), "2026-11-23 17:30"),
    "the week of the festival is skipped": ("2026-09-30 09:00", Limit(1, "work_day"), "2026-10-08 17:30"),
    "today until midnight": ("2026-11-22 09:00", Limit(0, "natural_day"), "2026-11-23 00:00"),
    "the n-th day after, whole": ("2026-02-27 09:00", Limit(2, "natural_day"), "2026-03-02 00:00"),
    "the 29th of February is a day": ("2028-02-28 09:00", Limit(1, "natural_day"), "2028-03-01 00:00"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_limit_runs_out_when_the_calendar_says(case: str) -> None:
    begins, limit, ends = CASES[case]
    assert said(Calendar().due(at(begins), limit).at) == ends


def test_a_year_without_an_official_list_falls_back_to_weekdays_and_says_so() -> None:
    within = Calendar().due(at("2026-12-28 09:00"), Limit(1, "work_day"))
    across = Calendar().due(at("2026-12-31 09:00"), Limit(1, "work_day"))
    assert (within.unofficial, across.unofficial) == ((), (2027,))
    assert said(across.at) == "2027-01-01 17:30"
    assert Calendar().due(at("2026-12-31 23:00"), Limit(24, "urgent_hour")).unofficial == ()


def test_a_local_decision_goes_before_the_list_and_the_nearest_area_before_the_county() -> None:
    holiday = Override(date(2026, 11, 23), (), "", "全县")
    town = Override(date(2026, 11, 23), ((600, 660),), "320685100", "赶集")
    start, limit = at("2026-11-20 17:00"), Limit(1, "work_hour")
    ends = [
        said(Calendar(ORDINARY, [holiday, town], area).due(start, limit).at)
        for area in ("320685101000", "320685100201")
    ]
    assert ends == ["2026-11-24 09:00", "2026-11-23 10:30"]


def test_a_pause_without_an_end_lets_the_clock_stand() -> None:
    paused = [(at("2026-11-23 10:00"), None)]
    for limit in (Limit(2, "work_hour"), Limit(3, "urgent_hour"), Limit(1, "natural_day")):
        due = Calendar().due(at("2026-11-23 09:00"), limit, paused)
        assert due.at is None
    assert Calendar().due(at("2026-11-23 09:00"), Limit(1, "work_hour"), paused).at == paused[0][0]


def test_a_pause_over_the_night_costs_no_working_time() -> None:
    start, limit = at("2026-11-23 16:30"), Limit(2, "work_hour")
    night = [(at("2026-11-23 17:30"), at("2026-11-24 08:30"))]
    assert Calendar().due(start, limit, night).at == Calendar().due(start, limit).at


def test_warnings_come_at_their_share_of_the_running_time() -> None:
    start, limit = at("2026-11-23 09:00"), Limit(5, "work_hour")
    reached = [said(Calendar().reached(start, limit, share)) for share in (0.8, 1.0, 1.5)]
    assert reached == ["2026-11-23 15:00", "2026-11-23 16:00", "2026-11-24 09:30"]


BAD = {
    "no season": ([], []),
    "six days": ([Season(1, 1, (((540, 600),),) * 6)], []),
    "no Monday": ([Season(1, 1, ((),) + (((540, 600),),) * 6)], []),
    "no working day": ([Season(1, 1, ((),) * 7)], []),
    "the 30th of February": ([Season(2, 30, SHORT.week)], []),
    "two seasons on one day": ([SHORT, SHORT], []),
    "work that ends before it begins": ([Season(1, 1, (((600, 540),),) * 7)], []),
    "work that overlaps": ([Season(1, 1, (((540, 600), (590, 660)),) * 7)], []),
    "a day of 25 hours": ([Season(1, 1, (((0, 1_500),),) * 7)], []),
    "two decisions about one day": ([SHORT], [Override(date(2026, 1, 5), ()), Override(date(2026, 1, 5), ())]),
    "a decision with a wrong hour": ([SHORT], [Override(date(2026, 1, 5), ((700, 600),))]),
}


@pytest.mark.parametrize("case", BAD)
def test_a_calendar_that_cannot_be_used_is_refused_with_a_sentence(case: str) -> None:
    seasons, overrides = BAD[case]
    with pytest.raises(CalendarFault, match="。"):
        Calendar(seasons, overrides)


def test_a_calendar_whose_every_day_was_taken_away_is_refused_and_does_not_run_for_ever() -> None:
    first = date(2026, 1, 1)
    free = [Override(first + timedelta(days=n), ()) for n in range(3_700)]
    for limit in (Limit(1, "work_hour"), Limit(1, "work_day")):
        with pytest.raises(CalendarFault, match="十年"):
            Calendar([SHORT], free).due(at("2026-01-01 09:00"), limit)


class SlowClock:
    """The same answers by asking of every minute whether it counts."""

    def __init__(self, overrides: dict[date, tuple[Span, ...]], pauses: list[tuple[datetime, datetime]]) -> None:
        self.overrides, self.pauses = overrides, pauses

    def due(self, start: datetime, limit: Limit) -> datetime:
        unit, minutes = limit.unit, limit.amount
        if unit in ("urgent_hour", "work_hour"):
            minutes *= 60
        elif unit in ("natural_day", "work_day"):
            minutes = self._length_of_days(start, limit)
        moment = self._walk(start, minutes, unit)
        return self._midnight_after(moment) if unit == "natural_day" else moment

    def _walk(self, moment: datetime, minutes: int, unit: str) -> datetime:
        while minutes:
            stands = any(begins <= moment < ends for begins, ends in self.pauses)
            minutes -= not stands and (not unit.startswith("work") or self._worked(moment))
            moment += MINUTE
        return moment

    def _length_of_days(self, start: datetime, limit: Limit) -> int:
        day, left = local_date(start), limit.amount
        if limit.unit == "natural_day":
            ends = datetime.combine(day + timedelta(days=left + 1), datetime.min.time(), LOCAL)
            return int((ends - start) / MINUTE)
        while left:
            day += timedelta(days=1)
            left -= bool(self._spans(day))
        whole = range(int((datetime.combine(day, datetime.max.time(), LOCAL) - start) / MINUTE) + 1)
        return sum(self._worked(start + n * MINUTE) for n in whole)

    def _worked(self, moment: datetime) -> bool:
        here = moment.astimezone(LOCAL)
        minute = here.hour * 60 + here.minute
        return any(begins <= minute < ends for begins, ends in self._spans(here.date()))

    def _spans(self, day: date) -> tuple[Span, ...]:
        if day in self.overrides:
            return self.overrides[day]
        worked = chinese_calendar.is_workday(day) if day.year <= 2026 else day.weekday() < 5
        return SHORT.week[0] if worked else ()

    def _midnight_after(self, moment: datetime) -> datetime:
        here = moment.astimezone(LOCAL)
        return moment if (here.hour, here.minute) == (0, 0) else _next_midnight(here)


def _next_midnight(here: datetime) -> datetime:
    return datetime.combine(here.date() + timedelta(days=1), datetime.min.time(), LOCAL)


# Around the turn of a year, the festivals with their make-up weekends, a leap day, and the end of the official lists.
EDGES = [at(f"{day} 00:00") for day in ("2025-12-30", "2026-02-12", "2026-09-18", "2026-12-29", "2024-02-27")]
starts = st.builds(lambda edge, minutes: edge + minutes * MINUTE, st.sampled_from(EDGES), st.integers(0, 10_000))
limits = st.one_of(
    st.builds(Limit, st.integers(1, 3_000), st.just("urgent_minute")),
    st.builds(Limit, st.integers(1, 60), st.just("urgent_hour")),
    st.builds(Limit, st.integers(1, 4), st.just("work_hour")),
    st.builds(Limit, st.integers(1, 4), st.just("work_day")),
    st.builds(Limit, st.integers(0, 4), st.just("natural_day")),
)
pauses = st.lists(st.tuples(st.integers(-600, 6_000), st.integers(0, 4_000)), max_size=4)
decisions = st.dictionaries(
    st.integers(0, 12), st.sampled_from([(), ((480, 510),), ((0, 60), (1_400, 1_440))]), max_size=3
)


@given(starts, limits, pauses, decisions)
@settings(max_examples=120, deadline=None)
def test_every_limit_runs_out_as_on_a_clock_that_walks_minute_by_minute(
    start: datetime, limit: Limit, stops: list[tuple[int, int]], changed: dict[int, tuple[Span, ...]]
) -> None:
    stood = [(start + begins * MINUTE, start + (begins + length) * MINUTE) for begins, length in stops]
    days = {local_date(start) + timedelta(days=ahead): spans for ahead, spans in changed.items()}
    calendar = Calendar([SHORT], [Override(day, spans) for day, spans in days.items()])
    due = calendar.due(start, limit, stood)
    assert due.at == SlowClock(days, stood).due(start, limit)
    if limit.unit != "natural_day" and due.at is not None:
        assert calendar.run(start, due.at, limit, stood) == due.length


@given(starts, limits, pauses)
@settings(max_examples=60, deadline=None)
def test_a_longer_limit_never_ends_earlier_and_a_pause_never_shortens_one(
    start: datetime, limit: Limit, stops: list[tuple[int, int]]
) -> None:
    stood = [(start + begins * MINUTE, start + (begins + length) * MINUTE) for begins, length in stops]
    calendar = Calendar()
    longer = Limit(limit.amount + 1, limit.unit)
    ends = calendar.due(start, limit, stood).at
    assert ends is not None
    assert start < ends <= (calendar.due(start, longer, stood).at or start)
    assert ends >= (calendar.due(start, limit).at or start)
