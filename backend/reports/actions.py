"""Filing a report: the hot path. Few round trips, many rows at once, everything in the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from backend.acting import Acting
from backend.clock import local_date
from backend.database import db
from backend.grids.located import Located, Place
from backend.grids.locating import locate
from backend.people.access import demand
from backend.people.keys import KeyRing
from backend.photos.actions import expect_many
from backend.photos.declared import DeclaredPhoto
from backend.photos.queries import missing_of
from backend.problems import Problem
from backend.reports import doubts
from backend.reports.answers import refusal_of
from backend.reports.events import FindingFacts, FindingPhotosComplete, ReportFacts, ReportFiled
from backend.reports.filing import FiledFinding, Filing
from backend.reports.pictures import look_twice
from backend.reports.queries import filed_before
from backend.reports.receipts import sign_receipt
from backend.reports.records import Noticed, store
from geo.coordinates import Datum, Position, looks_swapped, to_wgs84

GIVE_CODES: Final = text("""
    UPDATE finding SET order_code = given.code
    FROM unnest(CAST(:ids AS uuid[]), CAST(:codes AS text[])) AS given (id, code)
    WHERE finding.id = given.id
""")


def file_report(
    acting: Acting, keys: KeyRing, report_id: UUID, filing: Filing, phone_clock: datetime | None = None
) -> tuple[dict[str, Any], bool]:
    """The report is stored with its findings, ReportFiled is heard: (the answer to the phone, whether it is new).

    The same id with the same content by the same person is the same report: nothing is stored or published again.
    `phone_clock` is the phone's own time when it sent. Raises Problems `not-allowed`, `unknown-edition`, `invalid`,
    `report-differs`; `finding-id-used` comes from the database.
    """
    demand(acting.person, "report.file")
    # For the list the phone's own day counts however long ago: what was right when it was written down stays right.
    refusal = refusal_of(filing, local_date(min(filing.seen_at, acting.at)), local_date(acting.at))
    if refusal:
        # What was accepted once stays accepted, whatever the checklist says by now.
        return _same_again(acting, keys, report_id, filing, refusal), False
    swapped = looks_swapped(filing.lon, filing.lat)
    place = _put_right(filing.lon, filing.lat, filing.datum)
    where = Place(place.lon, place.lat, filing.accuracy_m)
    located = locate(where, _division_day(filing.seen_at, acting.at), acting.person.grids, filing.grid_confirmed)
    findings = [replace(finding, photos=_in_wgs84(finding.photos, filing.datum)) for finding in filing.findings]
    of_visit = doubts.of_visit(filing, located, acting.at, phone_clock, swapped=swapped)
    noticed: Noticed = {one.id: [*of_visit, *doubts.of_photos(one.photos, place)] for one in findings}
    if not store(acting, keys, report_id, filing, place, located, noticed):
        return _same_again(acting, keys, report_id, filing, Problem("report-differs")), False
    missing = expect_many(acting, [("finding", one.id, one.photos) for one in findings if one.photos])
    filed = ReportFiled(
        _report_facts(acting, report_id, filing, place, located),
        tuple(_finding_facts(at, one, noticed, missing) for at, one in enumerate(findings)),
    )
    acting.publish(filed)
    _look_at_known_photos(acting, findings, missing)
    for finding in filed.findings:
        if not finding.photos_missing:
            acting.publish(FindingPhotosComplete(finding.id, at_filing=True))
    return _answer(keys, filed, filing.content), True


def give_order_codes(filed: ReportFiled, codes: Mapping[UUID, str]) -> None:
    """Each finding of the report knows the order it opened or joined (one statement), and so does the event."""
    db.session.execute(GIVE_CODES, {"ids": list(codes), "codes": list(codes.values())})
    filed.codes.update(codes)


def _look_at_known_photos(
    acting: Acting, findings: Sequence[FiledFinding], missing: Mapping[UUID, Sequence[str]]
) -> None:
    """A picture that is there already came from elsewhere; nobody will announce it again."""
    known: dict[str, list[UUID]] = {}
    for finding in findings:
        for sha256 in {photo.sha256 for photo in finding.photos}.difference(missing.get(finding.id, ())):
            known.setdefault(sha256, []).append(finding.id)
    look_twice(acting, known)


def _division_day(seen_at: datetime, received_at: datetime) -> date:
    """The day whose division counts: when it was seen, or today where that moment cannot be believed."""
    believable = received_at - doubts.LONG_AGO <= seen_at <= received_at
    return local_date(seen_at if believable else received_at)


def _put_right(lon: float, lat: float, datum: Datum) -> Position:
    """WGS-84, and longitude first where the phone had exchanged them."""
    return to_wgs84(*((lat, lon) if looks_swapped(lon, lat) else (lon, lat)), datum)


def _in_wgs84(photos: Sequence[DeclaredPhoto], datum: Datum) -> tuple[DeclaredPhoto, ...]:
    return tuple(_photo_in_wgs84(photo, datum) for photo in photos)


def _photo_in_wgs84(photo: DeclaredPhoto, datum: Datum) -> DeclaredPhoto:
    """EXIF is WGS-84 as it stands; what the device measured is in the report's datum."""
    if photo.lon is None or photo.lat is None:
        return photo
    lon, lat = _put_right(photo.lon, photo.lat, "wgs84" if photo.evidence_from == "exif" else datum)
    return replace(photo, lon=lon, lat=lat)


def _same_again(acting: Acting, keys: KeyRing, report_id: UUID, filing: Filing, otherwise: Problem) -> dict[str, Any]:
    """The answer of the first time, with the photos that are missing now; raises `otherwise` for anything else."""
    before = filed_before(report_id)
    if before is None:
        raise otherwise
    if before.person_id != acting.person.id or before.content != filing.content:
        raise Problem("report-differs")
    missing = missing_of("finding", [finding.id for finding in before.findings])
    findings = [
        {"id": one.id, "order": one.order_code, "photos_missing": missing.get(one.id, [])} for one in before.findings
    ]
    return {
        "id": report_id,
        "received_at": before.received_at,
        "grid": _grid(before.grid_code, before.grid_name, before.grid_method),
        "findings": findings,
        "receipt": sign_receipt(keys, report_id, before.content, before.received_at, before.grid_code),
    }


def _answer(keys: KeyRing, filed: ReportFiled, content: bytes) -> dict[str, Any]:
    report = filed.report
    found = report.located
    return {
        "id": report.id,
        "received_at": report.received_at,
        "grid": _grid(found.grid_code, found.name, found.method),
        "findings": [
            {"id": one.id, "order": filed.codes.get(one.id), "photos_missing": list(one.photos_missing)}
            for one in filed.findings
        ],
        "receipt": sign_receipt(keys, report.id, content, report.received_at, found.grid_code),
    }


def _grid(code: str | None, name: str | None, method: str) -> dict[str, str | None] | None:
    return {"code": code, "name": name, "method": method} if code else None


def _report_facts(acting: Acting, report_id: UUID, filing: Filing, place: Position, located: Located) -> ReportFacts:
    return ReportFacts(
        id=report_id,
        person_id=acting.person.id,
        edition=filing.checklist,
        seen_at=filing.seen_at,
        received_at=acting.at,
        lon=place.lon,
        lat=place.lat,
        premises=filing.premises,
        note=filing.note,
        located=located,
    )


def _finding_facts(
    at: int, finding: FiledFinding, noticed: Noticed, missing: Mapping[UUID, Sequence[str]]
) -> FindingFacts:
    return FindingFacts(
        id=finding.id,
        position=at,
        clause=finding.clause,
        note=finding.note,
        handled_on_spot=finding.handled_on_spot,
        joins=finding.joins,
        doubts=tuple(sorted(doubt.kind for doubt in noticed[finding.id])),
        photos_missing=tuple(missing.get(finding.id, ())),
    )
