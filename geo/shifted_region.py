"""Where shifted coordinates are in use: one coarse region, drawn by this project (本项目参考).

It holds the mainland with Hainan and the islands near the coast, and runs 10-50 km outside the land border and the
shore; Hong Kong and Macau are cut out, Taiwan lies outside. It decides only whether a position is shifted between
datums. It is no map, and says nothing about anybody's border.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import hypot
from typing import Final

Corner = tuple[float, float]


def _ring(text: str) -> tuple[Corner, ...]:
    """A closed ring from `lon lat` pairs, separated by commas."""
    corners = [tuple(float(number) for number in pair.split()) for pair in text.split(",")]
    return tuple((lon, lat) for lon, lat in [*corners, corners[0]])


MAINLAND: Final = _ring("""
    131.0 42.2, 130.7 42.15, 130.2 42.55, 129.9 42.75, 129.4 42.2, 128.9 41.85, 128.35 41.85, 128.35 41.25,
    127.2 41.3, 126.9 41.55, 126.1 40.7, 125.3 40.4, 124.5 39.95, 124.3 39.6, 124.0 38.5, 123.6 37.2, 122.9 36.0,
    122.5 34.0, 123.2 32.0, 123.4 30.5, 122.9 28.5, 121.2 26.6, 120.4 25.7, 119.8 24.9, 119.0 24.2, 118.4 23.5,
    117.5 22.5, 116.5 21.5, 114.5 21.2, 113.5 20.0, 113.2 16.0, 110.8 15.5, 108.3 17.8, 107.8 20.0, 107.9 21.35,
    107.3 21.4, 106.6 21.8, 106.35 22.3, 106.4 22.65, 105.8 22.75, 105.3 23.1, 104.9 22.65, 104.0 22.3, 103.0 22.25,
    102.5 22.5, 102.1 22.2, 101.95 21.6, 101.95 21.0, 101.2 21.0, 101.0 21.4, 100.2 21.25, 99.6 21.7, 99.0 21.95,
    99.2 22.8, 98.6 23.1, 98.5 23.8, 97.4 23.65, 97.3 24.8, 97.9 25.6, 98.45 26.6, 98.45 27.5, 97.2 27.5, 95.9 27.0,
    94.3 27.2, 93.2 26.7, 92.0 26.7, 91.5 27.4, 90.3 27.9, 89.5 27.9, 89.1 27.2, 88.7 27.15, 88.6 27.7, 87.0 27.75,
    86.0 27.75, 85.0 28.1, 84.0 28.95, 82.2 29.9, 81.2 29.85, 80.2 30.2, 78.8 30.9, 78.3 31.6, 78.2 32.6, 78.4 33.6,
    78.0 34.5, 77.5 35.2, 76.6 35.4, 75.7 36.2, 74.4 37.0, 74.3 37.35, 74.5 38.2, 73.5 38.4, 73.3 39.4, 73.6 40.0,
    74.7 40.65, 75.6 40.85, 76.1 40.6, 76.7 41.2, 78.3 41.75, 79.9 42.35, 80.1 42.9, 80.4 43.1, 80.1 44.1, 79.6 44.9,
    80.4 45.25, 81.8 45.45, 82.0 45.6, 82.7 47.4, 85.2 47.3, 85.4 48.45, 86.5 49.0, 87.3 49.35, 88.0 49.35, 88.3 48.8,
    89.3 48.2, 90.5 47.8, 91.2 46.9, 91.25 46.0, 91.0 45.4, 91.7 45.3, 93.6 45.15, 95.5 44.5, 96.2 43.3, 96.6 42.95,
    100.0 42.85, 101.9 42.75, 103.2 42.2, 104.4 42.1, 105.1 41.8, 106.8 42.5, 107.5 42.65, 109.3 42.65, 110.3 42.95,
    111.7 43.75, 111.2 44.3, 111.7 45.25, 112.0 45.25, 113.6 44.95, 114.4 45.6, 115.6 45.65, 116.5 46.5, 117.4 46.8,
    119.5 46.85, 118.4 47.75, 117.8 47.8, 116.8 47.65, 115.8 47.45, 115.2 48.15, 115.6 48.7, 116.5 50.05, 117.4 49.8,
    118.0 49.75, 119.0 50.2, 119.1 50.5, 119.9 51.7, 120.4 52.2, 119.8 52.75, 120.7 53.5, 121.5 53.55, 123.6 53.8,
    124.6 53.45, 125.8 53.2, 126.3 52.7, 126.8 52.0, 127.2 51.4, 127.6 50.75, 127.85 50.2, 128.1 49.8, 129.6 49.65,
    130.8 49.05, 131.2 48.1, 131.2 47.95, 132.4 48.0, 133.0 48.35, 134.5 48.65, 135.3 48.6, 135.0 48.2, 135.0 47.6,
    134.4 46.9, 134.2 46.1, 133.7 45.5, 133.3 44.9, 132.0 44.8, 131.3 44.7, 131.5 44.0, 131.55 43.4, 131.5 43.0,
    131.3 42.75
""")
HONG_KONG: Final = _ring("""
    113.84 22.14, 113.84 22.4, 113.9 22.44, 114.0 22.49, 114.03 22.503, 114.06 22.512, 114.095 22.53, 114.12 22.533,
    114.15 22.545, 114.19 22.555, 114.225 22.545, 114.25 22.555, 114.31 22.56, 114.46 22.55, 114.5 22.44, 114.5 22.14
""")
MACAU: Final = _ring("113.55 22.1, 113.545 22.15, 113.53 22.19, 113.548 22.217, 113.6 22.217, 113.62 22.1")
RINGS: Final = (MAINLAND, HONG_KONG, MACAU)


def is_shifted(lon: float, lat: float) -> bool:
    """True where positions given in GCJ-02 or BD-09 are shifted ones."""
    return _inside(MAINLAND, lon, lat) and not (_inside(HONG_KONG, lon, lat) or _inside(MACAU, lon, lat))


def is_nearly_shifted(lon: float, lat: float, degrees: float) -> bool:
    """The same for the region grown by so many degrees: an inverse that ends a hair outside still belongs inside."""
    return is_shifted(lon, lat) or any(_off(a, b, lon, lat) <= degrees for a, b in _edges())


def _edges() -> Iterator[tuple[Corner, Corner]]:
    return (edge for ring in RINGS for edge in pairwise(ring))


def _inside(ring: Sequence[Corner], lon: float, lat: float) -> bool:
    inside = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def _off(a: Corner, b: Corner, lon: float, lat: float) -> float:
    """Degrees from the position to the edge."""
    along, up = b[0] - a[0], b[1] - a[1]
    share = max(0.0, min(1.0, ((lon - a[0]) * along + (lat - a[1]) * up) / (along * along + up * up)))
    return hypot(lon - a[0] - share * along, lat - a[1] - share * up)
