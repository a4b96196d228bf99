"""Drawing the demo's pictures and storing them.

A picture's bytes lie in the store before the transaction that names them is committed. A load that is broken off leaves
some there without a row; loading again with the same seed draws the very same ones.
"""

from __future__ import annotations

import hashlib
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

from backend.demo.scenes import Scene, draw
from backend.photos.pictures import Picture, inspect
from backend.photos.store import PhotoStore, key_of

CLERKS: Final = 4


@dataclass(frozen=True, slots=True)
class Print:
    """A drawn picture: its SHA-256, size in bytes, and what the server reads from it."""

    sha256: str
    size: int
    picture: Picture


class Album:
    """The pictures that were drawn and are still to be named. Leaving it waits until all of them lie in the store."""

    def __init__(self, store: PhotoStore) -> None:
        self._store = store
        self._prints: dict[Scene, Print] = {}
        # A store is slow to promise that a picture will survive: nobody waits for it before the end.
        self._clerks = ThreadPoolExecutor(CLERKS)
        self._promises: list[Future[None]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._clerks.shutdown(cancel_futures=kind is not None)
        if kind is None:
            for promise in self._promises:
                promise.result()

    def draw(self, scene: Scene) -> Print:
        """The picture, on its way into the store. One that cannot be reached is the Problem `busy` at the end."""
        if scene not in self._prints:
            content = draw(scene)
            sha256 = hashlib.sha256(content).hexdigest()
            self._promises.append(self._clerks.submit(self._store.put, key_of(sha256), content))
            self._prints[scene] = Print(sha256, len(content), inspect(content))
        return self._prints[scene]

    def take(self, scene: Scene) -> Print:
        """The picture for the last time: it is forgotten here."""
        made = self.draw(scene)
        del self._prints[scene]
        return made
