"""How long a name or an address has to wait after failed attempts to sign in. Pure; the figures are ours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

LOOK_BACK: Final = timedelta(hours=2)
PAUSE: Final = timedelta(minutes=30)
"""A pause this long ends a row of failures."""
LONGEST: Final = timedelta(minutes=15)
FREE_BY_NAME: Final = 5
FREE_BY_ADDRESS: Final = 60
"""Many phones share the address of one mobile network or one office."""


def wait_after(failures: Sequence[datetime], at: datetime, free: int) -> timedelta:
    """How long from `at` until the next attempt counts; zero: now. `failures` since the last success, newest first.

    The first `free` failures in a row cost nothing; then one minute, two, four … up to `LONGEST` after the last one.
    """
    row = _in_a_row(failures, at)
    if row < free:
        return timedelta()
    wait = min(LONGEST, timedelta(minutes=1 << min(row - free, 10)))
    return max(timedelta(), failures[0] + wait - at)


def _in_a_row(failures: Sequence[datetime], at: datetime) -> int:
    count, later = 0, at
    for moment in failures:
        if later - moment > PAUSE:
            break
        count, later = count + 1, moment
    return count
