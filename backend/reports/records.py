"""The rows of a report: written together, once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from backend.acting import Acting
from backend.database import db
from backend.grids.located import Located
from backend.people.keys import KeyRing
from backend.reports.contacts import masked_contact, seal_contact
from backend.reports.doubts import Doubt
from backend.reports.filing import Filing
from geo.columns import point_ewkt
from geo.coordinates import Position

Noticed = Mapping[UUID, list[Doubt]]
"""Finding id → its doubts."""

# All rows of a report in one statement; none of them where the id is taken. A twin that is on its way at the same time
# is waited for: its commit or rollback decides whether anything is returned.
FILE: Final = text("""
    WITH filed AS (
        INSERT INTO report (id, person_id, edition, seen_at, received_at, raw_lon, raw_lat, datum, place, accuracy_m,
                            place_method, grid_confirmed, grid_version_id, grid_code, grid_method, village_code,
                            town_code, premises, note, checked_ok, content)
        VALUES (:id, :person, :edition, :seen_at, :received_at, :raw_lon, :raw_lat, :datum,
                ST_GeomFromEWKT(:place), :accuracy_m, :place_method, :grid_confirmed, :grid_version_id, :grid_code,
                :grid_method, :village_code, :town_code, :premises, :note, CAST(:checked_ok AS text[]), :content)
        ON CONFLICT (id) DO NOTHING RETURNING id
    ), found AS (
        INSERT INTO finding (id, report_id, position, clause, note, handled_on_spot, joins)
        SELECT f.id, filed.id, f.position - 1, f.clause, f.note, f.on_spot, f.joins
        FROM filed, unnest(CAST(:f_id AS uuid[]), CAST(:f_clause AS text[]), CAST(:f_note AS text[]),
                           CAST(:f_on_spot AS bool[]), CAST(:f_joins AS text[]))
                    WITH ORDINALITY AS f (id, clause, note, on_spot, joins, position)
    ), called AS (
        INSERT INTO contact (finding_id, position, sealed, masked, agreed)
        SELECT c.finding_id, c.position, c.sealed, CAST(c.masked AS jsonb), c.agreed
        FROM filed, unnest(CAST(:c_finding AS uuid[]), CAST(:c_position AS int[]), CAST(:c_sealed AS bytea[]),
                           CAST(:c_masked AS text[]), CAST(:c_agreed AS bool[]))
                    AS c (finding_id, position, sealed, masked, agreed)
    ), doubted AS (
        INSERT INTO doubt (finding_id, kind, noticed_at, facts)
        SELECT d.finding_id, d.kind, :received_at, CAST(d.facts AS jsonb)
        FROM filed, unnest(CAST(:d_finding AS uuid[]), CAST(:d_kind AS text[]), CAST(:d_facts AS text[]))
                    AS d (finding_id, kind, facts)
    )
    SELECT id FROM filed
""")


def store(
    acting: Acting, keys: KeyRing, report_id: UUID, filing: Filing, place: Position, located: Located, noticed: Noticed
) -> bool:
    """False where a report has this id already; then nothing was written."""
    findings = filing.findings
    called = [(one.id, at, contact) for one in findings for at, contact in enumerate(one.contacts)]
    doubted = [(finding_id, doubt) for finding_id, found in noticed.items() for doubt in found]
    values = {
        "id": report_id, "person": acting.person.id, "edition": filing.checklist, "seen_at": filing.seen_at,
        "received_at": acting.at, "raw_lon": filing.lon, "raw_lat": filing.lat, "datum": filing.datum,
        "place": point_ewkt(*place), "accuracy_m": filing.accuracy_m, "place_method": filing.place_method,
        "grid_confirmed": filing.grid_confirmed, "grid_version_id": located.grid_version_id,
        "grid_code": located.grid_code, "grid_method": located.method, "village_code": located.village_code,
        "town_code": located.town_code, "premises": filing.premises, "note": filing.note,
        "checked_ok": list(filing.checked_ok), "content": filing.content,
        "f_id": [one.id for one in findings], "f_clause": [one.clause for one in findings],
        "f_note": [one.note for one in findings], "f_on_spot": [one.handled_on_spot for one in findings],
        "f_joins": [one.joins for one in findings],
        "c_finding": [finding_id for finding_id, _, _ in called], "c_position": [at for _, at, _ in called],
        "c_sealed": [seal_contact(keys, contact) for _, _, contact in called],
        "c_masked": [_json(masked_contact(contact)) for _, _, contact in called],
        "c_agreed": [contact.agreed for _, _, contact in called],
        "d_finding": [finding_id for finding_id, _ in doubted], "d_kind": [doubt.kind for _, doubt in doubted],
        "d_facts": [_json(doubt.facts) for _, doubt in doubted],
    }  # fmt: skip
    return db.session.execute(FILE, values).first() is not None


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)
