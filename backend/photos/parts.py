"""Part files: the bytes of an upload so far, and the lock that lets one request at a time add to them.

The lock is the kernel's on the part file itself (flock): it reaches across web processes exactly as far as the bytes
do, is gone when its process dies, and needs no database connection while a slow body trickles in. A holder that has
not written for STALLED seconds (a phone that lost its network without a farewell) can be superseded: the newcomer
takes a copy under the same name, and the old holder finds out before it may record anything.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from backend.problems import Problem

STALLED: Final = 30.0


@dataclass(frozen=True, slots=True)
class Part:
    """An open, locked part file."""

    path: Path
    handle: int

    @property
    def is_current(self) -> bool:
        """False once the file was removed or a newer request took over: nothing may be recorded any more."""
        return _same_file(self.path, self.handle)

    @property
    def size(self) -> int:
        return os.fstat(self.handle).st_size

    def cut(self, length: int) -> None:
        """Forget what lies beyond `length`, and write on from there."""
        os.ftruncate(self.handle, length)
        os.lseek(self.handle, length, os.SEEK_SET)

    def write(self, chunk: bytes) -> None:
        """All of the chunk is in the file, though not yet durable. A full disk is the Problem `busy`."""
        view = memoryview(chunk)
        try:
            while view:
                view = view[os.write(self.handle, view) :]
        except OSError as error:
            raise Problem("busy", "服务器暂时存不下照片。", retry_after=60) from error

    def flush(self) -> None:
        """What was written survives a power cut."""
        os.fdatasync(self.handle)

    def content(self) -> bytes:
        return os.pread(self.handle, self.size, 0)

    def remove(self) -> None:
        """The file is gone, unless a newer request has put its own there."""
        if self.is_current:
            self.path.unlink(missing_ok=True)


class PartFiles:
    """The folder of part files, named by upload id. It must be one folder for all web processes of a county."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def size(self, upload_id: UUID) -> int:
        """Bytes in the part file, 0 where there is none."""
        try:
            return self._path(upload_id).stat().st_size
        except FileNotFoundError:
            return 0

    @contextmanager
    def locked(self, upload_id: UUID, lock_row: Callable[[], object]) -> Iterator[Part]:
        """The part file (made if need be), locked. Raises Problem `upload-locked` while another request writes.

        `lock_row` locks the upload's row until the caller's transaction ends; it is called only where a stalled
        request is superseded, so that this one cannot record the progress of a file that is being replaced. Leave
        that transaction before a body is read.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self._path(upload_id)
        part = _open_locked(path) or _supersede(path, lock_row)
        try:
            yield part
        finally:
            os.close(part.handle)

    def stray(self, older_than: float) -> Iterator[Path]:
        """Part files not touched for `older_than` seconds, takeovers that were cut short among them."""
        if self.folder.is_dir():
            limit = time.time() - older_than
            for entry in os.scandir(self.folder):
                if entry.is_file() and entry.stat().st_mtime < limit:
                    yield Path(entry.path)

    def _path(self, upload_id: UUID) -> Path:
        return self.folder / upload_id.hex


def row_is_locked() -> None:
    """For callers of `locked` that hold the row anyway."""


def _open_locked(path: Path) -> Part | None:
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return None
        if _same_file(path, handle):
            os.utime(handle)  # a request that waits for its first byte is no stalled one yet
            return Part(path, handle)
        os.close(handle)  # removed or superseded between opening and locking: look again


def _supersede(path: Path, lock_row: Callable[[], object]) -> Part:
    if _idle(path) < STALLED:
        raise Problem("upload-locked", retry_after=2)
    lock_row()
    if _idle(path) < STALLED:  # another one was faster while this one waited for the row
        raise Problem("upload-locked", retry_after=2)
    fresh = path.with_suffix(".new")
    shutil.copyfile(path, fresh)
    handle = os.open(fresh, os.O_RDWR)
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    fresh.replace(path)
    return Part(path, handle)


def _idle(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _same_file(path: Path, handle: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False
