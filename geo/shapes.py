"""Shapes: GeoJSON and EWKT in and out, the 1e-7° lattice, what is wrong with a shape."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeVar, cast

import shapely
from shapely.geometry import MultiPolygon, Point, Polygon, mapping, shape
from shapely.geometry.base import BaseGeometry

from geo.coordinates import Bounds, local_metres

Shape = BaseGeometry
Area = Polygon | MultiPolygon
Kind = TypeVar("Kind", bound=BaseGeometry)

SRID: Final = 4326
DIGITS: Final = 7
"""Everything is snapped to 1e-7 degrees, about a centimetre: phone and server then compare equal numbers."""

ShapeCode = Literal[
    "shape-malformed", "shape-empty", "shape-not-polygonal", "shape-out-of-range", "shape-self-crossing",
    "shape-hole-outside", "shape-parts-overlap", "shape-pinched", "shape-too-few-points", "shape-invalid",
]  # fmt: skip

SHAPE_FAULTS: Final[dict[ShapeCode, str]] = {
    "shape-malformed": "图形数据无法识别，请检查文件内容后重新导入。",
    "shape-empty": "图形是空的，请补画边界。",
    "shape-not-polygonal": "这里需要面状图形（多边形），不能是点或线，请改成闭合的多边形。",
    "shape-out-of-range": "图形里有超出经纬度范围的坐标，请检查坐标系。",
    "shape-self-crossing": "边界线自己交叉或相接，请在所示位置把边界理顺。",
    "shape-hole-outside": "内洞不在外边界之内，请移动或删除这个内洞。",
    "shape-parts-overlap": "同一图形的几个部分互相重叠，请合并或分开。",
    "shape-pinched": "图形被内洞切断，请分成几个部分。",
    "shape-too-few-points": "边界的点太少，围不成面，请补足至少三个不同的点。",
    "shape-invalid": "图形不合规则，请检查边界后重新导入。",
}

# What GEOS says, in the order in which it is looked for.
_REASONS: Final[tuple[tuple[str, ShapeCode], ...]] = (
    ("Self-intersection", "shape-self-crossing"),
    ("Hole lies outside", "shape-hole-outside"),
    ("Holes are nested", "shape-hole-outside"),
    ("Nested shells", "shape-parts-overlap"),
    ("Duplicate Rings", "shape-parts-overlap"),
    ("Interior is disconnected", "shape-pinched"),
    ("Too few points", "shape-too-few-points"),
    ("Invalid Coordinate", "shape-out-of-range"),
)
_SPOT: Final = re.compile(r"\[(-?[\d.eE+-]+) (-?[\d.eE+-]+)\]")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a shape: a stable code, a sentence for a person, and where, if it has a place."""

    code: ShapeCode
    title: str
    spot: tuple[float, float] | None = None


class ShapeFault(ValueError):
    """A value that is no usable shape."""

    def __init__(self, code: ShapeCode) -> None:
        super().__init__(code)
        self.code: ShapeCode = code
        self.title = SHAPE_FAULTS[code]


def from_geojson(value: object) -> Shape:
    """The shape of a GeoJSON geometry in two dimensions; raises ShapeFault('shape-malformed') otherwise."""
    if not isinstance(value, dict) or not isinstance(value.get("type"), str):
        raise ShapeFault("shape-malformed")
    try:
        found = shape(value)
    except (ValueError, TypeError, LookupError, AttributeError, shapely.errors.ShapelyError) as error:
        raise ShapeFault("shape-malformed") from error
    return shapely.force_2d(found)


def to_geojson(value: Shape) -> dict[str, Any]:
    """The GeoJSON geometry of a shape, snapped to the lattice."""
    return dict(_as_lists(mapping(snap(value))))


def to_ewkt(value: Shape) -> str:
    """The shape as EWKT in WGS-84 with every digit that a snapped shape has."""
    return f"SRID={SRID};{shapely.to_wkt(value, rounding_precision=12)}"


def from_ewkt(text: str) -> Shape:
    """The shape of a WKT or EWKT text; raises ShapeFault('shape-malformed')."""
    try:
        return shapely.from_wkt(text.rpartition(";")[2])
    except shapely.errors.ShapelyError as error:
        raise ShapeFault("shape-malformed") from error


def from_wkb(value: bytes) -> Area:
    """The area of a binary column: what ST_AsBinary gives."""
    return cast(Area, shapely.from_wkb(value))


def snap(value: Kind) -> Kind:
    """The same shape with each coordinate at the nearest point of the 1e-7° lattice.

    Point by point: borders shared before are shared afterwards. Nothing is repaired; ask `faults` afterwards.
    """
    snapped: Kind = shapely.transform(value, lambda xy: xy.round(DIGITS))
    return snapped


def is_polygonal(value: Shape) -> bool:
    """True for a polygon or multipolygon that is not empty."""
    return isinstance(value, Polygon | MultiPolygon) and not value.is_empty


def as_multipolygon(value: Area) -> MultiPolygon:
    """The same area as the type that columns hold."""
    return value if isinstance(value, MultiPolygon) else MultiPolygon([value])


def faults(value: Shape) -> list[Fault]:
    """What keeps this shape from being an area, first things first; an empty list means it is one."""
    if value.is_empty:
        return [_fault("shape-empty")]
    if not is_polygonal(value):
        return [_fault("shape-not-polygonal")]
    if not _within_range(value):
        return [_fault("shape-out-of-range")]
    if value.is_valid:
        return []
    reason = shapely.is_valid_reason(value)
    spot = _SPOT.search(reason)
    code: ShapeCode = "shape-invalid"
    for words, named in reversed(_REASONS):
        code = named if words.lower() in reason.lower() else code
    return [_fault(code, (float(spot[1]), float(spot[2])) if spot else None)]


def bounds(value: Shape) -> Bounds:
    """The smallest box around a shape that is not empty, in degrees."""
    return Bounds(*value.bounds)


def inner_point(value: Shape) -> tuple[float, float]:
    """A position (lon, lat) that lies inside the area, however it is bent."""
    spot: Point = value.representative_point()
    return spot.x, spot.y


def area_m2(value: Shape) -> float:
    """Square metres in the local metre projection at the middle of the shape's box; 0.2 % within a county."""
    if value.is_empty:
        return 0.0
    box = bounds(value)
    east, north = local_metres((box.west + box.east) / 2, (box.south + box.north) / 2)
    return float(value.area * east * north)


def _fault(code: ShapeCode, spot: tuple[float, float] | None = None) -> Fault:
    return Fault(code, SHAPE_FAULTS[code], spot)


def _within_range(value: Shape) -> bool:
    xy = shapely.get_coordinates(value)
    return bool((abs(xy[:, 0]) <= 180).all() and (abs(xy[:, 1]) <= 90).all())


def _as_lists(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _as_lists(part) for key, part in value.items()}
    return [_as_lists(part) for part in value] if isinstance(value, list | tuple) else value
