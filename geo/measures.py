"""Metres of small things: how wide a sliver is, how large a face, each measured at its own place."""

from __future__ import annotations

from typing import Any

import numpy
import shapely
from numpy.typing import NDArray

from geo.coordinates import local_metres
from geo.shapes import Shape


def in_metres(shape: Shape) -> Shape:
    """The shape in plane metres around the middle of its own box."""
    west, south, east, north = shape.bounds
    across, along = local_metres((west + east) / 2, (south + north) / 2)
    flat: Shape = shapely.transform(shape, lambda xy: (xy - (west, south)) * (across, along))
    return flat


def width_m(shape: Shape) -> float:
    """The mean width of an area: twice its square metres by the metres around it; about right for long thin ones."""
    flat = in_metres(shape)
    return float(2 * flat.area / flat.length) if flat.length else 0.0


def length_m(shape: Shape) -> float:
    """Metres along a line or around an area."""
    return float(in_metres(shape).length)


def areas_m2(shapes: NDArray[Any]) -> NDArray[Any]:
    """Square metres of each shape, 0 where there is none; within 0.2 % of `geo.shapes.area_m2` in a county."""
    boxes = shapely.bounds(shapes)
    middles = numpy.nan_to_num((boxes[:, 1] + boxes[:, 3]) / 2)
    heights, place = numpy.unique(middles.round(2), return_inverse=True)
    metres = numpy.array([numpy.prod(local_metres(0.0, float(max(-89.0, min(89.0, lat))))) for lat in heights])
    found: NDArray[Any] = numpy.nan_to_num(shapely.area(shapes)) * metres[place]
    return found
