"""A file that comes as the body of a request: streamed to the disk, gone afterwards."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol

from backend.problems import FieldFault, Problem

CHUNK: Final = 256 * 1024
MOST_UNREAD: Final = 1024 * 1024
CUT: Final = "文件没有传完整，请检查网络后再试。"


class Body(Protocol):
    """A request's body: read(n) gives at most n bytes, nothing at its end, however it ended."""

    def read(self, size: int, /) -> bytes: ...


@contextmanager
def spooled(body: Body, announced: int | None, limit: int) -> Iterator[Path]:
    """The body as a file while the block runs; `announced` is its Content-Length.

    Raises Problem `too-large`, and `file-unusable` where fewer bytes came than announced.
    """
    if announced is not None and announced > limit:
        take_delivery(body)
        raise Problem("too-large")
    with tempfile.TemporaryDirectory(prefix="wangge-upload-") as folder:
        path = Path(folder) / "upload"
        came = _write(path, body, limit + 1 if announced is None else announced)
        if came > limit:
            take_delivery(body)
            raise Problem("too-large")
        if announced is not None and came < announced:
            raise Problem("file-unusable", CUT, [FieldFault("", "file-cut", CUT)])
        yield path


def take_delivery(body: Body) -> None:
    """Reads some of a body that nobody wants: a refusal reaches the sender only if the bytes under way were taken."""
    left = MOST_UNREAD
    while left > 0 and (chunk := _read(body, min(CHUNK, left))):
        left -= len(chunk)


def _write(path: Path, body: Body, most: int) -> int:
    came = 0
    with path.open("wb") as target:
        while came < most and (chunk := _read(body, min(CHUNK, most - came))):
            target.write(chunk)
            came += len(chunk)
    return came


def _read(body: Body, size: int) -> bytes:
    try:
        return body.read(size)
    except OSError:
        return b""
