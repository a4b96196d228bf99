"""Who must act now: the desk at which an order stands, in every state."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from backend.orders.lifecycle import STATE

CENTRE: Final = "centre"
NOBODY: Final = ""


def desk_of(
    state: str,
    *,
    grid: str | None,
    town: str | None,
    past_captain: bool,
    at_centre: bool,
    reporter: UUID,
    unit_desk: str = CENTRE,
) -> str:
    """`captain:<grid>`, `town:<area>`, `centre`, `unit:<code>`, `worker:<person>`, '' where nobody must act.

    `unit_desk` counts while the order is with a unit: its own desk, or the county's where it has no account.
    """
    if STATE[state].final:
        return NOBODY
    if state == "returned":
        return f"worker:{reporter}"
    if state in ("dispatched", "in_hand"):
        return unit_desk
    if state == "to_verify" and grid is not None and not past_captain:
        return f"captain:{grid}"
    return f"town:{town}" if town is not None and not at_centre else CENTRE


def unit_desk(unit: str, *, has_accounts: bool) -> str:
    """The unit's own desk; a unit without account is served by the county's, so that nothing waits at nobody's."""
    return f"unit:{unit}" if has_accounts else CENTRE
