"""Reads of the administrative tree for people: as it stands on a day, and found by names of any time."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from backend.api import decode_cursor, page
from backend.database import db

# The version of the day; without words the tree itself, with words every version that was ever called so.
AREAS: Final = text("""
    WITH RECURSIVE below (code) AS (
        SELECT CAST(:under AS text)
        UNION
        SELECT v.area_code FROM below JOIN area_version v ON v.parent_code = below.code
        WHERE :words <> '' OR v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day)
    )
    SELECT v.id, v.area_code AS code, area.level, v.name, v.parent_code AS parent, v.successor_code AS successor,
           v.valid_from, v.valid_to, v.outline IS NOT NULL AS outlined
    FROM area_version v JOIN area ON area.code = v.area_code
    WHERE (CAST(:under AS text) IS NULL OR v.area_code IN (SELECT code FROM below))
      AND CASE WHEN :words = '' THEN v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day)
          ELSE v.name ILIKE '%' || :words || '%' OR v.area_code LIKE :words || '%' END
      AND (CAST(:code AS text) IS NULL OR (v.area_code, v.id) > (:code, CAST(:id AS bigint)))
    ORDER BY v.area_code, v.id LIMIT :most
""")
DIVISIONS: Final = text("""
    SELECT d.id, d.area_code, d.valid_from, d.kind, d.title, d.made_at, d.applied_at, d.withdrawn_at, d.draft_id,
           d.ended, d.made, p.name AS made_by
    FROM division d LEFT JOIN person p ON p.id = d.made_by
    WHERE CAST(:first AS date) IS NULL OR (d.valid_from, d.id) < (:first, CAST(:id AS uuid))
    ORDER BY d.valid_from DESC, d.id DESC LIMIT :most
""")


def areas_page(
    today: date, on: date | None, words: str, under: str | None, limit: int, after: str | None
) -> dict[str, Any]:
    """A page of the tree on a day by code; with `words` every version whose name holds them or whose code begins so."""
    key = decode_cursor(after, str, int) or [None, None]
    plain = words.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    asked = {"day": on or today, "under": under, "words": plain, "code": key[0], "id": key[1], "most": limit + 1}
    rows = db.session.execute(AREAS, asked).all()
    return page([_area(row, on or today) for row in rows], limit, lambda area: (area["code"], area["version"]))


def divisions_page(limit: int, after: str | None) -> dict[str, Any]:
    """A page of the divisions, those of the farthest day first."""
    key = decode_cursor(after, date.fromisoformat, UUID) or [None, None]
    rows = db.session.execute(DIVISIONS, {"first": key[0], "id": key[1], "most": limit + 1}).all()
    found = [dict(row._mapping) for row in rows]
    return page(found, limit, lambda one: (one["valid_from"].isoformat(), str(one["id"])))


def _area(row: Any, day: date) -> dict[str, Any]:
    in_force = row.valid_from <= day and (row.valid_to is None or row.valid_to > day)
    return {**{name: value for name, value in row._mapping.items() if name != "id"}, "version": row.id,
            "in_force": in_force}  # fmt: skip
