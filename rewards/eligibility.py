"""What speaks against paying a bounty: the rules propose, each with its evidence, and a person decides.

One statement for however many bounties: it compares each with its neighbours on the ground. The neighbours of a bounty
are looked at again whenever it comes, changes or falls, so that what is stored is always what holds now.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from backend.database import db

TITLES: Final = {
    "known": "上报时已有同一事项在办",
    "same_premises": "七天内同一处已有人先报",
    "same_visit": "同一次走访同一事项另有一条",
    "split": "同一人同一天在近处分几条上报同一事项",
    "recurrence": "同一处结案不满三十天，可能是复发",
}
# The reason that a proposal leads to where the reviewer follows it.
REASON_OF: Final = {
    "known": "known", "same_premises": "not_first", "same_visit": "same_visit", "split": "split",
    "recurrence": "recurrence",
}  # fmt: skip
# The same premises: named alike and within 500 m (a house number stands in every village), or 50 m where unnamed.
_NEAR: Final = """
    {o}.place && ST_Expand(b.place, 0.008)
    AND ST_DistanceSphere({o}.place, b.place) <= CASE WHEN b.premises <> '' AND {premises} = b.premises THEN 500
        WHEN b.premises = '' OR {premises} = '' THEN 50 ELSE -1 END
"""
_KEY: Final = "coalesce(lower(regexp_replace({0}, '[[:space:]]', '', 'g')), '')"
_NEAR_ORDER: Final = _NEAR.format(o="o", premises=_KEY.format("o.premises"))
_NEAR_BOUNTY: Final = _NEAR.format(o="o", premises="o.premises")
_COUNTS: Final = "o.state NOT IN ('refused', 'lapsed')"

REFRESH: Final = text(f"""
    UPDATE bounty SET proposals = found.proposals FROM (
        SELECT b.id, coalesce(jsonb_agg(jsonb_build_object('code', p.code, 'evidence', p.evidence) ORDER BY p.code)
                              FILTER (WHERE p.code IS NOT NULL), '[]') AS proposals
        FROM bounty b LEFT JOIN LATERAL (
            (SELECT 'known' AS code, jsonb_build_object('order', o.code, 'filed_at', o.filed_at) AS evidence
             FROM work_order o WHERE o.clause = b.clause AND o.id <> b.order_id AND o.filed_at < b.first_at
               AND (o.closed_at IS NULL OR o.closed_at > b.first_at)
               AND o.state NOT IN ('declined', 'void', 'withdrawn', 'merged') AND {_NEAR_ORDER}
             ORDER BY o.filed_at, o.id LIMIT 1)
            UNION ALL
            (SELECT 'recurrence', jsonb_build_object('order', o.code, 'closed_at', o.closed_at)
             FROM work_order o WHERE o.clause = b.clause AND o.id <> b.order_id
               AND o.closed_at <= b.first_at AND o.closed_at > b.first_at - interval '30 days'
               AND o.state IN ('closed', 'archived') AND {_NEAR_ORDER}
             ORDER BY o.closed_at DESC, o.id LIMIT 1)
            UNION ALL
            (SELECT 'same_premises', jsonb_build_object('order', o.order_code, 'first_at', o.first_at,
                                                        'metres', round(ST_DistanceSphere(o.place, b.place)))
             FROM bounty o WHERE o.clause = b.clause AND o.id <> b.id AND o.order_id <> b.order_id AND {_COUNTS}
               AND o.first_at > b.first_at - interval '7 days'
               AND (o.first_at, o.finding_id) < (b.first_at, b.finding_id) AND {_NEAR_BOUNTY}
             ORDER BY o.first_at, o.finding_id LIMIT 1)
            UNION ALL
            (SELECT 'same_visit', jsonb_build_object('order', o.order_code, 'amount_fen', o.amount_fen)
             FROM bounty o WHERE o.report_id = b.report_id AND o.item = b.item AND o.id <> b.id AND {_COUNTS}
               AND (-o.amount_fen, o.finding_id) < (-b.amount_fen, b.finding_id)
             ORDER BY o.amount_fen DESC, o.finding_id LIMIT 1)
            UNION ALL
            (SELECT 'split', jsonb_build_object('order', o.order_code, 'first_at', o.first_at)
             FROM bounty o WHERE o.person_id = b.person_id AND o.item = b.item AND o.clause <> b.clause
               AND o.report_id <> b.report_id AND {_COUNTS} AND o.first_at > b.first_at - interval '1 day'
               AND (o.first_at, o.finding_id) < (b.first_at, b.finding_id) AND {_NEAR_BOUNTY}
             ORDER BY o.first_at, o.finding_id LIMIT 1)
        ) p ON true
        WHERE b.id = ANY(:ids) GROUP BY b.id
    ) found
    WHERE bounty.id = found.id AND bounty.proposals <> found.proposals
""")  # noqa: S608 - all parts are constants of this file

_WAITS: Final = "o.state IN ('candidate', 'passed_first', 'passed_second', 'rolled_over') AND o.tally_id IS NULL"
NEIGHBOURS: Final = text(f"""
    SELECT o.id FROM bounty b JOIN bounty o ON o.id <> b.id AND {_WAITS} AND o.item = b.item
        AND o.first_at BETWEEN b.first_at AND b.first_at + interval '7 days' AND {_NEAR_BOUNTY}
    WHERE b.id = ANY(:ids)
    UNION
    SELECT o.id FROM bounty b
    JOIN bounty o ON o.report_id = b.report_id AND o.item = b.item AND o.id <> b.id AND {_WAITS}
    WHERE b.id = ANY(:ids)
""")  # noqa: S608 - all parts are constants of this file


def propose(ids: Collection[UUID], *, alone: bool = False) -> None:
    """What speaks against these bounties, and against those next to them, is written on each of them."""
    if not ids:
        return
    # A corrected or fallen bounty changes what holds for those after it; they are seldom more than a few.
    around: list[Any] = [] if alone else list(db.session.execute(NEIGHBOURS, {"ids": list(ids)}).scalars())
    db.session.execute(REFRESH, {"ids": sorted({*ids, *around})})
