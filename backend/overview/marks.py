"""Short texts that change whenever what a map shows does: for ETags. Each costs less than the tile it spares."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import text

from backend.database import db

LATE_EVERY: Final = timedelta(minutes=5)
"""What is overdue changes by the clock alone; it is looked at in steps of this length."""

# Versions are only ever added or ended: the newest one, how many ended and when name the whole division. None of it is
# counted from the shapes themselves, which at a hundred thousand grids took longer than most tiles.
DIVISION: Final = text("""
    SELECT (SELECT max(id) FROM grid_version),
           (SELECT (count(*), sum(valid_to - DATE '2000-01-01')) FROM grid_version WHERE valid_to IS NOT NULL)::text,
           (SELECT max(id) FROM area_version),
           (SELECT (count(*), sum(valid_to - DATE '2000-01-01')) FROM area_version WHERE valid_to IS NOT NULL)::text
""")
# The newest row of the history and how many stand close before it: a transaction that began earlier and commits later
# changes the count, and so does one of a machine whose clock is a little behind. Both come from the end of one index.
LATEST: Final = text("""
    SELECT latest.at::text || ' '
        || (SELECT count(*) FROM order_history h WHERE h.at > latest.at - interval '10 minutes')
    FROM (SELECT max(at) AS at FROM order_history) latest
""")
COUNTED: Final = text("SELECT changes FROM heat_progress WHERE id = 1")


def grids_mark() -> str:
    """Changes with the division."""
    return str(tuple(db.session.execute(DIVISION).one()))


def orders_mark(now: datetime) -> str:
    """Changes with every step on any order, and every LATE_EVERY because orders grow late."""
    return f"{db.session.execute(LATEST).scalar()} {_step(now)}"


def heat_mark() -> str:
    """Changes with the counts."""
    return str(db.session.execute(COUNTED).scalar())


def late_at(now: datetime) -> datetime:
    """The moment against which lateness is told: the same for everybody until the next step."""
    return datetime.fromtimestamp(_step(now) * LATE_EVERY.total_seconds(), now.tzinfo)


def named(*parts: object) -> str:
    """One short text for all of these."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def _step(now: datetime) -> int:
    return int(now.timestamp() // LATE_EVERY.total_seconds())
