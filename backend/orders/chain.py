"""The hash chain of an order's history: what makes a later change to any row show.

Pure: rows come in as JSON values, hashes come out as 32 bytes. The first row follows 32 zero bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import rfc8785

START: Final = bytes(32)
HASHED: Final = (
    "order_id", "seq", "step_id", "step", "from_state", "to_state", "desk", "actor_id", "actor_role", "deputy_for",
    "unit_code", "at", "request", "evidence_digest",
)  # fmt: skip


def request_digest(request: Mapping[str, Any]) -> bytes:
    """SHA-256 over a request in RFC 8785 form: the same request gives the same digest."""
    return hashlib.sha256(rfc8785.dumps(dict(request))).digest()


def evidence_digest(salt: bytes, evidence: Mapping[str, Any]) -> bytes:
    """SHA-256(salt + canonical evidence). Without the salt nobody can guess short evidence from its digest."""
    return hashlib.sha256(salt + rfc8785.dumps(dict(evidence))).digest()


def row_hash(previous: bytes, row: Mapping[str, Any]) -> bytes:
    """SHA-256(previous hash + the row's HASHED members in RFC 8785 form); ids and moments in text, bytes in hex."""
    return hashlib.sha256(previous + rfc8785.dumps({name: plain(row[name]) for name in HASHED})).digest()


def plain(value: Any) -> Any:
    """A value as JSON has it: moments to the microsecond with offset, ids as text, bytes in hex."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    if isinstance(value, UUID):
        return str(value)
    return value.hex() if isinstance(value, bytes) else value
