"""The editions that this process knows: those that come with the product, those of the county's own folder, and
those that were handed in as files. Found while running, each read once; a faulty one never takes the place of a good.
"""

import tempfile
import time
from collections.abc import Mapping
from datetime import date
from itertools import count
from pathlib import Path
from threading import RLock
from typing import Final

from checklists.checklist import Checklist, Unit
from checklists.editions import HERE, current_edition, load_all, load_edition
from checklists.faults import EditionFault, Fault, Mark, fault

LOOK_AGAIN: Final = 3.0
"""Seconds for which a folder is not looked through again, whatever names are asked for."""
MOST_EDITIONS: Final = 100
_VERSIONS: Final = count(1)
Marks = tuple[tuple[str, int, int], ...]
"""Name, moment and size of each file."""


class Shelf:
    """Editions by name. The product's own must be sound (EditionFault otherwise); another folder may hold faulty ones.

    Where both folders hold a name the product's edition stands. `version` rises whenever anything changed.
    """

    def __init__(
        self, own: Path | None = None, default: str = "", shipped: Mapping[str, Checklist] | None = None
    ) -> None:
        self.own = own
        self.version = next(_VERSIONS)
        self._faults: dict[str, tuple[Fault, ...]] = {}
        self._chosen = default
        self._lock = RLock()
        self._editions: dict[str, Checklist] = {}
        self._seen: dict[Path, Marks] = {}
        self._looked = 0.0
        self._shipped = load_all(HERE) if shipped is None else shipped
        self._editions.update(self._shipped)
        self._look()

    @property
    def default(self) -> Checklist:
        """What is in force while nobody activated anything: the chosen one, else the product's newest."""
        return self._editions.get(self._chosen) or current_edition(self._shipped)

    @property
    def faults(self) -> Mapping[str, tuple[Fault, ...]]:
        """What is wrong with folders that cannot be used, by name."""
        self._look()
        return self._faults

    def known(self) -> Mapping[str, Checklist]:
        """Every sound edition by name, as a copy."""
        self._look()
        with self._lock:
            return dict(self._editions)

    def find(self, name: str) -> Checklist | None:
        """The edition of that name; a new folder is found within LOOK_AGAIN seconds."""
        found = self._editions.get(name)
        if found is None:
            self._look()
            found = self._editions.get(name)
        return found

    def find_unit(self, code: str) -> Unit | None:
        """The unit of that code as the newest edition has it that knows it; None where none does."""
        known = self.known()
        found = (known[name].find_unit(code) for name in sorted(known, reverse=True))
        return self.default.find_unit(code) or next(filter(None, found), None)

    def read_again(self, name: str, on: date | None = None) -> tuple[Checklist, dict[str, str]]:
        """What the folder of that name says now, and its files by name; the shelf stays as it is.

        With a day, as it could be in force from that day on. EditionFault where it has faults, KeyError where there is
        no such folder.
        """
        folder = self.folder(name)
        if folder is None:
            raise KeyError(name)
        if folder.parent == self.own:
            _own_edition(folder, self._shipped)
        return load_edition(folder, on), files_of(folder)

    def folder(self, name: str) -> Path | None:
        """Where the edition of that name lies, sound or not; the product's folder goes before the county's own."""
        for root in filter(None, (HERE, self.own)):
            for folder in _folders_in(root):
                if folder.name == name:
                    return folder
        return None

    def take(self, name: str, files: Mapping[str, str]) -> Checklist:
        """The edition that these files make stands on the shelf under its name. EditionFault where they make none."""
        with tempfile.TemporaryDirectory(prefix="wangge-edition-") as root:
            folder = Path(root) / name
            folder.mkdir()
            for file, written in files.items():
                (folder / Path(file).name).write_text(written, encoding="utf-8")
            checklist = load_edition(folder)
        self.put(checklist)
        return checklist

    def put(self, checklist: Checklist) -> None:
        """The edition stands on the shelf under its name, in place of what stood there."""
        with self._lock:
            before = self._editions.get(checklist.edition)
            if before is None or before.digest != checklist.digest:
                # A new mapping: whoever reads meanwhile sees the old one or the new one, never half of both.
                self._editions = {**self._editions, checklist.edition: checklist}
                self.version = next(_VERSIONS)

    def _look(self) -> None:
        """Read the folders of the county's own that are new or have changed; what was published stands as it is."""
        with self._lock:
            if self.own is None or time.monotonic() - self._looked < LOOK_AGAIN:
                return
            self._looked = time.monotonic()
            for folder in _folders_in(self.own):
                touched, known = _touched(folder), self._editions.get(folder.name)
                settled = known and known.status == "published" and folder.name not in self._shipped
                if settled or self._seen.get(folder) == touched:
                    continue
                self._seen[folder] = touched
                try:
                    self.put(_own_edition(folder, self._shipped))
                    self._faults.pop(folder.name, None)
                except EditionFault as error:
                    self._faults[folder.name] = error.faults


def _own_edition(folder: Path, shipped: Mapping[str, Checklist]) -> Checklist:
    """The edition of the county's own folder. EditionFault where it is faulty or called as one of the product's."""
    if folder.name in shipped:
        raise EditionFault([fault("edition-name-taken", str(folder / "edition.yaml"), Mark(), value=folder.name)])
    return load_edition(folder)


def _folders_in(root: Path) -> list[Path]:
    try:
        found = sorted(marker.parent for marker in root.glob("*/edition.yaml"))
    except OSError:
        return []
    return [folder for folder in found if not folder.name.startswith(".")][:MOST_EDITIONS]


def _touched(folder: Path) -> Marks:
    """What differs once a file of the folder is written, added or taken away; () where it cannot be told.

    Not the latest moment alone: a file system's clock may stand still for some milliseconds.
    """
    try:
        looked = [(path.name, path.stat()) for path in sorted(folder.glob("*.y*ml"))]
    except OSError:
        return ()
    return tuple((name, found.st_mtime_ns, found.st_size) for name, found in looked)


def files_of(folder: Path) -> dict[str, str]:
    """The files of an edition as they are written, by name; what `Shelf.take` takes."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.yaml"))}


class _Place:
    """Where this process keeps its shelf; made on first use, so that importing reads nothing."""

    shelf: Shelf | None = None


def open_shelf(own: Path | None, default: str = "") -> Shelf:
    """The process's shelf with the county's own folder; what stood on another shelf is known no longer."""
    before = _Place.shelf
    if before is None or (before.own, before._chosen) != (own, default):
        _Place.shelf = Shelf(own, default)
    return shelf()


def start_anew() -> Shelf:
    """The process's shelf as it was at its start: what was found or handed in since is looked for again."""
    before = shelf()
    _Place.shelf = Shelf(before.own, before._chosen, before._shipped)
    return _Place.shelf


def shelf() -> Shelf:
    """The process's shelf; with the product's editions alone where nobody opened one."""
    if _Place.shelf is None:
        _Place.shelf = Shelf()
    return _Place.shelf
