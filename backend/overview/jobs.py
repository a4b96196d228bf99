"""Background: the counts of the heat map follow the orders' history."""

from __future__ import annotations

from typing import Final

from backend.api import as_system
from backend.database import transaction
from backend.overview.heat import count_on

MOST_ROUNDS: Final = 40


def count_heat() -> int:
    """What happened since the last time is counted, up to MOST_ROUNDS pieces of history; how many pieces there were."""
    since = None
    for number in range(MOST_ROUNDS):
        with transaction():
            since = count_on(as_system(), since)
        if since is None:
            return number + 1
    return MOST_ROUNDS
