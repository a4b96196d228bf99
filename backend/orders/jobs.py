"""Background: orders that slipped through while the ground was divided anew."""

from __future__ import annotations

from backend.api import as_system
from backend.clock import local_date
from backend.database import transaction
from backend.orders.regridding import follow


def follow_ground() -> int:
    """Every open order stands on ground that is in force today; how many had to move.

    A filing that was under way at the very moment of the change may still have been put on the old ground.
    """
    with transaction():
        acting = as_system()
        return follow(acting, local_date(acting.at), f"late-{acting.at:%Y%m%d%H%M%S}")
