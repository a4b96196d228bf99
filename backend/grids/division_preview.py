"""What a division would move, before anything is written: it is carried out in a savepoint, looked at, and undone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from backend.acting import Acting
from backend.database import db
from backend.grids.area_changes import carry_out
from backend.grids.area_plan import Change
from backend.grids.division_effects import pass_people
from backend.grids.division_rows import check, lay, ready
from backend.grids.divisions import one_at_a_time, write
from backend.grids.events import DivisionForeseen, MovingOrder
from backend.people.access import may
from backend.people.assignments import Passed
from backend.problems import Problem

MOST: Final = 1_000
MOST_PEOPLE: Final = 100

DRAFT: Final = text("SELECT area_code, valid_from, status FROM grid_draft WHERE id = :draft")
ROWS: Final = text("""
    INSERT INTO division_row
    SELECT position, code, kind, name, village_code, town_code, ST_Multi(geom)
    FROM grid_draft_row WHERE draft_id = :draft
""")

# Each grid that ended, began or began anew, with where its ground came from and went.
GRIDS: Final = text("""
    WITH now AS (
        SELECT v.* FROM division_made m JOIN grid_version v ON v.id = m.id
    ), before AS (
        SELECT v.* FROM division_ended e JOIN grid_version v ON v.id = e.id WHERE NOT e.earlier
    )
    SELECT COALESCE(now.grid_code, before.grid_code) AS code, COALESCE(now.name, before.name) AS name,
           CASE WHEN before.id IS NULL THEN 'new' WHEN now.id IS NULL THEN 'ended'
                WHEN NOT (now.geom ~= before.geom AND ST_Equals(now.geom, before.geom)) THEN 'reshaped'
                WHEN (now.village_code, now.town_code) <> (before.village_code, before.town_code) THEN 'moved'
                ELSE 'renamed' END AS change,
           ST_Area(CAST(COALESCE(now.geom, before.geom) AS geography)) AS area_m2,
           ARRAY(SELECT o.grid_code FROM grid_ancestor a JOIN grid_version o ON o.id = a.ancestor_id
                 WHERE a.successor_id = now.id ORDER BY a.share DESC NULLS LAST, o.grid_code) AS came_from,
           ARRAY(SELECT n.grid_code FROM grid_ancestor a JOIN grid_version n ON n.id = a.successor_id
                 WHERE a.ancestor_id = before.id ORDER BY a.share DESC NULLS LAST, n.grid_code) AS went_to
    FROM now FULL JOIN before ON before.grid_code = now.grid_code
    ORDER BY 1 LIMIT :most
""")
COUNTS: Final = text("""
    SELECT (SELECT count(*) FROM division_made) AS made,
           (SELECT count(*) FROM division_ended WHERE NOT earlier) AS ended
""")

Document = dict[str, Any]


def preview_draft(acting: Acting, draft_id: UUID) -> Document:
    """What adopting the draft would move. Raises Problem `not-found`, and whatever adopting it would be refused for."""
    draft = db.session.execute(DRAFT, {"draft": draft_id}).one_or_none()
    if draft is None:
        raise Problem("not-found")
    if draft.status != "open":
        raise Problem("draft-closed")

    def adopt() -> None:
        lay()
        db.session.execute(ROWS, {"draft": draft_id})
        ready()
        write(check(acting, draft.area_code, draft.valid_from))

    return foreseen(acting, draft.valid_from, adopt)


def preview_changes(acting: Acting, valid_from: date, changes: Sequence[Change]) -> Document:
    """What the changes of the tree would move. Raises Problem as carrying them out would."""
    return foreseen(acting, valid_from, lambda: carry_out(acting, valid_from, changes))


def foreseen(acting: Acting, day: date, change: Callable[[], None]) -> Document:
    """`{valid_from, counts, grids, orders, people}` of the change; the database is as it was."""
    one_at_a_time()
    savepoint = db.session.begin_nested()
    try:
        # What is planned for that day already moves without this change: it is carried out first and not told again.
        pass_people(acting, day)
        acting.publish(planned := DivisionForeseen(day))
        change()
        grids = [_grid(row) for row in db.session.execute(GRIDS, {"most": MOST})]
        made, ended = db.session.execute(COUNTS).one()
        people = pass_people(acting, day)
        acting.publish(event := DivisionForeseen(day))
    finally:
        savepoint.rollback()
    # Administrators look after areas and people and see no cases: to them only their number is told.
    sees_cases = may(acting.person, "order.read")
    moving = [one for one in event.moving if one not in planned.moving]
    return {
        "valid_from": day,
        "counts": {"made": made, "ended": ended, **Counter(grid["change"] for grid in grids)},
        "grids": grids,
        "orders": {
            "count": max(event.orders - planned.orders, len(moving)),
            "moving": [_order(one) for one in moving if sees_cases],
        },
        "people": {"count": len(people), "moving": [_person(one) for one in people[:MOST_PEOPLE]]},
    }


def _grid(row: Any) -> Document:
    return {
        "code": row.code, "name": row.name, "change": row.change, "area_m2": round(row.area_m2),
        "source": list(row.came_from), "to": list(row.went_to),
    }  # fmt: skip


def _order(one: MovingOrder) -> Document:
    return {"code": one.code, "source": one.grid_from, "to": one.grid_to}


def _person(one: Passed) -> Document:
    return {"name": one.name, "role": one.role, "duty": one.duty, "source": one.source, "to": one.to}
