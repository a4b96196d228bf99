"""The life of a work order as data: states, steps, and who may make which move."""

from __future__ import annotations

STATE_CODES = (
    "to_verify", "to_accept", "accepted", "dispatched", "in_hand", "to_check", "to_close", "closed", "archived",
    "returned", "declined", "merged", "void", "withdrawn",
)  # fmt: skip
