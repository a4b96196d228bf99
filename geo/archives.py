"""Zip archives with polygons in them: the wanted members are unpacked under names of our own, within limits.

Nothing of a member's path is used; sizes are counted while unpacking, whatever the archive says of itself.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Final

from geo.file_faults import FileFault

MOST_MEMBERS: Final = 2_000
MOST_UNPACKED: Final = 1024 * 1024 * 1024
CHUNK: Final = 1024 * 1024
WHOLE: Final = (".gpkg", ".geojson", ".json", ".kml")
BESIDE_SHP: Final = (".shx", ".dbf", ".prj", ".cpg", ".cst")
UTF8_NAMES: Final = 0x800
ENCRYPTED: Final = 0x1


def unpack(archive: Path, into: Path, layer: str | None = None, limit: int = MOST_UNPACKED) -> tuple[Path, str]:
    """The one data set of the archive, unpacked below `into`, and the name it had.

    `layer` chooses among several shapefiles by name. Raises FileFault `archive-*`, `layer-needed`, `layer-unknown`,
    `file-unreadable`, `file-unknown`.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            names = _names(opened.infolist())
            chosen, title = _choose(names, layer)
            return _extract(opened, chosen, into, limit), title
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        if isinstance(error, FileFault):
            raise
        raise FileFault("file-unreadable") from error


def _names(members: Sequence[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    if len(members) > MOST_MEMBERS:
        raise FileFault("archive-too-large")
    found: dict[str, zipfile.ZipInfo] = {}
    for member in members:
        name = _decoded(member)
        path = PurePosixPath(name.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in name:
            raise FileFault("archive-unsafe")
        if not member.is_dir() and "__MACOSX" not in path.parts and not path.name.startswith("."):
            found[str(path)] = member
    return found


def _decoded(member: zipfile.ZipInfo) -> str:
    if member.flag_bits & UTF8_NAMES:
        return member.filename
    # Windows writes names in the code page of the machine; zipfile takes them for cp437.
    raw = member.filename.encode("cp437", errors="replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename


def _choose(names: dict[str, zipfile.ZipInfo], layer: str | None) -> tuple[dict[str, zipfile.ZipInfo], str]:
    """Extension → member of the chosen data set, and its name."""
    shapes = {PurePosixPath(name).stem: name for name in names if name.lower().endswith(".shp")}
    wholes = {PurePosixPath(name).stem: name for name in names if name.lower().endswith(WHOLE)}
    found = shapes or wholes
    if not found:
        raise FileFault("file-unknown")
    if len(found) > 1 and layer is None:
        raise FileFault("layer-needed", f"压缩包里有：{'、'.join(sorted(found))}。")
    if len(found) > 1 and layer not in found:
        raise FileFault("layer-unknown", f"压缩包里有：{'、'.join(sorted(found))}。")
    title, chosen = next(iter(found.items())) if len(found) == 1 else (str(layer), found[str(layer)])
    members = {PurePosixPath(chosen).suffix.lower(): names[chosen]}
    if shapes:
        stem = chosen[: -len(".shp")].lower()
        beside = {name.lower(): member for name, member in names.items()}
        members.update({end: beside[stem + end] for end in BESIDE_SHP if stem + end in beside})
    return members, title


def _extract(opened: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], into: Path, limit: int) -> Path:
    room = limit
    for ending, member in members.items():
        if member.flag_bits & ENCRYPTED:
            raise FileFault("archive-encrypted")
        with opened.open(member) as source, (into / f"data{ending}").open("wb") as target:
            while chunk := source.read(CHUNK):
                room -= len(chunk)
                if room < 0:
                    raise FileFault("archive-too-large")
                target.write(chunk)
    return into / f"data{next(iter(members))}"
