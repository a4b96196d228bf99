"""Writing the ledger: one award per finding when both are true, that a person verified it and that it is complete."""

from __future__ import annotations

from uuid import UUID, uuid5

from sqlalchemy.dialects.postgresql import insert as upsert

from backend import clock
from backend.acting import Acting
from backend.database import db
from backend.orders.events import FindingVerified, OrderClosed, OrderCorrected
from backend.photos.queries import missing_of
from backend.reports.events import FindingPhotosComplete
from rewards import bounties, queries, taking_out
from rewards.lifecycle import OPEN
from rewards.model import LedgerEntry
from rewards.pricing import price_of
from rewards.queries import FUND, Basis
from rewards.tariff import Priced, Unpaid

GIVEN_UP = ("merged", "withdrawn")


def on_verified(acting: Acting, event: FindingVerified) -> None:
    """The award is in the ledger, unless photos are still missing: then the last photo brings it."""
    if missing_of("finding", [event.finding_id])[event.finding_id]:
        return
    basis = Basis(
        event.finding_id, event.order_code, event.person_id, event.clause, event.level, event.edition, "",
        event.verified_at,
    )  # fmt: skip
    credit(acting, basis)


def on_photos_complete(acting: Acting, event: FindingPhotosComplete) -> None:
    """The award is in the ledger where the finding was verified before its last photo came."""
    if event.at_filing:
        return
    # Locked: a verification under way either sees the photo that came now, or is seen here.
    basis = queries.basis_of(event.finding_id, lock=True)
    if basis is not None and basis.verified_at is not None and basis.state not in GIVEN_UP:
        credit(acting, basis)


def on_corrected(acting: Acting, event: OrderCorrected) -> None:
    """What the ledger says of a verified finding follows its corrected clause and level, by a row of its own."""
    if not {"clause", "level"} & event.after.keys():
        return
    basis = queries.basis_of(event.order_id)
    if basis is None or basis.verified_at is None:
        return
    entries = queries.entries_of_finding(event.order_id)
    if not entries:
        if not missing_of("finding", [event.order_id])[event.order_id]:
            credit(acting, basis)
        return
    priced = price(basis)
    amount = priced.amount_fen if isinstance(priced, Priced) else 0
    reason = "更正后按新的条款和级别计算。" if isinstance(priced, Priced) else priced.title
    rule = priced.rule if isinstance(priced, Priced) else entries[0].rule
    for finding in (event.order_id, *queries.heirs_of(event.order_id)):
        _follow(acting, finding, rule, amount, reason)


def on_closed(acting: Acting, event: OrderClosed) -> None:
    """A finding that was merged or withdrawn after it was verified earns nothing any more; the row says why."""
    if event.outcome not in GIVEN_UP:
        return
    entries = queries.entries_of_finding(event.order_id)
    if entries:
        reason = "已并入同一件事的工单，谢谢您的上报。" if event.outcome == "merged" else "上报已撤回。"
        for finding in (event.order_id, *queries.heirs_of(event.order_id)):
            _follow(acting, finding, entries[0].rule, 0, reason)


def credit(acting: Acting, basis: Basis, order_id: UUID | None = None) -> None:
    """The finding has its award, once however often this is called; what earns nothing leaves no row.

    `order_id`: the order it belongs to, where it joined that and inherits.
    """
    priced = price(basis)
    if isinstance(priced, Unpaid):
        return
    row = _row(acting, basis, "award", priced.amount_fen, priced) | {"id": uuid5(basis.finding_id, "award")}
    once = upsert(LedgerEntry).values(row).on_conflict_do_nothing().returning(LedgerEntry.id)
    if db.session.execute(once).scalar() is not None:
        bounties.open_bounty(UUID(str(row["id"])), order_id or basis.finding_id)


def price(basis: Basis) -> Priced | Unpaid:
    """What the finding earns by the tariff of the day on which it was verified."""
    return price_of(basis.edition, basis.clause, basis.level, basis.verified_at)


def _follow(acting: Acting, finding: UUID, rule: str, amount: int, reason: str) -> None:
    """The ledger's sum is `amount`, by a row of its own. What is refused or confirmed does not follow any more."""
    bounty = bounties.held(finding)
    if bounty is None or bounty.state not in (*OPEN, "lapsed"):
        return
    if bounty.tally_id is not None:
        taking_out.take_out(acting, [bounty.id], reason)
    difference = amount - bounty.amount_fen
    bounties.follow(bounty.id, amount, reason if difference else "")
    kind = "reversed" if difference < 0 else "restored"
    bounties.write(acting, [bounties.Writing(bounty.id, kind, difference, rule, reason)])


def _row(acting: Acting, basis: Basis, kind: str, amount_fen: int, priced: Priced) -> dict[str, object]:
    refers_to: UUID | None = None
    return {
        "fund": FUND, "kind": kind, "finding_id": basis.finding_id, "order_code": basis.order_code,
        "person_id": basis.person_id, "refers_to": refers_to, "amount_fen": amount_fen,
        "month": clock.local_month(acting.at), "clause": basis.clause, "level": basis.level,
        "edition": basis.edition, "tariff": priced.tariff, "rule": priced.rule, "reason": "",
        "earned_at": acting.at, "written_at": acting.at,
    }  # fmt: skip
