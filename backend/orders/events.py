"""What orders announce, in the transaction in which it becomes true."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class FindingVerified:
    """A person, never the reporter, found it true; once per order. The order's row is locked by this transaction.

    `step`: by which step it was found true (`verify`, else the unit's `result`, else the `check`). `clause` and `level`
    are those in force now, `person_id` is who filed the finding that opened the order.
    """

    finding_id: UUID
    order_code: str
    person_id: UUID
    clause: str
    level: str
    edition: str
    filed_at: datetime
    verified_by: UUID
    verified_at: datetime
    step: str


@dataclass(frozen=True, slots=True)
class OrderCorrected:
    """Clause, level, place, grid or note changed; `before` and `after` hold what differs, as JSON values."""

    order_id: UUID
    order_code: str
    before: dict[str, object]
    after: dict[str, object]


@dataclass(frozen=True, slots=True)
class OrderClosed:
    """The order came to an end: `outcome` is its final state; `into` names the order that goes on, for `merged`."""

    order_id: UUID
    order_code: str
    outcome: str
    into: str | None = None
