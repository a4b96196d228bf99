"""The worker's one objection or appeal, within five working days of being told, decided by a fourth hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import insert, select, text, tuple_, update

from backend.acting import Acting
from backend.calendar import Calendar
from backend.database import db
from backend.notices.actions import Telling, tell
from backend.people.access import demand
from backend.problems import Problem
from checklists.checklist import Limit
from rewards import inheriting
from rewards.bounties import Writing, write
from rewards.eligibility import propose
from rewards.lifecycle import APPEAL_STEPS, OPEN
from rewards.month_model import Bounty, BountyAppeal, Tally
from rewards.pricing import amount_at
from rewards.sight import visible
from rewards.standing import hands_of
from rewards.taking_out import take_out

TIME_TO_OBJECT: Final = Limit(5, "work_day")
UPHELD: Final = text("""
    UPDATE bounty SET state = :state, amount_fen = :amount, reviewed_level = NULL, reason = '', told_at = :at,
        appeal_hands = CAST(:hands AS uuid[]), tally_hands = '{}', version = version + 1
    WHERE id = :id
""")
RULE: Final = text("SELECT rule FROM ledger_entry WHERE id = :id")


def appeal_until(told_at: datetime | None) -> datetime | None:
    """Until when the worker may object to what was told then; None where nothing was."""
    return Calendar().due(told_at, TIME_TO_OBJECT).at if told_at else None


def told_at_of(bounty: Bounty, tally: Tally | None) -> datetime | None:
    """When the worker was last told of something to object to: a decision, or the month's public notice."""
    noticed = tally.notice_from if tally and tally.state == "noticed" else None
    return max((at for at in (bounty.told_at, noticed) if at), default=None)


def kind_open(bounty: Bounty, tally: Tally | None, at: datetime) -> str | None:
    """`appeal` against a no, `objection` to an amount, or None where neither is open to the worker now."""
    until = appeal_until(told_at_of(bounty, tally))
    if until is None or at > until:
        return None
    return "appeal" if bounty.state == "refused" else "objection" if bounty.state in OPEN else None


def file_appeal(acting: Acting, entry: UUID, appeal_id: UUID, kind: str, words: str) -> None:
    """The worker's word is on file, once however often it is sent.

    Raises Problem `entry-not-found`, `appeal-differs`, `appealed-already`, `appeal-not-open`.
    """
    demand(acting.person, "reward.appeal")
    own = select(Bounty).where(Bounty.id == entry, Bounty.person_id == acting.person.id).with_for_update()
    bounty = db.session.scalars(own.execution_options(populate_existing=True)).one_or_none()
    if bounty is None:
        raise Problem("entry-not-found")
    before = db.session.scalars(select(BountyAppeal).where(BountyAppeal.bounty_id == entry)).one_or_none()
    if before is not None:
        if before.id != appeal_id:
            raise Problem("appealed-already")
        if (before.kind, before.words) != (kind, words):
            raise Problem("appeal-differs")
        return
    tally = db.session.get(Tally, bounty.tally_id, populate_existing=True) if bounty.tally_id else None
    if kind_open(bounty, tally, acting.at) != kind:
        raise Problem("appeal-not-open")
    row = {"id": appeal_id, "bounty_id": entry, "kind": kind, "words": words, "filed_by": acting.person.id,
           "filed_at": acting.at, "state": "open"}  # fmt: skip
    db.session.execute(insert(BountyAppeal), [row])


def decide(acting: Acting, appeal_id: UUID, step_id: UUID, step: str, reason: str) -> UUID:
    """The appeal is decided, once; the bounty's id. Upheld: the bounty counts as reviewed, at its order's level.

    Raises Problem `not-allowed`, `entry-not-found`, `appeal-decided`, `step-differs`, `wrong-hand`.
    """
    demand(acting.person, "reward.decide_appeal")
    asked = select(BountyAppeal, Bounty).join(Bounty, Bounty.id == BountyAppeal.bounty_id)
    asked = asked.where(BountyAppeal.id == appeal_id, visible(acting.person)).with_for_update()
    row = db.session.execute(asked.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise Problem("entry-not-found")
    appeal, bounty = row
    if appeal.state != "open":
        if appeal.step_id != step_id:
            raise Problem("appeal-decided")
        if (APPEAL_STEPS[step], reason, acting.person.id) != (appeal.state, appeal.reason, appeal.decided_by):
            raise Problem("step-differs")
        return bounty.id
    hands = hands_of(acting.person)
    if not {*bounty.touched, appeal.filed_by}.isdisjoint(hands):
        raise Problem("wrong-hand")
    decided = {"state": APPEAL_STEPS[step], "step_id": step_id, "decided_by": acting.person.id, "decided_at": acting.at,
               "reason": reason}  # fmt: skip
    db.session.execute(update(BountyAppeal).where(BountyAppeal.id == appeal.id).values(**decided))
    if step == "uphold":
        _uphold(acting, bounty, hands, reason)
    else:
        db.session.execute(update(Bounty).where(Bounty.id == bounty.id).values(appeal_hands=hands))
    title = "您的申诉得到支持，结果见奖励记录" if step == "uphold" else "您的申诉已复核，维持原决定，理由见奖励记录"
    tell(acting, [Telling(kind="reward-news", subject=f"order/{bounty.order_code}", title=title,
                          effect_key=f"{step_id}/appeal", person=bounty.person_id)])  # fmt: skip
    return UUID(str(bounty.id))


def _uphold(acting: Acting, bounty: Bounty, hands: list[UUID], reason: str) -> None:
    before, tally_id = bounty.amount_fen, bounty.tally_id
    if bounty.state not in (*OPEN, "refused"):  # confirmed meanwhile: what was decided stands beside it
        db.session.execute(update(Bounty).where(Bounty.id == bounty.id).values(appeal_hands=hands))
        return
    if tally_id is not None:
        take_out(acting, [bounty.id], f"申诉得到支持，转入下一个月：{reason}")
    if bounty.state == "refused":
        inheriting.give_back(acting, bounty.finding_id)
    amount = amount_at(bounty.edition, bounty.clause, bounty.level, bounty.verified_at)
    rule = db.session.execute(RULE, {"id": bounty.id}).scalar_one()
    values = {"id": bounty.id, "state": "passed_second", "amount": amount, "at": acting.at, "hands": hands}
    db.session.execute(UPHELD, values)
    kind = "restored" if amount > before else "reversed"
    write(acting, [Writing(bounty.id, kind, amount - before, rule, f"申诉得到支持：{reason}")])
    propose([bounty.id])


def listed(acting: Acting, state: str | None, after: Sequence[Any] | None, limit: int) -> Sequence[Any]:
    """`BountyAppeal, Bounty` of the appeals one may see, newest first."""
    statement = select(BountyAppeal, Bounty).join(Bounty, Bounty.id == BountyAppeal.bounty_id)
    statement = statement.where(visible(acting.person))
    if state:
        statement = statement.where(BountyAppeal.state == state)
    if after:
        statement = statement.where(tuple_(BountyAppeal.filed_at, BountyAppeal.id) < tuple_(*after))
    return db.session.execute(
        statement.order_by(BountyAppeal.filed_at.desc(), BountyAppeal.id.desc()).limit(limit)
    ).all()
