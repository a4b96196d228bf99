"""The fund's hash chain: what makes a later change to any ledger entry, or a lost one, show. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import rfc8785

START: Final = bytes(32)
SEALED: Final = (
    "id", "fund", "kind", "finding_id", "order_code", "person_id", "refers_to", "amount_fen", "month", "clause",
    "level", "edition", "tariff", "rule", "reason", "earned_at", "written_at",
)  # fmt: skip


def seal_hash(previous: bytes, seq: int, entry: Mapping[str, Any]) -> bytes:
    """SHA-256(previous seal + RFC 8785 of the entry with its place in the chain)."""
    row = {"seq": seq, **{name: _plain(entry[name]) for name in SEALED}}
    return hashlib.sha256(previous + rfc8785.dumps(row)).digest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    return str(value) if isinstance(value, UUID) else value
