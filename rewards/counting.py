"""The bulk work of a month as single statements: what a freeze takes, who is sampled, what caps and budget leave."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, text

from backend.database import db
from rewards.tariff import Caps

SAMPLE_SHARE: Final = 10
"""One in so many of level N is looked at a second time, at least one; ours."""

FREEZE: Final = text("""
    UPDATE bounty SET tally_id = :tally, second_due = state = 'passed_first' AND (level IN ('L', 'M')
        OR coalesce(reviewed_level, 'N') IN ('L', 'M') OR proposals <> '[]')
    WHERE fund = :fund AND month <= :month AND tally_id IS NULL AND amount_fen > 0
      AND state IN ('passed_first', 'passed_second', 'rolled_over')
""")
DIGEST: Final = text("""
    SELECT encode(sha256(convert_to(coalesce(string_agg(id || ' ' || amount_fen || ' ' || level, E'\\n'
                                     ORDER BY received_at, finding_id), ''), 'UTF8')), 'hex')
    FROM bounty WHERE tally_id = :tally
""")
# The seed is drawn after the list was frozen, and the list's digest stands in it: neither can be fitted to the other.
SAMPLE: Final = text("""
    WITH few AS (SELECT id FROM bounty WHERE tally_id = :tally AND state = 'passed_first' AND NOT second_due),
    drawn AS (
        SELECT id FROM few ORDER BY sha256(convert_to(:seed || ' ' || :digest || ' ' || id, 'UTF8')), id
        LIMIT ceil((SELECT count(*) FROM few)::numeric / :share)
    )
    UPDATE bounty SET second_due = true FROM drawn WHERE bounty.id = drawn.id
""")
UNREVIEWED: Final = text("""
    SELECT count(*) FROM bounty WHERE tally_id = :tally AND second_due AND state = 'passed_first'
""")
LINES: Final = text("""
    INSERT INTO tally_line (tally_id, bounty_id, person_id, order_code, sensitive, amount_fen, capped_fen, pay_fen,
                            rolled_over, reason)
    WITH taken AS (
        SELECT b.id, b.person_id, b.order_code, b.sensitive, b.amount_fen, b.received_at, b.finding_id, b.clause,
               coalesce(b.reviewed_level, b.level) = 'M' AS free, p.pay_kind
        FROM bounty b JOIN person p ON p.id = b.person_id WHERE b.tally_id = :tally
    ), by_clause AS (
        SELECT t.*, CASE WHEN t.free OR c.most IS NULL OR t.pay_kind = 'none' THEN t.amount_fen
            ELSE least(t.amount_fen, greatest(0, c.most - coalesce(sum(t.amount_fen) FILTER (WHERE NOT t.free) OVER (
                PARTITION BY t.person_id, t.clause ORDER BY t.received_at, t.finding_id
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0))) END AS left_fen
        FROM taken t
        LEFT JOIN unnest(CAST(:clauses AS text[]), CAST(:clause_caps AS bigint[])) AS c (clause, most)
               ON c.clause = t.clause
    ), by_person AS (
        SELECT t.*, CASE WHEN t.pay_kind = 'none' THEN 0 WHEN t.free OR CAST(:person AS bigint) IS NULL THEN t.left_fen
            ELSE least(t.left_fen, greatest(0, CAST(:person AS bigint) - coalesce(
                sum(t.left_fen) FILTER (WHERE NOT t.free) OVER (
                    PARTITION BY t.person_id ORDER BY t.received_at, t.finding_id
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0))) END AS due_fen
        FROM by_clause t
    ), by_fund AS (
        SELECT t.*, coalesce(sum(t.due_fen) OVER (ORDER BY t.received_at, t.finding_id
                                                  ROWS UNBOUNDED PRECEDING) > CAST(:budget AS bigint), false)
                    AND t.due_fen > 0 AS over
        FROM by_person t
    )
    SELECT :tally, id, person_id, order_code, sensitive, amount_fen,
           CASE WHEN over THEN 0 ELSE amount_fen - due_fen END, CASE WHEN over THEN 0 ELSE due_fen END, over,
           CASE WHEN over THEN '本月资金预算已满，结转下月，金额不变。'
                WHEN pay_kind = 'none' THEN '按规定不另发奖励，谢谢您的上报。'
                WHEN due_fen < amount_fen THEN '已到本月封顶金额，超过的部分不发。' ELSE '' END
    FROM by_fund
""")
CAPPED: Final = text("""
    INSERT INTO ledger_entry (id, fund, kind, finding_id, order_code, person_id, refers_to, amount_fen, month, clause,
                              level, edition, tariff, rule, reason, earned_at, written_at)
    SELECT gen_random_uuid(), b.fund, 'capped', b.finding_id, b.order_code, b.person_id, b.id, -l.capped_fen, :month,
           b.clause, coalesce(b.reviewed_level, b.level), b.edition, e.tariff, e.rule, l.reason, :at, :at
    FROM tally_line l JOIN bounty b ON b.id = l.bounty_id JOIN ledger_entry e ON e.id = b.id
    WHERE l.tally_id = :tally AND l.capped_fen > 0
""")
COUNTED: Final = text("""
    UPDATE bounty SET state = CASE WHEN l.rolled_over THEN 'rolled_over' ELSE 'tallied' END,
        tally_id = CASE WHEN l.rolled_over THEN NULL ELSE bounty.tally_id END,
        tally_hands = CASE WHEN l.rolled_over THEN '{}' ELSE CAST(:hands AS uuid[]) END, reason = l.reason,
        touched = touched || CAST(:hands AS uuid[]), told_at = CASE WHEN l.reason <> '' THEN :at ELSE told_at END,
        version = version + 1
    FROM tally_line l WHERE l.tally_id = :tally AND l.bounty_id = bounty.id
""")
TOUCHED_BY: Final = text("""
    SELECT count(*) FROM bounty WHERE tally_id = :tally
      AND (barred || first_hands || second_hands || appeal_hands || CASE WHEN :confirming THEN tally_hands
           ELSE '{}' END) && CAST(:hands AS uuid[])
""")
CONFIRMED: Final = text("""
    UPDATE bounty SET state = 'confirmed', confirm_hands = :hands, touched = touched || CAST(:hands AS uuid[]),
        version = version + 1
    WHERE tally_id = :tally AND state = 'tallied'
""")
SUMS: Final = text("""
    SELECT count(*) FILTER (WHERE NOT taken_out AND NOT rolled_over) AS entries,
           count(DISTINCT person_id) FILTER (WHERE pay_fen > 0) AS people,
           coalesce(sum(pay_fen), 0)::bigint AS pay_fen,
           coalesce(sum(capped_fen) FILTER (WHERE NOT taken_out), 0)::bigint AS capped_fen,
           count(*) FILTER (WHERE rolled_over) AS rolled_over,
           coalesce(sum(amount_fen) FILTER (WHERE rolled_over), 0)::bigint AS rolled_over_fen,
           count(*) FILTER (WHERE taken_out) AS taken_out,
           count(*) FILTER (WHERE sensitive AND pay_fen > 0) AS sensitive,
           coalesce(sum(pay_fen) FILTER (WHERE sensitive), 0)::bigint AS sensitive_fen
    FROM tally_line WHERE tally_id = :tally
""")
# What each asked entry still has to get: confirmed ones once, bounced ones again. No ids: all confirmed ones.
PAID: Final = text("""
    WITH due AS (
        UPDATE bounty SET state = 'paid', version = bounty.version + 1 FROM tally_line l
        WHERE bounty.tally_id = :tally AND l.tally_id = :tally AND l.bounty_id = bounty.id AND NOT l.taken_out
          AND CASE WHEN CAST(:ids AS uuid[]) IS NULL THEN bounty.state = 'confirmed'
                   ELSE bounty.id = ANY(:ids) AND bounty.state IN ('confirmed', 'bounced') END
        RETURNING bounty.*, l.pay_fen
    ), written AS (
        INSERT INTO ledger_entry (id, fund, kind, finding_id, order_code, person_id, refers_to, amount_fen, month,
                                  clause, level, edition, tariff, rule, reason, earned_at, written_at)
        SELECT gen_random_uuid(), d.fund, 'paid', d.finding_id, d.order_code, d.person_id, d.id, -d.pay_fen, :month,
               d.clause, coalesce(d.reviewed_level, d.level), d.edition, e.tariff, e.rule, '', :at, :at
        FROM due d JOIN ledger_entry e ON e.id = d.id WHERE d.pay_fen > 0
    )
    SELECT count(*) FROM due
""")
BOUNCED: Final = text("""
    WITH due AS (
        UPDATE bounty SET state = 'bounced', reason = :reason, version = bounty.version + 1 FROM tally_line l
        WHERE bounty.tally_id = :tally AND l.tally_id = :tally AND l.bounty_id = bounty.id
          AND bounty.id = ANY(:ids) AND bounty.state = 'paid' AND l.pay_fen > 0
        RETURNING bounty.*, l.pay_fen
    ), written AS (
        INSERT INTO ledger_entry (id, fund, kind, finding_id, order_code, person_id, refers_to, amount_fen, month,
                                  clause, level, edition, tariff, rule, reason, earned_at, written_at)
        SELECT gen_random_uuid(), d.fund, 'bounced', d.finding_id, d.order_code, d.person_id, d.id, d.pay_fen, :month,
               d.clause, coalesce(d.reviewed_level, d.level), d.edition, e.tariff, e.rule, :reason, :at, :at
        FROM due d JOIN ledger_entry e ON e.id = d.id
    )
    SELECT count(*) FROM due
""")
UNPAID: Final = text("SELECT count(*) FROM bounty WHERE tally_id = :tally AND state IN ('confirmed', 'bounced')")
OPEN_APPEALS: Final = text("""
    SELECT count(*) FROM bounty_appeal a JOIN bounty b ON b.id = a.bounty_id
    WHERE a.state = 'open' AND b.tally_id = :tally
""")


def freeze(tally: UUID, fund: str, month: str) -> tuple[int, str]:
    """How many bounties the month takes, late ones of earlier months included, and the digest over the frozen list."""
    asked = {"tally": tally, "fund": fund, "month": month}
    taken = db.session.execute(FREEZE, asked).rowcount  # type: ignore[attr-defined]
    return int(taken), str(db.session.execute(DIGEST, {"tally": tally}).scalar_one())


def sample(tally: UUID, seed: str, digest: str) -> int:
    """How many of level N are drawn for the second review; the same seed and list always draw the same ones."""
    asked = {"tally": tally, "seed": seed, "digest": digest, "share": SAMPLE_SHARE}
    return int(db.session.execute(SAMPLE, asked).rowcount)  # type: ignore[attr-defined]


def count(tally: UUID, caps: Caps, hands: list[UUID], at: datetime, month: str) -> None:
    """Every frozen bounty has its line; caps are in the ledger as `capped` rows, what the budget cannot bear waits."""
    codes = sorted(caps.clauses)
    asked = {"tally": tally, "clauses": codes, "clause_caps": [caps.clauses[code] for code in codes],
             "person": caps.person, "budget": caps.budget}  # fmt: skip
    db.session.execute(LINES, asked)
    db.session.execute(CAPPED, {"tally": tally, "month": month, "at": at})
    db.session.execute(COUNTED, {"tally": tally, "hands": hands, "at": at})


def number(statement: Any, values: Mapping[str, Any]) -> int:
    """The one number that the statement answers."""
    return int(db.session.execute(statement, values).scalar_one())


def sums(tally: UUID) -> Row[Any]:
    """What the month comes to, from its lines."""
    return db.session.execute(SUMS, {"tally": tally}).one()
