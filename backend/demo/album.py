"""Drawing the demo's pictures and storing them.

A picture's bytes lie in the store before anything names them. A load that is broken off leaves some there without
a row; loading again with the same seed draws the very same ones.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from backend.demo.scenes import Scene, draw
from backend.photos.pictures import Picture, inspect
from backend.photos.store import PhotoStore, key_of


@dataclass(frozen=True, slots=True)
class Print:
    """A drawn picture that lies in the store: its SHA-256, size in bytes, and what the server reads from it."""

    sha256: str
    size: int
    picture: Picture


@dataclass(slots=True)
class Album:
    """The pictures that were drawn and are still to be named."""

    store: PhotoStore
    _prints: dict[Scene, Print] = field(default_factory=dict)

    def draw(self, scene: Scene) -> Print:
        """The picture, stored. A store that cannot be reached is the Problem `busy`."""
        if scene not in self._prints:
            content = draw(scene)
            sha256 = hashlib.sha256(content).hexdigest()
            self.store.put(key_of(sha256), content)
            self._prints[scene] = Print(sha256, len(content), inspect(content))
        return self._prints[scene]

    def take(self, scene: Scene) -> Print:
        """The picture for the last time: it is forgotten here."""
        made = self.draw(scene)
        del self._prints[scene]
        return made
