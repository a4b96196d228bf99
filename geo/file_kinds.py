"""What kind of file is this? Told by its first bytes, never by its name."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final, Literal

from geo.file_faults import FileFault

Kind = Literal["gpkg", "shp", "geojson", "kml", "zip"]

DRIVERS: Final = {"gpkg": {"GPKG"}, "shp": {"ESRI Shapefile"}, "geojson": {"GeoJSON"}, "kml": {"KML", "LIBKML"}}
"""Which of GDAL's drivers may answer for a kind."""
HEAD: Final = 64 * 1024
# What another driver of GDAL would take for its own, wherever it stands near the beginning.
FOREIGN_XML: Final = re.compile(rb"<!DOCTYPE|<!ENTITY|<OGR|<GDAL|<VRT|<WFS|<csw|<gml:", re.IGNORECASE)
# An index of GeoPackage, and nothing that only names one further on.
SPATIAL_INDEX: Final = re.compile(r"""\s*CREATE\s+VIRTUAL\s+TABLE\s+("[^"]*"|\w+)\s+USING\s+rtree\b""", re.IGNORECASE)
KML_ROOT: Final = re.compile(rb"<(?:\w{1,20}:)?kml[\s>]")


def kind_of(path: Path) -> Kind:
    """What the file is by its first bytes. Raises FileFault `file-unknown`, `file-forbidden`, `file-unreadable`."""
    if path.is_dir():
        return "shp"
    try:
        with path.open("rb") as opened:
            head = opened.read(HEAD)
    except OSError as error:
        raise FileFault("file-unreadable") from error
    if not head:
        raise FileFault("file-empty")
    if head.startswith(b"SQLite format 3\0"):
        return "gpkg"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if head.startswith(b"\0\0\x27\x0a"):
        return "shp"
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return "geojson"
    if _is_kml(head):
        if FOREIGN_XML.search(head):
            raise FileFault("file-forbidden")
        return "kml"
    raise FileFault("file-unknown")


def whole_shapefile(path: Path) -> Path:
    """The .shp itself, of a folder the only one. Raises FileFault where a part of it is missing."""
    if path.is_dir():
        found = sorted(one for one in path.iterdir() if one.suffix.lower() == ".shp")
        if len(found) > 1:
            names = "、".join(one.stem for one in found)
            raise FileFault("layer-needed", f"文件夹里有：{names}。请直接给出 .shp 文件。")
        if not found:
            raise FileFault("file-unknown")
        path = found[0]
    if not all(beside(path, ending) for ending in (".shx", ".dbf")):
        raise FileFault("file-parts-missing")
    return path


def beside(path: Path, ending: str) -> Path | None:
    """The file of the same name with another ending, in small or in capital letters."""
    named = [path.with_suffix(ending), path.with_suffix(ending.upper())]
    return next((one for one in named if one.is_file()), None)


def _is_kml(head: bytes) -> bool:
    """True where the root, after declarations and comments, is kml."""
    rest = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    while rest.startswith((b"<?", b"<!--")):
        _, found, rest = rest.partition(b"?>" if rest.startswith(b"<?") else b"-->")
        if not found:
            return False
        rest = rest.lstrip()
    return KML_ROOT.match(rest) is not None


def demand_plain_geopackage(path: Path) -> None:
    """Return where the file holds nothing but tables: a virtual one could name another file. Raises FileFault."""
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as opened:
            made = [str(sql) for (sql,) in opened.execute("SELECT sql FROM sqlite_master WHERE type = 'table'")]
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise FileFault("file-unreadable") from error
    virtual = [sql for sql in made if re.match(r"\s*CREATE\s+VIRTUAL", sql, re.IGNORECASE)]
    if not all(SPATIAL_INDEX.match(sql) for sql in virtual):
        raise FileFault("file-forbidden")
