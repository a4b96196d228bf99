"""Receipts: a signed proof that a report was filed, a compact JWS (RFC 7515, Ed25519 of RFC 8037)."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import datetime
from typing import Any
from uuid import UUID

import rfc8785
from cryptography.exceptions import InvalidSignature

from backend.people.keys import KeyFault, KeyRing


class ReceiptFault(Exception):
    """A receipt that proves nothing; the message says why."""


def sign_receipt(keys: KeyRing, report: UUID, digest: bytes, received_at: datetime, grid: str | None) -> str:
    """The same filing always has the same receipt under the same key.

    Payload: `{digest, grid, received_at, report}` in RFC 8785 form; `digest` is the SHA-256, in hex, of the body that
    the phone sent, in RFC 8785 form.
    """
    header = _encode(b'{"alg":"EdDSA","kid":"%s"}' % keys.receipt_kid.encode())
    payload = _encode(
        rfc8785.dumps(
            {
                "report": str(report),
                "digest": digest.hex(),
                "received_at": when_as_text(received_at),
                "grid": grid,
            }
        )
    )
    signature = keys.receipt_key.sign(f"{header}.{payload}".encode())
    return f"{header}.{payload}.{_encode(signature)}"


def when_as_text(moment: datetime) -> str:
    """The moment as receipts write it: RFC 3339, UTC, microseconds."""
    return moment.isoformat(timespec="microseconds")


def read_receipt(keys: KeyRing, text: str) -> dict[str, Any]:
    """What a receipt signed here says. Raises ReceiptFault for anything else, changed by one character included."""
    try:
        header, payload, signature = text.strip().split(".")
        names = json.loads(_decode(header))
        if names.get("alg") != "EdDSA":
            raise ReceiptFault("签名算法不是 EdDSA。")
        keys.receipt_public_key(str(names.get("kid"))).verify(_decode(signature), f"{header}.{payload}".encode())
        found: dict[str, Any] = json.loads(_decode(payload))
    except KeyFault as fault:
        raise ReceiptFault(str(fault)) from fault
    except InvalidSignature as error:
        raise ReceiptFault("签名不对：内容被改动过，或不是这里签发的。") from error
    except (ValueError, AttributeError, binascii.Error, RecursionError) as error:
        raise ReceiptFault("这不是一张回执：应是用两个点隔开的三段文字。") from error
    return found


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    # Strict: no character outside the alphabet and no second spelling of the same bytes.
    raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if _encode(raw) != text:
        raise ValueError("not canonical base64url")
    return raw
