"""A calendar's working time as rising figures, so that the database measures any number of stretches in one statement.

Working time between two moments is what had run by the later less what had run by the earlier; both are found by
binary search. So nobody asks the calendar once for each order.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from typing import Final

from backend.calendar import Calendar
from backend.clock import LOCAL

MOST_DAYS: Final = 1_000
"""A longer time is cut off at its end; what reaches beyond is not measured."""

Figures = dict[str, list[float]]


def figures(calendar: Calendar, first: date, last: date) -> Figures:
    """The working time from `first` to `last`, both days included, in seconds.

    `begins`, `lengths`, `before`: each span of work, its start since the epoch, its length, and the work done before
    it. `days`, `closes`: each working day's midnight since the epoch, and the work done when it ends.
    """
    found: Figures = {"begins": [], "lengths": [], "before": [], "days": [], "closes": []}
    done = 0.0
    for ahead in range(min((last - first).days + 1, MOST_DAYS)):
        day = first + timedelta(days=ahead)
        midnight = datetime.combine(day, time_of_day(), LOCAL).timestamp()
        spans = calendar.day(day).spans
        for begins, ends in spans:
            found["begins"].append(midnight + begins * 60)
            found["lengths"].append(60.0 * (ends - begins))
            found["before"].append(done)
            done += 60.0 * (ends - begins)
        if spans:
            found["days"].append(midnight)
            found["closes"].append(done)
    return found
