"""The rows of a report: written together, once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from backend.acting import Acting
from backend.database import db
from backend.grids.located import Located
from backend.people.keys import KeyRing
from backend.reports.contacts import masked_contact, seal_contact
from backend.reports.doubts import Doubt
from backend.reports.filing import FiledFinding, Filing
from geo.columns import point_ewkt
from geo.coordinates import Position

Noticed = Mapping[UUID, list[Doubt]]
"""Finding id → its doubts."""

# All rows of a report in one statement; none of them where the id is taken. A twin that is on its way at the same time
# is waited for: its commit or rollback decides whether anything is returned.
FILE: Final = text("""
    WITH filed AS (
        INSERT INTO report (id, person_id, edition, seen_at, received_at, raw_lon, raw_lat, datum, place, accuracy_m,
                            place_method, grid_confirmed, grid_version_id, grid_code, grid_method, micro_code,
                            village_code, town_code, device_id, premises, note, checked_ok, content)
        VALUES (:id, :person, :edition, :seen_at, :received_at, :raw_lon, :raw_lat, :datum,
                ST_GeomFromEWKT(:place), :accuracy_m, :place_method, :grid_confirmed, :grid_version_id, :grid_code,
                :grid_method, :micro_code, :village_code, :town_code, :device, :premises, :note,
                CAST(:checked_ok AS text[]), :content)
        ON CONFLICT (id) DO NOTHING RETURNING id
    ), found AS (
        INSERT INTO finding (id, report_id, position, clause, note, handled_on_spot, joins)
        SELECT f.id, filed.id, f.position, f.clause, f.note, f.on_spot, f.joins
        FROM filed, jsonb_to_recordset(CAST(:findings AS jsonb))
                    AS f (id uuid, position int, clause text, note text, on_spot bool, joins text)
    ), called AS (
        INSERT INTO contact (finding_id, position, sealed, masked, agreed)
        SELECT c.finding, c.position, c.sealed, c.masked, c.agreed
        FROM filed, jsonb_to_recordset(CAST(:contacts AS jsonb))
                    AS c (finding uuid, position int, sealed bytea, masked jsonb, agreed bool)
    ), doubted AS (
        INSERT INTO doubt (finding_id, kind, noticed_at, facts)
        SELECT d.finding, d.kind, :received_at, d.facts
        FROM filed, jsonb_to_recordset(CAST(:doubts AS jsonb)) AS d (finding uuid, kind text, facts jsonb)
    )
    SELECT id FROM filed
""")


def store(
    acting: Acting, keys: KeyRing, report_id: UUID, filing: Filing, place: Position, located: Located, noticed: Noticed
) -> bool:
    """False where a report has this id already; then nothing was written."""
    values = {
        "id": report_id, "person": acting.person.id, "edition": filing.checklist, "seen_at": filing.seen_at,
        "received_at": acting.at, "raw_lon": filing.lon, "raw_lat": filing.lat, "datum": filing.datum,
        "place": point_ewkt(*place), "accuracy_m": filing.accuracy_m, "place_method": filing.place_method,
        "grid_confirmed": filing.grid_confirmed, "grid_version_id": located.grid_version_id,
        "grid_code": located.grid_code, "grid_method": located.method, "micro_code": located.micro_code,
        "village_code": located.village_code, "town_code": located.town_code, "device": filing.device,
        "premises": filing.premises, "note": filing.note, "checked_ok": list(filing.checked_ok),
        "content": filing.content,
        "findings": _findings(filing.findings), "contacts": _contacts(keys, filing.findings),
        "doubts": _doubts(noticed),
    }  # fmt: skip
    return db.session.execute(FILE, values).first() is not None


# Rows travel as JSON: three texts however many rows, and one prepared statement for one finding and for twenty.
def _findings(findings: Sequence[FiledFinding]) -> str:
    return _json(
        {"id": str(one.id), "position": at, "clause": one.clause, "note": one.note, "on_spot": one.handled_on_spot,
         "joins": one.joins}
        for at, one in enumerate(findings)
    )  # fmt: skip


def _contacts(keys: KeyRing, findings: Sequence[FiledFinding]) -> str:
    return _json(
        {"finding": str(one.id), "position": at, "sealed": f"\\x{seal_contact(keys, contact).hex()}",
         "masked": masked_contact(contact), "agreed": contact.agreed}
        for one in findings
        for at, contact in enumerate(one.contacts)
    )  # fmt: skip


def _doubts(noticed: Noticed) -> str:
    return _json(
        {"finding": str(finding_id), "kind": doubt.kind, "facts": doubt.facts}
        for finding_id, found in noticed.items()
        for doubt in found
    )


def _json(rows: Iterable[Mapping[str, Any]]) -> str:
    return json.dumps(list(rows), ensure_ascii=False)
