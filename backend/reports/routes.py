"""HTTP: the checklists that phones keep, filing a report, reading reports."""

from __future__ import annotations

import gzip
import json
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from flask import Response, current_app, request
from flask_login import current_user

from backend.api import Blueprint, acting, not_modified, with_etag
from backend.database import transaction
from backend.editions.queries import current, find_edition
from backend.problems import Problem
from backend.reports.actions import file_report
from backend.reports.checklist_schemas import ChecklistSchema
from backend.reports.fields import moment_or_none
from backend.reports.filing import Filing
from backend.reports.queries import report_document, report_page
from backend.reports.schemas import AcceptedSchema, FilingSchema, ReportPageSchema, ReportSchema, ReportsQuery
from backend.reports.sight import demand_reading
from checklists.checklist import Checklist
from checklists.wire import as_document

blueprint = Blueprint("reports", __name__, description="上报：提交一次巡查，查看上报")
checklists = Blueprint("checklists", __name__, description="清单：巡查上报的事项和条款")

PHONE_CLOCK = {
    "name": "X-Device-Time",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "format": "date-time"},
    "description": "The phone's own time when it sent this request; a clock off by over 10 minutes is noted.",
}


# An instance: webargs would make a schema, with all that is nested in it, for every request.
@blueprint.put("/reports/<uuid:report_id>")
@blueprint.arguments(FilingSchema())
@blueprint.response(201, AcceptedSchema, description="The report is filed.")
@blueprint.alt_response(200, schema=AcceptedSchema, description="It was filed before, with this content.")
@blueprint.doc(parameters=[PHONE_CLOCK])
def put_report(filing: Filing, report_id: UUID) -> Any:
    """File a report. Repeat it at will: the same id with the same content is the same report."""
    me = acting()
    with transaction():
        answer, new = file_report(me, current_app.extensions["keys"], report_id, filing, _phone_clock())
    return answer, 201 if new else 200


@blueprint.get("/reports")
@blueprint.arguments(ReportsQuery, location="query")
@blueprint.response(200, ReportPageSchema)
def list_reports(query: dict[str, Any]) -> Any:
    """Reports that one may read, newest first."""
    me = acting()
    with transaction():
        demand_reading(me.person)
        return report_page(me.person, **query)


@blueprint.get("/reports/<uuid:report_id>")
@blueprint.response(200, ReportSchema)
def show_report(report_id: UUID) -> Any:
    """One report as it was filed."""
    me = acting()
    with transaction():
        demand_reading(me.person)
        return report_document(me.person, report_id)


def _phone_clock() -> datetime | None:
    # A header that cannot be read says nothing: the filing goes on without it.
    return moment_or_none(request.headers.get("X-Device-Time"))


@checklists.get("/checklists/current")
@checklists.response(200, ChecklistSchema)
def show_current() -> Response:
    """The edition in force for the asking person's area today; without sign-in the county's. ETag = digest."""
    area = current_user.actor.area_code if current_user.is_authenticated else None
    with transaction():
        return _document(current(area))


@checklists.get("/checklists/<string:edition>")
@checklists.response(200, ChecklistSchema)
def show_edition(edition: str) -> Response:
    """One edition: reports that were begun with it still need it."""
    with transaction():
        found = find_edition(edition)
    if found is None:
        raise Problem("not-found")
    return _document(found)


def _document(checklist: Checklist) -> Response:
    packed = request.accept_encodings.quality("gzip") > 0
    # Packed or plain, the ETag is the digest, as the contract says: it names what the list says, and no part of an
    # answer is ever asked for by itself.
    response = not_modified(checklist.digest) or with_etag(_full(checklist, packed), checklist.digest)
    response.headers["Vary"] = "Accept-Encoding, Cookie"
    return response


def _full(checklist: Checklist, packed: bool) -> Response:
    """The whole edition; packed it is a quarter as large, which a phone without much signal feels."""
    headers = {"Content-Encoding": "gzip"} if packed else {}
    written = _written(checklist.edition, checklist.digest, packed)
    return Response(written, content_type="application/json", headers=headers)


# What a digest names never changes: it is written once in the life of the process.
@lru_cache(maxsize=16)
def _written(edition: str, digest: str, packed: bool) -> bytes:
    found = find_edition(edition)
    text = json.dumps(as_document(found), ensure_ascii=False).encode() if found else b""
    return gzip.compress(text, 9, mtime=0) if packed else text
