"""The lines of many areas on the 1e-7° lattice: which of them two neighbours share, and which nobody shares.

Every edge is written once in each direction by two neighbours that fit. Edges that do not cancel are *loose*: the
outline, and wherever areas overlap or leave a gap. Everything that is wrong lies between loose edges, so only these
are ever looked at closely. Needs 8 bytes per edge and a sort.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString

from geo.shapes import DIGITS

STEPS: Final = 10**DIGITS
CHUNK: Final = 2_000
AREAS: Final = (3, 6)
"""GEOS's numbers for Polygon and MultiPolygon."""

Shapes = NDArray[Any]
"""Areas on the lattice as `tidy` leaves them, or None."""


@dataclass(frozen=True, slots=True)
class LooseEdges:
    """Edge by edge: the area it belongs to (an index), where it starts and ends in lattice steps (n, 2)."""

    owners: NDArray[Any]
    starts: NDArray[Any]
    ends: NDArray[Any]

    def lines(self) -> NDArray[Any]:
        """The edges as lines in degrees, runs of them joined."""
        if not len(self.owners):
            return numpy.empty(0, dtype=object)
        goes_on = (self.ends[:-1] == self.starts[1:]).all(axis=1) & (self.owners[:-1] == self.owners[1:])
        first = numpy.concatenate([[0], numpy.flatnonzero(~goes_on) + 1])
        last = numpy.concatenate([first[1:], [len(self.owners)]])
        return numpy.array(
            [
                LineString(numpy.vstack([self.starts[a:b], self.ends[b - 1 : b]]) / STEPS)
                for a, b in zip(first, last, strict=True)
            ],
            dtype=object,
        )


def tidy(shapes: Shapes) -> Shapes:
    """The shapes without points said twice, shells turning left and holes right, single parts as polygons."""
    plain: NDArray[Any] = shapely.orient_polygons(_without_repeats(shapes))
    single = (shapely.get_type_id(plain) == AREAS[1]) & (shapely.get_num_geometries(plain) == 1)
    plain[single] = shapely.get_geometry(plain[single], 0)
    return plain


def _without_repeats(shapes: Shapes) -> Shapes:
    try:
        plain: NDArray[Any] = shapely.remove_repeated_points(shapes)
    except shapely.errors.GEOSException:
        # A ring of two places is no ring to GEOS; it stays as it is, and the check says what is wrong with it.
        if len(shapes) == 1:
            return shapes.copy()
        plain = numpy.concatenate([_without_repeats(shapes[at : at + 1]) for at in range(len(shapes))])
    return plain


def loose_edges(shapes: Shapes) -> LooseEdges:
    """The edges that no neighbour shares."""
    # An upper bound: rings repeat their first point.
    marks = numpy.empty(int(shapely.get_num_coordinates(shapes).sum()), dtype=numpy.uint64)
    filled = 0
    for _, starts, ends in _edges(shapes):
        marks[filled : filled + len(starts)] = _marks(starts, ends)
        filled += len(starts)
    if not filled:
        nothing = numpy.empty((0, 2), dtype=numpy.int64)
        return LooseEdges(numpy.empty(0, dtype=numpy.int64), nothing, nothing)
    loose = _uncancelled(marks[:filled])
    del marks
    found: list[tuple[NDArray[Any], NDArray[Any], NDArray[Any]]] = []
    for owners, starts, ends in _edges(shapes):
        keys = _marks(starts, ends) >> numpy.uint64(1)
        at = numpy.searchsorted(loose, keys)
        kept = (at < len(loose)) & (loose[numpy.minimum(at, len(loose) - 1)] == keys) if len(loose) else at < 0
        found.append((owners[kept], starts[kept], ends[kept]))
    owners, starts, ends = (numpy.concatenate(parts) for parts in zip(*found, strict=True))
    return LooseEdges(owners, starts, ends)


def on_lattice(xy: NDArray[Any]) -> NDArray[Any]:
    """Degrees as whole lattice steps."""
    steps: NDArray[Any] = numpy.rint(xy * STEPS).astype(numpy.int64)
    return steps


def _edges(shapes: Shapes) -> Iterator[tuple[NDArray[Any], NDArray[Any], NDArray[Any]]]:
    """Owners, starts and ends of all edges, some thousand areas at a time."""
    for first in range(0, len(shapes), CHUNK):
        rings, areas = shapely.get_rings(shapes[first : first + CHUNK], return_index=True)
        xy, ring = shapely.get_coordinates(rings, return_index=True)
        steps = on_lattice(xy)
        same = (ring[:-1] == ring[1:]) & (steps[:-1] != steps[1:]).any(axis=1)
        yield areas[ring[:-1][same]] + first, steps[:-1][same], steps[1:][same]


def _marks(starts: NDArray[Any], ends: NDArray[Any]) -> NDArray[Any]:
    """One number per edge: the lowest bit is its direction, the others name it whichever way it runs."""
    a, b = _names(starts), _names(ends)
    forward = a < b
    low, high = numpy.where(forward, a, b), numpy.where(forward, b, a)
    named = _mixed(low) ^ (_mixed(high) * numpy.uint64(0x9E3779B97F4A7C15))
    return (named & ~numpy.uint64(1)) | forward.astype(numpy.uint64)


def _names(points: NDArray[Any]) -> NDArray[Any]:
    x, y = points[:, 0] + 2 * 10**9, points[:, 1] + 2 * 10**9
    return (x.astype(numpy.uint64) << numpy.uint64(32)) | y.astype(numpy.uint64)


def _mixed(values: NDArray[Any]) -> NDArray[Any]:
    """A number that spreads its bits (the finalizer of splitmix64)."""
    z = values.copy()
    z ^= z >> numpy.uint64(30)
    z *= numpy.uint64(0xBF58476D1CE4E5B9)
    z ^= z >> numpy.uint64(27)
    z *= numpy.uint64(0x94D049BB133111EB)
    z ^= z >> numpy.uint64(31)
    return z


def _uncancelled(marks: NDArray[Any]) -> NDArray[Any]:
    """The names, in order, of edges that are not written equally often in both directions; uses `marks` up."""
    marks.sort()
    signs = (marks & numpy.uint64(1)).astype(numpy.int8)
    signs *= 2
    signs -= 1
    marks >>= numpy.uint64(1)
    first = numpy.flatnonzero(numpy.concatenate([[True], marks[1:] != marks[:-1]]))
    sums = numpy.add.reduceat(signs, first, dtype=numpy.int32)
    loose: NDArray[Any] = marks[first[sums != 0]]
    return loose
