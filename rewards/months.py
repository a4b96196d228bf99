"""Months as they are shown: to those who make them with counts, to everybody by case number, category and amount."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select

from backend.acting import Acting
from backend.api import decode_cursor, page
from backend.database import db
from backend.orders.clauses import clause_of, items_of
from backend.people.access import ROLE_TITLES, demand, may
from backend.problems import Problem
from rewards import counting
from rewards.lifecycle import MONTH_MOVE, MONTH_MOVES, MONTH_STATE, PARTIES, PARTY_TITLES, PUBLIC_STATES
from rewards.month_model import Bounty, Tally, TallyLine, TallyStep

Document = dict[str, Any]
MOST_STEPS: Final = 200


def list_page(acting: Acting, limit: int, after: str | None) -> Document:
    """The months, newest first."""
    demand(acting.person, "reward.read")
    key = decode_cursor(after, str, UUID)
    statement = select(Tally)
    if key:
        statement = statement.where(Tally.month < key[0])
    rows = db.session.scalars(statement.order_by(Tally.month.desc(), Tally.id.desc()).limit(limit + 1)).all()
    found = page(rows, limit, lambda tally: (tally.month, str(tally.id)))
    return {**found, "items": [_head(acting, tally) for tally in found["items"]]}


def month_page(acting: Acting, tally_id: UUID) -> Document:
    """One month with its counts, its steps and what it comes to. Raises Problem `tally-not-found`."""
    demand(acting.person, "reward.read")
    tally = _found(tally_id)
    steps = (
        select(TallyStep).where(TallyStep.tally_id == tally_id).order_by(TallyStep.at, TallyStep.id).limit(MOST_STEPS)
    )
    states = select(Bounty.state, func.count()).where(Bounty.tally_id == tally_id).group_by(Bounty.state)
    due = select(func.count()).where(Bounty.tally_id == tally_id, Bounty.second_due, Bounty.state == "passed_first")
    return {
        **_head(acting, tally), "digest": tally.digest, "seed": tally.seed, "sampled": tally.sampled,
        "sums": dict(counting.sums(tally_id)._mapping), "second_due": db.session.execute(due).scalar_one(),
        "counts": {row[0]: row[1] for row in db.session.execute(states)},
        "road": [_step(step) for step in db.session.scalars(steps)],
    }  # fmt: skip


def public_page(tally_id: UUID, phone: str, limit: int, after: str | None) -> Document:
    """The notice: by case number, category and amount only. Raises Problem `tally-not-found` before it is public."""
    tally = _found(tally_id)
    if tally.state not in PUBLIC_STATES:
        raise Problem("tally-not-found")
    key = decode_cursor(after, str)
    statement = select(TallyLine.order_code, TallyLine.pay_fen, TallyLine.bounty_id, Bounty.clause, Bounty.edition)
    statement = statement.join(Bounty, Bounty.id == TallyLine.bounty_id).where(
        TallyLine.tally_id == tally_id, TallyLine.sensitive.is_(False), TallyLine.pay_fen > 0
    )
    if key:
        statement = statement.where(TallyLine.order_code > key[0])
    rows = db.session.execute(statement.order_by(TallyLine.order_code, TallyLine.bounty_id).limit(limit + 1)).all()
    found = page(rows, limit, lambda row: (row.order_code,))
    sums = counting.sums(tally_id)
    return {
        "id": tally.id, "month": tally.month, "state": tally.state, "state_title": MONTH_STATE[tally.state].title,
        "notice_from": tally.notice_from, "notice_to": tally.notice_to, "phone": phone, "digest": tally.digest,
        "seed": tally.seed, "items": _lines(found["items"]), "next": found["next"],
        "amount_fen": sums.pay_fen - sums.sensitive_fen + tally.shown_fen,
        "sensitive": {"count": tally.shown_count, "amount_fen": tally.shown_fen} if tally.shown_count else None,
    }  # fmt: skip


def newest(most: int = 24) -> list[tuple[Tally, Any]]:
    """The newest months, each with what it comes to."""
    rows = db.session.scalars(select(Tally).order_by(Tally.month.desc(), Tally.fund).limit(most)).all()
    return [(tally, counting.sums(tally.id)) for tally in rows]


def _found(tally_id: UUID) -> Tally:
    tally = db.session.get(Tally, tally_id, populate_existing=True)
    if tally is None:
        raise Problem("tally-not-found")
    return tally


def _lines(rows: Sequence[Any]) -> list[Document]:
    lines = []
    for row in rows:
        item = items_of(row.edition)[clause_of(row.edition, row.clause).item]
        category = {"code": item.category, "title": item.category_title}
        lines.append({"order": row.order_code, "category": category, "amount_fen": row.pay_fen})
    return lines


def _head(acting: Acting, tally: Tally) -> Document:
    decides = MONTH_STATE[tally.state].decides
    steps = [
        move for move in MONTH_MOVES if tally.state in move.from_states and may(acting.person, PARTIES[move.party])
    ]
    return {
        "id": tally.id, "fund": tally.fund, "month": tally.month, "state": tally.state,
        "state_title": MONTH_STATE[tally.state].title, "decides": decides,
        "decides_title": PARTY_TITLES[decides] if decides else None, "frozen_at": tally.frozen_at,
        "notice_from": tally.notice_from, "notice_to": tally.notice_to,
        "steps_open": [{"code": move.step, "title": move.title, "needs": list(move.needs),
                        "allows": list(move.allows)} for move in steps],
    }  # fmt: skip


def _step(step: TallyStep) -> Document:
    return {"step": step.step, "title": MONTH_MOVE[step.step].title, "at": step.at,
            "role": ROLE_TITLES.get(step.role, "")}  # fmt: skip
