"""Cutting one piece of ground into roundish pieces: the step that `geo.partition` repeats on every level.

Works in plane metres. Sites are spread by k-means over points drawn with a density, so that pieces are
smaller where the density is higher; their Voronoi edges, bent a little, cut the ground.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import ceil, hypot, log2, sqrt
from random import Random
from typing import Final

import shapely
from shapely.geometry import LineString, MultiLineString, MultiPoint, Polygon

from geo.shapes import Area

Density = Callable[[float, float], float]
"""Relative density between 0 (exclusive) and 1 at x, y in metres."""

Pair = tuple[float, float]

SAMPLES_PER_PIECE: Final = 60
ROUNDS: Final = 12
BENDS: Final = (0.13, 0.05, 0.0)
"""How far a stretch's middle is pushed aside, as a share of its length; the later ones when that fails."""
FEWEST_HALVINGS: Final = 1
MOST_HALVINGS: Final = 5
SHORT: Final = 0.08
"""Borders run straight for about this share of a piece's width."""
MOST_DRAWS: Final = 2000


class TooSmallError(ValueError):
    """The ground is too small or too thin for that many pieces."""


def cut(ground: Area, pieces: int, density: Density, rng: Random) -> list[Area]:
    """Divide the ground into exactly that many pieces without gap or overlap.

    Each piece of a connected ground is connected. Neighbouring pieces share their border's points. Where bent
    edges would part a piece from its site, straighter ones are taken.
    """
    if pieces == 1:
        return [ground]
    sites = _spread(_scatter(ground, pieces * SAMPLES_PER_PIECE, density, rng), pieces, rng)
    edges = shapely.voronoi_polygons(MultiPoint(sites), extend_to=ground.envelope, only_edges=True)
    lines = [part for part in shapely.get_parts(edges) if part.length > 0]
    reach = sqrt(ground.area / pieces)
    for bend in BENDS:
        faces = _faces(ground, [_bent(line, bend, reach, rng) for line in lines])
        owners = _owners(faces, sites)
        if owners is not None:
            return _gathered(faces, owners, pieces)
    raise TooSmallError


def _gathered(faces: Sequence[Polygon], owners: dict[int, int], pieces: int) -> list[Area]:
    """One area per piece: faces without owner join the neighbour with the longest border, islands the next.

    `owners` maps face → piece and names every piece at least once.
    """
    owners = dict(owners)
    while len(owners) < len(faces):
        links = [
            (faces[mine].boundary.intersection(faces[theirs].boundary).length, mine, theirs)
            for mine in range(len(faces))
            if mine not in owners
            for theirs in owners
        ]
        border, face, neighbour = max(links, key=lambda link: (link[0], -link[1], -link[2]))
        if border == 0:
            face, neighbour = min(
                ((mine, theirs) for _, mine, theirs in links),
                key=lambda pair: faces[pair[0]].distance(faces[pair[1]]),
            )
        owners[face] = owners[neighbour]
    return [union([face for at, face in enumerate(faces) if owners[at] == piece]) for piece in range(pieces)]


def union(areas: Sequence[Area]) -> Area:
    """The area of all pieces of a tiling together; its border keeps their points."""
    joined: Area = shapely.coverage_union_all(areas)  # type: ignore[assignment]  # a union of areas is one
    return joined


def _scatter(ground: Area, wanted: int, density: Density, rng: Random) -> list[Pair]:
    """Points inside the ground, drawn with the density."""
    west, south, east, north = ground.bounds
    shapely.prepare(ground)
    found: list[Pair] = []
    for _ in range(MOST_DRAWS):
        drawn = [(rng.uniform(west, east), rng.uniform(south, north)) for _ in range(wanted)]
        kept = [place for place in drawn if rng.random() < density(*place)]
        if kept:
            within = shapely.contains_xy(ground, kept)
            found += [place for place, inside in zip(kept, within, strict=True) if inside]
        if len(found) >= wanted:
            return found[:wanted]
    raise TooSmallError


def _spread(samples: list[Pair], pieces: int, rng: Random) -> list[Pair]:
    """Sites in the middle of groups of samples (k-means), each moved onto the sample nearest to it."""
    sites = rng.sample(samples, pieces)
    places = shapely.points(samples)
    for _ in range(ROUNDS):
        nearest = shapely.STRtree(shapely.points(sites)).nearest(places)
        groups: list[list[Pair]] = [[] for _ in sites]
        for sample, group in zip(samples, nearest, strict=True):
            groups[group].append(sample)
        sites = [_middle(group) if group else site for group, site in zip(groups, sites, strict=True)]
    # The middle of a bent ground may lie outside it; a sample never does.
    onto = shapely.STRtree(places).nearest(shapely.points(sites))
    settled = [samples[at] for at in onto]
    if len(set(settled)) < pieces:
        raise TooSmallError
    return settled


def _middle(group: Sequence[Pair]) -> Pair:
    return sum(x for x, _ in group) / len(group), sum(y for _, y in group) / len(group)


def _bent(line: LineString, bend: float, reach: float, rng: Random) -> LineString:
    """The line, its stretches bent again and again in the middle until they are short beside the pieces."""
    points = [(x, y) for x, y in line.coords]
    for _ in range(_halvings(line.length, reach)):
        bent = [(start, _beside(start, end, bend, reach, rng)) for start, end in pairwise(points)]
        points = [place for stretch in bent for place in stretch] + points[-1:]
    return LineString(points)


def _halvings(length: float, reach: float) -> int:
    return max(FEWEST_HALVINGS, min(MOST_HALVINGS, ceil(log2(length / (reach * SHORT)))))


def _beside(start: Pair, end: Pair, bend: float, reach: float, rng: Random) -> Pair:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = hypot(dx, dy)
    # Edges that run far outside the ground are long; their bend must not be.
    push = rng.uniform(-bend, bend) * min(1.0, reach / length) if length else 0.0
    return (start[0] + end[0]) / 2 - dy * push, (start[1] + end[1]) / 2 + dx * push


def _faces(ground: Area, lines: Sequence[LineString]) -> list[Polygon]:
    """What the lines make of the ground, in a fixed order."""
    noded = shapely.unary_union([ground.boundary, MultiLineString(lines)])
    faces = [face for face in shapely.polygonize([noded]).geoms if isinstance(face, Polygon)]
    return [face for face in faces if ground.contains(face.representative_point())]


def _owners(faces: Sequence[Polygon], sites: Sequence[Pair]) -> dict[int, int] | None:
    """Face → site that lies in it; None when two sites share a face."""
    holders = shapely.STRtree(faces).query(shapely.points(sites), predicate="within")
    owners = {int(face): int(site) for site, face in zip(*holders, strict=True)}
    return owners if len(owners) == len(sites) else None
