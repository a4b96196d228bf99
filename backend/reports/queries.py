"""Reads: a report as it was filed, its findings with masked contacts and doubts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, select, tuple_

from backend import clock
from backend.acting import Actor
from backend.api import decode_cursor, page
from backend.database import db
from backend.grids.model import GridVersion
from backend.grids.queries import names_of as names_of_places
from backend.people.queries import names_of as names_of_people
from backend.people.sight import scopes_of
from backend.photos.queries import claims_of
from backend.problems import Problem
from backend.reports.contacts import mask_name
from backend.reports.doubts import TITLES
from backend.reports.model import Contact, Doubt, Finding, Report
from backend.reports.sight import reports_seen_by
from geo.columns import lat_of, lon_of


@dataclass(frozen=True, slots=True)
class FiledBefore:
    """A report that is there already, as far as its sender is told again."""

    person_id: UUID
    content: bytes
    received_at: datetime
    grid_code: str | None
    grid_name: str | None
    grid_method: str
    findings: Sequence[Row[UUID, str | None]]


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding as filed; `contacts` masked: [{name, phone, relation, agreed}]."""

    id: UUID
    report_id: UUID
    position: int
    clause: str
    note: str
    handled_on_spot: bool
    joins: str | None
    order_code: str | None
    contacts: tuple[dict[str, Any], ...] = ()


def filed_before(report_id: UUID) -> FiledBefore | None:
    """The committed report of that id with its findings' ids and order codes, in order; None where there is none."""
    report = db.session.execute(
        select(
            Report.person_id, Report.content, Report.received_at, Report.grid_code, GridVersion.name, Report.grid_method
        )
        .outerjoin(GridVersion, GridVersion.id == Report.grid_version_id)
        .where(Report.id == report_id)
    ).one_or_none()
    if report is None:
        return None
    findings = db.session.execute(
        select(Finding.id, Finding.order_code).where(Finding.report_id == report_id).order_by(Finding.position)
    )
    return FiledBefore(*report, findings=findings.all())


def doubts_of(finding_ids: Collection[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """Per finding its doubts as `{kind, title, facts}`, by kind, in one query."""
    doubts: dict[UUID, list[dict[str, Any]]] = {finding_id: [] for finding_id in finding_ids}
    if doubts:
        query = select(Doubt.finding_id, Doubt.kind, Doubt.facts).where(Doubt.finding_id.in_(doubts))
        for row in db.session.execute(query.order_by(Doubt.finding_id, Doubt.kind)):
            doubts[row.finding_id].append({"kind": row.kind, "title": TITLES[row.kind], "facts": row.facts})
    return doubts


def findings_of(finding_ids: Collection[UUID]) -> dict[UUID, FindingRow]:
    """The findings of these ids as they were filed, contacts masked, in two queries."""
    return {row.id: row for row in _findings(Finding.id.in_(finding_ids))} if finding_ids else {}


def report_document(actor: Actor, report_id: UUID) -> dict[str, Any]:
    """The report as the person may read it. Raises Problem `not-found` where it is not in the person's sight."""
    rows = db.session.execute(_REPORT.where(Report.id == report_id, reports_seen_by(actor))).all()
    if not rows:
        raise Problem("not-found")
    return _documents(actor, rows)[0]


def report_page(actor: Actor, *, mine: bool, grid: str | None, limit: int, after: str | None) -> dict[str, Any]:
    """The reports that the person may read, newest first, as `{items, next}`."""
    query = _REPORT.where(Report.person_id == actor.id if mine else reports_seen_by(actor))
    if grid:
        query = query.where(Report.grid_code == grid)
    last = decode_cursor(after, datetime.fromisoformat, UUID)
    if last:
        query = query.where(tuple_(Report.received_at, Report.id) < tuple_(*last))
    rows = db.session.execute(query.order_by(Report.received_at.desc(), Report.id.desc()).limit(limit + 1)).all()
    found = page(rows, limit, lambda row: (row.received_at.isoformat(), str(row.id)))
    return {**found, "items": _documents(actor, found["items"])}


_REPORT = select(
    Report.id, Report.person_id, Report.edition, Report.seen_at, Report.received_at, Report.accuracy_m,
    Report.place_method, Report.grid_code, Report.grid_method, Report.village_code, Report.town_code,
    Report.premises, Report.note, Report.checked_ok, Report.datum, GridVersion.name.label("grid_name"),
    lon_of(Report.place).label("lon"), lat_of(Report.place).label("lat"),
).outerjoin(GridVersion, GridVersion.id == Report.grid_version_id)  # fmt: skip


def _documents(actor: Actor, reports: Sequence[Any]) -> list[dict[str, Any]]:
    """Whole documents in a fixed number of queries, however many reports there are."""
    if not reports:
        return []
    findings = _findings(Finding.report_id.in_([report.id for report in reports]))
    ids = [finding.id for finding in findings]
    claims, doubts = claims_of("finding", ids), doubts_of(ids)
    people = names_of_people({report.person_id for report in reports})
    areas = {code for report in reports for code in (report.village_code, report.town_code) if code}
    places = names_of_places(areas, clock.local_date(clock.now()))
    masked = scopes_of(actor)[0].masked
    documents: dict[UUID, dict[str, Any]] = {}
    for report in reports:
        mine = report.person_id == actor.id
        name = people[report.person_id].name
        documents[report.id] = _visit(report, places) | {
            "reporter": {"name": mask_name(name) if masked else name, "mine": mine},
            "findings": [
                _finding(one, claims[one.id], [] if mine else doubts[one.id])
                for one in findings
                if one.report_id == report.id
            ],
        }
    return list(documents.values())


def _visit(report: Any, places: dict[str, str]) -> dict[str, Any]:
    def area(code: str | None) -> dict[str, str | None] | None:
        return {"code": code, "name": places.get(code)} if code else None

    grid = {"code": report.grid_code, "name": report.grid_name, "method": report.grid_method}
    return {
        "id": report.id,
        "checklist": report.edition,
        "seen_at": report.seen_at,
        "received_at": report.received_at,
        "place": (report.lon, report.lat),
        "accuracy_m": report.accuracy_m,
        "place_method": report.place_method,
        "datum": report.datum,
        "grid": grid if report.grid_code else None,
        "village": area(report.village_code),
        "town": area(report.town_code),
        "premises": report.premises,
        "note": report.note,
        "checked_ok": report.checked_ok,
    }


def _finding(finding: FindingRow, claims: Sequence[Any], doubts: list[dict[str, Any]]) -> dict[str, Any]:
    photos = [
        {"sha256": "" if claim.withdrawn else claim.sha256, "kind": claim.kind, "taken_at": claim.taken_at,
         "whole": claim.whole, "place": None if claim.lon is None else (claim.lon, claim.lat),
         "withdrawn": claim.withdrawn}
        for claim in claims
    ]  # fmt: skip
    missing = [claim.sha256 for claim in claims if not claim.whole and not claim.withdrawn]
    return {
        "id": finding.id,
        "clause": finding.clause,
        "note": finding.note,
        "handled_on_spot": finding.handled_on_spot,
        "joins": finding.joins,
        "order": finding.order_code,
        "photos": photos,
        "photos_missing": list(dict.fromkeys(missing)),
        "contacts": list(finding.contacts),
        "doubts": doubts,
    }


def _findings(which: ColumnElement[bool]) -> list[FindingRow]:
    rows = db.session.execute(
        select(
            Finding.id, Finding.report_id, Finding.position, Finding.clause, Finding.note, Finding.handled_on_spot,
            Finding.joins, Finding.order_code,
        )
        .where(which)
        .order_by(Finding.report_id, Finding.position)
    ).all()  # fmt: skip
    contacts: dict[UUID, list[dict[str, Any]]] = {row.id: [] for row in rows}
    query = select(Contact.finding_id, Contact.masked, Contact.agreed).where(Contact.finding_id.in_(contacts))
    for finding_id, masked, agreed in db.session.execute(query.order_by(Contact.finding_id, Contact.position)):
        contacts[finding_id].append({**masked, "agreed": agreed})
    return [FindingRow(*row, contacts=tuple(contacts[row.id])) for row in rows]
