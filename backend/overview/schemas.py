"""The wire: what may be asked of a tile, the figures of grids, the basemap."""

from __future__ import annotations

from marshmallow import fields, validate

from backend.api import StrictSchema


class TileQuery(StrictSchema):
    """`on`: grids of that day; `clause`, `from`, `to`: heat of one clause, in the weeks in which these days lie."""

    on = fields.Date(load_default=None)
    clause = fields.String(
        load_default=None, validate=validate.Regexp(r"[A-Z]{2}\d{2}-\d{2}\Z", error="没有这样的条款号。")
    )
    since = fields.Date(load_default=None, data_key="from")
    until = fields.Date(load_default=None, data_key="to")


class FigureSchema(StrictSchema):
    """How many orders of a grid are open, and how many of these late; null stands for one to four (<5)."""

    open = fields.Integer(required=True, allow_none=True)
    late = fields.Integer(required=True, allow_none=True)


class FiguresSchema(StrictSchema):
    """Grid code → figures; a grid that is not named has no open order, or is not in one's sight."""

    figures = fields.Dict(keys=fields.String(), values=fields.Nested(FigureSchema), required=True)


class BasemapLayerSchema(StrictSchema):
    """One raster layer: addresses with {z}, {x}, {y}."""

    id = fields.String(required=True)
    tiles = fields.List(fields.String(), required=True)


class BasemapSchema(StrictSchema):
    """The basemap of the settings. `pmtiles`: the file at `url`, of this server; `raster`: `layers`, bottom first.

    With the datum gcj02, what is drawn over it has to be shifted. `attribution` and `approval` (审图号) must be shown.
    """

    kind = fields.String(required=True, validate=validate.OneOf(["pmtiles", "raster"]))
    url = fields.String(required=True, allow_none=True)
    layers = fields.List(fields.Nested(BasemapLayerSchema), required=True)
    datum = fields.String(required=True, validate=validate.OneOf(["wgs84", "gcj02"]))
    attribution = fields.String(required=True)
    approval = fields.String(required=True, allow_none=True)


class BasemapAnswerSchema(StrictSchema):
    """`basemap` is null where the settings name none: then nothing is asked of any outside host."""

    basemap = fields.Nested(BasemapSchema, required=True, allow_none=True)
