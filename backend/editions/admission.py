"""Clauses come in and leave by requests: one hand applies, another reviews, the notice is out for its days."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, insert, select

from backend import clock
from backend.acting import Acting, Actor
from backend.database import db
from backend.editions import queries
from backend.editions.lifecycle import MOVE, Move
from backend.editions.model import ClauseRequest, ClauseRequestStep
from backend.editions.requests import Proposal, StepWish, check, next_code
from backend.editions.sight import may_see
from backend.people.access import demand, may
from backend.problems import FieldFault, Problem

APPLYING: Final = 14
"""The advisory lock under which one request is made once, though it is sent twice at the same moment."""
CODING: Final = 15
"""The advisory lock under which an item's next code is given."""


def apply_for(acting: Acting, request_id: UUID, proposal: Proposal) -> ClauseRequest:
    """The request stands as a draft, once however often it is sent.

    Raises Problem `not-allowed`, `admission-differs`, `invalid`, `unknown-area`.
    """
    demand(acting.person, "clause.apply")
    _alone(APPLYING, str(request_id))
    before = db.session.get(ClauseRequest, request_id)
    if before is not None:
        first = _step_of(before, 1)
        if before.made_by != acting.person.id or first.facts != _facts_of(proposal):
            raise Problem("admission-differs")
        return before
    capacity = _capacity(acting.person, "clause.apply")
    check(proposal, queries.current(None), clock.local_date(acting.at))
    row = {
        "id": request_id, "area_code": capacity.area_code, "unit_code": capacity.unit_code,
        "made_by": acting.person.id, "made_for": capacity.id if capacity.id != acting.person.id else None,
        "made_at": acting.at, "state": "draft", "version": 1, **_columns(proposal),
    }  # fmt: skip
    db.session.execute(insert(ClauseRequest), row)
    made = db.session.get_one(ClauseRequest, request_id)
    _write(acting, made, request_id, "apply", capacity, None, "", _facts_of(proposal))
    return made


def take_step(acting: Acting, request_id: UUID, wish: StepWish) -> ClauseRequest:
    """The step is taken, once however often it is sent; the request as it stands afterwards.

    Raises Problem `not-found` outside one's sight, `not-allowed`, `own-admission`, `admission-step-not-open`,
    `step-differs`, `invalid`, `clause-code-taken`.
    """
    request = db.session.scalar(select(ClauseRequest).where(ClauseRequest.id == request_id).with_for_update())
    if request is None or not may_see(acting.person, request):
        raise Problem("not-found")
    facts = _carried(wish)
    if (taken := db.session.get(ClauseRequestStep, wish.id)) is not None:
        same = (taken.request_id, taken.actor_id, taken.step, taken.note, taken.facts)
        if same != (request_id, acting.person.id, wish.step, wish.note, facts):
            raise Problem("step-differs")
        return request
    move = MOVE[wish.step]
    capacity = _party(acting.person, request, move)
    if request.state not in move.from_states:
        raise Problem("admission-step-not-open")
    _demand_facts(move, wish)
    _carry_out(acting, request, wish)
    was, request.state, request.version = request.state, move.to_state, request.version + 1
    _write(acting, request, wish.id, move.step, capacity, was, wish.note, facts)
    return request


def open_to(actor: Actor, request: ClauseRequest) -> list[str]:
    """The steps that the person may take on the request as it stands, in the order of the road."""
    return [
        move.step for move in MOVE.values() if request.state in move.from_states and _is_party(actor, request, move)
    ]


def _is_party(actor: Actor, request: ClauseRequest, move: Move) -> bool:
    try:
        _party(actor, request, move)
    except Problem:
        return False
    return True


def _party(actor: Actor, request: ClauseRequest, move: Move) -> Actor:
    """As whom the person may take the step. A deputy counts as both, and neither decides on an own request."""
    applicants = {request.made_by, request.made_for} - {None}
    if move.party == "applicant":
        demand(actor, "clause.apply")
        if actor.id not in applicants:
            raise Problem("not-allowed")
        return _capacity(actor, "clause.apply")
    demand(actor, "clause.admit")
    capacity = _capacity(actor, "clause.admit")
    if {actor.id, capacity.id} & applicants:
        raise Problem("own-admission")
    return capacity


def _capacity(actor: Actor, permission: str) -> Actor:
    """As whom the person does it: as oneself where possible, else as the one deputised."""
    able = (one for one in (actor, *actor.deputy_for) if may(_by_oneself(one), permission))
    return next(able, actor)


def _by_oneself(actor: Actor) -> Actor:
    return Actor(actor.id, actor.username, actor.name, actor.role, actor.area_code, actor.unit_code)


def _demand_facts(move: Move, wish: StepWish) -> None:
    faults = [
        FieldFault(f"/{name}", "missing", "这一步必须填写这一项。")
        for name in move.needs
        if getattr(wish, name) is None
    ]
    if move.note_needed and not wish.note.strip():
        faults.append(FieldFault("/note", "missing", "请写明理由，申请单位会看到。"))
    faults += [
        FieldFault(f"/{name}", "unknown", "这一步不填这一项，请删去。")
        for name in ("proposal", "notice_from", "notice_until", "edition")
        if name not in move.needs and getattr(wish, name) is not None
    ]
    if faults:
        raise Problem("invalid", errors=faults)


def _carry_out(acting: Acting, request: ClauseRequest, wish: StepWish) -> None:
    """What a step changes beside the state."""
    today = clock.local_date(acting.at)
    if wish.step == "amend" and wish.proposal is not None:
        check(wish.proposal, queries.current(None), today)
        for name, value in _columns(wish.proposal).items():
            setattr(request, name, value)
    elif wish.step == "submit":
        check(proposal_of(request), queries.current(None), today)
    elif wish.step == "review" and request.kind == "enter" and request.clause is None:
        _alone(CODING, request.item)
        taken = db.session.scalars(select(ClauseRequest.clause).where(ClauseRequest.item == request.item))
        request.clause = next_code(request.item, queries.editions().values(), filter(None, taken))
    elif wish.step == "announce":
        _announce(request, wish, today)
    elif wish.step == "take-effect":
        _take_effect(request, wish, today)


def _announce(request: ClauseRequest, wish: StepWish, today: date) -> None:
    first, last = wish.notice_from, wish.notice_until
    if first is None or last is None or first < today or last < first:
        title = "公示从今天或以后开始，最后一天不早于第一天，请核对日期。"
        raise Problem("invalid", errors=[FieldFault("/notice_from", "dates", title)])
    if request.temporary_until is not None and request.temporary_until <= last:
        title = "公示结束时临时条款已经到期，请缩短公示或退回修改。"
        raise Problem("invalid", errors=[FieldFault("/notice_until", "dates", title)])
    request.notice_from, request.notice_until = first, last


def _take_effect(request: ClauseRequest, wish: StepWish, today: date) -> None:
    """The file is the truth: an edition that is activated must say so already, and the notice must be over."""
    if request.notice_until is not None and today <= request.notice_until:
        title = f"公示到 {request.notice_until} 止，结束后才能生效。"
        raise Problem("invalid", errors=[FieldFault("/step", "notice-running", title)])
    activated = {row.edition for row in queries.activations()}
    checklist = queries.find_edition(wish.edition or "") if wish.edition in activated else None
    if checklist is None:
        title = "这一版清单还没有起用，请先发布并起用写有这项改动的版本。"
        raise Problem("invalid", errors=[FieldFault("/edition", "not-activated", title)])
    if (checklist.find_clause(request.clause or "") is not None) != (request.kind == "enter"):
        said = "没有这个条款" if request.kind == "enter" else "还有这个条款"
        title = f"{wish.edition} 版清单里{said}，请先用 checklists admit 写进清单再发布。"
        raise Problem("invalid", errors=[FieldFault("/edition", "not-in-the-file", title)])
    request.edition = wish.edition


def proposal_of(request: ClauseRequest) -> Proposal:
    """The proposal as the request holds it."""
    return Proposal(
        request.kind, request.item, request.content, request.basis, request.workload_per_month, request.reason,
        request.clause, request.trial_area, request.temporary_until,
    )  # fmt: skip


def _columns(proposal: Proposal) -> dict[str, Any]:
    return {**asdict(proposal), "content": dict(proposal.content)}


def _facts_of(proposal: Proposal) -> dict[str, Any]:
    until = proposal.temporary_until
    return {**_columns(proposal), "temporary_until": until.isoformat() if until else None}


def _carried(wish: StepWish) -> dict[str, Any]:
    """What the step carries, as JSON; only what was sent."""
    facts: dict[str, Any] = {"proposal": _facts_of(wish.proposal)} if wish.proposal else {}
    days = {"notice_from": wish.notice_from, "notice_until": wish.notice_until}
    facts.update({name: day.isoformat() for name, day in days.items() if day})
    return facts | ({"edition": wish.edition} if wish.edition else {})


def _alone(lock: int, what: str) -> None:
    """Until the transaction ends nobody else does the same to the same."""
    db.session.execute(select(func.pg_advisory_xact_lock(lock, func.hashtext(what))))


def _step_of(request: ClauseRequest, seq: int) -> ClauseRequestStep:
    wanted = select(ClauseRequestStep).where(ClauseRequestStep.request_id == request.id, ClauseRequestStep.seq == seq)
    return db.session.scalars(wanted).one()


def _write(
    acting: Acting, request: ClauseRequest, step_id: UUID, step: str, capacity: Actor, was: str | None, note: str,
    facts: dict[str, Any],
) -> None:  # fmt: skip
    """The history row that belongs to the request's present version."""
    last = select(func.coalesce(func.max(ClauseRequestStep.seq), 0)).where(ClauseRequestStep.request_id == request.id)
    row = {
        "id": step_id, "request_id": request.id, "seq": (db.session.scalar(last) or 0) + 1, "step": step,
        "from_state": was, "to_state": request.state, "actor_id": acting.person.id, "actor_role": capacity.role,
        "deputy_for": capacity.id if capacity.id != acting.person.id else None, "at": acting.at, "note": note,
        "facts": facts,
    }  # fmt: skip
    db.session.flush()
    db.session.execute(insert(ClauseRequestStep), row)
