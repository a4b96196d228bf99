"""Areas into files: GeoPackage in CGCS2000 degrees, GeoJSON as RFC 7946 has it. Written batch by batch."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy
import pyogrio
import shapely

from geo.shapes import to_geojson

Batch = Sequence[tuple[bytes, tuple[Any, ...]]]
"""Rows as their shape in WKB and the values of the fields, all of them text or None."""


def write_geopackage(target: Path, layer: str, fields: Sequence[str], batches: Iterable[Batch]) -> int:
    """The file holds the rows in one layer; how many. A file that was there is replaced."""
    target.unlink(missing_ok=True)
    count = 0
    for batch in batches:
        _append(target, layer, fields, batch, append=count > 0)
        count += len(batch)
    if not count:
        _append(target, layer, fields, [], append=False)
    return count


def write_geojson(target: Path, layer: str, fields: Sequence[str], batches: Iterable[Batch]) -> int:
    """The file holds the rows as features; how many. A file that was there is replaced."""
    count = 0
    with target.open("w", encoding="utf-8") as opened:
        opened.write(f'{{"type": "FeatureCollection", "name": {json.dumps(layer, ensure_ascii=False)}, "features": [')
        for batch in batches:
            for content, values in batch:
                one = {
                    "type": "Feature",
                    "properties": dict(zip(fields, values, strict=True)),
                    "geometry": to_geojson(shapely.from_wkb(content)),
                }
                opened.write(("," if count else "") + "\n" + json.dumps(one, ensure_ascii=False))
                count += 1
        opened.write("\n]}\n")
    return count


def _append(target: Path, layer: str, fields: Sequence[str], batch: Batch, *, append: bool) -> None:
    shapes = numpy.array([content for content, _ in batch], dtype=object)
    columns = [numpy.array([values[at] for _, values in batch], dtype=object) for at in range(len(fields))]
    pyogrio.raw.write(
        target, shapes, columns, numpy.array(fields, dtype=object), layer=layer, driver="GPKG", append=append,
        geometry_type="MultiPolygon", crs="EPSG:4490", promote_to_multi=True,
    )  # fmt: skip
