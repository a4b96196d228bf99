"""Rebuilding every amount from findings, orders and tariff: it must equal the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from backend.photos.queries import missing_of
from rewards import queries
from rewards.actions import GIVEN_UP
from rewards.pricing import amount_at
from rewards.queries import AnyRow
from rewards.tariff import yuan

BATCH = 500
FINAL = ("confirmed", "paid", "bounced")
WITHOUT = ("refused", "lapsed")


def differences() -> Iterator[str]:
    """One sentence per finding whose ledger rows do not add up to what it should have earned."""
    batch: list[AnyRow] = []
    for row in queries.awards_with_basis():
        batch.append(row)
        if len(batch) == BATCH:
            yield from _differing(batch)
            batch = []
    yield from _differing(batch)
    for row in queries.inherited():
        expected = 0 if row.state in WITHOUT else amount_at(
            row.edition, row.clause, row.reviewed_level or row.level, row.verified_at
        )  # fmt: skip
        yield from _told(row.order_code, row.finding_id, int(row.total or 0), expected)


def _differing(rows: list[AnyRow]) -> Iterator[str]:
    if not rows:
        return
    missing = missing_of("finding", [row.id for row in rows])
    for row in rows:
        if row.inherits is None:
            expected = 0 if missing[row.id] and row.entry_id is None else _expected(row)
            yield from _told(row.code, row.id, int(row.total or 0), expected)


def _told(code: str, finding: UUID, found: int, expected: int) -> Iterator[str]:
    if expected != found:
        yield f"工单 {code}：台账 {yuan(found)}，应为 {yuan(expected)}（问题 {finding}）"


def _expected(row: AnyRow) -> int:
    if row.bounty_state in FINAL:  # what was confirmed does not follow its order any more
        return amount_at(row.edition, row.frozen_clause, row.reviewed_level or row.frozen_level, row.verified_at)
    if row.state in GIVEN_UP or row.bounty_state == "refused":
        return 0
    return amount_at(row.edition, row.clause, row.reviewed_level or row.level, row.verified_at)
