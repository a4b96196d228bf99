"""Requests as the wire shows them: what is asked for, where it stands, who did what when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, tuple_

from backend import clock
from backend.acting import Acting, Actor
from backend.api import decode_cursor, page
from backend.database import db
from backend.editions import queries
from backend.editions.admission import open_to, proposal_of
from backend.editions.comparing import written_change
from backend.editions.lifecycle import MOVE, STATE
from backend.editions.model import ClauseRequest, ClauseRequestStep
from backend.editions.requests import Proposal, as_written
from backend.editions.sight import demand_reading, may_see, requests_seen_by
from backend.grids.queries import names_of as names_of_areas
from backend.people.access import ROLE_TITLES
from backend.people.queries import names_of
from backend.problems import Problem
from checklists.shelf import shelf


def request_page(acting: Acting, state: str | None, limit: int, after: str | None) -> dict[str, Any]:
    """Requests that one may read, newest first. Raises Problem `not-allowed`, `invalid` for a strange cursor."""
    demand_reading(acting.person)
    key = decode_cursor(after, _moment, UUID)
    wanted = select(ClauseRequest).where(requests_seen_by(acting.person))
    if state:
        wanted = wanted.where(ClauseRequest.state == state)
    if key is not None:
        wanted = wanted.where(tuple_(ClauseRequest.made_at, ClauseRequest.id) < tuple_(*key))
    ordered = wanted.order_by(ClauseRequest.made_at.desc(), ClauseRequest.id.desc()).limit(limit + 1)
    rows = db.session.scalars(ordered).all()
    found = page(rows, limit, lambda row: (row.made_at.isoformat(), str(row.id)))
    names = _area_names(found["items"])
    return {**found, "items": [_summary(acting.person, row, names) for row in found["items"]]}


def request_document(acting: Acting, request_id: UUID) -> dict[str, Any]:
    """One request, whole, with its history. Raises Problem `not-found` outside one's sight."""
    demand_reading(acting.person)
    request = db.session.get(ClauseRequest, request_id)
    if request is None or not may_see(acting.person, request):
        raise Problem("not-found")
    return whole(acting, request)


def whole(acting: Acting, request: ClauseRequest) -> dict[str, Any]:
    """The request with its history, as the acting person sees it."""
    wanted = select(ClauseRequestStep).where(ClauseRequestStep.request_id == request.id)
    steps = db.session.scalars(wanted.order_by(ClauseRequestStep.seq)).all()
    names = names_of([step.actor_id for step in steps])
    # The auditor sees everything masked: what counts is in which office it was done.
    masked = acting.person.role == "auditor"
    history = [
        {
            "seq": step.seq, "step": step.step, "title": MOVE[step.step].title if step.step in MOVE else "提出",
            "from": step.from_state, "to": step.to_state, "at": step.at, "note": step.note, "facts": step.facts,
            "by": names[step.actor_id].name[:1] + "*" if masked else names[step.actor_id].name,
            "role_title": ROLE_TITLES[step.actor_role], "as_deputy": step.deputy_for is not None,
        }
        for step in steps
    ]  # fmt: skip
    told = _proposal(proposal_of(request))
    return {**_summary(acting.person, request, _area_names([request])), **told, "history": history}


def _summary(actor: Actor, request: ClauseRequest, names: dict[str, str]) -> dict[str, Any]:
    unit = shelf().find_unit(request.unit_code) if request.unit_code else None
    return {
        "id": request.id, "kind": request.kind, "state": request.state, "state_title": STATE[request.state].title,
        "version": request.version, "item": request.item, "clause": request.clause, "title": _title(request),
        "temporary_until": request.temporary_until, "notice_from": request.notice_from,
        "notice_until": request.notice_until, "edition": request.edition, "made_at": request.made_at,
        "applicant": unit.title if unit else names.get(request.area_code or "", ROLE_TITLES["centre"]),
        "workload_per_month": request.workload_per_month,
        "trial_area": {"code": request.trial_area, "name": names.get(request.trial_area, "")}
        if request.trial_area else None,
        "steps_open_to_me": open_to(actor, request),
    }  # fmt: skip


def _title(request: ClauseRequest) -> str:
    """What the clause is called, the one proposed or the one that leaves."""
    if request.kind == "enter":
        return str(request.content.get("title", ""))
    known = queries.editions().values()
    found = (one.find_clause(request.clause or "") for one in sorted(known, key=lambda one: one.edition, reverse=True))
    clause = next(filter(None, found), None)
    return clause.title if clause else ""


def _proposal(proposal: Proposal) -> dict[str, Any]:
    written = as_written(proposal.content, proposal.clause or f"{proposal.item}-??", proposal.temporary_until)
    return {
        "content": proposal.content, "basis": proposal.basis, "reason": proposal.reason,
        "written": written_change(proposal.kind, written, queries.current().edition, proposal.clause),
    }  # fmt: skip


def _area_names(rows: Sequence[ClauseRequest]) -> dict[str, str]:
    codes = {code for row in rows for code in (row.area_code, row.trial_area) if code}
    return names_of_areas(codes, clock.local_date(clock.now()))


def _moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError("a moment needs an offset")
    return moment
