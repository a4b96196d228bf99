"""Is a place inside an area? Decided in whole numbers, so that every machine gives the same answer.

Coordinates are taken to the 1e-7° lattice and compared as integers: no tolerance, borders count as inside.
The phone runs the same algorithm on the same numbers. JavaScript's doubles keep it exact while an area is
less than 9 degrees wide and high, if the two products are compared, not subtracted: each stays under 2**53.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import floor
from typing import Final, Literal

Ring = Sequence[Sequence[float]]
PolygonCoordinates = Sequence[Ring]
MultiPolygonCoordinates = Sequence[PolygonCoordinates]
Side = Literal["inside", "border", "outside"]

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
    inside = False
    for (x1, y1), (x2, y2) in pairwise((lattice(corner[0]), lattice(corner[1])) for corner in ring):
        # Twice the signed area of the triangle edge-place: positive when the place lies left of the edge.
        turn = (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)
        if turn == 0 and min(x1, x2) <= x <= max(x1, x2) and min(y1, y2) <= y <= max(y1, y2):
            return "border"
        if (y1 > y) != (y2 > y) and (turn > 0) == (y2 > y1):
            inside = not inside
    return "inside" if inside else "outside"
