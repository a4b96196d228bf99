"""The wire: editions and where they are in force, activations."""

from __future__ import annotations

from typing import Any, Final, get_args

from marshmallow import fields, post_load, validate

from backend.api import StrictSchema
from backend.editions.requests import Wish
from backend.editions.standing import GRACE_DAYS
from checklists.checklist import Status

EDITION: Final = validate.Regexp(r"[0-9a-z]+(-[0-9a-z]+)*\Z", error="版本号只用数字、小写字母和短横线，例如 2027。")
AREA: Final = validate.Regexp(r"[0-9]{12}\Z", error="区域代码是 12 位数字。")


class SpanSchema(StrictSchema):
    """In `area` (null: the whole county) from `first_day` (null: from the beginning) up to, not including, `until`.

    What was seen before `accepted_until` may still name the edition, however late it is sent.
    """

    area = fields.String(required=True, allow_none=True)
    first_day = fields.Date(required=True, allow_none=True)
    until = fields.Date(required=True, allow_none=True)
    accepted_until = fields.Date(required=True, allow_none=True)


class EditionSchema(StrictSchema):
    """One edition; `items` and `clauses` count them, `in_force` says whether it is anywhere today."""

    edition = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.String(required=True, validate=validate.OneOf(get_args(Status)))
    digest = fields.String(required=True)
    items = fields.Integer(required=True)
    clauses = fields.Integer(required=True)
    in_force = fields.Boolean(required=True)
    spans = fields.List(fields.Nested(SpanSchema), required=True)


class EditionsSchema(StrictSchema):
    """Every known edition; `faults`: what cannot be used and why, for those who may activate."""

    items = fields.List(fields.Nested(EditionSchema), required=True)
    faults = fields.List(fields.String(), required=True)


class WishSchema(StrictSchema):
    """An edition is to be in force from `first_day` on, in `area` (null: everywhere)."""

    id = fields.UUID(required=True)
    edition = fields.String(required=True, validate=[validate.Length(max=40), EDITION])
    first_day = fields.Date(required=True)
    area = fields.String(load_default=None, allow_none=True, validate=AREA)
    grace_days = fields.Integer(
        load_default=GRACE_DAYS, strict=True, validate=validate.Range(0, 365, error="宽限在 0 到 365 天之间。")
    )
    note = fields.String(load_default="", validate=validate.Length(max=500, error="说明最多 500 个字。"))

    @post_load
    def _wish(self, data: dict[str, Any], **kwargs: Any) -> Wish:
        return Wish(**data)


class ActivationSchema(StrictSchema):
    """An activation as it was made."""

    id = fields.UUID(required=True)
    edition = fields.String(required=True)
    digest = fields.String(required=True)
    area = fields.String(required=True, allow_none=True)
    first_day = fields.Date(required=True)
    grace_days = fields.Integer(required=True)
    note = fields.String(required=True)
    made_at = fields.AwareDateTime(required=True)


class DifferencesQuery(StrictSchema):
    """`older` is the edition that was, `newer` the one that comes."""

    older = fields.String(required=True, validate=[validate.Length(max=40), EDITION])
    newer = fields.String(required=True, validate=[validate.Length(max=40), EDITION])


class DifferenceSchema(StrictSchema):
    """A clause; `words` say what changes, none where it comes or goes."""

    code = fields.String(required=True)
    title = fields.String(required=True)
    words = fields.List(fields.String(), required=True)


class OrdersUnderSchema(StrictSchema):
    """Open orders under a clause that goes or changes: they keep the older edition. `count`: null stands for <5."""

    code = fields.String(required=True)
    title = fields.String(required=True)
    count = fields.Integer(required=True, allow_none=True)


class DifferencesSchema(StrictSchema):
    """What the newer edition adds, takes away and changes, and the orders that are under way under that."""

    older = fields.String(required=True)
    newer = fields.String(required=True)
    added = fields.List(fields.Nested(DifferenceSchema), required=True)
    removed = fields.List(fields.Nested(DifferenceSchema), required=True)
    changed = fields.List(fields.Nested(DifferenceSchema), required=True)
    orders = fields.List(fields.Nested(OrdersUnderSchema), required=True)
