"""From the coordinate system of a file to WGS-84 on the lattice.

CGCS2000 and WGS-84 degrees are taken as they are: they differ by decimetres, and a round trip must change nothing.
Points are moved one by one by the same rule, so borders that were shared stay shared.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from geo.coordinates import CHINA, Datum, looks_swapped, to_wgs84
from geo.file_faults import FileFault
from geo.shapes import DIGITS

Move = Callable[[NDArray[Any]], NDArray[Any]]
"""Coordinates (n, 2) in, longitude and latitude out."""

WGS84: Final = CRS.from_epsg(4326)
# GRS 80 and WGS 84 ellipsoids: what lies on them by degrees is left alone.
SEMI_MAJOR_M: Final = 6378137.0
FLATTENINGS: Final = (298.257222101, 298.257223563)
LARGEST_DEGREES: Final = 400.0
DATUM_ONLY_ON: Final = "火星坐标、百度坐标只能按经纬度给出，请不要同时使用投影坐标系。"


def system_of(declared: str | None, asked: str | None) -> CRS:
    """The coordinate system to read by; `asked` is what a person said and wins.

    Raises FileFault `crs-missing`, `crs-unknown`.
    """
    if not (asked or declared):
        raise FileFault("crs-missing")
    try:
        system = CRS.from_user_input(asked or declared)
    except CRSError as error:
        raise FileFault("crs-unknown", str(asked or "")) from error
    system = system.sub_crs_list[0] if system.is_compound else system
    if not (system.is_geographic or system.is_projected):
        raise FileFault("crs-unknown" if asked else "crs-missing")
    return system


def title_of(system: CRS) -> str:
    """What a person calls the system: the EPSG code and its name."""
    code = system.to_epsg(min_confidence=70)
    return f"EPSG:{code}（{system.name}）" if code else str(system.name)


def check_plausible(system: CRS, xy: NDArray[Any], *, said: bool) -> None:
    """Return where these coordinates can be in this system; raises FileFault `crs-doubtful`, `crs-missing`.

    `said`: the file itself or a person named the system, it was not taken for granted.
    """
    if not len(xy):
        return
    reach = float(numpy.nanmedian(numpy.abs(xy).max(axis=1)))
    if system.is_geographic and reach > LARGEST_DEGREES:
        detail = f"坐标系是 {title_of(system)}（经纬度），坐标却像是以米为单位的投影坐标。"
        raise FileFault("crs-doubtful" if said else "crs-missing", detail)
    if system.is_projected and reach <= 180.0:
        raise FileFault("crs-doubtful", f"坐标系是 {title_of(system)}（以米为单位），坐标却像是经纬度。")


def seem_swapped(xy: NDArray[Any]) -> bool:
    """True where the middle of these degrees lies in China only with longitude and latitude exchanged."""
    if not len(xy):
        return False
    lon, lat = (float(middle) for middle in numpy.nanmedian(xy, axis=0))
    return looks_swapped(lon, lat, CHINA)


def mover(system: CRS, datum: Datum) -> Move:
    """How coordinates of this system become WGS-84 degrees on the lattice. Raises FileFault `crs-doubtful`."""
    if datum != "wgs84":
        if not system.is_geographic:
            raise FileFault("crs-doubtful", DATUM_ONLY_ON)
        return lambda xy: _unshifted(xy, datum).round(DIGITS)
    if _is_wgs84(system):
        return lambda xy: xy.round(DIGITS)
    try:
        transformer = Transformer.from_crs(system, WGS84, always_xy=True)
    except ProjError as error:
        raise FileFault("crs-unknown") from error
    return lambda xy: numpy.column_stack(transformer.transform(xy[:, 0], xy[:, 1])).round(DIGITS)


def moved(shapes: NDArray[Any], move: Move) -> NDArray[Any]:
    """The shapes in WGS-84, every point moved by the same rule."""
    found: NDArray[Any] = shapely.transform(shapes, move)
    return found


def _is_wgs84(system: CRS) -> bool:
    return bool(
        system.is_geographic
        and system.ellipsoid is not None
        and system.ellipsoid.semi_major_metre == SEMI_MAJOR_M
        and any(abs(system.ellipsoid.inverse_flattening - one) < 1e-9 for one in FLATTENINGS)
        and system.prime_meridian is not None
        and system.prime_meridian.longitude == 0
    )


def _unshifted(xy: NDArray[Any], datum: Datum) -> NDArray[Any]:
    # Neighbours share most of their points: each place is computed once.
    places, back = numpy.unique(xy, axis=0, return_inverse=True)
    turned = numpy.array([to_wgs84(lon, lat, datum) for lon, lat in places])
    return turned.reshape(-1, 2)[back.reshape(-1)]


def seem_swapped_shapes(shapes: NDArray[Any]) -> bool:
    """True where these shapes lie in China only with longitude and latitude exchanged."""
    boxes = shapely.bounds(shapes[~shapely.is_missing(shapes)])
    return seem_swapped((boxes[:, :2] + boxes[:, 2:]) / 2)
