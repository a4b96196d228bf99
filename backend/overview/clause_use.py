"""What each clause was used for: the facts with which the next round of admissions decides.

One statement, however many clauses: two ranges of an index by time, grouped. Counts of one to four of a sensitive
clause are not told; a mean that stands on fewer than five of them neither.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, text

from backend import clock
from backend.acting import Acting, Actor
from backend.database import db
from backend.editions.queries import current, editions
from backend.people.access import demand
from backend.people.sight import scopes_of
from checklists.checklist import Checklist, Clause, Limit

FEW: Final = 5
PERIODS: Final = (30, 90, 180, 365)
"""Days; few choices, so that nobody finds a sensitive matter by taking one period from another."""
HOURS: Final = {"urgent_minute": 1 / 60, "urgent_hour": 1.0, "natural_day": 24.0}
"""Limits that run around the clock, in hours; the others need the county's working hours to be compared."""

USE: Final = """
    WITH visit AS MATERIALIZED (
        SELECT id, checked_ok FROM report WHERE received_at >= :since {in_town}
    ), filed AS (
        SELECT f.clause, count(*) AS filed FROM visit JOIN finding f ON f.report_id = visit.id GROUP BY f.clause
    ), looked AS (
        SELECT ok.clause, count(*) AS in_order FROM visit, unnest(visit.checked_ok) ok(clause) GROUP BY ok.clause
    ), road AS (
        SELECT o.id, o.clause, o.state, bool_or(h.step = 'return') AS returned,
               max(h.at) FILTER (WHERE h.step = 'sign') AS signed_at,
               max(h.at) FILTER (WHERE h.step = 'result') AS handled_at
        FROM work_order o JOIN order_history h ON h.order_id = o.id
        WHERE o.filed_at >= :since {in_town} GROUP BY o.id
    ), roads AS (
        SELECT clause, count(*) FILTER (WHERE returned) AS returned,
               count(*) FILTER (WHERE state = 'declined') AS declined,
               count(*) FILTER (WHERE handled_at >= signed_at) AS handled,
               avg(extract(epoch FROM handled_at - signed_at)) FILTER (WHERE handled_at >= signed_at) AS mean_seconds
        FROM road GROUP BY clause
    )
    SELECT clause, coalesce(filed, 0) AS filed, coalesce(in_order, 0) AS in_order, coalesce(returned, 0) AS returned,
           coalesce(declined, 0) AS declined, coalesce(handled, 0) AS handled, mean_seconds
    FROM filed FULL JOIN looked USING (clause) FULL JOIN roads USING (clause)
"""
COUNTY: Final = text(USE.format(in_town=""))
TOWNS: Final = text(USE.format(in_town="AND town_code = ANY(:towns)"))
COUNTS: Final = ("filed", "in_order", "returned", "declined", "handled")


def clause_use(acting: Acting, days: int) -> dict[str, Any]:
    """Every clause of the list in force, and those no longer on it that were used, with the facts of the last days.

    A town sees its town. Raises Problem `not-allowed`.
    """
    demand(acting.person, "clause.use")
    since = _midnight(acting.at) - timedelta(days=days)
    towns = _towns(acting.person)
    found = db.session.execute(COUNTY if towns is None else TOWNS, {"since": since, "towns": towns})
    rows = {row.clause: row for row in found}
    checklist = current(acting.person.area_code)
    items = [
        _facts(clause, rows.get(clause.code), listed=listed)
        for clause, listed in (*((one, True) for one in checklist.clauses), *_gone(checklist, rows))
    ]
    return {"days": days, "since": since, "edition": checklist.edition, "items": items}


def _towns(actor: Actor) -> list[str] | None:
    """The towns that the person sees; None: the whole county."""
    scopes = scopes_of(actor)
    if any(scope.kind == "county" for scope in scopes):
        return None
    return [scope.code for scope in scopes if scope.kind == "town" and scope.code]


def _gone(checklist: Checklist, rows: Mapping[str, Row[Any]]) -> Iterator[tuple[Clause, bool]]:
    """Clauses that are not on the list in force and were used all the same, as the newest edition has them."""
    known: Sequence[Checklist] = sorted(editions().values(), key=lambda one: one.edition, reverse=True)
    for code in sorted(set(rows) - {clause.code for clause in checklist.clauses}):
        found = next(filter(None, (one.find_clause(code) for one in known)), None)
        if found is not None:
            yield found, False


def _facts(clause: Clause, row: Row[Any] | None, *, listed: bool) -> dict[str, Any]:
    counts = {name: int(getattr(row, name)) if row is not None else 0 for name in COUNTS}
    kept = clause.sensitive
    # Where the use itself is too small to tell, so is everything that would tell it.
    hidden = kept and 0 < max(counts.values()) < FEW
    told = {name: None if kept and (hidden or 0 < count < FEW) else count for name, count in counts.items()}
    mean = row.mean_seconds if row is not None and not (kept and counts["handled"] < FEW) else None
    hours = round(float(mean) / 3600, 2) if mean is not None else None
    limit = _hours(clause.handle)
    return {
        "code": clause.code, "title": clause.title, "item": clause.item, "category": clause.category, "listed": listed,
        "sensitive": clause.sensitive, **told, "mean_hours": hours, "limit_hours": limit,
        "limit_text": clause.handle.in_words(),
        "share_of_limit": round(hours / limit, 3) if hours is not None and limit else None,
    }  # fmt: skip


def _hours(limit: Limit) -> float | None:
    factor = HOURS.get(limit.unit)
    return None if factor is None else round(limit.amount * factor, 2)


def _midnight(moment: datetime) -> datetime:
    return clock.local(moment).replace(hour=0, minute=0, second=0, microsecond=0)
