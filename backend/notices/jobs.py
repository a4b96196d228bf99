"""Background: push what was told."""

from __future__ import annotations

from typing import Final, cast

from flask import current_app

from backend.api import as_system
from backend.database import transaction
from backend.notices.delivery import Pusher
from backend.notices.outbox import lease_due, set_aside_unheard, settle
from backend.people.keys import KeyRing
from backend.settings import Settings

MOST_BATCHES: Final = 20


def push_due_notices() -> int:
    """How many pushes were tried: all that are due, or MOST_BATCHES of them; the next run goes on from there."""
    settings, keys = cast(Settings, current_app.extensions["settings"]), cast(KeyRing, current_app.extensions["keys"])
    pusher = Pusher(keys.vapid_key, settings.push_contact, settings.push_loopback)
    tried = 0
    for _ in range(MOST_BATCHES):
        # Nothing is locked while the push services take their time.
        with transaction():
            set_aside_unheard(as_system())
            due = lease_due(as_system())
        if not due:
            break
        sent = pusher.send_all(due)
        with transaction():
            settle(as_system(), sent)
        tried += len(sent)
    return tried
