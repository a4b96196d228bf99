"""Bounties as reviewers read them: what was found, what the rules propose, the road, and the steps open to oneself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, tuple_

from backend.acting import Acting
from backend.api import MOST_ITEMS, decode_cursor, page
from backend.database import db
from backend.orders.clauses import clause_of
from backend.orders.lifecycle import RECORDED, STEP
from backend.orders.queries import road_of
from backend.people.access import ROLE_TITLES, demand
from backend.photos.queries import ClaimRow, claims_of, missing_of
from backend.problems import Problem
from backend.reports.queries import findings_of
from rewards import reviews
from rewards.appeals import appeal_until, kind_open, listed, told_at_of
from rewards.eligibility import REASON_OF, TITLES
from rewards.lifecycle import APPEAL_TITLES, MONTH_STATE, MOVE, PARTY_TITLES, REASONS, STATE, State
from rewards.model import LedgerEntry
from rewards.month_model import Bounty, BountyAppeal, BountyStep, Tally
from rewards.queries import FUND
from rewards.sight import reviewed_by, visible
from rewards.standing import open_moves
from rewards.tariff import in_words

Document = dict[str, Any]
MOST_COUNTED: Final = 10_000


def list_page(
    acting: Acting, state: str | None, month: str | None, town: str | None, hint: str | None, limit: int,
    after: str | None,
) -> Document:  # fmt: skip
    """The bounties of one's office, oldest first, with how many stand in each state (at most MOST_COUNTED each)."""
    demand(acting.person, "reward.read")
    office = reviewed_by(acting.person)
    if office is None:
        raise Problem("not-allowed")
    key = decode_cursor(after, _moment, UUID)
    statement = wanted(office, state, month, town, hint)
    if key:
        statement = statement.where(tuple_(Bounty.received_at, Bounty.finding_id) > tuple_(*key))
    rows = db.session.scalars(statement.limit(limit + 1).execution_options(populate_existing=True)).all()
    found = page(rows, limit, lambda bounty: (bounty.received_at.isoformat(), str(bounty.finding_id)))
    return {**found, "items": [item(acting, bounty) for bounty in found["items"]], "counts": _counts(office)}


def wanted(
    office: ColumnElement[bool], state: str | None = None, month: str | None = None, town: str | None = None,
    hint: str | None = None,
) -> Select[Bounty]:  # fmt: skip
    """The bounties of an office that the list is asked for, oldest first."""
    statement = select(Bounty).where(Bounty.fund == FUND, office)
    for column, value in ((Bounty.state, state), (Bounty.month, month), (Bounty.town_code, town)):
        if value:
            statement = statement.where(column == value)
    if hint:
        statement = statement.where(Bounty.proposals.contains([{"code": hint}]))
    return statement.order_by(Bounty.received_at, Bounty.finding_id)


def entry_page(acting: Acting, entry: UUID) -> Document:
    """One bounty with photos, the order's history and its own road. Raises Problem `entry-not-found`."""
    found = select(Bounty).where(Bounty.id == entry, visible(acting.person))
    bounty = db.session.scalars(found.execution_options(populate_existing=True)).one_or_none()
    if bounty is None:
        raise Problem("entry-not-found")
    finding = bounty.finding_id
    seen = findings_of([finding])[finding]
    tally = db.session.get(Tally, bounty.tally_id) if bounty.tally_id else None
    appeal = db.session.scalars(select(BountyAppeal).where(BountyAppeal.bounty_id == bounty.id)).one_or_none()
    return {
        **item(acting, bounty), "note": seen.note, "received_at": bounty.received_at, "first_at": bounty.first_at,
        "verified_at": bounty.verified_at,
        "photos": [_photo(claim) for claim in claims_of("finding", [finding])[finding]],
        "photos_missing": len(missing_of("finding", [finding])[finding]),
        "order_road": [_order_step(row) for row in road_of(bounty.order_id)],
        "road": [_step(step) for step in _road(bounty.id)], "ledger": [_row(row) for row in _ledger(finding)],
        "reasons": [{"code": each.code, "title": each.title, "sentence": each.sentence} for each in REASONS],
        "tally": {"id": tally.id, "month": tally.month, "state": tally.state} if tally else None,
        "appeal": appeal_document(appeal) if appeal else None,
        "appeal_open": standing_appeal(acting, bounty, tally) if appeal is None else None,
    }  # fmt: skip


def item(acting: Acting, bounty: Bounty) -> Document:
    """One bounty as a list shows it."""
    clause = clause_of(bounty.edition, bounty.clause)
    return {
        "id": bounty.id, "order": bounty.order_code, "finding": bounty.finding_id,
        "clause": {"code": clause.code, "title": clause.title}, "level": bounty.level,
        "reviewed_level": bounty.reviewed_level, "amount_fen": bounty.amount_fen, "month": bounty.month,
        "state": bounty.state, "state_title": STATE[bounty.state].title, "premises": bounty.premises,
        "sensitive": bounty.sensitive, "town": bounty.town_code, "reason": bounty.reason,
        "proposals": [
            {"code": one["code"], "title": TITLES[one["code"]], "reason": REASON_OF[one["code"]],
             "evidence": one["evidence"]} for one in bounty.proposals
        ],
        "hints": [], "second_due": bounty.second_due, "in_tally": bounty.tally_id,
        "steps_open": [_offered(move.step) for move in open_moves(acting.person, bounty)],
        "reporter": f"网格员 {bounty.person_id.int % 10_000:04d}", "mine": bounty.person_id == acting.person.id,
        "version": bounty.version,
    }  # fmt: skip


def standing_appeal(acting: Acting, bounty: Bounty, tally: Tally | None) -> Document | None:
    """What the worker may raise now, and until when; None for others, and where nothing is open."""
    kind = kind_open(bounty, tally, acting.at) if bounty.person_id == acting.person.id else None
    return {"kind": kind, "until": appeal_until(told_at_of(bounty, tally))} if kind else None


def whose_turn(state: str, tally_state: str | None, second_due: bool) -> tuple[str, str | None, str | None]:
    """How the worker reads where a bounty stands: title, who decides next as a role's code and title."""
    stands: State = STATE[state]
    decides, title = stands.decides, stands.title
    if state == "tallied" and tally_state is not None:
        month = MONTH_STATE[tally_state]
        title, decides = f"本月{month.title}", month.decides
    elif state == "passed_first" and tally_state == "sampled" and not second_due:
        decides = "clerk"
    return title, decides, PARTY_TITLES[decides] if decides else None


def appeal_document(appeal: BountyAppeal) -> Document:
    """An objection or appeal with its decision."""
    return {
        "id": appeal.id, "entry": appeal.bounty_id, "kind": appeal.kind, "words": appeal.words,
        "filed_at": appeal.filed_at, "state": appeal.state, "state_title": APPEAL_TITLES[appeal.state],
        "reason": appeal.reason, "decided_at": appeal.decided_at,
    }  # fmt: skip


def _counts(office: ColumnElement[bool]) -> Document:
    each = [
        select(Bounty.state)
        .where(Bounty.fund == FUND, office, Bounty.state == state.code)
        .limit(MOST_COUNTED)
        .subquery()
        .select()
        for state in STATE.values()
    ]
    states = each[0].union_all(*each[1:]).subquery()
    rows = db.session.execute(select(states.c.state, func.count()).group_by(states.c.state))
    return {**dict.fromkeys(STATE, 0), **{row[0]: row[1] for row in rows}}


def _offered(step: str) -> Document:
    move = MOVE[step]
    return {"code": move.step, "title": move.title, "needs": list(move.needs), "allows": list(move.allows)}


def _photo(claim: ClaimRow) -> Document:
    return {"sha256": "" if claim.withdrawn else claim.sha256, "kind": claim.kind, "taken_at": claim.taken_at,
            "whole": claim.whole}  # fmt: skip


def _order_step(row: Any) -> Document:
    evidence: Mapping[str, Any] = row.evidence or {}
    title = STEP[row.step].title if row.step in STEP else RECORDED.get(row.step, row.step)
    return {"step": row.step, "title": title, "at": row.at, "role": _role(row.actor_role),
            "note": str(evidence.get("note") or "")}  # fmt: skip


def _road(bounty_id: UUID) -> Sequence[BountyStep]:
    steps = select(BountyStep).where(BountyStep.bounty_id == bounty_id).order_by(BountyStep.seq).limit(200)
    return db.session.scalars(steps).all()


def _step(step: BountyStep) -> Document:
    return {
        "step": step.step, "title": MOVE[step.step].title, "at": step.at, "role": _role(step.role),
        "reason": step.evidence.get("reason") or "", "note": step.evidence.get("note") or "",
        "level": step.evidence.get("level"),
    }  # fmt: skip


def _role(role: str) -> str:
    return ROLE_TITLES.get(role, "系统")


def _ledger(finding: UUID) -> Sequence[LedgerEntry]:
    rows = select(LedgerEntry).where(LedgerEntry.finding_id == finding)
    return db.session.scalars(rows.order_by(LedgerEntry.written_at, LedgerEntry.id).limit(200)).all()


def _row(row: LedgerEntry) -> Document:
    return {"id": row.id, "kind": row.kind, "amount_fen": row.amount_fen, "rule": row.rule, "tariff": row.tariff,
            "rule_text": in_words(row.rule, row.amount_fen, {}), "reason": row.reason,
            "at": row.written_at}  # fmt: skip


def _moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError("a moment without offset")
    return moment


def answers(acting: Acting, rows: Sequence[Mapping[str, Any]]) -> Document:
    """Up to MOST_ITEMS review steps, each taken or refused by itself. Raises Problem `too-large` for more."""
    if len(rows) > MOST_ITEMS:
        raise Problem("too-large")
    told = reviews.take_steps(acting, [reviews.StepRequest(**row) for row in rows])
    return {
        "items": [
            {"entry": one.entry, "id": one.id, "problem": one.problem.code if one.problem else None,
             "title": one.problem.kind.title if one.problem else None} for one in told
        ]
    }  # fmt: skip


def appeals_page(acting: Acting, state: str | None, limit: int, after: str | None) -> Document:
    """Objections and appeals that one may see, newest first, each with its bounty."""
    if reviewed_by(acting.person) is None:
        demand(acting.person, "reward.appeal")
    key = decode_cursor(after, _moment, UUID)
    found = page(
        listed(acting, state, key, limit + 1), limit, lambda row: (row[0].filed_at.isoformat(), str(row[0].id))
    )
    shown = [{**appeal_document(appeal), "bounty": item(acting, bounty)} for appeal, bounty in found["items"]]
    return {**found, "items": shown}
