"""The server's keys: files below one folder, readable by the server's user alone, made at the first start.

Two processes that start together end with the same keys. To change a key, rename its file to `<name>-<anything>` with
the same ending: a new one is made at the next start, and the retired one still verifies and unseals.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import os
import secrets
import tempfile
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

SYMMETRIC: Final = 32
KEY_ID: Final = 4
NONCE: Final = 12


class KeyFault(Exception):
    """A key is missing or its file cannot be used; the message says which and what to do."""


class KeyRing:
    """All keys of one county's server. Each is read when first needed, or made where there is none yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def session_secret(self) -> bytes:
        """What signs the session cookies, 32 bytes."""
        return self._symmetric("session.key")

    @cached_property
    def receipt_key(self) -> Ed25519PrivateKey:
        """What signs the receipts of filed reports."""
        return _ed25519(self._bytes("receipt.pem", _new_ed25519), "receipt.pem")

    @cached_property
    def receipt_kid(self) -> str:
        """The name of `receipt_key` in a receipt's header."""
        return kid_of(self.receipt_key.public_key())

    def receipt_public_key(self, kid: str) -> Ed25519PublicKey:
        """The public key of that name, retired ones included. Raises KeyFault for an unknown name."""
        for public in (self.receipt_key.public_key(), *self._retired_receipt_keys):
            if kid_of(public) == kid:
                return public
        raise KeyFault(f"{self.folder} 里没有签发这张回执的密钥（{kid[:16]}）：不是这里签发的，或旧密钥丢了。")

    @cached_property
    def vapid_key(self) -> EllipticCurvePrivateKey:
        """What introduces this server to push services."""
        key = _loaded(self._bytes("vapid.pem", _new_p256), "vapid.pem")
        if not isinstance(key, EllipticCurvePrivateKey):
            raise _unusable("vapid.pem")
        return key

    @cached_property
    def vapid_public(self) -> str:
        """The public half of `vapid_key` as browsers take it: an uncompressed point, base64url without padding."""
        point = self.vapid_key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return base64.urlsafe_b64encode(point).rstrip(b"=").decode()

    def fingerprint(self, text: str) -> bytes:
        """A digest of the text that nobody without the key can look up, 32 bytes."""
        return hmac.digest(self.session_secret, b"fingerprint\0" + text.encode(), "sha256")

    def seal(self, text: str) -> bytes:
        """The text encrypted and protected from change (AES-256-GCM): key id, nonce, ciphertext."""
        nonce = secrets.token_bytes(NONCE)
        return _key_id(self._seal_key) + nonce + AESGCM(self._seal_key).encrypt(nonce, text.encode(), None)

    def unseal(self, sealed: bytes) -> str:
        """What was sealed here, by a retired key too. Raises KeyFault where the key is gone or the bytes changed."""
        key_id, nonce, inside = sealed[:KEY_ID], sealed[KEY_ID : KEY_ID + NONCE], sealed[KEY_ID + NONCE :]
        for key in (self._seal_key, *self._retired_seal_keys):
            if _key_id(key) == key_id:
                with contextlib.suppress(InvalidTag, ValueError):
                    return AESGCM(key).decrypt(nonce, inside, None).decode()
        raise KeyFault(f"这段加密内容打不开：密钥不在 {self.folder} 里，或者内容被改动过。请从备份恢复密钥。")

    @cached_property
    def _seal_key(self) -> bytes:
        return self._symmetric("seal.key")

    @cached_property
    def _retired_seal_keys(self) -> list[bytes]:
        return [path.read_bytes() for path in sorted(self.folder.glob("seal-*.key"))]

    @cached_property
    def _retired_receipt_keys(self) -> list[Ed25519PublicKey]:
        paths = sorted(self.folder.glob("receipt-*.pem"))
        return [_ed25519(path.read_bytes(), path.name).public_key() for path in paths]

    def _symmetric(self, name: str) -> bytes:
        key = self._bytes(name, lambda: secrets.token_bytes(SYMMETRIC))
        if len(key) != SYMMETRIC:
            raise KeyFault(f"{self.folder / name} 应有 {SYMMETRIC} 字节，请换回备份，或删去后重新启动。")
        return key

    def _bytes(self, name: str, make: Callable[[], bytes]) -> bytes:
        path = self.folder / name
        if not path.exists():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write_once(path, make())
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
        return path.read_bytes()


def kid_of(public: Ed25519PublicKey) -> str:
    """The name of a public key: its JWK thumbprint (RFC 7638)."""
    x = base64.urlsafe_b64encode(public.public_bytes_raw()).rstrip(b"=").decode()
    digest = hashlib.sha256(f'{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}'.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _write_once(path: Path, content: bytes) -> None:
    # The file appears whole under its name or not at all; of two processes the later one finds the name taken.
    with _beside(path) as (descriptor, temporary):
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(temporary)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextlib.contextmanager
def _beside(path: Path) -> Iterator[tuple[int, Path]]:
    descriptor, name = tempfile.mkstemp(prefix=".new-", dir=path.parent)  # 0600 whatever the umask
    try:
        yield descriptor, Path(name)
    finally:
        Path(name).unlink()


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"key id\0" + key).digest()[:KEY_ID]


def _new_ed25519() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _new_p256() -> bytes:
    return generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _ed25519(pem: bytes, name: str) -> Ed25519PrivateKey:
    key = _loaded(pem, name)
    if not isinstance(key, Ed25519PrivateKey):
        raise _unusable(name)
    return key


def _loaded(pem: bytes, name: str) -> object:
    try:
        return load_pem_private_key(pem, None)
    except ValueError as error:
        raise _unusable(name) from error


def _unusable(name: str) -> KeyFault:
    return KeyFault(f"密钥文件 {name} 读不出该有的密钥，请换回备份，或移走后重新启动。")
