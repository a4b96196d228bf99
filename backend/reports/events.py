"""What reports announce. ReportFiled holds all that the parts above need, so that they read nothing again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from backend.grids.located import Located


@dataclass(frozen=True, slots=True)
class FindingFacts:
    """One finding as filed. `joins` is the order code that the phone named; `doubts` are kinds, sorted."""

    id: UUID
    position: int
    clause: str
    note: str
    handled_on_spot: bool
    joins: str | None = None
    doubts: tuple[str, ...] = ()
    photos_missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """One visit as filed: place in WGS-84, moments aware UTC."""

    id: UUID
    person_id: UUID
    edition: str
    seen_at: datetime
    received_at: datetime
    lon: float
    lat: float
    premises: str | None
    note: str
    located: Located


@dataclass(frozen=True, slots=True)
class ReportFiled:
    """A report was stored for the first time; published once, in the transaction that stores it.

    Whoever opens the orders answers with `reports.actions.give_order_codes(event, codes)` before returning; `codes`
    then holds them, finding id → order code, for the answer to the phone.
    """

    report: ReportFacts
    findings: tuple[FindingFacts, ...]
    codes: dict[UUID, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class FindingPhotosComplete:
    """Every photo that the finding declared is whole.

    `at_filing`: none was missing when it was filed; published after ReportFiled, when nobody can have looked at it yet.
    """

    finding_id: UUID
    at_filing: bool = False
