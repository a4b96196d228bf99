"""A work order as everybody inside the part sees it: a frozen picture of its row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from backend.orders.lifecycle import STATE


@dataclass(frozen=True, slots=True)
class Order:
    """The row of `work_order` with its place in WGS-84 and those whose findings joined it."""

    id: UUID
    code: str
    report_id: UUID
    reporter_id: UUID
    edition: str
    clause: str
    level: str
    sensitive: bool
    urgent: bool
    on_spot: bool
    past_captain: bool
    at_centre: bool
    note: str
    lon: float
    lat: float
    premises: str | None
    grid_code: str | None
    grid_version_id: int | None
    village_code: str | None
    town_code: str | None
    state: str
    desk: str
    unit_code: str | None
    returned_from: str | None
    merged_into: str | None
    refusals: int
    tags: tuple[str, ...]
    verified_by: UUID | None
    verified_at: datetime | None
    filed_at: datetime
    state_since: datetime
    closed_at: datetime | None
    version: int
    head: bytes
    joined_reporters: tuple[UUID, ...] = ()

    @property
    def open(self) -> bool:
        return not STATE[self.state].final

    @property
    def reporters(self) -> frozenset[UUID]:
        """Everybody who filed a part of it."""
        return frozenset((self.reporter_id, *self.joined_reporters))

    @property
    def facts(self) -> frozenset[str]:
        """The conditions of lifecycle.TRANSITIONS that are true of this order."""
        facts = set()
        if self.on_spot and self.unit_code is None:
            facts.add("on_spot")
        if self.past_captain or self.grid_code is None:
            facts.add("no_captain")
        if self.reporters == {self.reporter_id}:
            facts.add("alone")
        return frozenset(facts)
