"""Background: sealing the ledger."""

from __future__ import annotations

from backend.database import transaction
from rewards.sealing import AT_ONCE, seal


def seal_ledger() -> int:
    """Everything committed before is in the chain; how many entries were added."""
    sealed = 0
    while True:
        with transaction():
            done = seal()
        sealed += done
        if done < AT_ONCE:
            return sealed
