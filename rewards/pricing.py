"""What a clause at a level earns when it was verified on a day, by the tariff of that day."""

from __future__ import annotations

from datetime import datetime

from backend import clock
from backend.orders.clauses import clause_of
from rewards.tariff import ClauseFacts, Priced, Unpaid, amount_of, current_tariffs


def price_of(edition: str, clause: str, level: str, verified_at: datetime | None) -> Priced | Unpaid:
    """What it earns by the tariff of the day on which it was verified."""
    if verified_at is None:
        return Unpaid("not-verified")
    known = clause_of(edition, clause)
    facts = ClauseFacts(known.code, known.item, known.category, known.pays)
    return amount_of(current_tariffs(), facts, level, clock.local_date(verified_at))


def amount_at(edition: str, clause: str, level: str, verified_at: datetime | None) -> int:
    """The same in fen; 0 for what earns nothing."""
    priced = price_of(edition, clause, level, verified_at)
    return priced.amount_fen if isinstance(priced, Priced) else 0
