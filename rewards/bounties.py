"""A bounty beside its award: opened with it, following the order's corrections until it is confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import text

from backend import clock
from backend.acting import Acting
from backend.database import db
from rewards.eligibility import propose

# Captured time counts if it lies after the phone's last contact and the phone's clock was right then; else receipt.
_FIRST_AT: Final = """
    CASE WHEN r.seen_at <= r.received_at
          AND r.seen_at > coalesce((SELECT max(x.received_at) FROM report x
                                    WHERE x.person_id = r.person_id AND x.received_at < r.received_at), p.created_at)
          AND NOT EXISTS (SELECT FROM doubt d WHERE d.finding_id = f.id AND d.kind IN ('clock', 'seen_in_future'))
         THEN r.seen_at ELSE r.received_at END
"""
_COLUMNS: Final = """
    id, fund, finding_id, order_id, order_code, report_id, town_code, person_id, verified_by, verified_at, inherits,
    clause, item, level, edition, sensitive, premises, place, received_at, first_at, month, amount_fen, state, barred,
    touched
"""
OPEN: Final = text(f"""
    INSERT INTO bounty ({_COLUMNS})
    SELECT e.id, e.fund, e.finding_id, o.id, o.code, r.id, o.town_code, e.person_id, o.verified_by, o.verified_at,
           CASE WHEN o.id <> e.finding_id THEN o.id END, o.clause, split_part(o.clause, '-', 1), o.level, o.edition,
           o.sensitive, lower(regexp_replace(coalesce(o.premises, ''), '[[:space:]]', '', 'g')), o.place,
           r.received_at, {_FIRST_AT}, e.month, e.amount_fen, 'candidate', hands.barred, hands.barred
    FROM ledger_entry e
    JOIN finding f ON f.id = e.finding_id JOIN report r ON r.id = f.report_id JOIN person p ON p.id = e.person_id
    JOIN work_order o ON o.id = :order_id
    CROSS JOIN LATERAL (
        SELECT array_agg(DISTINCT who) AS barred FROM (
            SELECT unnest(ARRAY[e.person_id, o.reporter_id, o.verified_by]) AS who
            UNION SELECT h.deputy_for FROM order_history h WHERE h.order_id = o.id AND h.actor_id = o.verified_by
        ) AS people WHERE who IS NOT NULL
    ) AS hands
    WHERE e.id = :id
    ON CONFLICT DO NOTHING
""")  # noqa: S608 - both parts are constants of this file
# A corrected order is another matter: it is reviewed anew. What a person refused stays refused.
FOLLOW: Final = text("""
    UPDATE bounty SET clause = o.clause, item = split_part(o.clause, '-', 1), level = o.level, reviewed_level = NULL,
        place = o.place, town_code = o.town_code, sensitive = o.sensitive, amount_fen = :amount,
        state = CASE WHEN bounty.state = 'refused' THEN 'refused' WHEN :amount = 0 THEN 'lapsed' ELSE 'candidate' END,
        reason = :reason, first_hands = '{}', second_hands = '{}', tally_hands = '{}', tally_id = NULL,
        second_due = false, version = bounty.version + 1
    FROM work_order o WHERE o.id = bounty.order_id AND bounty.id = :id
""")
LOCK: Final = text("SELECT id, state, amount_fen, tally_id FROM bounty WHERE finding_id = :finding FOR UPDATE")
WRITE: Final = text("""
    INSERT INTO ledger_entry (id, fund, kind, finding_id, order_code, person_id, refers_to, amount_fen, month, clause,
                              level, edition, tariff, rule, reason, earned_at, written_at)
    SELECT gen_random_uuid(), b.fund, asked.kind, b.finding_id, b.order_code, b.person_id, b.id, asked.amount, :month,
           b.clause, coalesce(b.reviewed_level, b.level), b.edition, e.tariff, asked.rule, asked.reason, :at, :at
    FROM unnest(CAST(:ids AS uuid[]), CAST(:kinds AS text[]), CAST(:amounts AS bigint[]), CAST(:rules AS text[]),
                CAST(:reasons AS text[])) AS asked (id, kind, amount, rule, reason)
    JOIN bounty b ON b.id = asked.id JOIN ledger_entry e ON e.id = b.id
""")


@dataclass(frozen=True, slots=True)
class Writing:
    """One ledger row to come: it refers to the bounty's award; `rule` is the one in force for it then."""

    bounty_id: UUID
    kind: str
    amount_fen: int
    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class Held:
    """A bounty locked until the transaction ends."""

    id: UUID
    state: str
    amount_fen: int
    tally_id: UUID | None


def open_bounty(award_id: UUID, order_id: UUID) -> None:
    """The award stands at the beginning of its way, with what the rules propose against it; once."""
    db.session.execute(OPEN, {"id": award_id, "order_id": order_id})
    propose([award_id])


def held(finding_id: UUID) -> Held | None:
    """The finding's bounty, locked; None where it has none."""
    row = db.session.execute(LOCK, {"finding": finding_id}).one_or_none()
    return None if row is None else Held(*row)


def follow(bounty_id: UUID, amount_fen: int, reason: str) -> None:
    """The bounty says what its order says now, and is reviewed anew; it lapses where it earns nothing any more."""
    db.session.execute(FOLLOW, {"id": bounty_id, "amount": amount_fen, "reason": reason})
    propose([bounty_id])


def write(acting: Acting, rows: Sequence[Writing]) -> None:
    """The rows are in the ledger, each with its bounty's clause and level; rows of 0 fen are left out."""
    told = [row for row in rows if row.amount_fen]
    if told:
        _insert(told, acting.at)


def _insert(rows: Sequence[Writing], at: datetime) -> None:
    columns = {
        "ids": [row.bounty_id for row in rows], "kinds": [row.kind for row in rows],
        "amounts": [row.amount_fen for row in rows], "rules": [row.rule for row in rows],
        "reasons": [row.reason for row in rows],
    }  # fmt: skip
    db.session.execute(WRITE, {**columns, "month": clock.local_month(at), "at": at})
