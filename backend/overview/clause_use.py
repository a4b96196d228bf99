"""What each clause was used for: the facts with which the next round of admissions decides.

One statement, however many clauses: two ranges of an index by time, grouped. Counts of one to four of a sensitive
clause are not told; a mean that stands on fewer than five of them neither.

Each order is measured against its own limit, by the clock or in the county's working time, and the shares are
averaged: a limit of five working days is longer over a holiday, and no single number of hours stands for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, text

from backend import clock
from backend.acting import Acting, Actor
from backend.calendar import Calendar
from backend.database import db
from backend.editions.queries import current, editions
from backend.overview.working_time import figures
from backend.people.access import demand
from backend.people.sight import scopes_of
from checklists.checklist import Checklist, Clause, Limit

FEW: Final = 5
PERIODS: Final = (30, 90, 180, 365)
"""Days; few choices, so that nobody finds a sensitive matter by taking one period from another."""
HOURS: Final = {"urgent_minute": 1 / 60, "urgent_hour": 1.0}
"""Limits that are so many hours whenever they begin; the others depend on the day and the hour of their start."""
LONGEST: Final = 120
"""Working days within which a limit is looked for; a longer one is not compared."""

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
    ), worked AS (
        SELECT CAST(:begins AS float8[]) AS begins, CAST(:lengths AS float8[]) AS lengths,
               CAST(:before AS float8[]) AS before, CAST(:days AS float8[]) AS days, CAST(:closes AS float8[]) AS closes
    ), handled AS (
        SELECT clause, unit, amount, CAST(extract(epoch FROM signed_at) AS float8) AS sign,
               CAST(extract(epoch FROM handled_at) AS float8) AS result,
               CAST(extract(epoch FROM date_trunc('day', signed_at, :zone)) AS float8) AS midnight
        FROM road JOIN unnest(CAST(:clauses AS text[]), CAST(:units AS text[]), CAST(:amounts AS integer[]))
                       AS due (clause, unit, amount) USING (clause)
        WHERE handled_at >= signed_at
    ), placed AS (
        SELECT handled.*, width_bucket(sign, begins) AS s, width_bucket(result, begins) AS r,
               width_bucket(sign, days) AS day
        FROM handled CROSS JOIN worked
    ), measured AS (
        SELECT placed.*, before[s] + least(sign - begins[s], lengths[s]) AS work_by_sign,
               before[r] + least(result - begins[r], lengths[r]) AS work_by_result, closes[day + amount] AS work_by_due
        FROM placed CROSS JOIN worked
    ), shares AS (
        SELECT clause, avg(CASE unit
            WHEN 'urgent_minute' THEN (result - sign) / nullif(60 * amount, 0)
            WHEN 'urgent_hour' THEN (result - sign) / nullif(3600 * amount, 0)
            WHEN 'natural_day' THEN (result - sign) / (midnight + 86400 * (amount + 1) - sign)
            WHEN 'work_hour' THEN (work_by_result - work_by_sign) / nullif(3600 * amount, 0)
            WHEN 'work_day' THEN (work_by_result - work_by_sign) / nullif(work_by_due - work_by_sign, 0)
        END) AS mean_share
        FROM measured GROUP BY clause
    )
    SELECT clause, coalesce(filed, 0) AS filed, coalesce(in_order, 0) AS in_order, coalesce(returned, 0) AS returned,
           coalesce(declined, 0) AS declined, coalesce(handled, 0) AS handled, mean_seconds, mean_share
    FROM filed FULL JOIN looked USING (clause) FULL JOIN roads USING (clause) LEFT JOIN shares USING (clause)
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
    checklist = current(acting.person.area_code)
    asked = {"since": since, "towns": towns, **_limits(checklist), **_worked(since, acting.at)}
    rows = {row.clause: row for row in db.session.execute(COUNTY if towns is None else TOWNS, asked)}
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


def _limits(checklist: Checklist) -> dict[str, Any]:
    """By which limit the orders under each clause are measured, whatever edition they were filed under."""
    # The list in force has the last word; the others tell of what is no longer on it.
    known = [*sorted(editions().values(), key=_newest_last), checklist]
    limits = {clause.code: clause.handle for one in known for clause in one.clauses}
    return {
        "clauses": list(limits), "units": [limit.unit for limit in limits.values()],
        "amounts": [limit.amount for limit in limits.values()], "zone": str(clock.LOCAL),
    }  # fmt: skip


def _worked(since: datetime, at: datetime) -> dict[str, list[float]]:
    """The county's working time: from well before the period, so that something had run, to the last limit's end."""
    first, last = clock.local_date(since) - timedelta(days=30), clock.local_date(at) + timedelta(days=2 * LONGEST)
    return figures(Calendar(), first, last)


def _newest_last(checklist: Checklist) -> str:
    return checklist.edition


def _gone(checklist: Checklist, rows: Mapping[str, Row[Any]]) -> Iterator[tuple[Clause, bool]]:
    """Clauses that are not on the list in force and were used all the same, as the newest edition has them."""
    known: Sequence[Checklist] = sorted(editions().values(), key=_newest_last, reverse=True)
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
    measured = row if row is not None and not (kept and counts["handled"] < FEW) else None
    mean, share = (measured.mean_seconds, measured.mean_share) if measured is not None else (None, None)
    return {
        "code": clause.code, "title": clause.title, "item": clause.item, "category": clause.category, "listed": listed,
        "sensitive": clause.sensitive, **told, "mean_hours": round(float(mean) / 3600, 2) if mean is not None else None,
        "limit_hours": _hours(clause.handle), "limit_text": clause.handle.in_words(),
        "share_of_limit": round(float(share), 3) if share is not None else None,
    }  # fmt: skip


def _hours(limit: Limit) -> float | None:
    factor = HOURS.get(limit.unit)
    return None if factor is None else round(limit.amount * factor, 2)


def _midnight(moment: datetime) -> datetime:
    return clock.local(moment).replace(hour=0, minute=0, second=0, microsecond=0)
