"""Passwords as argon2id hashes, checked by few threads at a time: each check takes 64 MiB for about 50 ms."""

from __future__ import annotations

import base64
import unicodedata
from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from backend.problems import FieldFault, Problem

HASHER: Final = PasswordHasher()
LEAST_LETTERS: Final = 8
MOST_LETTERS: Final = 200
PATIENCE_SECONDS: Final = 10
_seats: Final = BoundedSemaphore(4)


def hash_password(password: str) -> str:
    """The hash to keep. Raises Problem `invalid` for a password that is too short or too long."""
    plain = _plain(password)
    if not LEAST_LETTERS <= len(plain) <= MOST_LETTERS:
        title = f"密码要有 {LEAST_LETTERS} 到 {MOST_LETTERS} 个字。"
        raise Problem("invalid", errors=[FieldFault("/password", "length", title)])
    return HASHER.hash(plain)


def password_fits(password: str, kept: str | None) -> bool:
    """True where the password made the hash. Without a hash the answer is False and takes as long.

    Raises Problem `busy` where too many others are being checked.
    """
    if not _seats.acquire(timeout=PATIENCE_SECONDS):
        raise Problem("busy", retry_after=PATIENCE_SECONDS)
    try:
        return HASHER.verify(kept or NOBODYS, _plain(password)) and kept is not None
    except (VerificationError, InvalidHashError):
        return False
    finally:
        _seats.release()


def _plain(password: str) -> str:
    # Keyboards for Chinese write the same letters full-width.
    return unicodedata.normalize("NFKC", password)


def _nobodys() -> str:
    salt, digest = (base64.b64encode(bytes(size)).rstrip(b"=").decode() for size in (HASHER.salt_len, HASHER.hash_len))
    return f"$argon2id$v=19$m={HASHER.memory_cost},t={HASHER.time_cost},p={HASHER.parallelism}${salt}${digest}"


NOBODYS: Final = _nobodys()
"""A hash that no password has and that takes as long to check as a real one."""
