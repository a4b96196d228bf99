"""Rebuilding every amount from findings, orders and tariff: it must equal the ledger."""

from __future__ import annotations

from collections.abc import Iterator

from backend.photos.queries import missing_of
from rewards import queries
from rewards.actions import GIVEN_UP, price
from rewards.queries import AnyRow, Basis
from rewards.tariff import Priced, yuan

BATCH = 500


def differences() -> Iterator[str]:
    """One sentence per finding whose ledger rows do not add up to what it should have earned."""
    batch: list[AnyRow] = []
    for row in queries.awards_with_basis():
        batch.append(row)
        if len(batch) == BATCH:
            yield from _differing(batch)
            batch = []
    yield from _differing(batch)


def _differing(rows: list[AnyRow]) -> Iterator[str]:
    if not rows:
        return
    missing = missing_of("finding", [row.id for row in rows])
    for row in rows:
        expected = 0 if missing[row.id] and row.entry_id is None else _expected(row)
        found = int(row.total or 0)
        if expected != found:
            yield f"工单 {row.code}：台账 {yuan(found)}，应为 {yuan(expected)}（问题 {row.id}）"


def _expected(row: AnyRow) -> int:
    if row.state in GIVEN_UP:
        return 0
    priced = price(
        Basis(row.id, row.code, row.reporter_id, row.clause, row.level, row.edition, row.state, row.verified_at)
    )
    return priced.amount_fen if isinstance(priced, Priced) else 0
