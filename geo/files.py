"""Files of polygons: GeoPackage, Shapefile (a folder, a .shp, a zip), GeoJSON, KML, as shapes in WGS-84.

The kind of a file is told by its first bytes, never by its name, and only then is GDAL asked: its other drivers would
follow addresses and paths that an upload names.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy
import pyogrio
import shapely
from numpy.typing import NDArray

from geo.archives import unpack
from geo.codepages import Encoding, encoding_of
from geo.coordinates import Datum
from geo.file_faults import FileFault
from geo.file_kinds import DRIVERS, Kind, beside, demand_plain_geopackage, kind_of, whole_shapefile
from geo.mesh import AREAS, tidy
from geo.projections import check_plausible, moved, mover, seem_swapped, system_of, title_of
from geo.shapes import ShapeCode

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""
Choose = Callable[[Sequence[str]], Iterable[str]]
"""Of the columns of a file those that are wanted."""

TITLES: Final[dict[str, str]] = {"gpkg": "GeoPackage", "shp": "Shapefile", "geojson": "GeoJSON", "kml": "KML"}
MOST_ROWS: Final = 300_000
MOST_POINTS: Final = 30_000_000
CHUNK: Final = 2_000
BYTES: Final = "ISO-8859-1"
"""Every byte is one character of this encoding."""
FOLDER: Final = "Folder"

# Nothing that a file names is ever fetched.
pyogrio.set_gdal_config_options({"CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none", "OGR_GEOJSON_MAX_OBJ_SIZE": "512"})


@dataclass(slots=True)
class PolygonFile:
    """What a file says, row by row. A shape is an area in WGS-84 on the lattice, or None with its trouble.

    `notes` explain in words how the file was read.
    """

    kind: Kind
    layer: str
    crs: str
    swapped: bool
    columns: dict[str, list[Any]]
    shapes: NDArray[Any]
    troubles: dict[int, ShapeCode]
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reading:
    """How a person asks for a file to be read; None leaves it to what the file says."""

    layer: str | None = None
    encoding: str | None = None
    crs: str | None = None
    datum: Datum = "wgs84"


@dataclass(slots=True)
class _Raw:
    fields: list[str]
    columns: list[NDArray[Any]]
    shapes: NDArray[Any]
    crs: str | None


def read_polygons(path: Path, room: Path, asked: Reading, choose: Choose, progress: Progress) -> PolygonFile:
    """The rows of a file; archives are unpacked into the empty folder `room`. Raises FileFault."""
    place, title = path, ""
    kind = kind_of(place)
    if kind == "zip":
        place, title = unpack(place, room, asked.layer)
        kind = kind_of(place)
        if kind == "zip":
            raise FileFault("file-unknown")
    if kind == "shp":
        place = whole_shapefile(place)
    source = f"GeoJSON:{place}" if kind == "geojson" else str(place)
    with warnings.catch_warnings():
        # GDAL's warnings are about what is looked at here anyway; they are in English and name temporary files.
        warnings.simplefilter("ignore")
        return _read(source, place, kind, title, asked, choose, progress)


def _read(
    source: str, place: Path, kind: Kind, title: str, asked: Reading, choose: Choose, progress: Progress
) -> PolygonFile:
    if kind == "gpkg":
        demand_plain_geopackage(place)
    encoding = _encoding(place, asked) if kind == "shp" else None
    layers = _layers(source, kind, title, asked.layer)
    progress("读取文件", 0, 1)
    parts = [_layer(source, kind, layer, encoding, choose) for layer in layers]
    raw = _joined(parts, layers, folders=kind == "kml")
    if not len(raw.shapes):
        raise FileFault("file-empty")
    progress("读取文件", 1, 1)
    notes = [f"属性表编码：{encoding.name}（{encoding.reason}）。"] if encoding else []
    columns = {name: list(values) for name, values in zip(raw.fields, raw.columns, strict=True)}
    layer = title or "、".join(layers)
    return _located(raw, kind, layer, title, columns, notes, asked, progress)


def _located(
    raw: _Raw, kind: Kind, layer: str, title: str, columns: dict[str, list[Any]], notes: list[str], asked: Reading,
    progress: Progress,
) -> PolygonFile:  # fmt: skip
    troubles: dict[int, ShapeCode] = {}
    system = system_of(raw.crs, asked.crs)
    move, swapped = mover(system, asked.datum), False
    total, points = len(raw.shapes), 0
    for start in range(0, total, CHUNK):
        some = slice(start, start + CHUNK)
        shapes = _decoded(raw.shapes[some], start, troubles)
        xy = shapely.get_coordinates(shapes)
        points += len(xy)
        if points > MOST_POINTS:
            raise FileFault("file-too-large")
        if start == 0:
            check_plausible(system, xy, said=bool(asked.crs) or kind in ("gpkg", "shp"))
            swapped = system.is_geographic and seem_swapped(xy)
        # The bytes give way to the shapes, so that a file is never held twice.
        raw.shapes[some] = _on_earth(tidy(moved(shapes, move)), start, troubles, swapped)
        progress("转换坐标", min(start + CHUNK, total), total)
    # A lone file of one layer has a name that says nothing: an upload lies under one of our own.
    named = f"，图层“{layer}”" if kind in ("gpkg", "kml") or title else ""
    notes.insert(0, f"{TITLES[kind]}{named}，{total} 行，坐标系 {title_of(system)}。")
    return PolygonFile(kind, layer, title_of(system), swapped, columns, raw.shapes, troubles, notes)


def _decoded(content: NDArray[Any], first: int, troubles: dict[int, ShapeCode]) -> NDArray[Any]:
    shapes: NDArray[Any] = shapely.force_2d(shapely.from_wkb(content, on_invalid="ignore"))
    kinds = shapely.get_type_id(shapes)
    xy, owners = shapely.get_coordinates(shapes, return_index=True)
    endless = set(owners[~numpy.isfinite(xy).all(axis=1)].tolist())
    for at, kind in enumerate(kinds.tolist()):
        trouble: ShapeCode | None = None
        if kind == -1:
            trouble = "shape-empty" if content[at] is None else "shape-malformed"
        elif kind not in AREAS:
            trouble = "shape-not-polygonal"
        elif shapely.is_empty(shapes[at]):
            trouble = "shape-empty"
        elif at in endless:
            trouble = "shape-malformed"
        if trouble:
            troubles[first + at] = trouble
            shapes[at] = None
    return shapes


def _on_earth(shapes: NDArray[Any], first: int, troubles: dict[int, ShapeCode], swapped: bool) -> NDArray[Any]:
    xy, owners = shapely.get_coordinates(shapes, return_index=True)
    # A swapped pair reaches 180 in both; it is told as swapped, not as out of range.
    limits = (180.0, 180.0 if swapped else 90.0)
    for at in set(owners[~(numpy.isfinite(xy).all(axis=1) & (numpy.abs(xy) <= limits).all(axis=1))].tolist()):
        troubles[first + at] = "shape-out-of-range"
        shapes[at] = None
    return shapes


def _encoding(place: Path, asked: Reading) -> Encoding:
    table = beside(place, ".dbf")
    if table is None:
        raise FileFault("file-parts-missing")
    return encoding_of(table, asked.encoding)


def _layers(source: str, kind: Kind, title: str, wanted: str | None) -> list[str]:
    try:
        found = [str(name) for name, geometry in pyogrio.list_layers(source) if geometry is not None]
    except (pyogrio.errors.DataSourceError, RuntimeError, ValueError) as error:
        raise FileFault("file-unreadable") from error
    if not found:
        raise FileFault("file-empty")
    if kind in ("shp", "geojson") or (wanted is None and (kind == "kml" or len(found) == 1)):
        return found
    if wanted in found:
        return [str(wanted)]
    if wanted == title and len(found) == 1:
        return found
    raise FileFault("layer-needed" if wanted is None else "layer-unknown", f"文件里有：{'、'.join(found)}。")


def _layer(source: str, kind: Kind, layer: str, encoding: Encoding | None, choose: Choose) -> _Raw:
    # Names and texts of a table may end in the middle of a character: they come as bytes and are decoded here.
    as_bytes = BYTES if encoding else None
    try:
        info = pyogrio.read_info(source, layer=layer, encoding=as_bytes, force_feature_count=True)
        if info["driver"] not in DRIVERS[kind]:
            raise FileFault("file-forbidden")
        if info["features"] > MOST_ROWS:
            raise FileFault("file-too-large")
        named = {_decoded_text(str(one), encoding): str(one) for one in info["fields"]}
        fields = [named[name] for name in choose(list(named))]
        meta, _, shapes, columns = pyogrio.raw.read(
            source, layer=layer, encoding=as_bytes, columns=fields, force_2d=True, datetime_as_string=True
        )
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, RuntimeError, MemoryError) as error:
        raise FileFault("file-unreadable") from error
    except ValueError as error:
        if isinstance(error, FileFault):
            raise
        raise FileFault("file-unreadable") from error
    names = [_decoded_text(str(one), encoding) for one in meta["fields"]]
    return _Raw(names, [_decoded_texts(values, encoding) for values in columns], shapes, meta["crs"])


def _decoded_texts(values: NDArray[Any], encoding: Encoding | None) -> NDArray[Any]:
    if encoding is None or values.dtype != object:
        return values
    decoded = numpy.empty(len(values), dtype=object)
    decoded[:] = [_decoded_text(one, encoding) if isinstance(one, str) else one for one in values]
    return decoded


def _decoded_text(text: str, encoding: Encoding | None) -> str:
    return text if encoding is None else text.encode(BYTES).decode(encoding.name, "ignore")


def _joined(parts: list[_Raw], layers: list[str], *, folders: bool) -> _Raw:
    """The layers one after another; the folders of a KML are its layers and become a column."""
    if len(parts) == 1 and not folders:
        return parts[0]
    fields = list(dict.fromkeys(name for part in parts for name in part.fields))
    columns = [
        numpy.concatenate([
            part.columns[part.fields.index(name)].astype(object) if name in part.fields
            else numpy.full(len(part.shapes), None, dtype=object)
            for part in parts
        ])
        for name in fields
    ]  # fmt: skip
    shapes = numpy.concatenate([part.shapes for part in parts])
    if folders:
        named = [numpy.full(len(part.shapes), layer, dtype=object) for part, layer in zip(parts, layers, strict=True)]
        fields, columns = [*fields, FOLDER], [*columns, numpy.concatenate(named)]
    return _Raw(fields, columns, shapes, parts[0].crs)
