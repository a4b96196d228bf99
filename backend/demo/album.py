"""Where the demo's pictures are drawn and stored: beside the history, on the other cores.

A picture's bytes lie in the store before anything names them. A load that is broken off leaves some there without
a row; loading again with the same seed draws the very same ones.
"""

from __future__ import annotations

import hashlib
import os
import signal
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from types import TracebackType
from typing import Final, Self

from backend.demo.scenes import Scene, draw
from backend.photos.pictures import Picture, inspect
from backend.photos.store import PhotoStore, key_of

MOST_PAINTERS: Final = 2
_easel: dict[str, PhotoStore] = {}


@dataclass(frozen=True, slots=True)
class Print:
    """A drawn picture that lies in the store: its SHA-256, size in bytes, and what the server reads from it."""

    sha256: str
    size: int
    picture: Picture


class Album:
    """Pictures to come and pictures that are there. Leaving the context ends the drawing at once."""

    def __init__(self, photos_url: str) -> None:
        painters = min(MOST_PAINTERS, os.cpu_count() or 1)
        # Not forked: a copy of this process would share its connections to the database.
        self._painters = ProcessPoolExecutor(painters, get_context("spawn"), _prepare, (photos_url,))
        self._ordered: dict[Scene, Future[Print]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._painters.shutdown(cancel_futures=True)

    def order(self, scene: Scene) -> None:
        """The picture will be needed."""
        if scene not in self._ordered:
            self._ordered[scene] = self._painters.submit(_paint, scene)

    def take(self, scene: Scene) -> Print:
        """The picture, stored; waits for it. A store that cannot be reached is the Problem `busy`."""
        self.order(scene)
        return self._ordered[scene].result()


def _prepare(photos_url: str) -> None:
    # Ctrl-C is the parent's to answer.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _easel["store"] = PhotoStore(photos_url)


def _paint(scene: Scene) -> Print:
    content = draw(scene)
    sha256 = hashlib.sha256(content).hexdigest()
    _easel["store"].put(key_of(sha256), content)
    return Print(sha256, len(content), inspect(content))
