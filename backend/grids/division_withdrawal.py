"""Taking back what is only planned: until its day a division has touched nothing but the plan."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy import text

from backend.acting import Acting
from backend.clock import local_date
from backend.database import db
from backend.grids.divisions import one_at_a_time
from backend.people.access import log_access
from backend.problems import Problem

FIND: Final = text("""
    SELECT d.valid_from, d.applied_at, d.withdrawn_at, d.area_code AS area, d.kind = 'grids' AS grids,
           d.kind <> 'grids' OR area.level IN ('city', 'county') AS whole
    FROM division d JOIN area ON area.code = d.area_code WHERE d.id = :id FOR UPDATE OF d
""")
# Of the same day a division of other ground does not stand upon this one; changes of the tree on one day are one plan.
FOLLOWED: Final = text("""
    SELECT EXISTS (
        SELECT FROM division d JOIN area ON area.code = d.area_code
        WHERE d.id <> :id AND d.withdrawn_at IS NULL AND d.applied_at IS NULL AND d.valid_from >= :day
          AND NOT (d.valid_from = :day AND d.kind <> 'grids' AND NOT :grids)
          AND (d.valid_from > :day OR :whole OR d.kind <> 'grids' OR area.level IN ('city', 'county')
               OR d.area_code = :area
               OR EXISTS (SELECT FROM area_version v WHERE (v.area_code, v.parent_code) = (d.area_code, :area)
                          OR (v.area_code, v.parent_code) = (:area, d.area_code))))
""")
BEGUN: Final = "valid_from = :day AND (:whole OR village_code = :area OR town_code = :area)"
ENDED: Final = "valid_to = :day AND (:whole OR village_code = :area OR town_code = :area)"
TREE: Final = (
    text("DELETE FROM area_version WHERE valid_from = :day"),
    text("UPDATE area_version SET valid_to = NULL, successor_code = NULL WHERE valid_to = :day"),
)
UNDO: Final = tuple(
    text(statement)
    for statement in (
        f"""DELETE FROM grid_ancestor WHERE successor_id IN (SELECT id FROM grid_version WHERE {BEGUN})
            OR ancestor_id IN (SELECT id FROM grid_version WHERE {ENDED})""",  # noqa: S608 - constants
        f"DELETE FROM grid_version WHERE {BEGUN}",  # noqa: S608 - constants
        f"UPDATE grid_version SET valid_to = NULL WHERE {ENDED}",  # noqa: S608 - constants
    )
)
TIDY: Final = tuple(
    text(statement)
    for statement in (
        # Duties in grids that now never come to be, and codes that nobody ever bore.
        """DELETE FROM assignment a WHERE a.valid_from >= :day
           AND NOT EXISTS (SELECT FROM grid_version v WHERE v.grid_code = a.grid_code)""",
        """DELETE FROM area WHERE NOT EXISTS (SELECT FROM area_version v WHERE v.area_code = area.code)
           AND NOT EXISTS (SELECT FROM division d WHERE d.area_code = area.code)
           AND NOT EXISTS (SELECT FROM grid_draft d WHERE d.area_code = area.code)
           AND NOT EXISTS (SELECT FROM person p WHERE p.area_code = area.code)""",
        # The draft can be mended and adopted anew.
        """UPDATE grid_draft SET status = 'open', adopted_at = NULL, adopted_by = NULL
           WHERE status = 'adopted' AND id = (SELECT draft_id FROM division WHERE id = :id)""",
        """UPDATE division SET withdrawn_at = :at WHERE id = :id
           OR (kind <> 'grids' AND NOT :grids AND valid_from = :day AND withdrawn_at IS NULL)""",
    )
)


def withdraw_division(acting: Acting, division_id: UUID) -> None:
    """Ground and tree are as if the division had never been planned; it stays on record as withdrawn. Twice is once.
    A draft that was adopted with it is open again. Changes of the tree for one day are one plan and go together.

    Raises Problem `not-found`, `division-begun` from its day on, `division-followed` where another one is planned for
    later, or for the same day on the same ground: what was built upon it is taken back first.
    """
    one_at_a_time()
    found = db.session.execute(FIND, {"id": division_id}).one_or_none()
    if found is None:
        raise Problem("not-found")
    if found.withdrawn_at is not None:
        return
    if found.applied_at is not None or found.valid_from <= local_date(acting.at):
        raise Problem("division-begun")
    asked = {"id": division_id, "day": found.valid_from, "at": acting.at, "area": found.area, "whole": found.whole,
             "grids": found.grids}  # fmt: skip
    if db.session.execute(FOLLOWED, asked).scalar_one():
        raise Problem("division-followed")
    for statement in (*UNDO, *(() if found.grids else TREE), *TIDY):
        db.session.execute(statement, asked)
    log_access(acting, "division.withdraw", f"division/{division_id}")
