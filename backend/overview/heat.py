"""Counting findings ahead, so that a heat map of ten million of them is read like one of ten.

The orders' history tells what changed. Each finding's counted row is compared with how it stands now, and only the
difference is added up: counting the same piece of history again changes nothing. No filing waits for any of this.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import text

from backend.acting import Acting
from backend.database import db
from backend.overview.mercator import BLOCK, CELL_X, CELL_Y, FINEST, LEVELS

AT_ONCE: Final = 5_000
OVERLAP: Final = timedelta(minutes=10)
"""Looked at again each round: what was under way when the last round ended had an earlier moment."""

# The row is the lock: whoever counts holds it. A county whose demo is being loaded is counted when all of it is there.
BEGIN: Final = text("INSERT INTO heat_progress (id) VALUES (1) ON CONFLICT DO NOTHING")
HOLD: Final = text("""
    SELECT until FROM heat_progress
    WHERE id = 1 AND NOT EXISTS (SELECT FROM county_fact WHERE key = 'demo' AND value = 'loading')
    FOR UPDATE SKIP LOCKED
""")
CHANGED: Final = text("""
    SELECT order_id, at FROM order_history WHERE at > :since ORDER BY at FETCH FIRST :most ROWS WITH TIES
""")
CELL: Final = {
    "x": CELL_X.format(place="f.place", level=FINEST),
    "y": CELL_Y.format(place="f.place", level=FINEST),
}
COUNT: Final = text(f"""
    WITH touched AS (
        SELECT unnest(CAST(:orders AS uuid[])) AS id
        UNION SELECT finding_id FROM joined_finding WHERE order_id = ANY(:orders)
    ), standing AS (
        SELECT t.id AS finding_id, w.clause, w.past_captain, r.received_at AS at, coalesce(own.place, r.place) AS place,
               CASE WHEN own.id IS NULL THEN r.town_code ELSE own.town_code END AS town_code,
               CASE WHEN own.id IS NULL THEN r.grid_code ELSE own.grid_code END AS grid_code
        FROM touched t JOIN finding ON finding.id = t.id JOIN report r ON r.id = finding.report_id
        LEFT JOIN work_order own ON own.id = t.id LEFT JOIN joined_finding j ON j.finding_id = t.id
        JOIN work_order w ON w.id = coalesce(j.order_id, own.id)
        WHERE w.sensitive IS false AND own.sensitive IS NOT true
          AND w.state NOT IN ('declined', 'withdrawn', 'void', 'merged')
    ), now_counted AS (
        SELECT f.finding_id, f.clause,
               CAST(date_trunc('week', f.at AT TIME ZONE 'Asia/Shanghai') AS date) AS week,
               {CELL["x"]} AS x, {CELL["y"]} AS y,
               coalesce(f.town_code, '') AS town_code, coalesce(f.grid_code, '') AS grid_code, f.past_captain
        FROM standing f
    ), before AS (
        SELECT c.* FROM counted_finding c JOIN touched t ON t.id = c.finding_id
    ), removed AS (SELECT * FROM before EXCEPT SELECT * FROM now_counted),
    added AS (SELECT * FROM now_counted EXCEPT SELECT * FROM before),
    forget AS (
        DELETE FROM counted_finding c USING removed r
        WHERE c.finding_id = r.finding_id AND r.finding_id NOT IN (SELECT finding_id FROM added)
    ), remember AS (
        INSERT INTO counted_finding SELECT * FROM added
        ON CONFLICT (finding_id) DO UPDATE SET clause = excluded.clause, week = excluded.week, x = excluded.x,
            y = excluded.y, town_code = excluded.town_code, grid_code = excluded.grid_code,
            past_captain = excluded.past_captain
    ), difference AS (
        SELECT sum(d.n) AS n, level, side.clause, week, x >> ({FINEST} - level) AS x, y >> ({FINEST} - level) AS y,
               town_code
        FROM (SELECT 1 AS n, * FROM added UNION ALL SELECT -1, * FROM removed) d,
             unnest(CAST(:levels AS smallint[])) AS level, unnest(ARRAY['', d.clause]) AS side (clause)
        GROUP BY 2, 3, 4, 5, 6, 7 HAVING sum(d.n) <> 0
    ), counts AS (
        INSERT INTO heat_count (level, clause, block_x, block_y, week, x, y, town_code, count)
        SELECT level, clause, x >> {BLOCK}, y >> {BLOCK}, week, x, y, town_code, n FROM difference
        ON CONFLICT (level, clause, block_x, block_y, week, x, y, town_code)
        DO UPDATE SET count = heat_count.count + excluded.count
    )
    SELECT (SELECT count(*) FROM added) + (SELECT count(*) FROM removed)
""")  # noqa: S608 - all parts are constants of this file
NOTE: Final = text("""
    UPDATE heat_progress SET until = greatest(until, :until), changes = changes + :changes WHERE id = 1
""")
FORGET: Final = (
    text("DELETE FROM heat_count"),
    text("DELETE FROM counted_finding"),
    text("UPDATE heat_progress SET until = NULL, changes = changes + 1 WHERE id = 1"),
)


def count_on(acting: Acting, since: datetime | None) -> datetime | None:
    """The next AT_ONCE rows of the history after `since` (None: where the last round ended) are counted.

    The moment from which to go on; None when there is nothing more, or while somebody else is counting.
    """
    db.session.execute(BEGIN)
    held = db.session.execute(HOLD).one_or_none()
    if held is None:
        return None
    if since is None:
        since = held.until - OVERLAP if held.until else datetime.min.replace(tzinfo=acting.at.tzinfo)
    rows = db.session.execute(CHANGED, {"since": since, "most": AT_ONCE}).all()
    if not rows:
        return None
    asked = {"orders": list({row.order_id for row in rows}), "levels": list(LEVELS)}
    changes = db.session.execute(COUNT, asked).scalar_one()
    until = rows[-1].at
    db.session.execute(NOTE, {"until": until, "changes": int(changes > 0)})
    return until if len(rows) >= AT_ONCE else None


def forget_counts(acting: Acting) -> None:
    """Nothing is counted any more: the next rounds count the whole history anew."""
    for statement in FORGET:
        db.session.execute(statement)
