"""Geometry in the database: column types for models and the SQL that queries speak.

Columns hold WGS-84 (SRID 4326). They never make an index by themselves: a model names its own in
`__table_args__`, so that migrations see it once.

Values go in as EWKT text (`point_ewkt`, `geo.shapes.to_ewkt`) or as the expressions below; they come out
through `lon_of`, `lat_of`. The expressions take columns and expressions, never bare text.
"""

from __future__ import annotations

from typing import Any

from geoalchemy2 import Geography, Geometry, WKBElement
from sqlalchemy import Float, and_, cast, func
from sqlalchemy.orm import MappedColumn, mapped_column
from sqlalchemy.sql.elements import ColumnElement

from geo.coordinates import local_metres
from geo.shapes import SRID

Stored = WKBElement
"""What a geometry attribute holds after loading: write `place: Mapped[Stored] = point_column()`."""


def point_column(**options: Any) -> MappedColumn[Any]:
    """A column for one place; `options` are those of mapped_column (nullable, deferred, …)."""
    return mapped_column(point_type(), **options)


def multipolygon_column(**options: Any) -> MappedColumn[Any]:
    """A column for an area. Say `deferred=True` where rows are listed: an outline weighs kilobytes."""
    return mapped_column(multipolygon_type(), **options)


def any_shape_column(**options: Any) -> MappedColumn[Any]:
    """A column for shapes that may be broken or of any kind: what somebody imported, before it is adopted."""
    return mapped_column(_any_type(), **options)


def point_type() -> Geometry:
    """The type itself, for Core tables and casts."""
    return Geometry("POINT", srid=SRID, spatial_index=False)


def multipolygon_type() -> Geometry:
    """The type itself, for Core tables and casts."""
    return Geometry("MULTIPOLYGON", srid=SRID, spatial_index=False)


def point_ewkt(lon: float, lat: float) -> str:
    """A place as the text that a point column takes: for rows inserted many at once."""
    return f"SRID={SRID};POINT({lon!r} {lat!r})"


def point(lon: float | ColumnElement[float], lat: float | ColumnElement[float]) -> ColumnElement[Any]:
    """A place as an expression."""
    return func.ST_SetSRID(func.ST_MakePoint(lon, lat), SRID, type_=point_type())


def from_ewkt(text: str) -> ColumnElement[Any]:
    """A shape from `geo.shapes.to_ewkt` as an expression."""
    return func.ST_GeomFromEWKT(text, type_=_any_type())


def box(west: float, south: float, east: float, north: float) -> ColumnElement[Any]:
    """A box in degrees as an expression."""
    return func.ST_MakeEnvelope(west, south, east, north, SRID, type_=_any_type())


def overlaps_box(column: Any, other: ColumnElement[Any]) -> ColumnElement[bool]:
    """True where the bounding boxes meet: the cheap question, for maps. Uses the index."""
    meeting: ColumnElement[bool] = column.op("&&", is_comparison=True)(other)
    return meeting


def metres_to(column: Any, place: ColumnElement[Any]) -> ColumnElement[float]:
    """Metres on the ellipsoid between the nearest points of the two; 0 inside an area."""
    return func.ST_Distance(_on_ellipsoid(column), _on_ellipsoid(place), type_=Float())


def within_m(column: Any, lon: float, lat: float, metres: float) -> ColumnElement[bool]:
    """True where the shape comes within `metres` of the place. Uses the index on the column as stored."""
    east, north = local_metres(lon, lat)
    # A little wider than asked, so that the box never decides what the ellipsoid should.
    across, along = 1.01 * metres / east, 1.01 * metres / north
    near = overlaps_box(column, box(lon - across, lat - along, lon + across, lat + along))
    return and_(near, metres_to(column, point(lon, lat)) <= metres)


def lon_of(column: Any) -> ColumnElement[float]:
    """The longitude of a stored place."""
    return func.ST_X(column, type_=Float())


def lat_of(column: Any) -> ColumnElement[float]:
    """The latitude of a stored place."""
    return func.ST_Y(column, type_=Float())


def _any_type() -> Geometry:
    return Geometry(srid=SRID, spatial_index=False)


def _on_ellipsoid(shape: Any) -> ColumnElement[Any]:
    return cast(shape, Geography(srid=SRID, spatial_index=False))
