"""The calendar's rising figures say the same as the calendar itself."""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.calendar import Calendar
from backend.overview.working_time import MOST_DAYS, figures
from checklists.checklist import Limit

CALENDAR = Calendar()
FIGURES = figures(CALENDAR, date(2025, 12, 1), date(2026, 12, 31))
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 9, 30)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001


def done_by(at: datetime) -> float:
    """What had been worked by then, found as the database finds it."""
    found = bisect_right(FIGURES["begins"], at.timestamp()) - 1
    return FIGURES["before"][found] + min(at.timestamp() - FIGURES["begins"][found], FIGURES["lengths"][found])


@given(MOMENTS, st.timedeltas(timedelta(), timedelta(days=60)))
def test_what_ran_between_two_moments_is_the_calendars_own(start: datetime, length: timedelta) -> None:
    ran = CALENDAR.run(start, start + length, Limit(1, "work_hour")).total_seconds()
    assert done_by(start + length) - done_by(start) == pytest.approx(ran, abs=0.01)


@given(MOMENTS, st.integers(1, 40))
def test_a_limit_in_working_days_ends_when_that_day_closes(start: datetime, amount: int) -> None:
    begun = bisect_right(FIGURES["days"], start.timestamp())
    length = CALENDAR.due(start, Limit(amount, "work_day")).length.total_seconds()
    assert FIGURES["closes"][begun + amount - 1] - done_by(start) == pytest.approx(length, abs=0.01)


def test_a_calendar_is_read_for_a_bounded_number_of_days() -> None:
    assert len(figures(CALENDAR, date(2026, 1, 1), date(2126, 1, 1))["days"]) < MOST_DAYS
