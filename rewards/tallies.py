"""The month: each step one transaction, repeatable without effect, by the hand whose turn it is."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import insert, select, update

from backend import clock
from backend.acting import Acting
from backend.database import db
from backend.orders.chain import request_digest
from backend.people.access import PERMISSIONS, demand
from backend.problems import FieldFault, Problem
from rewards import counting
from rewards.appeals import appeal_until
from rewards.lifecycle import MONTH_MOVE, PARTIES
from rewards.month_model import Tally, TallyStep
from rewards.queries import FUND
from rewards.standing import hands_of
from rewards.tariff import Caps, current_tariffs, tariff_on

LEAST_SHOWN: Final = 5
"""Fewer sensitive findings than this are told in a later month's sum."""


@dataclass(frozen=True, slots=True)
class MonthStep:
    """One step of a month as asked for."""

    tally: UUID
    id: UUID
    step: str
    evidence: Mapping[str, Any]

    @property
    def said(self) -> dict[str, Any]:
        """The evidence as JSON has it."""
        told = dict(self.evidence)
        return told | ({"entries": [str(one) for one in told["entries"]]} if "entries" in told else {})

    @property
    def digest(self) -> bytes:
        """What makes two requests with one id the same."""
        return request_digest({"tally": str(self.tally), "step": self.step, "evidence": self.said})


def open_month(acting: Acting, tally_id: UUID, month: str) -> Tally:
    """The month of the fund is open for its steps, once. Raises Problem `tally-differs`, `month-not-begun`."""
    demand(acting.person, "reward.tally")
    known = db.session.get(Tally, tally_id)
    if known is not None:
        if (known.fund, known.month) != (FUND, month):
            raise Problem("tally-differs")
        return known
    if month > clock.local_month(acting.at):
        raise Problem("month-not-begun")
    row = {"id": tally_id, "fund": FUND, "month": month, "state": "open", "created_at": acting.at}
    db.session.execute(insert(Tally), [row])
    return db.session.scalars(select(Tally).where(Tally.id == tally_id)).one()


def take_step(acting: Acting, request: MonthStep) -> None:
    """The step is taken, once however often it is sent.

    Raises Problem `tally-not-found`, `not-allowed`, `step-differs`, `tally-step-not-open`, `wrong-hand`,
    `review-unfinished`, `earlier-month-open`, `notice-running`, `appeals-open`, `invalid`.
    """
    demand(acting.person, "reward.read")
    locked = select(Tally).where(Tally.id == request.tally).with_for_update().execution_options(populate_existing=True)
    tally = db.session.scalars(locked).one_or_none()
    if tally is None:
        raise Problem("tally-not-found")
    taken = db.session.get(TallyStep, request.id)
    if taken is not None:
        if (taken.tally_id, taken.by, taken.request) != (tally.id, acting.person.id, request.digest):
            raise Problem("step-differs")
        return
    move = MONTH_MOVE[request.step]
    demand(acting.person, PARTIES[move.party])
    if tally.state not in move.from_states:
        raise Problem("tally-step-not-open")
    known = {"id": request.id, "tally_id": tally.id, "step": move.step, "by": acting.person.id,
             "role": _role(acting, PARTIES[move.party]), "at": acting.at, "request": request.digest}  # fmt: skip
    result = DOING[move.step](acting, tally, request)
    changes = {"state": move.to_state, **{key: result.pop(key) for key in list(result) if key in _COLUMNS}}
    db.session.execute(insert(TallyStep), [{**known, "evidence": {**request.said, **result}}])
    db.session.execute(update(Tally).where(Tally.id == tally.id).values(**changes))
    db.session.expire(tally)


_COLUMNS: Final = frozenset(column.name for column in Tally.__table__.columns)


def _role(acting: Acting, permission: str) -> str:
    people = (acting.person, *acting.person.deputy_for)
    return next(one.role for one in people if permission in PERMISSIONS[one.role])


def _freeze(acting: Acting, tally: Tally, request: MonthStep) -> dict[str, Any]:
    # What an earlier month rolls over has to be known before the next one is frozen.
    earlier = select(Tally.id).where(Tally.fund == tally.fund, Tally.month < tally.month)
    waiting = earlier.where(Tally.state.in_(("open", "frozen", "sampled"))).limit(1)
    if db.session.execute(waiting).first() is not None:
        raise Problem("earlier-month-open")
    taken, digest = counting.freeze(tally.id, tally.fund, tally.month)
    return {"frozen_at": acting.at, "frozen_by": acting.person.id, "digest": digest, "entries": taken}


def _draw_seed(acting: Acting, tally: Tally, request: MonthStep) -> dict[str, Any]:
    seed = secrets.token_hex(16)
    drawn = counting.sample(tally.id, seed, tally.digest or "")
    return {"seed": seed, "seed_by": acting.person.id, "sampled": drawn}


def _tally(acting: Acting, tally: Tally, request: MonthStep) -> dict[str, Any]:
    if left := counting.number(counting.UNREVIEWED, {"tally": tally.id}):
        raise Problem("review-unfinished", detail=f"还有 {left} 条没有复审。")
    hands = hands_of(acting.person)
    _demand_clean(tally, hands, confirming=False)
    tariff = tariff_on(current_tariffs(), clock.local_date(tally.frozen_at or acting.at))
    counting.count(tally.id, tariff.caps if tariff else Caps(), hands, acting.at, clock.local_month(acting.at))
    return {"tally_hands": hands}


def _demand_clean(tally: Tally, hands: list[UUID], *, confirming: bool) -> None:
    asked = {"tally": tally.id, "hands": hands, "confirming": confirming}
    if touched := counting.number(counting.TOUCHED_BY, asked):
        raise Problem("wrong-hand", detail=f"其中有 {touched} 条。")


def _notice(acting: Acting, tally: Tally, request: MonthStep) -> dict[str, Any]:
    sums = counting.sums(tally.id)
    before = select(Tally.carried_count, Tally.carried_fen).where(
        Tally.fund == tally.fund, Tally.month < tally.month, Tally.notice_from.is_not(None)
    )
    row = db.session.execute(before.order_by(Tally.month.desc()).limit(1)).one_or_none()
    count, fen = sums.sensitive + (row[0] if row else 0), sums.sensitive_fen + (row[1] if row else 0)
    shown = count >= LEAST_SHOWN
    return {
        "notice_from": acting.at, "notice_to": appeal_until(acting.at),
        "shown_count": count if shown else 0, "shown_fen": fen if shown else 0,
        "carried_count": 0 if shown else count, "carried_fen": 0 if shown else fen,
    }  # fmt: skip


def _confirm(acting: Acting, tally: Tally, request: MonthStep) -> dict[str, Any]:
    if tally.notice_to is None or acting.at <= tally.notice_to:
        raise Problem("notice-running")
    if waiting := counting.number(counting.OPEN_APPEALS, {"tally": tally.id}):
        raise Problem("appeals-open", detail=f"还有 {waiting} 条。")
    hands = hands_of(acting.person)
    _demand_clean(tally, hands, confirming=True)
    db.session.execute(counting.CONFIRMED, {"tally": tally.id, "hands": hands})
    return {"confirm_hands": hands}


def _pay_file(acting: Acting, tally: Tally, request: MonthStep) -> dict[str, Any]:
    return {}


def _mark_paid(acting: Acting, tally: Tally, request: MonthStep) -> dict[str, Any]:
    ids = request.evidence.get("entries")
    asked = {"tally": tally.id, "ids": ids, "month": clock.local_month(acting.at), "at": acting.at}
    done = counting.number(counting.PAID, asked)
    left = counting.number(counting.UNPAID, {"tally": tally.id})
    return {"state": "in_payment" if left else "paid", "paid": done}


def _mark_bounced(acting: Acting, tally: Tally, request: MonthStep) -> dict[str, Any]:
    if not request.evidence.get("entries"):
        raise Problem("invalid", errors=[FieldFault("/evidence/entries", "missing", "请选出被退回的记录。")])
    reason = request.evidence.get("note") or "银行退回，核对收款信息后再次发放。"
    asked = {"tally": tally.id, "ids": request.evidence["entries"], "month": clock.local_month(acting.at),
             "at": acting.at, "reason": reason}  # fmt: skip
    done = counting.number(counting.BOUNCED, asked)
    if not done:
        raise Problem("nothing-to-bounce")
    return {"bounced": done}


DOING: Final[Mapping[str, Callable[[Acting, Tally, MonthStep], dict[str, Any]]]] = {
    "freeze": _freeze, "draw_seed": _draw_seed, "tally": _tally, "notice": _notice, "confirm": _confirm,
    "pay_file": _pay_file, "mark_paid": _mark_paid, "mark_bounced": _mark_bounced,
}  # fmt: skip
