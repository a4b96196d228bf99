"""The wire: orders in lists and on their page, and what a list may be asked for."""

from __future__ import annotations

from typing import Any, Final

from marshmallow import ValidationError, fields, post_load, validate

from backend.api import PageQuery, StrictSchema
from backend.grids.schemas import NamedSchema
from backend.orders.lifecycle import STATE_CODES, STEP
from backend.orders.search import Wanted
from backend.reports.checklist_schemas import LimitSchema
from backend.reports.fields import MomentField
from backend.reports.schemas import DoubtSchema, FiledPhotoSchema, MaskedContactSchema, ReporterSchema
from checklists.checklist import LEVELS
from geo.coordinates import PlaceFault, check_position
from geo.fields import PointField

MOST_RADIUS_M: Final = 5_000


class NearField(fields.Field[tuple[float, float]]):
    """`lon,lat` in WGS-84 degrees."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, metadata={"type": "string", "example": "120.46,32.55"})

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[float, float]:
        try:
            lon, lat = (float(part) for part in str(value).split(","))
            check_position(lon, lat)
        except (ValueError, PlaceFault) as error:
            raise ValidationError("位置要写成“经度,纬度”，例如 120.46,32.55。") from error
        return lon, lat


class OrdersQuery(PageQuery):
    """Filters of the list. `desk=mine`: every desk of mine; `mine=true`: what I filed; `near` with `radius` in metres.

    `since`: filed at or after; `q`: the beginning of a case code (from 6 digits on), else words of a note of the last
    90 days; `overdue`: no unit signed within `respond`, of the limits that run around the clock.
    """

    state = fields.String(load_default=None, validate=validate.OneOf(STATE_CODES, error="没有这个状态，请重新选择。"))
    desk = fields.String(load_default=None, validate=validate.Length(max=60))
    grid = fields.String(load_default=None, validate=validate.Length(max=24))
    clause = fields.String(load_default=None, validate=validate.Length(max=40))
    overdue = fields.Boolean(load_default=None)
    tag = fields.String(load_default=None, validate=validate.Length(max=40))
    mine = fields.Boolean(load_default=False)
    near = NearField(load_default=None)
    radius = fields.Float(
        load_default=200.0, validate=validate.Range(1, MOST_RADIUS_M, error="半径要在 1 到 5000 米之间。")
    )
    since = MomentField(load_default=None)
    q = fields.String(load_default="", validate=validate.Length(max=50, error="要找的文字最多 50 个字。"))

    @post_load
    def _wanted(self, data: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        page = {"limit": data.pop("limit"), "after": data.pop("after")}
        words, radius = data.pop("q").strip(), data.pop("radius")
        if words and len(words) < 2:
            raise ValidationError({"q": ["要找的文字至少两个字。"]})
        return {**page, "wanted": Wanted(words=words, radius_m=radius, **data)}


class ChoiceSchema(StrictSchema):
    """One answer out of a list."""

    code = fields.String(required=True)
    title = fields.String(required=True)


class UnitSchema(StrictSchema):
    """A unit that handles matters."""

    code = fields.String(required=True)
    title = fields.String(required=True)


class OrderClauseSchema(StrictSchema):
    """The clause in force now, in the order's edition."""

    code = fields.String(required=True)
    title = fields.String(required=True)
    item_title = fields.String(required=True)
    category = fields.String(required=True)
    category_title = fields.String(required=True)
    flags = fields.List(fields.String(), required=True)
    level_default = fields.String(required=True, validate=validate.OneOf(LEVELS))


class LimitsSchema(StrictSchema):
    """From filing to the unit's signature, from there to its result."""

    respond = fields.Nested(LimitSchema, required=True)
    handle = fields.Nested(LimitSchema, required=True)


class OrderSchema(StrictSchema):
    """An order as lists show it; `place` in WGS-84, `photo` the first whole picture of its finding."""

    code = fields.String(required=True)
    clause = fields.Nested(OrderClauseSchema, required=True)
    level = fields.String(required=True, validate=validate.OneOf(LEVELS))
    state = fields.String(required=True, validate=validate.OneOf(STATE_CODES))
    state_title = fields.String(required=True)
    desk = fields.String(required=True)
    desk_title = fields.String(required=True)
    urgent = fields.Boolean(required=True)
    sensitive = fields.Boolean(required=True)
    on_spot = fields.Boolean(required=True)
    grid = fields.Nested(NamedSchema, required=True, allow_none=True)
    village = fields.Nested(NamedSchema, required=True, allow_none=True)
    town = fields.Nested(NamedSchema, required=True, allow_none=True)
    place = PointField(required=True)
    premises = fields.String(required=True, allow_none=True)
    note = fields.String(required=True)
    filed_at = fields.AwareDateTime(required=True)
    state_since = fields.AwareDateTime(required=True)
    closed_at = fields.AwareDateTime(required=True, allow_none=True)
    version = fields.Integer(required=True)
    unit = fields.Nested(UnitSchema, required=True, allow_none=True)
    limits = fields.Nested(LimitsSchema, required=True)
    steps_open_to_me = fields.List(fields.String(validate=validate.OneOf(list(STEP))), required=True)
    reporter = fields.Nested(ReporterSchema, required=True)
    photo = fields.String(required=True, allow_none=True)
    photos_missing = fields.Integer(required=True)
    doubts = fields.List(fields.Nested(DoubtSchema), required=True)
    merged_into = fields.String(required=True, allow_none=True)
    verified = fields.Boolean(required=True)
    tags = fields.List(fields.Nested(ChoiceSchema), required=True)


class OrdersPageSchema(StrictSchema):
    """A page of orders, newest first."""

    items = fields.List(fields.Nested(OrderSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class OrderFindingSchema(StrictSchema):
    """A finding as filed. `joined`: it belongs here although another finding opened the order."""

    id = fields.UUID(required=True)
    report = fields.UUID(required=True)
    note = fields.String(required=True)
    handled_on_spot = fields.Boolean(required=True)
    photos = fields.List(fields.Nested(FiledPhotoSchema), required=True)
    contacts = fields.List(fields.Nested(MaskedContactSchema), required=True)
    mine = fields.Boolean(required=True)
    joined = fields.Boolean(required=True)


class OpenStepSchema(StrictSchema):
    """A step open to me. `needs` and `allows` are keys of evidence; `ways` are the answers for `how`."""

    code = fields.String(required=True, validate=validate.OneOf(list(STEP)))
    title = fields.String(required=True)
    confirm = fields.String(required=True)
    needs = fields.List(fields.String(), required=True)
    allows = fields.List(fields.String(), required=True)
    reasons = fields.List(fields.Nested(ChoiceSchema), required=True)
    ways = fields.List(fields.Nested(ChoiceSchema), required=True)


class WhoSchema(StrictSchema):
    """Who did it: the office always, the name where one may know it, the unit where it was one's handler."""

    role = fields.String(required=True)
    name = fields.String(required=True, allow_none=True)
    unit = fields.String(required=True, allow_none=True)
    me = fields.Boolean(required=True)


class StepPhotoSchema(StrictSchema):
    """A photo that a step names; it is whole."""

    sha256 = fields.String(required=True)
    kind = fields.String(required=True)


class ChangeSchema(StrictSchema):
    """What a correction changed."""

    title = fields.String(required=True)
    before = fields.String(required=True)
    after = fields.String(required=True)


class RoadStepSchema(StrictSchema):
    """One thing that happened. `erased`: what was said was deleted by retention, that it happened stays."""

    seq = fields.Integer(required=True)
    step = fields.String(required=True)
    title = fields.String(required=True)
    from_state = fields.String(required=True, allow_none=True, data_key="from")
    to_state = fields.String(required=True, data_key="to")
    to_title = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    who = fields.Nested(WhoSchema, required=True)
    deputy = fields.Boolean(required=True)
    note = fields.String(required=True, allow_none=True)
    reason = fields.Nested(ChoiceSchema, required=True, allow_none=True)
    how = fields.Nested(ChoiceSchema, required=True, allow_none=True)
    photos = fields.List(fields.Nested(StepPhotoSchema), required=True)
    changes = fields.List(fields.Nested(ChangeSchema), required=True)
    erased = fields.Boolean(required=True)


class ProposalSchema(StrictSchema):
    """Where the routing would send it, and why. `at_centre`: the county's desk acts for that unit."""

    unit = fields.Nested(UnitSchema, required=True)
    at_centre = fields.Boolean(required=True)
    why = fields.String(required=True)


class OrderPageSchema(OrderSchema):
    """One order whole."""

    findings = fields.List(fields.Nested(OrderFindingSchema), required=True)
    steps_open = fields.List(fields.Nested(OpenStepSchema), required=True)
    road = fields.List(fields.Nested(RoadStepSchema), required=True)
    proposed_unit = fields.Nested(ProposalSchema, required=True, allow_none=True)
