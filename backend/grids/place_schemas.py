"""The wire: the phone's ground, flags at borders, and what devices say at known spots."""

from __future__ import annotations

import hashlib
from typing import Any, Final

import rfc8785
from marshmallow import fields, post_load, validate

from backend.api import PageQuery, StrictSchema
from backend.grids.devices import KnownSpot
from backend.grids.flags import OUTCOMES, Flagged
from backend.grids.schemas import GridFeatureSchema, GridPropertiesSchema, NamedSchema
from geo.coordinates import DATUMS
from geo.fields import PointField

FLAG_STATES: Final = ("open", *OUTCOMES.values())
NOTE_LENGTH: Final = 500


def _note(**options: Any) -> fields.String:
    too_long = validate.Length(max=NOTE_LENGTH, error=f"这里最多 {NOTE_LENGTH} 个字，请删减后再发。")
    return fields.String(validate=too_long, **options)


def _accuracy() -> fields.Float:
    metres = validate.Range(0, 40_000_000, error="精度是不小于 0 的米数。")
    return fields.Float(load_default=None, allow_none=True, validate=metres)


class GroundQuery(StrictSchema):
    """`since`: the mark of the pack that the phone holds."""

    since = fields.String(load_default=None)


class GroundPropertiesSchema(GridPropertiesSchema):
    """`exact`: as it was drawn, good for answering; else simplified, good for looking at."""

    exact = fields.Boolean(required=True)


class GroundFeatureSchema(GridFeatureSchema):
    """One grid of the phone's ground."""

    properties = fields.Nested(GroundPropertiesSchema, required=True)


class GroundSchema(StrictSchema):
    """What the phone lacks: grids to put in place of those of the same code, and codes to forget.

    `whole`: these are all grids, whatever the phone held.
    """

    mark = fields.String(required=True)
    features = fields.List(fields.Nested(GroundFeatureSchema), required=True)
    gone = fields.List(fields.String(), required=True)
    whole = fields.Boolean(required=True)


class FlagSchema(StrictSchema):
    """“The border is wrong here”: the place in `datum`, the grid meant where the person knows it."""

    place = PointField(required=True)
    accuracy_m = _accuracy()
    datum = fields.String(
        load_default="wgs84", validate=validate.OneOf(DATUMS, error="坐标系只能是 wgs84、gcj02 或 bd09。")
    )
    grid = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=24, error="网格代码太长。"))
    note = _note(load_default="")

    @post_load(pass_original=True)
    def _flagged(self, data: dict[str, Any], original: Any, **kwargs: Any) -> Flagged:
        lon, lat = data.pop("place")
        return Flagged(lon=lon, lat=lat, content=hashlib.sha256(rfc8785.dumps(original)).digest(), **data)


class FlagsQuery(PageQuery):
    """Flags of a state, of a grid."""

    state = fields.String(
        load_default=None, validate=validate.OneOf(FLAG_STATES, error="状态只能是 open、settled 或 declined。")
    )
    grid = fields.String(load_default=None)


class FlagDocumentSchema(StrictSchema):
    """A flag as it lies on the map; `place` in WGS-84."""

    id = fields.UUID(required=True)
    place = PointField(required=True)
    accuracy_m = fields.Float(required=True, allow_none=True)
    grid = fields.Nested(NamedSchema, required=True, allow_none=True)
    town = fields.Nested(NamedSchema, required=True, allow_none=True)
    note = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    state = fields.String(required=True, validate=validate.OneOf(FLAG_STATES))
    settled_at = fields.AwareDateTime(required=True, allow_none=True)
    settled_note = fields.String(required=True, allow_none=True)
    mine = fields.Boolean(required=True)
    reporter = fields.String(required=True)


class FlagPageSchema(StrictSchema):
    """A page of flags, newest first."""

    items = fields.List(fields.Nested(FlagDocumentSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class FlagStepSchema(StrictSchema):
    """`settle`: the border was put right; `decline`: it stays, the note says why."""

    id = fields.UUID(required=True)
    step = fields.String(
        required=True, validate=validate.OneOf(list(OUTCOMES), error="这一步只能是 settle 或 decline。")
    )
    note = _note(load_default="")


class KnownSpotSchema(StrictSchema):
    """A fix as the device gave it, and the WGS-84 spot where its person stands."""

    device = fields.UUID(required=True)
    fix = PointField(required=True)
    accuracy_m = _accuracy()
    spot = PointField(required=True)

    @post_load
    def _said(self, data: dict[str, Any], **kwargs: Any) -> KnownSpot:
        return KnownSpot(**data)


class DeviceQuery(StrictSchema):
    """Which device, by the id that it made for itself."""

    device = fields.UUID(required=True)


class DevicePlaceSchema(StrictSchema):
    """One observation; `righted_off_m`: how far off with the fix taken for GCJ-02."""

    id = fields.UUID(required=True)
    at = fields.AwareDateTime(required=True)
    verdict = fields.String(required=True, validate=validate.OneOf(["wgs84", "gcj02", "unclear"]))
    fix = PointField(required=True)
    spot = PointField(required=True)
    accuracy_m = fields.Float(required=True, allow_none=True)
    off_m = fields.Float(required=True)
    righted_off_m = fields.Float(required=True)


class DeviceSchema(StrictSchema):
    """What is known of a person's device: `datum` is the last clear verdict, null where there is none."""

    device = fields.UUID(required=True)
    datum = fields.String(required=True, allow_none=True, validate=validate.OneOf(["wgs84", "gcj02"]))
    places = fields.List(fields.Nested(DevicePlaceSchema), required=True)
