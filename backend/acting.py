"""Who acts, at what moment, and who hears of it.

An action takes an Acting as its first argument. Events are facts in the past tense; their handlers are called at once,
in the same transaction, in the order in which wsgi.py subscribed them. A failing handler rolls everything back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

Handler = Callable[["Acting", Any], None]
Subscriptions = Mapping[type, Sequence[Handler]]


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person as far as permissions go. Codes are text; dates of assignments are already applied.

    `grids` are those where the person works, `lead_of` the ones among them that the person leads.
    `deputy_for` holds the persons this one stands in for today; for separation of duties a deputy counts as both.
    """

    id: UUID
    username: str
    name: str
    role: str
    area_code: str | None = None
    unit_code: str | None = None
    version: int = 1
    grids: frozenset[str] = frozenset()
    lead_of: frozenset[str] = frozenset()
    captain_of: frozenset[str] = frozenset()
    deputy_for: tuple[Actor, ...] = ()


@dataclass(frozen=True, slots=True)
class Acting:
    """One act: by whom (None: the system itself), at which moment (aware UTC), heard by whom."""

    who: Actor | None
    at: datetime
    subscriptions: Subscriptions = field(default_factory=dict, repr=False)

    def publish(self, event: object) -> None:
        """Tell every subscriber of the event's type, now, inside the caller's transaction."""
        for handler in self.subscriptions.get(type(event), ()):
            handler(self, event)

    def by_system(self) -> Acting:
        """The same moment and listeners with nobody acting: what follows by rule, not by a person."""
        return Acting(None, self.at, self.subscriptions)

    @property
    def person(self) -> Actor:
        """The acting person. Raises LookupError where the system acts."""
        if self.who is None:
            raise LookupError("the system acts here, not a person")
        return self.who
