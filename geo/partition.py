"""A made-up but believable division of a county into towns, villages and grids, with special grounds.

For demonstrations and tests; real counties import theirs. The method, stated so that it can be repeated:

1. The outline is laid into the plane by `local_metres` at the middle of its box. A few built-up centres are
   drawn, the county seat near the middle; density falls off around them.
2. `geo.cells.cut` divides the outline into towns, each town into villages, each village into grids.
3. All borders go back to degrees, are noded together on the 1e-7° lattice and made into faces again:
   neighbours now share every point, and a town is exactly the union of its villages, a village of its grids.

The same outline, numbers and seed give the same division with the same versions of Python and GEOS.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import cos, exp, hypot, pi, sin, sqrt
from random import Random
from typing import Final, Literal, TypeVar

import shapely
from shapely.affinity import affine_transform
from shapely.geometry import Polygon

from geo.cells import Density, TooSmallError, cut, union
from geo.coordinates import local_metres
from geo.shapes import DIGITS, Area, bounds, snap

CENTRES_BESIDE_SEAT: Final = 3
SEAT_HEIGHT: Final = 14.0
CENTRE_HEIGHT: Final = 5.0
CENTRE_REACH: Final = 0.07
"""Of the square root of the county's area: the distance within which a centre is felt."""
PARK_SHARE: Final = 0.6
MARKET_SHARE: Final = 0.5

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Village:
    """An area and the grids that tile it."""

    shape: Area
    grids: tuple[Area, ...]


@dataclass(frozen=True, slots=True)
class Town:
    """An area and the villages that tile it."""

    shape: Area
    villages: tuple[Village, ...]


@dataclass(frozen=True, slots=True)
class Division:
    """A county and the towns that tile it, in WGS-84 on the 1e-7° lattice.

    `outline` is the union of the towns: the outline given, snapped to the lattice where inner borders end.
    """

    outline: Area
    towns: tuple[Town, ...]

    def villages(self) -> Iterator[Village]:
        """Every village, town by town."""
        return (village for town in self.towns for village in town.villages)

    def grids(self) -> Iterator[Area]:
        """Every grid, village by village."""
        return (grid for village in self.villages() for grid in village.grids)


@dataclass(frozen=True, slots=True)
class SpecialGround:
    """Ground of a 专属 grid: where it lies in the division, as indexes into towns, villages and grids."""

    kind: Literal["park", "market"]
    shape: Polygon
    town: int
    village: int
    grids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Plane:
    """Plane metres around one position."""

    lon: float
    lat: float
    east: float
    north: float

    @classmethod
    def around(cls, area: Area) -> _Plane:
        box = bounds(area)
        lon, lat = (box.west + box.east) / 2, (box.south + box.north) / 2
        return cls(lon, lat, *local_metres(lon, lat))

    def metres(self, area: Area) -> Area:
        return affine_transform(area, [self.east, 0, 0, self.north, -self.lon * self.east, -self.lat * self.north])

    def degrees(self, area: Area) -> Area:
        return affine_transform(area, [1 / self.east, 0, 0, 1 / self.north, self.lon, self.lat])

    def polygon(self, corners: Sequence[tuple[float, float]]) -> Polygon:
        """The polygon in degrees, snapped."""
        return snap(Polygon([(self.lon + x / self.east, self.lat + y / self.north) for x, y in corners]))


def divide(outline: Area, towns: int, villages_per_town: int, grids_per_village: int, seed: int) -> Division:
    """Divide the outline into exactly that many towns, villages and grids.

    They tile it without gap or overlap and share the points of common borders. In an outline of one part
    every grid, village and town is one connected part; islands go to the nearest grid. Raises ValueError for
    an invalid outline or numbers under 1, TooSmallError when the ground does not suffice.
    """
    if not outline.is_valid or outline.is_empty:
        raise ValueError("the outline is not a valid area")
    if min(towns, villages_per_town, grids_per_village) < 1:
        raise ValueError("each level needs at least one piece")
    rng = Random(seed)
    plane = _Plane.around(outline)
    land = plane.metres(outline)
    density = _density(land, rng)
    cells = [
        plane.degrees(cell)
        for town in cut(land, towns, density, rng)
        for village in cut(town, villages_per_town, density, rng)
        for cell in cut(village, grids_per_village, density, rng)
    ]
    return _nested(_tiled(cells), villages_per_town, grids_per_village)


def carve_special(division: Division, seed: int) -> tuple[SpecialGround, SpecialGround]:
    """A park across two neighbouring grids of one village, and a market inside one grid elsewhere.

    Both lie in built-up ground (the smallest villages), strictly inside their village, apart from each other,
    over the grids and without changing them. Raises TooSmallError where there is no room for both.
    """
    rng = Random(seed)
    places = [(t, v, village) for t, town in enumerate(division.towns) for v, village in enumerate(town.villages)]
    places.sort(key=lambda place: (place[2].shape.area, place[:2]))
    for t, v, village in places:
        pair = _neighbours(village.grids)
        if pair:
            park = SpecialGround("park", _park(village, pair, rng), t, v, pair)
            return park, _market_apart(places, park, rng)
    raise TooSmallError


def _market_apart(places: Sequence[tuple[int, int, Village]], park: SpecialGround, rng: Random) -> SpecialGround:
    """In the smallest village but the park's; in a county of one village, in another grid of it."""
    home = (park.town, park.village)
    for t, v, village in sorted(places, key=lambda place: place[:2] == home):
        for at, grid in enumerate(village.grids):
            if (t, v) != home or at not in park.grids:
                return SpecialGround("market", _market(grid, rng), t, v, (at,))
    raise TooSmallError


def _density(land: Area, rng: Random) -> Density:
    """Higher near a few centres: one near the middle of the land, the rest anywhere in its box."""
    span = sqrt(land.area)
    west, south, east, north = land.bounds
    seat = (land.centroid.x + rng.gauss(0, span / 12), land.centroid.y + rng.gauss(0, span / 12))
    centres = [(*seat, SEAT_HEIGHT)]
    for _ in range(CENTRES_BESIDE_SEAT):
        centres.append((rng.uniform(west, east), rng.uniform(south, north), CENTRE_HEIGHT))
    top = 1.0 + sum(height for _, _, height in centres)

    def density(x: float, y: float) -> float:
        felt = 0.0
        for centre_x, centre_y, height in centres:
            steps = hypot(x - centre_x, y - centre_y) / (span * CENTRE_REACH)
            felt += height * exp(-(steps**2) / 2)
        return (1.0 + felt) / top

    return density


def _tiled(cells: Sequence[Area]) -> list[Area]:
    """The cells again, on the lattice and with every point of a common border in both neighbours."""
    borders = shapely.unary_union([cell.boundary for cell in cells], grid_size=10**-DIGITS)
    faces = [snap(face) for face in shapely.polygonize([borders]).geoms if isinstance(face, Polygon)]
    spots = [face.representative_point() for face in faces]
    held: dict[int, int] = {}
    for face, cell in zip(*shapely.STRtree(cells).query(spots, predicate="intersects"), strict=True):
        held.setdefault(int(face), int(cell))
    # A face that no cell holds is a hole of the outline.
    parts: list[list[Area]] = [[] for _ in cells]
    for at, owner in held.items():
        parts[owner].append(faces[at])
    if not all(parts):
        raise TooSmallError
    return [union(own) for own in parts]


def _nested(grids: Sequence[Area], villages_per_town: int, grids_per_village: int) -> Division:
    villages = [Village(union(own), own) for own in _batches(grids, grids_per_village)]
    towns = [Town(union([village.shape for village in own]), own) for own in _batches(villages, villages_per_town)]
    return Division(union([town.shape for town in towns]), tuple(towns))


def _batches(items: Sequence[T], size: int) -> Iterator[tuple[T, ...]]:
    return (tuple(items[start : start + size]) for start in range(0, len(items), size))


def _neighbours(grids: Sequence[Area]) -> tuple[int, int] | None:
    """The two grids with the longest common border; None when no two have one."""
    borders = {
        (a, b): grids[a].boundary.intersection(grids[b].boundary).length for a, b in combinations(range(len(grids)), 2)
    }
    pair = max(borders, key=lambda pair: (borders[pair], pair), default=None)
    return pair if pair and borders[pair] > 0 else None


def _park(village: Village, pair: tuple[int, int], rng: Random) -> Polygon:
    """An uneven twelve-gon around the middle of the two grids' border, within the village."""
    plane = _Plane.around(village.shape)
    one, other = (plane.metres(village.grids[at]) for at in pair)
    border = shapely.line_merge(one.boundary.intersection(other.boundary))
    longest = max(shapely.get_parts(border), key=lambda part: float(part.length))
    middle = longest.interpolate(0.5, normalized=True)
    reach = PARK_SHARE * middle.distance(plane.metres(village.shape).boundary)
    spokes = [(2 * pi * corner / 12, reach * rng.uniform(0.75, 1.0)) for corner in range(12)]
    return plane.polygon([(middle.x + r * cos(turn), middle.y + r * sin(turn)) for turn, r in spokes])


def _market(grid: Area, rng: Random) -> Polygon:
    """A turned rectangle in the widest part of the grid."""
    plane = _Plane.around(grid)
    spoke = shapely.maximum_inscribed_circle(plane.metres(grid))
    x, y = spoke.coords[0]
    half_diagonal, turn, flat = MARKET_SHARE * spoke.length, rng.uniform(0, pi), rng.uniform(0.4, 0.7)
    angles = (turn + flat, turn + pi - flat, turn + pi + flat, turn - flat)
    return plane.polygon([(x + half_diagonal * cos(a), y + half_diagonal * sin(a)) for a in angles])
