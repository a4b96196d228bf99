"""Sealing the ledger after commit, so that no verification waits for another, and proving the seals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import func, insert, select

from backend.database import db
from backend.orders.audit import Broken
from rewards import chain, queries
from rewards.model import LedgerEntry, LedgerSeal
from rewards.queries import FUND, AnyRow

AT_ONCE: Final = 1_000
LATEST_COMMIT: Final = timedelta(days=7)
"""No transaction lasts longer: an entry's moment lies at most so far behind the last one sealed."""
LOCK: Final = 320_685_007


def seal(fund: str = FUND) -> int:
    """Up to AT_ONCE committed entries get their place at the end of the fund's chain; how many did."""
    db.session.execute(select(func.pg_advisory_xact_lock(LOCK)))
    last = queries.last_seal(fund)
    since = last.written_at - LATEST_COMMIT if last else None
    seq, head = (last.seq, last.hash) if last else (0, chain.START)
    rows: list[dict[str, Any]] = []
    for entry in queries.unsealed(fund, since, AT_ONCE):
        seq += 1
        head = chain.seal_hash(head, seq, {name: getattr(entry, name) for name in chain.SEALED})
        rows.append({"fund": fund, "seq": seq, "entry_id": entry.id, "hash": head})
    if rows:
        db.session.execute(insert(LedgerSeal), rows)
    return len(rows)


def prove(each_row: Callable[[], object]) -> str:
    """One sentence when every sealed entry is as it was written. Raises Broken with the first that is not."""
    with closing(queries.sealed_entries()) as sealed:
        return _prove(sealed, each_row)


def _prove(sealed: Iterator[AnyRow], each_row: Callable[[], object]) -> str:
    columns = [column.name for column in LedgerEntry.__table__.columns]
    fund, seq, head, proved = "", 0, chain.START, 0
    for row in sealed:
        each_row()
        if row.fund != fund:
            fund, seq, head = row.fund, 0, chain.START
        entry = {name: getattr(row, f"entry_{name}") for name in columns}
        if row.seq != seq + 1:
            raise Broken(f"奖励台账 {fund} 第 {row.seq} 笔：前面缺了一笔。请保留现场并报告。")
        if entry["id"] is None or chain.seal_hash(head, row.seq, entry) != row.hash:
            raise Broken(f"奖励台账 {fund} 第 {row.seq} 笔：内容被改过。请保留现场并报告。")
        seq, head, proved = row.seq, row.hash, proved + 1
    waiting = queries.count_unsealed(FUND)
    return f"奖励台账 {proved} 笔，全部相符；还有 {waiting} 笔等待封存。"
