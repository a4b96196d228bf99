"""The wire: grids as GeoJSON, and whose ground a place is."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate

from backend.api import StrictSchema
from backend.grids.queries import Box
from geo.coordinates import DATUMS
from geo.fields import PolygonField


class BoxField(fields.Field[Box]):
    """`west,south,east,north` in degrees."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, metadata={"type": "string", "example": "120.40,32.50,120.46,32.56"})

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Box:
        try:
            west, south, east, north = (float(part) for part in str(value).split(","))
        except ValueError as error:
            raise ValidationError("范围要写成“西,南,东,北”四个数字。") from error
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            raise ValidationError("范围要写成“西,南,东,北”，西小于东，南小于北。")
        return Box(west, south, east, north)


class NamedSchema(StrictSchema):
    """A grid or an area by code; the name is null only where nobody knows the code any more."""

    code = fields.String(required=True)
    name = fields.String(required=True, allow_none=True)


class GridsQuery(StrictSchema):
    """Which grids; without area and box all of the county, without `on` those of today."""

    area = fields.String(load_default=None, validate=validate.Regexp(r"[0-9]{12}\Z", error="区划代码是 12 位数字。"))
    bbox = BoxField(load_default=None)
    on = fields.Date(load_default=None)


class GridPropertiesSchema(StrictSchema):
    """`version` names this shape of the grid; `mine`: the asking person is responsible for it today."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(["comprehensive", "special", "micro"]))
    version = fields.Integer(required=True)
    village = fields.Nested(NamedSchema, required=True)
    town = fields.Nested(NamedSchema, required=True)
    mine = fields.Boolean(required=True)


class GridFeatureSchema(StrictSchema):
    """One grid as a GeoJSON feature."""

    type = fields.Constant("Feature", metadata={"type": "string", "enum": ["Feature"]})
    geometry = PolygonField(required=True)
    properties = fields.Nested(GridPropertiesSchema, required=True)


class GridCollectionSchema(StrictSchema):
    """Grids as a GeoJSON feature collection, by code."""

    type = fields.Constant("FeatureCollection", metadata={"type": "string", "enum": ["FeatureCollection"]})
    features = fields.List(fields.Nested(GridFeatureSchema), required=True)


class LocateQuery(StrictSchema):
    """A place in `datum`, and the radius in metres for which the phone vouches."""

    lon = fields.Float(required=True, validate=validate.Range(-180, 180, error="经度在 -180 到 180 之间。"))
    lat = fields.Float(required=True, validate=validate.Range(-90, 90, error="纬度在 -90 到 90 之间。"))
    accuracy = fields.Float(load_default=None, validate=validate.Range(0, 40_000_000, error="精度是不小于 0 的米数。"))
    datum = fields.String(
        load_default="wgs84", validate=validate.OneOf(DATUMS, error="坐标系只能是 wgs84、gcj02 或 bd09。")
    )


class CandidateSchema(NamedSchema):
    """A grid that the accuracy disc touches, with its share of the disc."""

    kind = fields.String(required=True)
    share = fields.Float(required=True)


class NearestSchema(NamedSchema):
    """The nearest grid where none comes near enough."""

    distance_m = fields.Float(required=True)


class LocatedSchema(StrictSchema):
    """Whose ground a place is; `distance_m` is 0 inside the grid, null without one.

    `micro`: the micro grid beside; `nearest`: named where there is no grid; `ask`: nothing is sure, let the person say.
    """

    grid = fields.Nested(NamedSchema, required=True, allow_none=True)
    method = fields.String(
        required=True, validate=validate.OneOf(["covers", "confirmed", "share", "own", "nearest", "none"])
    )
    candidates = fields.List(fields.Nested(CandidateSchema), required=True)
    distance_m = fields.Float(required=True, allow_none=True)
    micro = fields.Nested(NamedSchema, required=True, allow_none=True)
    nearest = fields.Nested(NearestSchema, required=True, allow_none=True)
    ask = fields.Boolean(required=True)
