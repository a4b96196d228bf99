"""The wire: divisions, and what one would move."""

from __future__ import annotations

from marshmallow import fields, validate

from backend.api import PageQuery, StrictSchema
from backend.people.model import ROLES


class DivisionsQuery(PageQuery):
    """`?limit=&after=`, the farthest day first."""


class DivisionSchema(StrictSchema):
    """A division; `applied_at` null: orders, accounts and duties have not followed yet; or it was withdrawn."""

    id = fields.UUID(required=True)
    area_code = fields.String(required=True)
    valid_from = fields.Date(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(["grids", "areas"]))
    title = fields.String(required=True)
    draft_id = fields.UUID(required=True, allow_none=True)
    made_at = fields.AwareDateTime(required=True)
    made_by = fields.String(required=True, allow_none=True)
    ended = fields.Integer(required=True)
    made = fields.Integer(required=True)
    applied_at = fields.AwareDateTime(required=True, allow_none=True)
    withdrawn_at = fields.AwareDateTime(required=True, allow_none=True)


class DivisionPageSchema(StrictSchema):
    """A page of divisions."""

    items = fields.List(fields.Nested(DivisionSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class DraftQuery(StrictSchema):
    """The draft whose adoption is looked at beforehand."""

    draft = fields.UUID(required=True)


class MovedGridSchema(StrictSchema):
    """A grid that begins, ends or changes; `from` and `to`: whose ground it takes, who takes its own."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    change = fields.String(required=True, validate=validate.OneOf(["new", "ended", "reshaped", "moved", "renamed"]))
    area_m2 = fields.Integer(required=True)
    source = fields.List(fields.String(), required=True, data_key="from")
    to = fields.List(fields.String(), required=True)


class MovedOrderSchema(StrictSchema):
    """An open order that would move; `to` null: 网格待定."""

    code = fields.String(required=True)
    source = fields.String(required=True, allow_none=True, data_key="from")
    to = fields.String(required=True, allow_none=True)


class MovedOrdersSchema(StrictSchema):
    """How many orders would move, and the first hundred."""

    count = fields.Integer(required=True)
    moving = fields.List(fields.Nested(MovedOrderSchema), required=True)


class MovedPersonSchema(StrictSchema):
    """Somebody whose area (`duty` null) or duty would pass; `to` null: it would end."""

    name = fields.String(required=True)
    role = fields.String(required=True, validate=validate.OneOf(ROLES))
    duty = fields.String(required=True, allow_none=True, validate=validate.OneOf(["lead", "member", "captain"]))
    source = fields.String(required=True, data_key="from")
    to = fields.String(required=True, allow_none=True)


class MovedPeopleSchema(StrictSchema):
    """How many areas and duties would pass, and the first hundred."""

    count = fields.Integer(required=True)
    moving = fields.List(fields.Nested(MovedPersonSchema), required=True)


class DivisionPreviewSchema(StrictSchema):
    """What a division would move. `counts`: versions of grids `made` and `ended`, and how many of each change."""

    valid_from = fields.Date(required=True)
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    grids = fields.List(fields.Nested(MovedGridSchema), required=True)
    orders = fields.Nested(MovedOrdersSchema, required=True)
    people = fields.Nested(MovedPeopleSchema, required=True)


class AreasChangedSchema(StrictSchema):
    """The answer to changes of the tree: the division's id, or with `?preview=true` what it would move."""

    id = fields.UUID(required=True)
    preview = fields.Nested(DivisionPreviewSchema, required=True, allow_none=True)
