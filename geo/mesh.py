"""The lines of many areas on the 1e-7° lattice: which of them two neighbours share, and which nobody shares.

Every edge is written once in each direction by two neighbours that fit. Edges that do not cancel are *loose*: the
outline, and wherever areas overlap or leave a gap. Everything that is wrong lies between loose edges, so only these
are ever looked at closely. Needs 8 bytes per edge and a sort.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString

from geo.shapes import DIGITS

STEPS: Final = 10**DIGITS
CHUNK: Final = 2_000
REACH: Final = 1.5
"""Lattice steps (about 1.6 cm) within which a point counts as lying on a neighbour's edge."""
ROUNDS: Final = 3
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
    plain: NDArray[Any] = shapely.orient_polygons(shapely.remove_repeated_points(shapes))
    single = (shapely.get_type_id(plain) == AREAS[1]) & (shapely.get_num_geometries(plain) == 1)
    plain[single] = shapely.get_geometry(plain[single], 0)
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


def weld(shapes: Shapes, free: int | None = None) -> int:
    """Points of one area that lie on an edge of another are points of both afterwards; how many were put in.

    Changes `shapes` in place, of which only the first `free` may change; no border moves by more than REACH lattice
    steps. An area that would cross itself stays as it was.
    """
    put_in = 0
    for _ in range(ROUNDS):
        wanted = _strangers(loose_edges(shapes))
        count = sum(
            _with_points(shapes, owner, points) for owner, points in wanted.items() if free is None or owner < free
        )
        put_in += count
        if not count:
            break
    return put_in


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


def _strangers(loose: LooseEdges) -> dict[int, dict[tuple[int, int, int, int], list[tuple[float, int, int]]]]:
    """Owner → edge → loose points of others that lie on it, with how far along they are (0 to 1)."""
    found: dict[int, dict[tuple[int, int, int, int], list[tuple[float, int, int]]]] = defaultdict(dict)
    if not len(loose.owners):
        return found
    corners = numpy.unique(numpy.concatenate([loose.starts, loose.ends]), axis=0)
    spots: Any = shapely.points(corners / STEPS)
    tree = shapely.STRtree(spots)
    for first in range(0, len(loose.owners), 50 * CHUNK):
        some = slice(first, first + 50 * CHUNK)
        starts, ends = loose.starts[some], loose.ends[some]
        lines = shapely.linestrings(numpy.stack([starts, ends], axis=1) / STEPS)
        edge, corner = tree.query(lines, predicate="dwithin", distance=(REACH + 1) / STEPS)
        along, aside = _against(starts[edge], ends[edge], corners[corner])
        on = (aside <= REACH) & (along > 0) & (along < 1)
        on &= (corners[corner] != starts[edge]).any(axis=1) & (corners[corner] != ends[edge]).any(axis=1)
        for e, c, share in zip(edge[on].tolist(), corner[on].tolist(), along[on].tolist(), strict=True):
            key = (*starts[e].tolist(), *ends[e].tolist())
            found[int(loose.owners[first + e])].setdefault(key, []).append((share, *corners[c].tolist()))
    return found


def _against(starts: NDArray[Any], ends: NDArray[Any], points: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """How far along the edge (0 to 1), and how many steps beside it, each point lies."""
    edge, to = (ends - starts).astype(float), (points - starts).astype(float)
    length = numpy.hypot(edge[:, 0], edge[:, 1])
    along = (edge * to).sum(axis=1) / length**2
    aside = numpy.abs(edge[:, 0] * to[:, 1] - edge[:, 1] * to[:, 0]) / length
    return along, aside


def _with_points(
    shapes: Shapes, owner: int, wanted: dict[tuple[int, int, int, int], list[tuple[float, int, int]]]
) -> int:
    """The area gets the points on its edges; how many it took."""
    old = shapes[owner]

    def longer(ring: Any) -> Any:
        steps = on_lattice(shapely.get_coordinates(ring)).tolist()
        points = []
        for (x, y), (to_x, to_y) in pairwise(steps):
            points.append((x, y))
            points += [(px, py) for _, px, py in sorted(wanted.get((x, y, to_x, to_y), ()))]
        return numpy.array([*points, points[0]], dtype=float) / STEPS

    parts = [
        shapely.Polygon(longer(part.exterior), [longer(hole) for hole in part.interiors])
        for part in shapely.get_parts(old)
    ]
    new = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
    if old.is_valid and not new.is_valid:
        return 0
    shapes[owner] = shapely.transform(new, lambda xy: xy.round(DIGITS))
    return sum(len(points) for points in wanted.values())
