"""What this part announces."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class DivisionTookEffect:
    """The ground is divided anew from `day` on, which has come: whatever is open follows it now, once."""

    division_id: UUID
    day: date
    title: str


@dataclass(frozen=True, slots=True)
class MovingOrder:
    """An open order that a division moves; `to` None: 网格待定, at the desk of its town."""

    code: str
    grid_from: str | None
    grid_to: str | None


@dataclass(slots=True)
class DivisionForeseen:
    """The ground is, inside a savepoint that will be undone, divided as from `day` on: what would follow it?

    Whoever hears it counts `orders` up and adds the first of those that move to `moving`.
    """

    day: date
    orders: int = 0
    moving: list[MovingOrder] = field(default_factory=list)
