"""What follows when the day of a division has come: accounts, duties, then whatever hears of it."""

from __future__ import annotations

from datetime import date
from typing import Final

from sqlalchemy import text

from backend.acting import Acting
from backend.clock import local_date
from backend.database import db
from backend.grids.areas import heirs_of
from backend.grids.divisions import one_at_a_time
from backend.grids.events import DivisionTookEffect
from backend.people.assignments import GridHeir, Passed, pass_areas, pass_duties

NEXT: Final = text("""
    SELECT id, title, valid_from FROM division WHERE applied_at IS NULL AND withdrawn_at IS NULL AND valid_from <= :day
    ORDER BY valid_from, made_at, id LIMIT 1 FOR UPDATE
""")
APPLIED: Final = text("UPDATE division SET applied_at = :at WHERE id = :id")
AREAS_IN_USE: Final = text("SELECT DISTINCT area_code FROM person WHERE area_code IS NOT NULL")

# Grids with duties that are no more on the day, each with the grid that took over most of the ground of its last
# version; an heir that has ended meanwhile passes it on to its own.
GONE: Final = text("""
    WITH RECURSIVE gone AS (
        SELECT DISTINCT ON (v.grid_code) v.id, v.grid_code, ST_Area(v.geom) AS ground FROM grid_version v
        WHERE v.valid_to <= :day
          AND EXISTS (SELECT FROM assignment a
                      WHERE a.grid_code = v.grid_code AND (a.valid_to IS NULL OR a.valid_to > :day))
          AND NOT EXISTS (SELECT FROM grid_version o WHERE o.grid_code = v.grid_code
                          AND (o.valid_to IS NULL OR o.valid_to > :day))
        ORDER BY v.grid_code, v.valid_to DESC
    ), heir (old, id, ground) AS (
        SELECT gone.grid_code, gone.id, gone.ground FROM gone
        UNION ALL
        SELECT heir.old, next.successor_id, heir.ground * next.share FROM heir JOIN LATERAL (
            SELECT a.successor_id, COALESCE(a.share, 0) AS share FROM grid_ancestor a
            JOIN grid_version v ON v.id = a.successor_id
            WHERE a.ancestor_id = heir.id AND v.valid_from <= :day
            ORDER BY a.share DESC NULLS LAST, v.grid_code LIMIT 1
        ) next ON true
    )
    SELECT DISTINCT ON (gone.grid_code) gone.grid_code AS old, v.grid_code AS new, heir.ground
    FROM gone LEFT JOIN heir ON heir.old = gone.grid_code AND heir.id <> gone.id
    LEFT JOIN grid_version v ON v.id = heir.id AND (v.valid_to IS NULL OR v.valid_to > :day)
    ORDER BY gone.grid_code, v.grid_code IS NULL
""")


def apply_next(acting: Acting) -> bool:
    """The next division whose day has come is applied, whole or not at all; False where none is due.

    However many workers ask at once, and wherever one of them is killed, each division is applied once.
    """
    one_at_a_time()
    today = local_date(acting.at)
    due = db.session.execute(NEXT, {"day": today}).one_or_none()
    if due is None:
        return False
    pass_people(acting, today)
    acting.publish(DivisionTookEffect(due.id, today, due.title))
    db.session.execute(APPLIED, {"id": due.id, "at": acting.at})
    return True


def pass_people(acting: Acting, day: date) -> list[Passed]:
    """Accounts of ended areas and duties in ended grids have passed over: who, from where, to where."""
    heirs = heirs_of(db.session.execute(AREAS_IN_USE).scalars().all(), day)
    areas = pass_areas(acting, {old: heir.code for old, heir in heirs.items() if heir.code != old})
    gone = [GridHeir(row.old, row.new, row.ground or 0.0) for row in db.session.execute(GONE, {"day": day})]
    return areas + pass_duties(acting, day, gone)
