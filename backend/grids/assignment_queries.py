"""Reads: who has which duty in which grid, which grids nobody leads, who could."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from backend.api import decode_cursor, page
from backend.database import db
from backend.grids.queries import names_of
from backend.people.access import ROLE_TITLES

# `on` null: whatever has not ended by today.
DUTIES: Final = text("""
    SELECT a.id AS number, a.key, a.grid_code, a.duty, a.valid_from, a.valid_to, p.id, p.name, p.username, p.role,
           p.disabled_at IS NOT NULL AS left_service
    FROM assignment a JOIN person p ON p.id = a.person_id
    WHERE (CAST(:grid AS text) IS NULL OR a.grid_code = :grid)
      AND (CAST(:person AS uuid) IS NULL OR a.person_id = :person)
      AND (a.valid_to IS NULL OR a.valid_to > COALESCE(CAST(:on AS date), :today))
      AND (CAST(:on AS date) IS NULL OR a.valid_from <= :on)
      AND (CAST(:code AS text) IS NULL OR (a.grid_code, a.id) > (:code, CAST(:number AS bigint)))
    ORDER BY a.grid_code, a.id LIMIT :most
""")
# Micro grids have no lead of their own: they are kept beside.
HOLES: Final = """
    SELECT v.grid_code AS code, v.name, v.village_code, v.town_code,
           bool_or(a.duty = 'lead') IS TRUE AS led, bool_or(a.duty = 'captain') IS TRUE AS captained
    FROM grid_version v
    LEFT JOIN (assignment a JOIN person p ON p.id = a.person_id AND p.disabled_at IS NULL)
         ON a.grid_code = v.grid_code AND a.valid_from <= :day AND (a.valid_to IS NULL OR a.valid_to > :day)
    WHERE v.kind <> 'micro' AND v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day)
      AND (CAST(:under AS text) IS NULL OR v.village_code = :under OR v.town_code = :under
           OR EXISTS (SELECT FROM area WHERE code = :under AND level IN ('city', 'county')))
    GROUP BY v.grid_code, v.name, v.village_code, v.town_code
    HAVING bool_or(a.duty = 'lead') IS NOT TRUE OR bool_or(a.duty = 'captain') IS NOT TRUE
"""
COUNT: Final = text(f"SELECT count(*) FROM ({HOLES}) holes")  # noqa: S608 - the constant above
LIST: Final = text(f"""
    SELECT * FROM ({HOLES}) holes WHERE CAST(:code AS text) IS NULL OR code > :code ORDER BY code LIMIT :most
""")  # noqa: S608 - the constant above
PEOPLE: Final = text("""
    SELECT id, name, username, role, area_code FROM person
    WHERE disabled_at IS NULL AND role IN ('worker', 'captain') AND (CAST(:role AS text) IS NULL OR role = :role)
      AND (name ILIKE '%' || :words || '%' OR username LIKE lower(:words) || '%')
      AND (CAST(:username AS text) IS NULL OR username > :username)
    ORDER BY username LIMIT :most
""")

Document = dict[str, Any]


def duties_page(
    today: date, grid: str | None, person: UUID | None, on: date | None, limit: int, after: str | None
) -> Document:
    """A page of duties by grid: those of the day, without a day all that have not ended."""
    key = decode_cursor(after, str, int) or [None, None]
    asked = {"grid": grid, "person": person, "on": on, "today": today, "code": key[0], "number": key[1]}
    rows = db.session.execute(DUTIES, {**asked, "most": limit + 1}).all()
    names = names_of({row.grid_code for row in rows}, on or today)
    found = page(rows, limit, lambda row: (row.grid_code, row.number))
    return {**found, "items": [_duty(row, names) for row in found["items"]]}


def holes_page(today: date, on: date | None, under: str | None, limit: int, after: str | None) -> Document:
    """A page of the grids that nobody leads, or that have no captain, on the day; `count` is all of them."""
    key = decode_cursor(after, str) or [None]
    day = on or today
    asked = {"day": day, "under": under}
    rows = db.session.execute(LIST, {**asked, "code": key[0], "most": limit + 1}).all()
    names = names_of({code for row in rows for code in (row.village_code, row.town_code)}, day)
    found = page(rows, limit, lambda row: (row.code,))
    count = db.session.execute(COUNT, asked).scalar_one()
    return {**found, "items": [_hole(row, names) for row in found["items"]], "count": count}


def people_page(words: str, role: str | None, limit: int, after: str | None, today: date) -> Document:
    """A page of the workers and captains whose name holds the words, or whose account begins so, by account."""
    key = decode_cursor(after, str) or [None]
    plain = words.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    rows = db.session.execute(PEOPLE, {"words": plain, "role": role, "username": key[0], "most": limit + 1}).all()
    names = names_of({row.area_code for row in rows if row.area_code}, today)
    found = page(rows, limit, lambda row: (row.username,))
    return {**found, "items": [_candidate(row, names) for row in found["items"]]}


def _duty(row: Any, names: dict[str, str]) -> Document:
    return {
        "id": row.key, "grid": {"code": row.grid_code, "name": names.get(row.grid_code)}, "duty": row.duty,
        "person": {"id": row.id, "name": row.name, "username": row.username, "role": row.role,
                   "role_title": ROLE_TITLES[row.role], "left": row.left_service},
        "valid_from": row.valid_from, "valid_to": row.valid_to,
    }  # fmt: skip


def _hole(row: Any, names: dict[str, str]) -> Document:
    missing = [duty for duty, there in (("lead", row.led), ("captain", row.captained)) if not there]
    return {
        "grid": {"code": row.code, "name": row.name}, "missing": missing,
        "village": {"code": row.village_code, "name": names.get(row.village_code)},
        "town": {"code": row.town_code, "name": names.get(row.town_code)},
    }  # fmt: skip


def _candidate(row: Any, names: dict[str, str]) -> Document:
    area = {"code": row.area_code, "name": names.get(row.area_code)} if row.area_code else None
    return {"id": row.id, "name": row.name, "username": row.username, "role": row.role,
            "role_title": ROLE_TITLES[row.role], "left": False, "area": area}  # fmt: skip
