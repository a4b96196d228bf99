"""Where areas that should tile the ground overlap, leave gaps, or part by slits: exact on the lattice, n log n.

The loose edges of `geo.mesh` are noded and made into faces. How many areas lie over a face is the same all over it,
so one point of each face tells whether it is a gap (0), ground (1) or an overlap (2 and more).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

import numpy
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon

from geo.coordinates import local_metres
from geo.measures import width_m
from geo.mesh import Shapes, loose_edges
from geo.shapes import area_m2

SLIT_LENGTHS: Final = 10
"""A slit is at least this many tolerances long; a notch where two grids meet the outline is shorter."""
SHARED: Final = 0.25
"""Each side of a slit takes at least this share of the way around it."""
LEAST_SLIT_M: Final = 0.005
"""Closing the outline is not exact; half a lattice step is."""
NUDGE: Final = (1.3e-9, 0.7e-9)
"""Degrees (a tenth of a millimetre) by which a spot moves off a border, at most NUDGES times."""
NUDGES: Final = 8
MOST_MEETING: Final = 100_000
CROWDED: Final = 50
"""Pairs of bounding boxes that may meet: so many in all, or so many for each area. A tiling has fewer than ten."""
SOME: Final = 100
TINY: Final = 1e-12
"""Square degrees (about a square centimetre) below which areas are only touching."""


@dataclass(frozen=True, slots=True)
class Face:
    """A piece of ground: which areas lie over it, and which touch it from outside."""

    shape: Polygon
    holders: tuple[int, ...]
    beside: tuple[int, ...]
    area_m2: float
    width_m: float


@dataclass(frozen=True, slots=True)
class Findings:
    """What is wrong with one layer of areas that should not overlap and, where it tiles, leave nothing out."""

    overlaps: list[Face]
    gaps: list[Face]
    slits: list[Face]


def find_faults(shapes: Shapes, *, tiles: bool, noise_m: float, slit_m: float) -> Findings:
    """Overlaps, gaps and slits between areas (None is passed over); narrower ones than `noise_m` are left out.

    Without `tiles` only overlaps are looked for. Slits are looked for up to `slit_m` metres of width.
    """
    lines = loose_edges(shapes).lines()
    if not len(lines):
        return Findings([], [], [])
    tree = shapely.STRtree(shapes)
    faces = _faces(lines)
    counts = _counts(faces, tree)
    overlaps = [
        found for at in numpy.flatnonzero(counts > 1) for found in _overlaps(faces[at], int(counts[at]), shapes, tree)
    ]
    gaps: list[Face] = []
    slits: list[Face] = []
    if tiles:
        gaps = [_gap(face, tree) for face in faces[counts == 0]]
        slits = [one for one in _slits(faces[counts > 0], shapes, tree, slit_m) if one.width_m >= LEAST_SLIT_M]
    return Findings(*([face for face in found if face.width_m >= noise_m] for found in (overlaps, gaps, slits)))


def crowded(shapes: Shapes) -> bool:
    """True where areas lie upon each other in such numbers that looking at every pair would take hours and gigabytes:
    a layer that was copied upon itself, say. Stops counting as soon as that is certain."""
    tree, met = shapely.STRtree(shapes), 0
    for first in range(0, len(shapes), SOME):
        met += tree.query(shapes[first : first + SOME]).shape[1]
        if met > max(MOST_MEETING, CROWDED * len(shapes)):
            return True
    return False


def neighbours(face: Polygon, tree: shapely.STRtree) -> tuple[int, ...]:
    """The areas that meet the face, in order."""
    return tuple(sorted(int(at) for at in tree.query(face, predicate="intersects")))


def shared_m(face: Polygon, shape: Any) -> float:
    """Metres of the face's border that run along (or within a lattice step of) the border of the shape."""
    east, north = local_metres(*face.bounds[:2])
    common = face.boundary.intersection(shape.boundary)
    flat = shapely.transform(common, lambda xy: xy * (east, north))
    return float(flat.length)


def _faces(lines: NDArray[Any]) -> NDArray[Any]:
    # Noding what is there twice costs the square of it.
    once = shapely.from_wkb(numpy.unique(shapely.to_wkb(shapely.normalize(lines))))
    noded = shapely.get_parts(shapely.unary_union(once))
    found: NDArray[Any] = shapely.get_parts(shapely.polygonize(noded))
    return found


def _counts(faces: NDArray[Any], tree: shapely.STRtree) -> NDArray[Any]:
    """How many areas lie over each face."""
    spots: Any = shapely.point_on_surface(faces)
    counts = numpy.zeros(len(faces), dtype=numpy.int64)
    unsure = numpy.arange(len(faces))
    for _ in range(NUDGES):
        within, meeting = (
            numpy.bincount(tree.query(spots[unsure], predicate=predicate)[0], minlength=len(unsure))
            for predicate in ("within", "intersects")
        )
        counts[unsure] = within
        # A spot on a border inside the face would belong to nobody, or to two.
        unsure = unsure[within != meeting]
        if not len(unsure):
            break
        spots[unsure] = shapely.transform(spots[unsure], lambda xy: xy + NUDGE)
    return counts


def _overlaps(face: Polygon, count: int, shapes: Shapes, tree: shapely.STRtree) -> Iterator[Face]:
    """The face as one overlap; where borders inside it cancel, one for every pair that meets in it."""
    holding = [at for at in neighbours(face, tree) if shapely.area(shapely.intersection(shapes[at], face)) > TINY]
    if len(holding) == count:
        yield _face(face, tuple(holding), ())
        return
    inner = shapely.STRtree([shapes[at] for at in holding])
    for a, b in combinations(range(len(holding)), 2) if len(holding) < 50 else _pairs(inner, holding, shapes):
        common = shapely.intersection_all([shapes[holding[a]], shapes[holding[b]], face])
        for part in shapely.get_parts(common):
            if isinstance(part, Polygon) and part.area > TINY:
                yield _face(part, (holding[a], holding[b]), ())


def _pairs(tree: shapely.STRtree, holding: Sequence[int], shapes: Shapes) -> Iterator[tuple[int, int]]:
    for a, at in enumerate(holding):
        yield from ((a, int(b)) for b in tree.query(shapes[at], predicate="intersects") if b > a)


def _gap(face: Polygon, tree: shapely.STRtree) -> Face:
    return _face(face, (), neighbours(face, tree))


def _slits(solid: NDArray[Any], shapes: Shapes, tree: shapely.STRtree, slit_m: float) -> Iterator[Face]:
    """Narrow ground between two areas that is open to the outside: what closing the outline by `slit_m` adds."""
    if slit_m <= 0 or not len(solid):
        return
    ground = shapely.union_all(solid)
    west, south, east, north = ground.bounds
    across, along = local_metres((west + east) / 2, (south + north) / 2)
    flat = shapely.transform(_filled(ground), lambda xy: (xy - (west, south)) * (across, along))
    wide = shapely.buffer(flat, slit_m / 2, join_style="mitre", mitre_limit=2.0)
    closed = shapely.buffer(wide, -slit_m / 2, join_style="mitre", mitre_limit=5.0)
    for part in shapely.get_parts(shapely.difference(closed, flat)):
        if part.length < 2 * SLIT_LENGTHS * slit_m:
            continue
        slit = shapely.transform(part, lambda xy: xy / (across, along) + (west, south))
        sides = [at for at in neighbours(slit.buffer(1e-7), tree) if _side(slit, shapes[at]) >= SHARED]
        if len(sides) > 1:
            yield _face(slit, (), tuple(sides))


def _filled(ground: Any) -> Any:
    """The ground without its holes: those are gaps already."""
    parts = [Polygon(part.exterior) for part in shapely.get_parts(ground)]
    return MultiPolygon(parts) if len(parts) > 1 else parts[0]


def _side(slit: Polygon, shape: Any) -> float:
    return float(slit.boundary.intersection(shape.buffer(2e-7)).length / slit.length)


def _face(shape: Polygon, holders: tuple[int, ...], beside: tuple[int, ...]) -> Face:
    return Face(shape, holders, beside, area_m2(shape), width_m(shape))
