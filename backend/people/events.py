"""What this part announces."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SignedOut:
    """The person left on one device; `session` names the sign-in that ended there."""

    person_id: UUID
    session: str
