"""The ledger as the worker reads it: each row with the rule that made it, and why there is none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from backend.acting import Acting
from backend.api import decode_cursor, page
from backend.editions.queries import edition as edition_of
from backend.orders.clauses import clause_of
from backend.people.access import demand
from backend.photos.queries import missing_of
from rewards import queries
from rewards.actions import GIVEN_UP, price
from rewards.entries import standing_appeal, whose_turn
from rewards.model import LedgerEntry
from rewards.month_model import Bounty, Tally
from rewards.tariff import Unpaid, in_words

STEPS: Final = {
    "reversed": ("corrected", "已调整"), "restored": ("corrected", "已调整"), "capped": ("capped", "已封顶"),
    "paid": ("paid", "已发放"), "bounced": ("bounced", "银行退回"),
}  # fmt: skip
MONTH: Final = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


def mine(acting: Acting, month: str | None, finding: UUID | None, limit: int, after: str | None) -> dict[str, Any]:
    """Own rows, newest month first, with sums per month; for one finding also why it has none.

    Raises Problem `not-allowed` for roles that earn nothing.
    """
    demand(acting.person, "reward.read_own")
    key = decode_cursor(after, _month, UUID)
    rows = queries.own_entries(acting.person.id, month, finding, (key[0], key[1]) if key else None, limit + 1)
    found = page(rows, limit, lambda entry: (entry.month, str(entry.id)))
    months = queries.months_of(acting.person.id)
    return {
        "items": _rows(acting, found["items"]),
        "next": found["next"],
        "months": [{"month": m.month, "findings": m.findings, "amount_fen": int(m.amount_fen)} for m in months],
        "why_none": _why_none(acting, finding) if finding and not rows and not after else None,
    }


def _rows(acting: Acting, entries: Sequence[LedgerEntry]) -> list[dict[str, Any]]:
    standing = queries.standing_of({entry.refers_to or entry.id for entry in entries})
    return [_row(acting, entry, *standing[entry.refers_to or entry.id]) for entry in entries]


def _row(acting: Acting, entry: LedgerEntry, bounty: Bounty, tally: Tally | None, appeal: str | None) -> dict[str, Any]:
    title, decides, decides_title = whose_turn(bounty.state, tally.state if tally else None, bounty.second_due)
    step, step_title = STEPS.get(entry.kind, (bounty.state, title))
    return {
        "id": entry.id, "kind": entry.kind, "finding": entry.finding_id, "order": entry.order_code,
        "clause": {"code": entry.clause, "title": clause_of(entry.edition, entry.clause).title}, "level": entry.level,
        "amount_fen": entry.amount_fen, "month": entry.month, "tariff": entry.tariff, "rule": entry.rule,
        "rule_text": _rule_text(entry), "reason": entry.reason or (bounty.reason if entry.kind == "award" else ""),
        "step": step, "step_title": step_title, "entry": bounty.id, "decides": decides,
        "decides_title": decides_title, "appeal_state": appeal,
        "appeal_open": None if appeal else standing_appeal(acting, bounty, tally), "earned_at": entry.earned_at,
    }  # fmt: skip


def _rule_text(entry: LedgerEntry) -> str:
    return in_words(entry.rule, entry.amount_fen, titles_of(entry.edition))


def titles_of(edition: str) -> dict[str, str]:
    """Categories and clauses of an edition by code."""
    checklist = edition_of(edition)
    categories = {item.category: item.category_title for item in checklist.items}
    return categories | {clause.code: clause.title for clause in checklist.clauses}


def _why_none(acting: Acting, finding: UUID) -> dict[str, str] | None:
    """Why the person's own finding has no row; None where it is not theirs or has one on the way."""
    basis = queries.basis_of(finding)
    if basis is None:
        return _reason("joined") if queries.has_joined(finding, acting.person.id) else None
    if basis.person_id != acting.person.id:
        return None
    if basis.state in GIVEN_UP:
        return _reason("ended")
    priced = price(basis)
    if isinstance(priced, Unpaid) and priced.reason != "not-verified":
        return _reason(priced.reason)
    missing: Sequence[str] = missing_of("finding", [finding])[finding]
    return _reason("photos-missing" if missing else "not-verified")


def _reason(code: str) -> dict[str, str]:
    return {"code": code, "title": Unpaid(code).title}


def _month(value: Any) -> str:
    if not isinstance(value, str) or not MONTH.fullmatch(value):
        raise ValueError("not a month")
    return value
