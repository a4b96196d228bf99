"""Is a place inside an area? Decided in whole numbers, so that every machine gives the same answer.

Coordinates are taken to the 1e-7° lattice and compared as integers: no tolerance, borders count as inside.
The phone runs the same algorithm on the same numbers (pwa/src/grids/predicates.ts). JavaScript's doubles keep it
exact while an area is less than 9 degrees wide and high: each of the two products compared stays under 2**53.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import floor
from typing import Any, Final, Literal

import numpy as np

Ring = Sequence[Sequence[float]]
PolygonCoordinates = Sequence[Ring]
MultiPolygonCoordinates = Sequence[PolygonCoordinates]
Side = Literal["inside", "border", "outside"]
Steps = np.ndarray[Any, np.dtype[np.int64]]

LATTICE: Final = 10_000_000
"""Steps per degree."""


def lattice(degrees: float) -> int:
    """The nearest lattice step; halves go up, as JavaScript's Math.round has it."""
    return floor(degrees * LATTICE + 0.5)


def covers(multipolygon: MultiPolygonCoordinates, lon: float, lat: float) -> bool:
    """True when the place lies in the area or on its border.

    Takes the `coordinates` of a valid GeoJSON MultiPolygon: closed rings, the outer one first, then holes.
    """
    x, y = lattice(lon), lattice(lat)
    return any(_polygon_covers(polygon, x, y) for polygon in multipolygon)


def side_of(ring: Ring, lon: float, lat: float) -> Side:
    """Where the place lies relative to one closed ring."""
    return _side(ring, lattice(lon), lattice(lat))


def _polygon_covers(polygon: PolygonCoordinates, x: int, y: int) -> bool:
    outer, *holes = polygon
    side = _side(outer, x, y)
    if side != "inside":
        return side == "border"
    return all(_side(hole, x, y) != "inside" for hole in holes)


def _side(ring: Ring, x: int, y: int) -> Side:
    """Count the edges that a ray to the east crosses; an edge owns its lower end: no corner counts twice."""
    corners = np.floor(np.asarray(ring)[:, :2] * LATTICE + 0.5).astype(np.int64)
    (x1, y1), (x2, y2) = corners[:-1].T, corners[1:].T
    # The two halves of twice the signed area of the triangle edge-place: the first is larger where the place lies left
    # of the edge. Compared, not subtracted: each fits into 64 bits wherever on earth the edge lies.
    left, right = (x2 - x1) * (y - y1), (y2 - y1) * (x - x1)
    along = (
        (np.minimum(x1, x2) <= x) & (x <= np.maximum(x1, x2)) & (np.minimum(y1, y2) <= y) & (y <= np.maximum(y1, y2))
    )
    if np.any(along & (left == right)):
        return "border"
    crossed = ((y1 > y) != (y2 > y)) & ((left > right) == (y2 > y1))
    return "inside" if np.count_nonzero(crossed) % 2 else "outside"


def _between(one: Steps, value: int, other: Steps) -> np.ndarray[Any, np.dtype[np.bool]]:
    return (np.minimum(one, other) <= value) & (value <= np.maximum(one, other))
