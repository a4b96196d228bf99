"""The wire: drafts of divisions, what is wrong with them, steps on them."""

from __future__ import annotations

from typing import Any, Final

from marshmallow import ValidationError, fields, validate, validates_schema

from backend.api import PageQuery, StrictSchema
from backend.grids.drafts import STEPS
from backend.grids.schemas import NamedSchema
from geo.coordinates import DATUMS
from geo.division_faults import REPAIR_TITLES, VERDICTS

AREA_CODE: Final = validate.Regexp(r"[0-9]{12}\Z", error="区划代码是 12 位数字。")
SEVERITY: Final = validate.OneOf(["error", "warning"])
GEOJSON: Final = {"type": "object", "description": "GeoJSON geometry in WGS-84", "additionalProperties": True}


class GeometryField(fields.Field[Any]):
    """A GeoJSON geometry as the database wrote it, given out only."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, metadata=GEOJSON)


class DraftQuery(StrictSchema):
    """How the file in the body is to be read; what is left out the file itself says."""

    area = fields.String(required=True, validate=AREA_CODE)
    valid_from = fields.Date(required=True)
    filename = fields.String(load_default="", validate=validate.Length(max=200, error="文件名最多 200 个字。"))
    mapping = fields.String(
        load_default=None,
        validate=validate.Length(max=500, error="列的对应最多 500 个字。"),
        metadata={"description": "code=列名,name=列名,kind=列名,village=列名", "example": "code=DM,name=MC"},
    )
    datum = fields.String(
        load_default="wgs84", validate=validate.OneOf(DATUMS, error="坐标系只能是 wgs84、gcj02 或 bd09。")
    )
    crs = fields.String(
        load_default=None,
        validate=validate.Regexp(r"(EPSG:)?[0-9]{4,6}\Z", error="坐标系请写 EPSG 代码，例如 EPSG:4549。"),
    )
    layer = fields.String(load_default=None, validate=validate.Length(max=100, error="图层名最多 100 个字。"))
    encoding = fields.String(load_default=None, validate=validate.Length(max=20, error="编码名最多 20 个字。"))
    tolerance_m = fields.Float(load_default=None, validate=validate.Range(0.02, 50, error="容差在 0.02 到 50 米之间。"))


class DraftSchema(StrictSchema):
    """A draft of a division; `made_by` is null where it came by the command line."""

    id = fields.UUID(required=True)
    area = fields.Nested(NamedSchema, required=True)
    valid_from = fields.Date(required=True)
    source = fields.String(required=True)
    status = fields.String(required=True, validate=validate.OneOf(["open", "adopted", "dropped"]))
    made_by = fields.String(required=True, allow_none=True)
    made_at = fields.AwareDateTime(required=True)
    checked_at = fields.AwareDateTime(required=True)
    adopted_by = fields.String(required=True, allow_none=True)
    adopted_at = fields.AwareDateTime(required=True, allow_none=True)
    grids = fields.Integer(required=True)
    errors = fields.Integer(required=True)
    warnings = fields.Integer(required=True)
    settings = fields.Dict(keys=fields.String(), required=True)


class DraftPageSchema(StrictSchema):
    """Drafts, newest first."""

    items = fields.List(fields.Nested(DraftSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class DraftSummarySchema(StrictSchema):
    """The last check in numbers and words: `codes` counts faults by kind, `kinds` grids by kind."""

    rows = fields.Integer(required=True)
    errors = fields.Integer(required=True)
    warnings = fields.Integer(required=True)
    notes = fields.List(fields.String(), required=True)
    kinds = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    codes = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class RepairSchema(StrictSchema):
    """What is proposed: which grids would change, their square metres together before and after."""

    kind = fields.String(required=True, validate=validate.OneOf(list(REPAIR_TITLES)))
    title = fields.String(required=True)
    codes = fields.List(fields.String(), required=True)
    before_m2 = fields.Float(required=True)
    after_m2 = fields.Float(required=True)


class DraftFaultSchema(StrictSchema):
    """One thing wrong with a draft; `spot` is [lon, lat] or null."""

    id = fields.Integer(required=True)
    code = fields.String(required=True, validate=validate.OneOf(list(VERDICTS)))
    title = fields.String(required=True)
    advice = fields.String(required=True)
    detail = fields.String(required=True)
    severity = fields.String(required=True, validate=SEVERITY)
    codes = fields.List(fields.String(), required=True)
    area_m2 = fields.Float(required=True, allow_none=True)
    length_m = fields.Float(required=True, allow_none=True)
    spot = fields.List(fields.Float(), required=True, allow_none=True)
    repairable = fields.Boolean(required=True)
    repair = fields.Nested(RepairSchema, required=True, allow_none=True)
    accepted = fields.Boolean(required=True)


class DraftDocumentSchema(StrictSchema):
    """A draft with a page of its faults: open ones first, the gravest first."""

    draft = fields.Nested(DraftSchema, required=True)
    summary = fields.Nested(DraftSummarySchema, required=True)
    faults = fields.List(fields.Nested(DraftFaultSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class DraftPropertiesSchema(StrictSchema):
    """One grid of a draft; `problem` says why it has no shape."""

    position = fields.Integer(required=True)
    code = fields.String(required=True)
    kind = fields.String(required=True)
    name = fields.String(required=True)
    village_code = fields.String(required=True, allow_none=True)
    town_code = fields.String(required=True, allow_none=True)
    problem = fields.String(required=True, allow_none=True)


class PlacePropertiesSchema(StrictSchema):
    """One open fault on the map."""

    id = fields.Integer(required=True)
    code = fields.String(required=True)
    title = fields.String(required=True)
    severity = fields.String(required=True, validate=SEVERITY)
    codes = fields.List(fields.String(), required=True)
    area_m2 = fields.Float(required=True, allow_none=True)
    length_m = fields.Float(required=True, allow_none=True)
    detail = fields.String(required=True)
    repairable = fields.Boolean(required=True)


class DraftFeatureSchema(StrictSchema):
    """A grid of a draft as GeoJSON; the geometry may be broken, or null."""

    type = fields.Constant("Feature", metadata={"type": "string", "enum": ["Feature"]})
    id = fields.Integer(required=True)
    geometry = GeometryField(required=True, allow_none=True)
    properties = fields.Nested(DraftPropertiesSchema, required=True)


class PlaceFeatureSchema(StrictSchema):
    """Where a fault is, as GeoJSON."""

    type = fields.Constant("Feature", metadata={"type": "string", "enum": ["Feature"]})
    id = fields.Integer(required=True)
    geometry = GeometryField(required=True, allow_none=True)
    properties = fields.Nested(PlacePropertiesSchema, required=True)


class DraftFeaturesSchema(StrictSchema):
    """Grids of a draft; `next` is the cursor of the following ones."""

    type = fields.Constant("FeatureCollection", metadata={"type": "string", "enum": ["FeatureCollection"]})
    features = fields.List(fields.Nested(DraftFeatureSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class PlacesSchema(StrictSchema):
    """Where the open faults are."""

    type = fields.Constant("FeatureCollection", metadata={"type": "string", "enum": ["FeatureCollection"]})
    features = fields.List(fields.Nested(PlaceFeatureSchema), required=True)


class FeaturesQuery(PageQuery):
    """Up to a thousand grids at once."""

    limit = fields.Integer(load_default=500, validate=validate.Range(1, 1000))


class DraftStepSchema(StrictSchema):
    """One step; `fault` names the fault whose repair is accepted. The id is the caller's own."""

    id = fields.UUID(required=True)
    step = fields.String(required=True, validate=validate.OneOf(list(STEPS), error="没有这一步，请更新应用。"))
    fault = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(1, 2**31 - 1))

    @validates_schema
    def _fault_where_needed(self, data: dict[str, Any], **kwargs: Any) -> None:
        if (data.get("step") == "accept-repair") != (data.get("fault") is not None):
            raise ValidationError("接受修复时要说明是哪一处，其他步骤不用。", "fault")


class ExportQuery(StrictSchema):
    """Which grids in which file; without `on` those of today."""

    area = fields.String(load_default=None, validate=AREA_CODE)
    on = fields.Date(load_default=None)
    format = fields.String(
        load_default="gpkg", validate=validate.OneOf(["gpkg", "geojson"], error="只能导出 gpkg 或 geojson。")
    )
