"""Receipts prove a filing to anybody who has the public key, and nothing else passes for one."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.people.keys import KeyRing
from backend.reports.receipts import ReceiptFault, read_receipt, sign_receipt

REPORT = UUID("01980000-0000-7000-8000-000000000001")
WHEN = datetime(2026, 11, 22, 8, 0, 0, 123456, tzinfo=UTC)
DIGEST = hashlib.sha256(b"body").digest()


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> KeyRing:
    return KeyRing(tmp_path_factory.mktemp("keys"))


def test_a_receipt_says_what_was_filed_when_and_where(keys: KeyRing) -> None:
    assert read_receipt(keys, sign_receipt(keys, REPORT, DIGEST, WHEN, "320685100201001")) == {
        "report": str(REPORT),
        "digest": DIGEST.hex(),
        "received_at": "2026-11-22T08:00:00.123456+00:00",
        "grid": "320685100201001",
    }


def test_the_same_filing_has_the_same_receipt(keys: KeyRing) -> None:
    assert sign_receipt(keys, REPORT, DIGEST, WHEN, None) == sign_receipt(keys, REPORT, DIGEST, WHEN, None)


def test_it_is_a_compact_jws_that_others_can_check(keys: KeyRing) -> None:
    header, payload, signature = sign_receipt(keys, REPORT, DIGEST, WHEN, None).split(".")
    assert json.loads(_plain(header)) == {"alg": "EdDSA", "kid": keys.receipt_kid}
    keys.receipt_key.public_key().verify(_plain(signature), f"{header}.{payload}".encode())


@given(at=st.integers(0, 10_000), letter=st.characters(codec="ascii", categories=["L", "N"]))
def test_one_changed_character_spoils_it(keys: KeyRing, at: int, letter: str) -> None:
    receipt = sign_receipt(keys, REPORT, DIGEST, WHEN, None)
    at %= len(receipt)
    changed = receipt[:at] + letter + receipt[at + 1 :]
    if changed != receipt:
        with pytest.raises(ReceiptFault):
            read_receipt(keys, changed)


@given(st.text(max_size=60))
def test_no_other_text_passes_for_a_receipt(keys: KeyRing, text: str) -> None:
    with pytest.raises(ReceiptFault):
        read_receipt(keys, text)


def test_a_receipt_without_signature_is_none(keys: KeyRing) -> None:
    _, payload, _ = sign_receipt(keys, REPORT, DIGEST, WHEN, None).split(".")
    for header in ({"alg": "none"}, {"alg": "EdDSA"}, {"alg": "HS256", "kid": keys.receipt_kid}, []):
        first = base64.urlsafe_b64encode(json.dumps(header).encode()).rstrip(b"=").decode()
        with pytest.raises(ReceiptFault):
            read_receipt(keys, f"{first}.{payload}.")


def test_a_retired_key_still_vouches_and_a_foreign_one_never_did(tmp_path: Path) -> None:
    receipt = sign_receipt(KeyRing(tmp_path), REPORT, DIGEST, WHEN, None)
    (tmp_path / "receipt.pem").rename(tmp_path / "receipt-2026.pem")
    assert read_receipt(KeyRing(tmp_path), receipt)["report"] == str(REPORT)
    with pytest.raises(ReceiptFault):
        read_receipt(KeyRing(tmp_path / "elsewhere"), receipt)


def _plain(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
