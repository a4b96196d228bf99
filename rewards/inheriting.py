"""Whoever joined a matter inherits where the first falls for a reason of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

from sqlalchemy import text

from backend.acting import Acting
from backend.database import db
from backend.notices.actions import Telling, tell
from backend.photos.queries import missing_of
from rewards import actions, bounties, queries
from rewards.bounties import Writing, write
from rewards.month_model import Bounty
from rewards.pricing import amount_at

WAITING: Final = text("""
    SELECT j.order_id, j.finding_id, j.reporter_id, b.id AS bounty_id, e.rule FROM joined_finding j
    JOIN finding f ON f.id = j.finding_id JOIN report r ON r.id = f.report_id
    LEFT JOIN bounty b ON b.finding_id = j.finding_id LEFT JOIN ledger_entry e ON e.id = b.id
    WHERE j.order_id = ANY(:orders) AND (b.id IS NULL OR b.state = 'lapsed')
      AND NOT EXISTS (SELECT FROM bounty x WHERE x.finding_id = j.order_id AND x.person_id = j.reporter_id)
      AND NOT EXISTS (SELECT FROM bounty x WHERE x.inherits = j.order_id AND x.state NOT IN ('lapsed', 'refused'))
    ORDER BY j.order_id, r.received_at, j.finding_id
""")
ADOPT: Final = text("""
    UPDATE bounty SET order_id = o.id, order_code = o.code, inherits = o.id FROM work_order o
    WHERE bounty.id = :id AND o.id = :order
""")
HEIRS: Final = text("""
    SELECT b.id, b.amount_fen, e.rule FROM bounty b JOIN ledger_entry e ON e.id = b.id
    WHERE b.inherits = :finding AND b.state IN ('candidate', 'passed_first', 'passed_second', 'rolled_over')
      AND b.tally_id IS NULL FOR UPDATE OF b
""")
LAPSE: Final = text("""
    UPDATE bounty SET state = 'lapsed', amount_fen = 0, reason = :reason, version = version + 1 WHERE id = ANY(:ids)
""")
SORRY: Final = "先报的一条经申诉恢复奖励，这一条不另计。谢谢您的上报。"


def hand_on(acting: Acting, fallen: Sequence[Bounty]) -> None:
    """The first complete finding that joined each of these matters stands where the fallen one stood; it is told."""
    if not fallen:
        return
    waiting = db.session.execute(WAITING, {"orders": [bounty.order_id for bounty in fallen]}).all()
    missing = missing_of("finding", [row.finding_id for row in waiting])
    heirs = {row.order_id: row for row in reversed(waiting) if not missing[row.finding_id]}
    for order_id, heir in heirs.items():
        basis = queries.basis_of(order_id)
        if basis is None:
            continue
        if heir.bounty_id is None:
            actions.credit(acting, replace(basis, finding_id=heir.finding_id, person_id=heir.reporter_id), order_id)
        else:
            amount = amount_at(basis.edition, basis.clause, basis.level, basis.verified_at)
            db.session.execute(ADOPT, {"id": heir.bounty_id, "order": order_id})
            bounties.follow(heir.bounty_id, amount, "")
            write(
                acting, [Writing(heir.bounty_id, "restored", amount, heir.rule, "先报的一条不计奖励，由您的上报承接。")]
            )
    tell(acting, [
        Telling(kind="reward-news", subject=f"order/{bounty.order_code}",
                title="同一件事先报的一条不计奖励，由您的上报承接，等待初审", effect_key=f"{bounty.order_id}/heir",
                person=heirs[bounty.order_id].reporter_id)
        for bounty in fallen if bounty.order_id in heirs
    ])  # fmt: skip


def give_back(acting: Acting, finding_id: UUID) -> None:
    """Who had inherited from this finding and stands in no month yet gives it back: the first stands again."""
    rows = db.session.execute(HEIRS, {"finding": finding_id}).all()
    if rows:
        db.session.execute(LAPSE, {"ids": [row.id for row in rows], "reason": SORRY})
        write(acting, [Writing(row.id, "reversed", -row.amount_fen, row.rule, SORRY) for row in rows])
