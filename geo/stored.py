"""Shapes as the database keeps and gives them, many at once, broken ones too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy
import shapely

from geo.mesh import Shapes, tidy
from geo.shapes import SRID, Shape, to_geojson


def to_stored(shapes: Iterable[Any]) -> list[str | None]:
    """Each shape as hexadecimal EWKB in WGS-84, None for None."""
    content: Any = shapely.to_wkb(shapely.set_srid(as_array(shapes), SRID), hex=True, include_srid=True)
    return list(content)


def from_stored(content: Sequence[bytes | str | None]) -> Shapes:
    """The shapes of a column's values, shells turning left, None for None."""
    found: Shapes = shapely.from_wkb(numpy.array([_plain(one) for one in content], dtype=object))
    return tidy(found)


def as_array(shapes: Iterable[Any]) -> Shapes:
    """The shapes as an array of objects, whatever they hold."""
    listed = list(shapes)
    found = numpy.empty(len(listed), dtype=object)
    found[:] = listed
    return found


def extent(shapes: Shapes) -> tuple[float, float, float, float] | None:
    """West, south, east, north of all shapes together; None where there is none."""
    box = [float(edge) for edge in shapely.total_bounds(shapes)]
    return None if box[0] != box[0] else (box[0], box[1], box[2], box[3])


def feature(shape: Shape | None, properties: dict[str, Any]) -> dict[str, Any]:
    """A GeoJSON feature."""
    geometry = None if shape is None else to_geojson(shape)
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _plain(one: bytes | str | None) -> bytes | str | None:
    return bytes(one) if isinstance(one, memoryview) else one
