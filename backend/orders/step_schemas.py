"""The wire: steps on orders, their history as proof, and the lifecycle as data."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from marshmallow import ValidationError, fields, post_load, pre_load, validate

from backend.api import StrictSchema
from backend.orders.lifecycle import STEP
from backend.orders.schemas import ChoiceSchema, OpenStepSchema, RoadStepSchema, UnitSchema
from backend.photos.declared import KINDS
from backend.reports.schemas import ContactSchema
from checklists.checklist import LEVELS
from geo.coordinates import Position
from geo.fields import PointField

MOST_ROWS: Final = 500
MOST_PHOTOS: Final = 9


def _text(most: int, **options: Any) -> fields.String:
    return fields.String(validate=validate.Length(max=most, error=f"最多 {most} 个字，请删减。"), **options)


class EvidencePhotoSchema(StrictSchema):
    """A photo that the person uploaded for this order (`for=order/<code>`)."""

    sha256 = fields.String(required=True, validate=validate.Regexp(r"[0-9a-f]{64}\Z", error="照片编号不对。"))
    kind = fields.String(load_default="reference", validate=validate.OneOf(KINDS, error="不认识这种照片类别。"))


class EvidenceSchema(StrictSchema):
    """What a step says; which keys belong to which step is in `GET /orders/lifecycle`, every other key is refused."""

    how = _text(40)
    note = _text(2_000)
    reason = _text(40)
    photos = fields.List(
        fields.Nested(EvidencePhotoSchema), validate=validate.Length(max=MOST_PHOTOS, error="最多 9 张照片。")
    )
    unit = _text(60)
    level = fields.String(validate=validate.OneOf(LEVELS, error="级别是 N、L、M 之一。"))
    until = fields.Date()
    days = fields.Integer(strict=True, validate=validate.Range(1, 3_650, error="天数要在 1 到 3650 之间。"))
    into = _text(40)
    clause = _text(40)
    place = PointField()
    grid = _text(24)
    contacts = fields.List(fields.Nested(ContactSchema), validate=validate.Length(max=20, error="最多 20 位联系人。"))

    @post_load
    def _plain(self, data: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        """JSON values again: this is what the history keeps."""
        return {key: _json(value) for key, value in data.items()}


def _json(value: Any) -> Any:
    if isinstance(value, Position):
        return [value.lon, value.lat]
    return value.isoformat() if isinstance(value, date) else value


class StepSchema(StrictSchema):
    """One step, made by the client: the same id with the same content is done once."""

    id = fields.UUID(required=True)
    step = fields.String(required=True, validate=validate.OneOf(list(STEP), error="没有这一步，请更新应用。"))
    evidence = fields.Nested(EvidenceSchema, load_default=dict)
    expected_version = fields.Integer(required=True, strict=True, validate=validate.Range(min=1, max=2**31 - 1))


class CodedStepSchema(StepSchema):
    """One row of many: which order, then the step."""

    code = _text(40, required=True)

    @pre_load(pass_collection=True)
    def _counted(self, data: Any, **kwargs: Any) -> Any:
        """Rows are counted before they are looked at."""
        if isinstance(data, list) and len(data) > MOST_ROWS:
            raise ValidationError(f"一次最多 {MOST_ROWS} 张工单，请分几次办理。")
        return data


class AnswerSchema(StrictSchema):
    """What became of one row: the order's version and state afterwards, or the problem."""

    code = fields.String(required=True)
    id = fields.UUID(required=True)
    version = fields.Integer(required=True, allow_none=True)
    state = fields.String(required=True, allow_none=True)
    problem = fields.Nested("StepProblemSchema", required=True, allow_none=True)


class StepFaultSchema(StrictSchema):
    """One field that does not fit."""

    pointer = fields.String(required=True)
    code = fields.String(required=True)
    title = fields.String(required=True)


class StepProblemSchema(StrictSchema):
    """Why one row was refused: as the problem document of a single step."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    retry = fields.Boolean(required=True)
    errors = fields.List(fields.Nested(StepFaultSchema), required=True)


class AnswersSchema(StrictSchema):
    """One answer per row, in the order of the rows."""

    items = fields.List(fields.Nested(AnswerSchema), required=True)


class HistoryRowSchema(RoadStepSchema):
    """A row of the road with its links in the chain, in hex."""

    previous = fields.String(required=True)
    hash = fields.String(required=True)


class HistorySchema(StrictSchema):
    """The history, oldest first."""

    items = fields.List(fields.Nested(HistoryRowSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class StateSchema(StrictSchema):
    """Where an order may stand; `clock` names the limit that runs there."""

    code = fields.String(required=True)
    title = fields.String(required=True)
    final = fields.Boolean(required=True)
    clock = fields.String(required=True, allow_none=True)


class LifecycleStepSchema(OpenStepSchema):
    """A step with all its moves; `roles` are parties: reporter, lead, captain, town, centre, unit, relay."""

    from_states = fields.List(fields.String(), required=True, data_key="from")
    to_states = fields.List(fields.String(), required=True, data_key="to")
    roles = fields.List(fields.String(), required=True)


class LifecycleSchema(StrictSchema):
    """The whole life of an order as data."""

    states = fields.List(fields.Nested(StateSchema), required=True)
    steps = fields.List(fields.Nested(LifecycleStepSchema), required=True)
    tags = fields.List(fields.Nested(ChoiceSchema), required=True)


class DutyUnitSchema(UnitSchema):
    """A unit to choose from. `relay`: it has no account, the county's desk acts for it."""

    relay = fields.Boolean(required=True)


class DutyUnitsSchema(StrictSchema):
    """Every unit of the current checklist."""

    items = fields.List(fields.Nested(DutyUnitSchema), required=True)
