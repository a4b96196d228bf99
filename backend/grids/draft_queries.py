"""Reads: drafts of divisions, what is wrong with them, and where."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from backend import clock
from backend.api import decode_cursor, page
from backend.database import db
from backend.grids.queries import names_of
from backend.problems import Problem
from geo.division_faults import REPAIR_TITLES, VERDICTS

MOST_PLACES: Final = 5_000

DRAFTS: Final = text("""
    SELECT d.*, maker.name AS maker, adopter.name AS adopter FROM grid_draft d
    LEFT JOIN person maker ON maker.id = d.made_by LEFT JOIN person adopter ON adopter.id = d.adopted_by
    WHERE CAST(:before AS timestamptz) IS NULL OR (d.made_at, d.id) < (:before, CAST(:after AS uuid))
    ORDER BY d.made_at DESC, d.id DESC LIMIT :most
""")
DRAFT: Final = text("""
    SELECT d.*, maker.name AS maker, adopter.name AS adopter FROM grid_draft d
    LEFT JOIN person maker ON maker.id = d.made_by LEFT JOIN person adopter ON adopter.id = d.adopted_by
    WHERE d.id = :draft
""")
FAULTS: Final = text("""
    SELECT id, code, severity, codes, area_m2, length_m, detail, ST_X(spot) AS lon, ST_Y(spot) AS lat,
           proposal - 'rows' AS proposal, accepted_at
    FROM grid_draft_fault
    WHERE draft_id = :draft AND (CAST(:after AS int) IS NULL OR (accepted_at IS NOT NULL, id) > (:was_accepted, :after))
    ORDER BY accepted_at IS NOT NULL, id LIMIT :most
""")
PLACES: Final = text("""
    SELECT id, code, severity, codes, area_m2, length_m, detail, proposal IS NOT NULL AS repairable,
           CAST(ST_AsGeoJSON(coalesce(shape, spot), 7) AS json) AS geometry
    FROM grid_draft_fault WHERE draft_id = :draft AND accepted_at IS NULL AND coalesce(shape, spot) IS NOT NULL
    ORDER BY id LIMIT :most
""")
FEATURES: Final = text("""
    SELECT position, code, kind, name, village_code, town_code, problem,
           CAST(ST_AsGeoJSON(geom, 7) AS json) AS geometry
    FROM grid_draft_row WHERE draft_id = :draft AND position > :after ORDER BY position LIMIT :most
""")
REPAIRED: Final = text("""
    SELECT r.position, r.code, r.kind, r.name, r.village_code, r.town_code, r.problem,
           CAST(ST_AsGeoJSON(CAST(mended.value #>> '{}' AS geometry), 7) AS json) AS geometry
    FROM grid_draft_fault f CROSS JOIN LATERAL jsonb_each(f.proposal -> 'rows') AS mended
    JOIN grid_draft_row r ON r.draft_id = f.draft_id AND r.position = CAST(mended.key AS int)
    WHERE f.draft_id = :draft AND f.id = :fault ORDER BY r.position
""")


def list_drafts(limit: int, after: str | None) -> dict[str, Any]:
    """The drafts, newest first, as `{items, next}`."""
    cursor = decode_cursor(after, _moment, UUID)
    before, last = cursor if cursor else (None, None)
    rows = db.session.execute(DRAFTS, {"before": before, "after": last, "most": limit + 1}).all()
    names = _names(rows)
    found = page(rows, limit, lambda row: [row.made_at.isoformat(), str(row.id)])
    return {"items": [_draft(row, names) for row in found["items"]], "next": found["next"]}


def draft_document(draft_id: UUID, limit: int, after: str | None) -> dict[str, Any]:
    """One draft with a page of its faults: open ones first, the gravest first. Raises Problem `not-found`."""
    row = _one(draft_id)
    cursor = decode_cursor(after, bool, int)
    accepted, last = cursor if cursor else (False, None)
    asked = {"draft": draft_id, "was_accepted": accepted, "after": last, "most": limit + 1}
    rows = db.session.execute(FAULTS, asked).all()
    found = page(rows, limit, lambda one: [one.accepted_at is not None, one.id])
    return {
        "draft": _draft(row, _names([row])),
        "summary": row.summary,
        "faults": [_fault(one) for one in found["items"]],
        "next": found["next"],
    }


def fault_places(draft_id: UUID) -> dict[str, Any]:
    """Where the open faults are, the gravest first, as GeoJSON; at most MOST_PLACES."""
    _one(draft_id)
    rows = db.session.execute(PLACES, {"draft": draft_id, "most": MOST_PLACES})
    return {"type": "FeatureCollection", "features": [_place(row) for row in rows]}


def row_features(draft_id: UUID, limit: int, after: str | None) -> dict[str, Any]:
    """The draft's grids as GeoJSON, in the order of the file; `next` is the cursor of the following ones."""
    _one(draft_id)
    cursor = decode_cursor(after, int)
    asked = {"draft": draft_id, "after": cursor[0] if cursor else 0, "most": limit + 1}
    found = page(db.session.execute(FEATURES, asked).all(), limit, lambda row: [row.position])
    return {"type": "FeatureCollection", "features": [_grid(row) for row in found["items"]], "next": found["next"]}


def repaired_features(draft_id: UUID, fault_id: int) -> dict[str, Any]:
    """The grids that the fault's repair would change, as they would be; one that would go has no geometry."""
    _one(draft_id)
    rows = db.session.execute(REPAIRED, {"draft": draft_id, "fault": fault_id})
    return {"type": "FeatureCollection", "features": [_grid(row) for row in rows], "next": None}


def _moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError("a moment needs an offset")
    return moment


def _one(draft_id: UUID) -> Any:
    row = db.session.execute(DRAFT, {"draft": draft_id}).one_or_none()
    if row is None:
        raise Problem("not-found")
    return row


def _names(rows: Any) -> dict[str, str]:
    return names_of({row.area_code for row in rows}, clock.local_date(clock.now()))


def _draft(row: Any, names: dict[str, str]) -> dict[str, Any]:
    return {
        "id": row.id, "area": {"code": row.area_code, "name": names.get(row.area_code)}, "valid_from": row.valid_from,
        "source": row.source, "status": row.status, "made_by": row.maker, "made_at": row.made_at,
        "checked_at": row.checked_at, "adopted_by": row.adopter, "adopted_at": row.adopted_at,
        "grids": row.summary["rows"], "errors": row.summary["errors"], "warnings": row.summary["warnings"],
        "settings": row.settings,
    }  # fmt: skip


def _fault(row: Any) -> dict[str, Any]:
    verdict = VERDICTS[row.code]
    repair = row.proposal and {
        "kind": row.proposal["kind"], "title": REPAIR_TITLES[row.proposal["kind"]], "codes": row.proposal["codes"],
        "before_m2": row.proposal["before_m2"], "after_m2": row.proposal["after_m2"],
    }  # fmt: skip
    return {
        "id": row.id, "code": row.code, "title": verdict.title, "advice": verdict.advice, "detail": row.detail,
        "severity": row.severity, "codes": row.codes, "area_m2": row.area_m2, "length_m": row.length_m,
        "spot": None if row.lon is None else [row.lon, row.lat], "repairable": bool(repair), "repair": repair or None,
        "accepted": row.accepted_at is not None,
    }  # fmt: skip


def _place(row: Any) -> dict[str, Any]:
    properties = {
        "id": row.id, "code": row.code, "title": VERDICTS[row.code].title, "severity": row.severity,
        "codes": row.codes, "area_m2": row.area_m2, "length_m": row.length_m, "detail": row.detail,
        "repairable": row.repairable,
    }  # fmt: skip
    return {"type": "Feature", "id": row.id, "geometry": row.geometry, "properties": properties}


def _grid(row: Any) -> dict[str, Any]:
    properties = {
        "position": row.position, "code": row.code, "kind": row.kind, "name": row.name,
        "village_code": row.village_code, "town_code": row.town_code, "problem": row.problem,
    }  # fmt: skip
    return {"type": "Feature", "id": row.position, "geometry": row.geometry, "properties": properties}
