"""Adopting a division: from a day on an area's ground is divided as the rows say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import func, insert, select, text

from backend.acting import Acting
from backend.database import db
from backend.grids.actions import GridRow
from backend.grids.ancestry import OVERLAP, Overlap, trace
from backend.grids.division_model import Division
from backend.grids.division_rows import SAME, SCOPE, check, stage
from backend.problems import Problem

ONE_AT_A_TIME: Final = 4
"""The advisory lock under which ground changes."""

TABLES: Final = (
    "DROP TABLE IF EXISTS division_ended, division_made",
    "CREATE TEMPORARY TABLE division_ended"
    " (id bigint, code text, kind text, geom geometry, earlier boolean) ON COMMIT DROP",
    "CREATE TEMPORARY TABLE division_made (id bigint, code text, kind text, geom geometry) ON COMMIT DROP",
)
# What was only planned for this very day is planned anew; a grid that now stays after all is taken up again.
PLANNED: Final = f"""
    SELECT v.id FROM grid_version v WHERE v.valid_from = :day AND v.valid_to IS NULL AND ({SCOPE})
      AND NOT EXISTS (SELECT FROM division_row r WHERE r.code = v.grid_code AND {SAME})
"""  # noqa: S608 - constants of division_rows
ANEW: Final = (
    text(f"DELETE FROM grid_ancestor WHERE successor_id IN ({PLANNED})"),  # noqa: S608
    text(f"DELETE FROM grid_version WHERE id IN ({PLANNED})"),  # noqa: S608
    text(f"""
        WITH again AS (
            UPDATE grid_version v SET valid_to = NULL FROM division_row r
            WHERE r.code = v.grid_code AND v.valid_to = :day AND {SAME}
              AND NOT EXISTS (SELECT FROM grid_version o WHERE o.grid_code = v.grid_code AND o.valid_to IS NULL)
            RETURNING v.id
        )
        DELETE FROM grid_ancestor WHERE ancestor_id IN (SELECT id FROM again)
    """),  # noqa: S608
)
# What ended on this day before, for example when villages changed, is ground that the new grids may have taken over.
EARLIER: Final = text("""
    INSERT INTO division_ended SELECT id, grid_code, kind, geom, true FROM grid_version WHERE valid_to = :day
""")
# Versions are added and ended, nothing else: an unchanged grid keeps the version that its reports name.
END: Final = text(f"""
    WITH ended AS (
        UPDATE grid_version v SET valid_to = :day
        WHERE v.valid_to IS NULL AND ({SCOPE})
          AND NOT EXISTS (SELECT FROM division_row r WHERE r.code = v.grid_code AND {SAME})
        RETURNING v.id, v.grid_code, v.kind, v.geom
    )
    INSERT INTO division_ended SELECT id, grid_code, kind, geom, false FROM ended
""")  # noqa: S608 - constants of division_rows
CODES: Final = text("INSERT INTO grid (code, kind) SELECT code, kind FROM division_row ON CONFLICT DO NOTHING")
MAKE: Final = text("""
    WITH made AS (
        INSERT INTO grid_version (grid_code, kind, name, village_code, town_code, geom, valid_from)
        SELECT r.code, r.kind, r.name, r.village_code, r.town_code, r.geom, :day FROM division_row r
        WHERE NOT EXISTS (SELECT FROM grid_version v WHERE v.grid_code = r.code AND v.valid_to IS NULL)
        RETURNING id, grid_code, kind, geom
    )
    INSERT INTO division_made SELECT id, grid_code, kind, geom FROM made
""")
# Of two plans for the same ground and day the later one counts; the other was never carried out.
SUPERSEDE: Final = text("""
    UPDATE division SET withdrawn_at = :at
    WHERE kind = 'grids' AND valid_from = :day AND applied_at IS NULL AND withdrawn_at IS NULL
      AND (:whole OR area_code = :area OR EXISTS (
          SELECT FROM area_version v WHERE v.area_code = division.area_code AND v.parent_code = :area
          AND v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day)))
""")
COUNTS: Final = text("""
    SELECT (SELECT count(*) FROM division_ended WHERE NOT earlier) AS ended,
           (SELECT count(*) FROM division_made) AS made
""")


def adopt_division(
    acting: Acting,
    area_code: str,
    valid_from: date,
    rows: Sequence[GridRow],
    *,
    title: str = "",
    draft_id: UUID | None = None,
    overlap: Overlap = OVERLAP,
) -> UUID:
    """From `valid_from` on the area (village, town or county) is divided into exactly these grids; the division's id.

    Every row's own `valid_from` is passed over. A grid that is not among the rows ends on that day; one that stays as
    it is keeps its version; all others begin a new version, which knows whose ground it took over. A handful of
    statements, however many rows. Orders, accounts and duties follow on the day, see `jobs`.

    Raises Problem `division-empty`, `unknown-area`, `invalid` with a fault per row, `division-too-early` where this
    ground has been divided anew later, or on that day where that day is not still to come. What was only planned for
    the same day is planned anew, and the plan before stands on record as withdrawn.
    """
    if not rows:
        raise Problem("division-empty")
    one_at_a_time()
    stage(rows)
    asked = check(acting, area_code, valid_from)
    write(asked, overlap)
    if asked["planned"]:
        db.session.execute(SUPERSEDE, {**asked, "at": acting.at})
    return note_division(acting, area_code, valid_from, "grids", title=title, draft_id=draft_id)


def one_at_a_time() -> None:
    """Until the transaction ends nobody else changes the ground."""
    db.session.execute(select(func.pg_advisory_xact_lock(ONE_AT_A_TIME, 0)))


def write(asked: dict[str, Any], overlap: Overlap = OVERLAP) -> None:
    """Versions and their ancestry are as `division_row` says; what ended and began lies in two temporary tables."""
    for statement in TABLES:
        db.session.execute(text(statement))
    if asked["planned"]:
        for anew in ANEW:
            db.session.execute(anew, asked)
    db.session.execute(EARLIER, asked)
    db.session.execute(END, asked)
    db.session.execute(CODES)
    db.session.execute(MAKE, asked)
    trace(overlap)


def note_division(
    acting: Acting,
    area_code: str,
    day: date,
    kind: str,
    *,
    title: str = "",
    draft_id: UUID | None = None,
    division_id: UUID | None = None,
    request: bytes | None = None,
) -> UUID:
    """The division is on record, with how many versions ended and began; it waits to be applied on its day."""
    counts = db.session.execute(COUNTS).one()
    new = division_id or uuid4()
    row = {
        "id": new, "area_code": area_code, "valid_from": day, "kind": kind, "title": title,
        "draft_id": draft_id, "made_by": acting.who.id if acting.who else None, "made_at": acting.at,
        "ended": counts.ended, "made": counts.made, "request": request,
    }  # fmt: skip
    db.session.execute(insert(Division), row)
    return new
