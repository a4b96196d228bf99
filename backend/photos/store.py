"""The object store: pictures by their SHA-256, in a folder or in an S3-compatible bucket.

PHOTOS_URL is `file:///folder` or `s3://bucket/prefix?endpoint=https://host:port&region=…`. Credentials come from the
usual AWS_* variables or from the query (`access_key_id`, `secret_access_key`); `virtual_hosted=1` where the service
wants the bucket in the host name.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from backend.problems import Problem
from backend.settings import BadSetting

S3_OPTIONS: Final = frozenset({"endpoint", "region", "access_key_id", "secret_access_key", "virtual_hosted"})


def key_of(sha256: str, size: str = "") -> str:
    """Where a picture lies, or the served copy of it in this size (`thumb`, `screen`, `full`)."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}" + (f".{size}" if size else "")


class PhotoStore:
    """Puts are atomic and, when they return, durable. An unreachable store is the Problem `busy`."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme == "file" and parts.path:
            self._folder: Path | None = Path(unquote(parts.path))
            self._store: LocalStore | S3Store | None = None
        elif parts.scheme == "s3" and parts.netloc:
            self._folder = None
            self._store = _bucket(parts.netloc, parts.path.strip("/"), dict(parse_qsl(parts.query)))
        else:
            raise BadSetting("PHOTOS_URL 要写成 file:///目录 或 s3://桶名?endpoint=https://主机。")

    def put(self, key: str, content: bytes) -> None:
        """The object is there and survives a power cut. The same content again changes nothing."""
        with _reachable():
            if self._read(key) != content:
                obstore.put(self._opened(), key, content)
            if self._folder is not None:
                # obstore renames a finished temporary file into place but leaves flushing to the system's mood. An
                # equal file may be another process's that is not flushed yet, so it is flushed here too.
                _flush(self._folder, key)

    def get(self, key: str) -> bytes | None:
        """The object's bytes; None where there is none."""
        with _reachable():
            return self._read(key)

    def describe(self, key: str) -> tuple[int, str] | None:
        """Length in bytes and a mark that changes with the content; None where there is no such object."""
        with _reachable():
            try:
                found = obstore.head(self._opened(), key)
            except FileNotFoundError:
                return None
            return found["size"], (found.get("e_tag") or found["last_modified"].isoformat()).strip('"')

    def get_range(self, key: str, first: int, end: int) -> bytes:
        """The bytes from `first` up to, not including, `end`; for objects too large to hold."""
        with _reachable():
            return bytes(obstore.get_range(self._opened(), key, start=first, end=end))

    def _read(self, key: str) -> bytes | None:
        try:
            return bytes(obstore.get(self._opened(), key).bytes())
        except FileNotFoundError:
            return None

    def _opened(self) -> LocalStore | S3Store:
        # The folder is made when the first picture needs it: starting a command must not leave folders behind.
        if self._store is None:
            self._store = LocalStore(self._folder, mkdir=True)
        return self._store


def _bucket(bucket: str, prefix: str, options: dict[str, str]) -> S3Store:
    unknown = set(options) - S3_OPTIONS
    if unknown:
        raise BadSetting(f"PHOTOS_URL 里有不认识的参数：{'、'.join(sorted(unknown))}。")
    virtual = options.pop("virtual_hosted", "0") == "1"
    config: Any = {"virtual_hosted_style_request": virtual, **options}  # keys were checked above
    plain = options.get("endpoint", "").startswith("http://")
    return S3Store(
        bucket,
        prefix=prefix or None,
        config=config,
        client_options={"allow_http": plain, "timeout": "60s", "connect_timeout": "5s"},
        retry_config={"max_retries": 2},
    )


@contextmanager
def _reachable() -> Iterator[None]:
    try:
        yield
    except (BaseError, OSError) as error:
        raise Problem("busy", "照片仓库暂时连不上或已满。", retry_after=30) from error


def _flush(folder: Path, key: str) -> None:
    path = folder / key
    for place in (path, path.parent, path.parent.parent, folder):
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
