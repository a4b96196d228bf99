"""Positions on the earth: the three datums in use in China, range checks, metres.

Everything stored is WGS-84 (CGCS2000 differs by decimetres). GCJ-02 (高德, 腾讯, and some phones) and BD-09
(百度) are known by their published formulas only; both lie 100-700 m off.
"""

from __future__ import annotations

from collections.abc import Callable
from math import atan2, cos, hypot, isfinite, pi, radians, sin, sqrt
from typing import Final, Literal, NamedTuple, get_args

from geo.shifted_region import is_nearly_shifted, is_shifted

Datum = Literal["wgs84", "gcj02", "bd09"]
DATUMS: Final[tuple[Datum, ...]] = get_args(Datum)

WGS84_A: Final = 6378137.0
WGS84_E2: Final = 0.00669437999014132
# GCJ-02 is defined on the Krasovsky ellipsoid, whatever the points are measured on.
KRASOVSKY_A: Final = 6378245.0
KRASOVSKY_E2: Final = 0.00669342162296594323
BD09_TURN: Final = pi * 3000.0 / 180.0

PlaceCode = Literal["place-not-a-number", "place-out-of-range", "place-swapped"]
PLACE_FAULTS: Final[dict[PlaceCode, str]] = {
    "place-not-a-number": "经纬度不是有效的数字，请重新定位或在地图上选点。",
    "place-out-of-range": "经纬度超出范围（经度 -180～180，纬度 -90～90），请重新定位或在地图上选点。",
    "place-swapped": "经度和纬度可能写反了，请对调后再提交。",
}


class Bounds(NamedTuple):
    """A box in degrees."""

    west: float
    south: float
    east: float
    north: float

    def contain(self, lon: float, lat: float) -> bool:
        """True when the position lies in the box or on its edge."""
        return self.west <= lon <= self.east and self.south <= lat <= self.north


class Position(NamedTuple):
    """Longitude and latitude in degrees, in this order."""

    lon: float
    lat: float


# Where shifted positions can lie. Farther out the formulas grow without bound and their inverse finds nothing.
REACHED: Final = Bounds(73.2, 15.4, 135.4, 53.9)
HAIR: Final = 1e-9
"""Degrees, a tenth of a millimetre: as exact as the inverse is."""
# The land of China with its islands, for recognising swapped coordinates.
CHINA: Final = Bounds(73.0, 3.0, 136.0, 54.0)


class PlaceFault(ValueError):
    """A pair of numbers that is no place; `code` is stable, `title` tells a person the next step."""

    def __init__(self, code: PlaceCode) -> None:
        super().__init__(code)
        self.code: PlaceCode = code
        self.title = PLACE_FAULTS[code]


def check_position(lon: float, lat: float) -> None:
    """Return when this can be a place on earth; raise PlaceFault otherwise."""
    if not (isfinite(lon) and isfinite(lat)):
        raise PlaceFault("place-not-a-number")
    if abs(lon) > 180 or abs(lat) > 90:
        raise PlaceFault("place-swapped" if looks_swapped(lon, lat) else "place-out-of-range")


def looks_swapped(lon: float, lat: float, bounds: Bounds = CHINA) -> bool:
    """True when the position lies outside the bounds as given and inside them with lon and lat exchanged."""
    return bounds.contain(lat, lon) and not bounds.contain(lon, lat)


def to_wgs84(lon: float, lat: float, datum: Datum) -> Position:
    """The WGS-84 position of one given in `datum`, to 1e-9 degrees (0.1 mm).

    Shifted positions are those of places in `geo.shifted_region`; any other is passed through unchanged. Within
    about a kilometre of the region's edge two places share one shifted position; the one inside is returned.
    """
    if datum == "wgs84" or not REACHED.contain(lon, lat):
        return Position(lon, lat)
    origin = _inverse(lambda p: _shifted(p, datum), Position(lon, lat))
    return origin if is_nearly_shifted(*origin, HAIR) else Position(lon, lat)


def from_wgs84(lon: float, lat: float, datum: Datum) -> Position:
    """The position in `datum` of a WGS-84 one; outside `geo.shifted_region` it is passed through unchanged."""
    place = Position(lon, lat)
    return place if datum == "wgs84" or not is_shifted(lon, lat) else _shifted(place, datum)


def local_metres(lon: float, lat: float) -> tuple[float, float]:
    """Metres per degree of longitude and of latitude at a position on the WGS-84 ellipsoid.

    The local metre projection of this project: x = (lon - lon0) * first, y = (lat - lat0) * second. Within
    10 km of the origin lengths are good to 0.3 % below 60° of latitude. Nearer to a pole than 0.1° the scale
    is held, so that it never becomes zero.
    """
    phi = radians(max(-89.9, min(89.9, lat)))
    squeeze = 1.0 - WGS84_E2 * sin(phi) ** 2
    across = WGS84_A / sqrt(squeeze) * cos(phi)
    along = WGS84_A * (1.0 - WGS84_E2) / squeeze**1.5
    return radians(across), radians(along)


def distance_m(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Metres between two positions by the mean-latitude formula on the WGS-84 ellipsoid.

    Plane distance in the local metre projection at the mean latitude: better than 0.1 % up to 100 km between
    60° S and 60° N; farther apart it only says "far".
    """
    east, north = local_metres(a[0], (a[1] + b[1]) / 2)
    turn = (b[0] - a[0] + 180.0) % 360.0 - 180.0
    return hypot(turn * east, (b[1] - a[1]) * north)


def _inverse(shift: Callable[[Position], Position], target: Position) -> Position:
    """The position that `shift` maps to target; each round of the iteration leaves under 5 % of the error."""
    lon, lat = target
    for _ in range(20):
        moved = shift(Position(lon, lat))
        off_lon, off_lat = target.lon - moved.lon, target.lat - moved.lat
        lon, lat = lon + off_lon, lat + off_lat
        if abs(off_lon) + abs(off_lat) < 1e-12:
            break
    return Position(lon, lat)


def _shifted(place: Position, datum: Datum) -> Position:
    shifted = _gcj02(place)
    return _bd09(shifted) if datum == "bd09" else shifted


def _gcj02(place: Position) -> Position:
    x, y = place.lon - 105.0, place.lat - 35.0
    root, short_waves = sqrt(abs(x)), _wave(x, (6.0, 20.0), (2.0, 20.0))
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + short_waves
    north += _wave(y, (1.0, 20.0), (1.0 / 3.0, 40.0), (1.0 / 12.0, 160.0), (1.0 / 30.0, 320.0))
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + short_waves
    east += _wave(x, (1.0, 20.0), (1.0 / 3.0, 40.0), (1.0 / 12.0, 150.0), (1.0 / 30.0, 300.0))
    phi = radians(place.lat)
    squeeze = 1.0 - KRASOVSKY_E2 * sin(phi) ** 2
    along = KRASOVSKY_A * (1.0 - KRASOVSKY_E2) / squeeze**1.5
    across = KRASOVSKY_A / sqrt(squeeze) * cos(phi)
    return Position(place.lon + east / radians(across), place.lat + north / radians(along))


def _wave(value: float, *terms: tuple[float, float]) -> float:
    return sum(height * sin(value * turns * pi) for turns, height in terms) * 2.0 / 3.0


def _bd09(place: Position) -> Position:
    reach = hypot(place.lon, place.lat) + 0.00002 * sin(place.lat * BD09_TURN)
    angle = atan2(place.lat, place.lon) + 0.000003 * cos(place.lon * BD09_TURN)
    return Position(reach * cos(angle) + 0.0065, reach * sin(angle) + 0.006)
