"""Reads: the ledger of one worker, what an award rests on, the tail that is not sealed yet."""

from __future__ import annotations

from collections.abc import Collection, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, Select, func, select, tuple_
from sqlalchemy.orm import aliased

from backend.database import db
from backend.orders.model import JoinedFinding, WorkOrder
from rewards.model import LedgerEntry, LedgerSeal
from rewards.month_model import Bounty, BountyAppeal, Tally

FUND: Final = "county"
BATCH: Final = 2_000
AnyRow = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Basis:
    """The order that a finding opened, as far as its award rests on it."""

    finding_id: UUID
    order_code: str
    person_id: UUID
    clause: str
    level: str
    edition: str
    state: str
    verified_at: datetime | None


_BASIS: Final = (
    WorkOrder.id, WorkOrder.code, WorkOrder.reporter_id, WorkOrder.clause, WorkOrder.level, WorkOrder.edition,
    WorkOrder.state, WorkOrder.verified_at,
)  # fmt: skip


def basis_of(finding_id: UUID, *, lock: bool = False) -> Basis | None:
    """The finding's own order; None where it joined another one. `lock`: nobody verifies it meanwhile."""
    statement: Select[*tuple[Any, ...]] = select(*_BASIS).where(WorkOrder.id == finding_id)
    row = db.session.execute(statement.with_for_update() if lock else statement).one_or_none()
    return None if row is None else Basis(*row)


def has_joined(finding_id: UUID, person_id: UUID) -> bool:
    """Whether the person's finding belongs to an order that another finding opened."""
    joined = select(JoinedFinding.finding_id).where(JoinedFinding.finding_id == finding_id)
    return db.session.execute(joined.where(JoinedFinding.reporter_id == person_id)).one_or_none() is not None


def entries_of_finding(finding_id: UUID) -> Sequence[LedgerEntry]:
    """Every entry about the finding, the award first."""
    statement = select(LedgerEntry).where(LedgerEntry.finding_id == finding_id)
    return db.session.scalars(statement.order_by(LedgerEntry.refers_to.is_not(None), LedgerEntry.written_at)).all()


def heirs_of(finding_id: UUID) -> Sequence[UUID]:
    """The findings that inherited from this one: whoever joined it first, where its own bounty fell."""
    return db.session.scalars(select(Bounty.finding_id).where(Bounty.inherits == finding_id)).all()


def own_entries(
    person_id: UUID, month: str | None, finding_id: UUID | None, after: tuple[str, UUID] | None, limit: int
) -> Sequence[LedgerEntry]:
    """The person's entries, newest month first."""
    statement = select(LedgerEntry).where(LedgerEntry.person_id == person_id)
    if month:
        statement = statement.where(LedgerEntry.month == month)
    if finding_id:
        statement = statement.where(LedgerEntry.finding_id == finding_id)
    if after:
        statement = statement.where(tuple_(LedgerEntry.month, LedgerEntry.id) < tuple_(*after))
    return db.session.scalars(statement.order_by(LedgerEntry.month.desc(), LedgerEntry.id.desc()).limit(limit)).all()


def standing_of(award_ids: Collection[UUID]) -> dict[UUID, tuple[Bounty, Tally | None, str | None]]:
    """Per award its bounty, the month it stands in, and what became of the worker's appeal."""
    statement = (
        select(Bounty, Tally, BountyAppeal.state)
        .outerjoin(Tally, Tally.id == Bounty.tally_id)
        .outerjoin(BountyAppeal, BountyAppeal.bounty_id == Bounty.id)
        .where(Bounty.id.in_(award_ids))
        .execution_options(populate_existing=True)
    )
    return {row[0].id: (row[0], row[1], row[2]) for row in db.session.execute(statement)}


def months_of(person_id: UUID, most: int = 24) -> Sequence[AnyRow]:
    """`month, entries, findings, amount_fen` of the person's newest months."""
    statement: Select[*tuple[Any, ...]] = (
        select(
            LedgerEntry.month,
            func.count().label("entries"),
            func.count(LedgerEntry.finding_id.distinct()).label("findings"),
            func.sum(LedgerEntry.amount_fen).label("amount_fen"),
        )
        .where(LedgerEntry.person_id == person_id, LedgerEntry.kind.not_in(("paid", "bounced")))
        .group_by(LedgerEntry.month)
        .order_by(LedgerEntry.month.desc())
        .limit(most)
    )
    return db.session.execute(statement).all()


def last_seal(fund: str) -> AnyRow | None:
    """`seq, hash, written_at` of the end of the fund's chain; None before the first seal."""
    statement: Select[*tuple[Any, ...]] = (
        select(LedgerSeal.seq, LedgerSeal.hash, LedgerEntry.written_at)
        .join(LedgerEntry, LedgerEntry.id == LedgerSeal.entry_id)
        .where(LedgerSeal.fund == fund)
        .order_by(LedgerSeal.seq.desc())
        .limit(1)
    )
    return db.session.execute(statement).one_or_none()


def unsealed(fund: str, since: datetime | None, limit: int) -> Sequence[LedgerEntry]:
    """Entries written since then that no seal names yet, oldest first."""
    sealed = select(LedgerSeal.entry_id).where(LedgerSeal.entry_id == LedgerEntry.id).exists()
    statement = select(LedgerEntry).where(LedgerEntry.fund == fund, ~sealed)
    if since is not None:
        statement = statement.where(LedgerEntry.written_at >= since)
    return db.session.scalars(statement.order_by(LedgerEntry.written_at, LedgerEntry.id).limit(limit)).all()


def count_unsealed(fund: str) -> int:
    """How many entries are not in the chain yet."""
    sealed = select(LedgerSeal.entry_id).where(LedgerSeal.entry_id == LedgerEntry.id).exists()
    statement = select(func.count()).select_from(LedgerEntry).where(LedgerEntry.fund == fund, ~sealed)
    return db.session.execute(statement).scalar_one()


def sealed_entries() -> Generator[AnyRow, None, None]:
    """Every seal with its entry, fund by fund in the order of the chain, streamed."""
    columns = [column.label(f"entry_{column.name}") for column in LedgerEntry.__table__.columns]
    statement: Select[*tuple[Any, ...]] = (
        select(LedgerSeal.fund, LedgerSeal.seq, LedgerSeal.hash, *columns)
        .outerjoin(LedgerEntry, LedgerEntry.id == LedgerSeal.entry_id)
        .order_by(LedgerSeal.fund, LedgerSeal.seq)
        .execution_options(yield_per=BATCH)
    )
    with closing(db.session.execute(statement)) as found:
        yield from found


def count_seals() -> int:
    """How long all chains are together."""
    return db.session.execute(select(func.count()).select_from(LedgerSeal)).scalar_one()


def awards_with_basis() -> Generator[AnyRow, None, None]:
    """Every award with what the ledger now says in sum and the order it rests on, streamed by finding."""
    each = aliased(LedgerEntry)
    total = (
        select(func.sum(each.amount_fen))
        .where(each.finding_id == WorkOrder.id, each.kind.in_(("award", "reversed", "restored")))
        .scalar_subquery()
    )
    award = (LedgerEntry.finding_id == WorkOrder.id) & (LedgerEntry.kind == "award")
    statement: Select[*tuple[Any, ...]] = (
        select(
            *_BASIS,
            LedgerEntry.id.label("entry_id"),
            total.label("total"),
            Bounty.state.label("bounty_state"),
            Bounty.clause.label("frozen_clause"),
            Bounty.level.label("frozen_level"),
            Bounty.reviewed_level,
            Bounty.inherits,
        )
        .outerjoin(LedgerEntry, award)
        .outerjoin(Bounty, Bounty.id == LedgerEntry.id)
        .where(WorkOrder.verified_at.is_not(None))
        .order_by(WorkOrder.id)
        .execution_options(yield_per=BATCH)
    )
    with closing(db.session.execute(statement)) as found:
        yield from found


def inherited() -> Generator[AnyRow, None, None]:
    """Every inherited bounty with what the ledger says in sum, the award's row left aside; streamed."""
    total = (
        select(func.sum(LedgerEntry.amount_fen))
        .where(LedgerEntry.finding_id == Bounty.finding_id, LedgerEntry.kind.in_(("award", "reversed", "restored")))
        .scalar_subquery()
    )
    statement: Select[*tuple[Any, ...]] = (
        select(
            Bounty.finding_id, Bounty.order_code, Bounty.edition, Bounty.clause, Bounty.level, Bounty.reviewed_level,
            Bounty.state, Bounty.verified_at, total.label("total"),
        )
        .where(Bounty.inherits.is_not(None))
        .order_by(Bounty.id)
        .execution_options(yield_per=BATCH)
    )  # fmt: skip
    with closing(db.session.execute(statement)) as found:
        yield from found
