"""The accuracy disc and what it tells: the share of a ground in it, metres to a ground, and how both are rounded.

The phone works out the same from the same grids by other means (pwa/src/grids/shares.ts); tests/vectors hold both to
one answer. The disc is a 64-gon inscribed in the circle of the accuracy, drawn in `local_metres` at the place. That
projection is affine: shares of area in degrees are shares of square metres.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, floor, isfinite, pi, sin
from typing import Final

import numpy as np
import shapely
from shapely.geometry import Point, Polygon

from geo.coordinates import PlaceFault, check_position, local_metres
from geo.predicates import LATTICE, covers, lattice
from geo.shapes import Area, as_multipolygon

CORNERS: Final = 64
SMALLEST_RADIUS_M: Final = 0.1
LARGEST_RADIUS_M: Final = 100_000.0
# Steps of rounding. Where halves would meet, both sides round down: 1e-4 of a step lies far above what two machines
# can differ by, and off every share that a drawing makes on purpose (a half, an eighth …).
SHARE_STEPS: Final = 1000
METRE_STEPS: Final = 100
HALF: Final = 0.5 - 1e-4

_UNIT: Final = np.array([(cos(2 * pi * at / CORNERS), sin(2 * pi * at / CORNERS)) for at in range(CORNERS)])


@dataclass(frozen=True, slots=True)
class Disc:
    """Around a place on the 1e-7° lattice; `radius_m` is held between 0.1 m and 100 km."""

    lon: float
    lat: float
    radius_m: float
    scale: tuple[float, float]
    """Metres per degree to the east and to the north."""

    @property
    def radii(self) -> tuple[float, float]:
        """The half axes in degrees."""
        east, north = self.scale
        return self.radius_m / east, self.radius_m / north

    def polygon(self) -> Polygon:
        """The 64-gon in degrees."""
        return Polygon(_UNIT * self.radii + (self.lon, self.lat))

    def holds_place_in(self, ground: Area) -> bool:
        """True when the place lies in the ground or on its border, decided in whole numbers."""
        polygons = [
            [ring.coords for ring in (part.exterior, *part.interiors)] for part in as_multipolygon(ground).geoms
        ]
        return covers(polygons, self.lon, self.lat)

    def shares(self, grounds: Sequence[Area | None], over: Sequence[bool]) -> list[float]:
        """The share of the disc on each ground, 0 to 1 in steps of 0.001.

        None stands for a ground that covers the whole disc. Those marked `over` lie over the others and take their
        ground from them.
        """
        disc = self.polygon()
        parts = [disc if ground is None else shapely.intersection(ground, disc) for ground in grounds]
        if any(over) and not all(over):
            covering = shapely.union_all([part for part, above in zip(parts, over, strict=True) if above])
            parts = [
                part if above else shapely.difference(part, covering) for part, above in zip(parts, over, strict=True)
            ]
        return [_stepped(part.area / disc.area, SHARE_STEPS) for part in parts]

    def metres_to(self, ground: Area) -> float:
        """Metres from the place to the ground in the local projection, in steps of 0.01; 0 inside."""
        flat = shapely.transform(ground, lambda xy: (xy - (self.lon, self.lat)) * self.scale)
        return _stepped(shapely.distance(flat, Point(0, 0)), METRE_STEPS)


def disc_around(lon: float, lat: float, radius_m: float) -> Disc:
    """The disc around the nearest point of the lattice; a place that is none is a PlaceFault."""
    check_position(lon, lat)
    if not isfinite(radius_m):
        raise PlaceFault("place-not-a-number")
    radius = max(SMALLEST_RADIUS_M, min(LARGEST_RADIUS_M, radius_m))
    lon, lat = lattice(lon) / LATTICE, lattice(lat) / LATTICE
    return Disc(lon, lat, radius, local_metres(lon, lat))


def _stepped(value: float, steps: int) -> float:
    return floor(value * steps + HALF) / steps
