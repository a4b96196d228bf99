"""Borders that differ by the lattice's rounding only are made the same, point by point.

After this every point of a common border is a point of both neighbours. Nothing moves by more than REACH.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import Any, Final

import numpy
import shapely
from numpy.typing import NDArray

from geo.file_faults import FileFault
from geo.mesh import CHUNK, STEPS, LooseEdges, Shapes, loose_edges, on_lattice, tidy
from geo.shapes import DIGITS

REACH: Final = 1.5
"""Lattice steps (about 1.6 cm) within which points count as one, or as lying on a neighbour's edge."""
ROUNDS: Final = 3
MOST_LOOSE: Final = 400_000
"""A county's outline has some ten thousand edges; layers upon layers have millions, and would take the memory."""

Spot = tuple[int, int]
"""A point in lattice steps."""


def weld(shapes: Shapes, free: int | None = None) -> int:
    """Points of one area that lie on an edge of another are points of both afterwards, and points that nearly meet are
    one; how many points were put in or moved.

    Changes `shapes` in place, of which only the first `free` may change. An area that would cross itself stays as it
    was. Raises FileFault `file-unshared` above MOST_LOOSE edges that nobody shares.
    """
    if len(loose_edges(shapes).owners) > MOST_LOOSE:
        raise FileFault("file-unshared")
    last = len(shapes) if free is None else free
    changed = _merge_corners(shapes, last)
    for _ in range(ROUNDS):
        wanted = _strangers(loose_edges(shapes))
        count = sum(_with_points(shapes, owner, points) for owner, points in wanted.items() if owner < last)
        changed += count
        if not count:
            break
    return changed


def _merge_corners(shapes: Shapes, free: int) -> int:
    """Loose corners that lie within REACH of another one are moved onto it, wherever they are used."""
    moves = _moves(loose_edges(shapes), free)
    if not moves:
        return 0
    spots: Any = shapely.points(numpy.array(list(moves)) / STEPS)
    owners = numpy.unique(shapely.STRtree(shapes).query(spots, predicate="dwithin", distance=1 / STEPS)[1])
    for owner in (int(at) for at in owners if at < free):
        old = shapes[owner]
        new = shapely.transform(old, lambda xy: _moved(xy, moves))
        new = tidy(numpy.array([new], dtype=object))[0]
        if new.is_valid or not old.is_valid:
            shapes[owner] = new
    return len(moves)


def _moved(xy: NDArray[Any], moves: dict[Spot, Spot]) -> NDArray[Any]:
    steps = [moves.get((x, y), (x, y)) for x, y in on_lattice(xy).tolist()]
    return (numpy.array(steps, dtype=float).reshape(-1, 2) / STEPS).round(DIGITS)


def _moves(loose: LooseEdges, free: int) -> dict[Spot, Spot]:
    """Corner → the corner onto which it moves; those of areas that stand still stay where they are."""
    if not len(loose.owners):
        return {}
    ends = numpy.concatenate([loose.starts, loose.ends])
    still = numpy.concatenate([loose.owners, loose.owners]) >= free
    corners, place = numpy.unique(ends, axis=0, return_inverse=True)
    fixed = numpy.zeros(len(corners), dtype=bool)
    fixed[place.reshape(-1)[still]] = True
    spots: Any = shapely.points(corners / STEPS)
    one, other = shapely.STRtree(spots).query(spots, predicate="dwithin", distance=REACH / STEPS)
    moves: dict[int, int] = {}
    kept: set[int] = set()
    pairs = sorted((not fixed[a], a, b) for a, b in zip(one.tolist(), other.tolist(), strict=True) if a != b)
    for _, a, b in pairs:
        if a not in moves and b not in moves and b not in kept and not fixed[b]:
            moves[b] = a
            kept.add(a)
    names = [(int(x), int(y)) for x, y in corners.tolist()]
    return {names[b]: names[a] for b, a in moves.items()}


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
