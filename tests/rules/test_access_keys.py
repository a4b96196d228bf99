"""The server's keys: made once, kept closed, told apart."""

from __future__ import annotations

import multiprocessing
import os
import stat
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.people.keys import KeyFault, KeyRing, kid_of

NAMES = {"session.key", "receipt.pem", "seal.key", "vapid.pem"}


@pytest.fixture
def ring(tmp_path: Path) -> KeyRing:
    return KeyRing(tmp_path / "data" / "keys")


def everything(folder: Path) -> tuple[bytes, str, str, bytes]:
    ring = KeyRing(folder)
    return ring.session_secret, ring.receipt_kid, ring.vapid_public, ring.seal("共用")


def test_keys_are_made_at_the_first_use_and_are_the_same_after_a_restart(ring: KeyRing) -> None:
    first = everything(ring.folder)
    assert everything(ring.folder)[:3] == first[:3]
    assert {path.name for path in ring.folder.iterdir()} == NAMES


def test_only_the_servers_user_may_read_the_keys(ring: KeyRing) -> None:
    before = os.umask(0)
    try:
        everything(ring.folder)
    finally:
        os.umask(before)
    assert {stat.S_IMODE(path.stat().st_mode) for path in ring.folder.iterdir()} == {0o600}
    assert stat.S_IMODE(ring.folder.stat().st_mode) == 0o700


def test_a_key_file_that_stands_open_is_closed_when_it_is_read(ring: KeyRing) -> None:
    everything(ring.folder)
    (ring.folder / "seal.key").chmod(0o644)
    everything(ring.folder)
    assert stat.S_IMODE((ring.folder / "seal.key").stat().st_mode) == 0o600


def test_processes_that_start_together_end_with_the_same_keys(ring: KeyRing) -> None:
    with ProcessPoolExecutor(6, mp_context=multiprocessing.get_context("spawn")) as pool:
        rings = list(pool.map(everything, [ring.folder] * 12))
    assert len({keys[:3] for keys in rings}) == 1
    assert {KeyRing(ring.folder).unseal(keys[3]) for keys in rings} == {"共用"}
    assert {path.name for path in ring.folder.iterdir()} == NAMES


def test_what_is_sealed_opens_again_and_never_looks_the_same_twice(tmp_path_factory: pytest.TempPathFactory) -> None:
    ring = KeyRing(tmp_path_factory.mktemp("keys"))

    @given(st.text(st.characters(exclude_categories=["Cs"])))
    def holds(text: str) -> None:
        one, other = ring.seal(text), ring.seal(text)
        assert one != other
        assert ring.unseal(one) == ring.unseal(other) == text

    holds()


CHANGES = [lambda b: b[:-1], lambda b: b[:-1] + bytes([b[-1] ^ 1]), lambda b: b"", lambda b: b[:4]]


@pytest.mark.parametrize("change", CHANGES)
def test_sealed_bytes_that_were_changed_do_not_open(ring: KeyRing, change: object) -> None:
    with pytest.raises(KeyFault):
        ring.unseal(change(ring.seal("13800138000")))  # type: ignore[operator]


def test_a_retired_key_still_opens_and_verifies_what_it_made(ring: KeyRing) -> None:
    sealed, kid, public = ring.seal("张三"), ring.receipt_kid, ring.receipt_key.public_key()
    for name in ("seal.key", "receipt.pem"):
        path = ring.folder / name
        path.rename(path.with_stem(f"{path.stem}-2026"))
    later = KeyRing(ring.folder)
    assert later.receipt_kid != kid
    assert later.unseal(sealed) == "张三"
    assert later.receipt_public_key(kid) == public
    assert kid_of(later.receipt_public_key(later.receipt_kid)) == later.receipt_kid


def test_an_unknown_signer_is_told(ring: KeyRing) -> None:
    with pytest.raises(KeyFault, match="没有签发"):
        ring.receipt_public_key("nobody")


@pytest.mark.parametrize(
    ("name", "content", "use"),
    [
        ("session.key", b"short", "session_secret"),
        ("receipt.pem", b"", "receipt_key"),
        ("receipt.pem", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "receipt_key"),
        ("vapid.pem", b"nothing", "vapid_key"),
    ],
)
def test_a_spoilt_key_file_is_named_and_not_replaced(ring: KeyRing, name: str, content: bytes, use: str) -> None:
    ring.folder.mkdir(parents=True)
    (ring.folder / name).write_bytes(content)
    with pytest.raises(KeyFault, match=name):
        getattr(ring, use)
    assert (ring.folder / name).read_bytes() == content


def test_a_key_of_another_kind_is_not_taken(ring: KeyRing) -> None:
    everything(ring.folder)
    (ring.folder / "vapid.pem").write_bytes((ring.folder / "receipt.pem").read_bytes())
    with pytest.raises(KeyFault, match="vapid"):
        _ = KeyRing(ring.folder).vapid_key


def test_a_fingerprint_needs_the_key(ring: KeyRing, tmp_path: Path) -> None:
    assert ring.fingerprint("worker") == ring.fingerprint("worker") != ring.fingerprint("captain")
    assert ring.fingerprint("worker") != KeyRing(tmp_path / "other").fingerprint("worker")
