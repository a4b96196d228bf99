"""Background: divisions whose day has come."""

from __future__ import annotations

from backend.api import as_system
from backend.database import transaction
from backend.grids.division_effects import apply_next


def apply_due_divisions() -> int:
    """Every division whose day has come is applied, the earliest first, each in a transaction of its own; how many."""
    applied = 0
    while True:
        with transaction():
            if not apply_next(as_system()):
                return applied
        applied += 1
