"""First and second review: the one door through which a bounty is passed, refused or sent back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import insert, select, text

from backend.acting import Acting
from backend.database import db
from backend.notices.actions import Telling, tell
from backend.orders.chain import request_digest
from backend.people.access import demand
from backend.problems import FieldFault, Problem
from rewards import inheriting
from rewards.bounties import Writing, write
from rewards.eligibility import propose
from rewards.lifecycle import LEVELS, MOVE, REASON, Move, next_to
from rewards.month_model import Bounty, BountyStep
from rewards.pricing import price_of
from rewards.sight import visible
from rewards.standing import hands_of, parties_of, wrong_hand
from rewards.tariff import LEVEL_TITLES, Priced

UPDATE: Final = text("""
    UPDATE bounty SET state = :state, amount_fen = :amount, reviewed_level = :level, reason = :reason,
        told_at = coalesce(:told_at, told_at), first_hands = CAST(:first AS uuid[]),
        second_hands = CAST(:second AS uuid[]), touched = touched || CAST(:hands AS uuid[]),
        tally_id = CASE WHEN :leaves THEN NULL ELSE tally_id END,
        second_due = second_due AND NOT :leaves, version = version + 1
    WHERE id = :id
""")


@dataclass(frozen=True, slots=True)
class StepRequest:
    """One step on a bounty as asked for; `evidence` holds only keys that were sent."""

    entry: UUID
    id: UUID
    step: str
    evidence: Mapping[str, Any]
    expected_version: int

    @property
    def digest(self) -> bytes:
        """What makes two requests with one id the same."""
        return request_digest(
            {"entry": str(self.entry), "step": self.step, "evidence": dict(self.evidence),
             "expected_version": self.expected_version}
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one row of many: the bounty's id, or why not."""

    entry: UUID
    id: UUID
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A step found right: what it makes of the bounty, and the ledger's row and the sentence that go with it."""

    bounty: Bounty
    request: StepRequest
    move: Move
    role: str
    amount_fen: int
    level: str | None
    reason: str
    rule: str | None = None


def take_steps(acting: Acting, requests: Sequence[StepRequest]) -> list[Answer]:
    """Each row is taken or refused by itself, once however often it is sent; a fixed number of questions for all."""
    demand(acting.person, "reward.read")
    found = _lock(acting, {request.entry for request in requests})
    taken = _taken([request.id for request in requests])
    answers, judged, met = [], [], set[UUID]()
    for request in requests:
        problem: Problem | None = None
        try:
            one = _judge(acting, request, found.get(request.entry), taken.get(request.id))
            # Two steps on one bounty in one batch: the second one's version is never the present one.
            if one is not None and request.entry in met:
                raise Problem("entry-moved-on")
            if one is not None:
                met.add(request.entry)
                judged.append(one)
        except Problem as refusal:
            problem = refusal
        answers.append(Answer(request.entry, request.id, problem))
    if judged:
        _carry_out(acting, judged)
    return answers


def take_step(acting: Acting, request: StepRequest) -> None:
    """The step is taken, once however often it is sent. Raises the Problem that refuses it."""
    (answer,) = take_steps(acting, [request])
    if answer.problem is not None:
        raise answer.problem


def _lock(acting: Acting, ids: Iterable[UUID]) -> dict[UUID, Bounty]:
    statement = select(Bounty).where(Bounty.id.in_(ids), visible(acting.person)).order_by(Bounty.id)
    locked = statement.with_for_update().execution_options(populate_existing=True)
    return {bounty.id: bounty for bounty in db.session.scalars(locked)}


def _taken(ids: Sequence[UUID]) -> dict[UUID, BountyStep]:
    return {step.id: step for step in db.session.scalars(select(BountyStep).where(BountyStep.id.in_(ids)))}


def _judge(acting: Acting, request: StepRequest, bounty: Bounty | None, taken: BountyStep | None) -> Judged | None:
    """What the step makes of the bounty; None where this very step was taken before."""
    if bounty is None:
        raise Problem("entry-not-found")
    if taken is not None:
        if (taken.bounty_id, taken.by, taken.request) != (bounty.id, acting.person.id, request.digest):
            raise Problem("step-differs")
        return None
    move = MOVE[request.step]
    role = parties_of(acting.person, bounty.town_code).get(move.party)
    if role is None:
        raise Problem("not-allowed")
    if bounty.version != request.expected_version:
        raise Problem("entry-moved-on")
    if bounty.state not in move.from_states:
        raise Problem("entry-step-not-open")
    if wrong_hand(acting.person, bounty, move):
        raise Problem("wrong-hand")
    if faults := _faults(bounty, move, request.evidence):
        raise Problem("invalid", errors=faults)
    return _effect(bounty, request, move, role)


def _faults(bounty: Bounty, move: Move, evidence: Mapping[str, Any]) -> list[FieldFault]:
    def fault(key: str, code: str, title: str) -> FieldFault:
        return FieldFault(f"/evidence/{key}", code, title)

    faults = [fault(key, "unknown", "这一步用不着这一项，请删去。") for key in evidence
              if key not in (*move.needs, *move.allows)]  # fmt: skip
    faults += [fault(key, "missing", "这一项必须填写。") for key in move.needs if not evidence.get(key)]
    if "reason" in evidence and evidence["reason"] not in REASON:
        faults.append(fault("reason", "reason-unknown", "请从列表里选一条理由。"))
    level, note = evidence.get("level"), str(evidence.get("note") or "").strip()
    if level is not None and (level not in LEVELS or not next_to(bounty.level, level)):
        faults.append(fault("level", "level-too-far", "级别只能上调或下调一级。"))
    if not note and (level is not None or (move.step == "pass_first" and bounty.proposals)):
        title = "请写明理由，上报人会看到。" if level is not None else "有不符合的提示，仍然通过请写明理由。"
        faults.append(fault("note", "missing", title))
    return faults


def _effect(bounty: Bounty, request: StepRequest, move: Move, role: str) -> Judged:
    evidence = request.evidence
    note = str(evidence.get("note") or "").strip()
    if move.to_state == "refused":
        sentence = REASON[evidence["reason"]].sentence
        return Judged(bounty, request, move, role, 0, bounty.reviewed_level, f"{sentence}{note}")
    level = evidence.get("level") if move.step == "pass_first" else bounty.reviewed_level
    if move.step == "return_first":
        level = None
    if level == bounty.reviewed_level:
        return Judged(bounty, request, move, role, bounty.amount_fen, level, bounty.reason)
    priced = price_of(bounty.edition, bounty.clause, level or bounty.level, bounty.verified_at)
    if not isinstance(priced, Priced):
        raise Problem("invalid", errors=[FieldFault("/evidence/level", "level-unpriced", priced.title)])
    reason = f"初审按{LEVEL_TITLES[level]}计算：{note}" if level else "退回初审，级别按工单计算。"
    return Judged(bounty, request, move, role, priced.amount_fen, level, reason, priced.rule)


def _carry_out(acting: Acting, judged: Sequence[Judged]) -> None:
    hands = hands_of(acting.person)
    db.session.execute(UPDATE, [_row(acting, one, hands) for one in judged])
    db.session.execute(insert(BountyStep), [_step(acting, one) for one in judged])
    changed = [one for one in judged if one.amount_fen != one.bounty.amount_fen]
    rules = _rules([one.bounty.id for one in changed])
    write(acting, [_writing(one, rules) for one in changed])
    tell(acting, [_telling(one) for one in judged if one.move.to_state == "refused" or one.rule])
    refused = [one for one in judged if one.move.to_state == "refused"]
    heirs = [one.bounty for one in refused if REASON[one.request.evidence["reason"]].heir]
    inheriting.hand_on(acting, heirs)
    propose([one.bounty.id for one in refused])


def _row(acting: Acting, one: Judged, hands: list[UUID]) -> dict[str, Any]:
    bounty, move = one.bounty, one.move
    first = hands if move.hands == "first" else [] if move.step == "return_first" else bounty.first_hands
    second = hands if move.hands == "second" else [] if move.step == "return_first" else bounty.second_hands
    told = move.to_state == "refused" or one.rule is not None
    return {
        "id": bounty.id, "state": move.to_state, "amount": one.amount_fen, "level": one.level, "reason": one.reason,
        "told_at": acting.at if told else None, "first": first, "second": second, "hands": hands,
        "leaves": move.to_state in ("refused", "candidate"),
    }  # fmt: skip


def _step(acting: Acting, one: Judged) -> dict[str, Any]:
    return {
        "id": one.request.id, "bounty_id": one.bounty.id, "seq": one.bounty.version + 1, "step": one.move.step,
        "from_state": one.bounty.state, "to_state": one.move.to_state, "by": acting.person.id, "role": one.role,
        "at": acting.at, "request": one.request.digest,
        # What the rules had proposed is kept with what the person decided.
        "evidence": {**one.request.evidence, "proposals": one.bounty.proposals},
    }  # fmt: skip


def _rules(ids: Sequence[UUID]) -> dict[UUID, str]:
    rows = db.session.execute(text("SELECT id, rule FROM ledger_entry WHERE id = ANY(:ids)"), {"ids": list(ids)})
    return {row.id: row.rule for row in rows}


def _writing(one: Judged, rules: Mapping[UUID, str]) -> Writing:
    difference = one.amount_fen - one.bounty.amount_fen
    kind = "reversed" if difference < 0 else "restored"
    return Writing(one.bounty.id, kind, difference, one.rule or rules[one.bounty.id], one.reason)


def _telling(one: Judged) -> Telling:
    what = (
        "有一条上报不计奖励，理由见奖励记录"
        if one.move.to_state == "refused"
        else "有一条奖励的级别有调整，理由见奖励记录"
    )
    return Telling(
        kind="reward-news", subject=f"order/{one.bounty.order_code}", title=what,
        effect_key=f"{one.request.id}/reward", person=one.bounty.person_id,
    )  # fmt: skip
