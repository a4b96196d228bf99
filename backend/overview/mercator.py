"""Map tiles and fixed cells: where a tile lies, and into which cells its counts fall.

A cell of level L is the tile of zoom L: cells never depend on what is asked, so that two answers can only differ by
whole cells. Degrees are WGS-84; tiles are those of web maps (Mercator, y from the north).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

MOST_ZOOM: Final = 22
LEVELS: Final = (10, 12, 14, 16)
FINEST: Final = LEVELS[-1]
"""Cells of about 33 km, 8 km, 2 km and 500 m at 32° north."""
BLOCK: Final = 4
"""Sixteen by sixteen cells are a block: x >> BLOCK, y >> BLOCK."""
PIXELS: Final = 512
MOST_LATITUDE: Final = 85.05

# Column and row of the cell of level {level} that holds the point {place}; what lies beyond the map falls on its rim.
CELL_X: Final = "CAST(least(floor((ST_X({place}) + 180) / 360 * (1 << {level})), (1 << {level}) - 1) AS int)"
CELL_Y: Final = (
    "CAST(floor((1 - asinh(tan(radians(least(greatest(ST_Y({place}), -85.05), 85.05)))) / pi()) / 2 * (1 << {level}))"
    " AS int)"
)


@dataclass(frozen=True, slots=True)
class Cells:
    """A range of cells of one level, both ends included."""

    level: int
    west: int
    east: int
    north: int
    south: int


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile of a web map."""

    z: int
    x: int
    y: int

    @property
    def exists(self) -> bool:
        return 0 <= self.z <= MOST_ZOOM and 0 <= self.x < 1 << self.z and 0 <= self.y < 1 << self.z

    @property
    def pixel(self) -> float:
        """Degrees of longitude that one pixel of the tile covers."""
        return 360 / (1 << self.z) / PIXELS

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees."""
        side = 360 / (1 << self.z)
        west = -180 + self.x * side
        return west, _latitude(self.y + 1, self.z), west + side, _latitude(self.y, self.z)

    def cells(self, level: int) -> Cells:
        """The cells of that level that the tile shows: those in it, or the one that it lies in."""
        if level < self.z:
            x, y = self.x >> (self.z - level), self.y >> (self.z - level)
            return Cells(level, x, x, y, y)
        finer = level - self.z
        return Cells(
            level,
            self.x << finer,
            ((self.x + 1) << finer) - 1,
            self.y << finer,
            ((self.y + 1) << finer) - 1,
        )


def heat_level(zoom: int) -> int:
    """Which cells a heat map of that zoom shows: 16 to 32 of them along a tile, until they are the finest."""
    return next((level for level, most in ((10, 6), (12, 8), (14, 10)) if zoom <= most), FINEST)


def _latitude(row: int, zoom: int) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / (1 << zoom)))))
