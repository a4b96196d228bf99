"""The wire: duties in grids, and where one is missing."""

from __future__ import annotations

from marshmallow import fields, validate

from backend.api import PageQuery, StrictSchema
from backend.grids.area_schemas import area_code
from backend.grids.schemas import NamedSchema
from backend.people.model import ROLES

duty = validate.OneOf(["lead", "member", "captain"], error="职责只能是 lead、member 或 captain。")
MOST_CODE = validate.Length(1, 24, error="网格代码有 1 到 24 个字。")


class DutiesQuery(PageQuery):
    """Duties in a grid, or of a person, on a day; without a day all that have not ended."""

    grid = fields.String(load_default=None, validate=MOST_CODE)
    person = fields.UUID(load_default=None)
    on = fields.Date(load_default=None)


class HolesQuery(PageQuery):
    """Grids without lead or captain on a day, in an area."""

    on = fields.Date(load_default=None)
    under = area_code(load_default=None)


class AssignableQuery(PageQuery):
    """People who can have a duty, by name or account."""

    q = fields.String(load_default="", validate=validate.Length(max=40, error="最多 40 个字。"))
    role = fields.String(
        load_default=None, validate=validate.OneOf(["worker", "captain"], error="角色只能是 worker 或 captain。")
    )


class EndQuery(StrictSchema):
    """From which day on the duty is over; today where none is said."""

    on = fields.Date(load_default=None)


class AssignmentBodySchema(StrictSchema):
    """A duty to be: from `valid_from` up to, not including, `valid_to`."""

    person = fields.UUID(required=True)
    grid = fields.String(required=True, validate=MOST_CODE)
    duty = fields.String(required=True, validate=duty)
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(load_default=None, allow_none=True)


class DutyHolderSchema(StrictSchema):
    """Who has the duty; `left`: the account has ended."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    username = fields.String(required=True)
    role = fields.String(required=True, validate=validate.OneOf(ROLES))
    role_title = fields.String(required=True)
    left = fields.Boolean(required=True)


class AssignableSchema(DutyHolderSchema):
    """Somebody who can have a duty, with the area of the account."""

    area = fields.Nested(NamedSchema, required=True, allow_none=True)


class AssignmentSchema(StrictSchema):
    """A duty with names."""

    id = fields.UUID(required=True)
    grid = fields.Nested(NamedSchema, required=True)
    duty = fields.String(required=True, validate=duty)
    person = fields.Nested(DutyHolderSchema, required=True)
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(required=True, allow_none=True)


class AssignmentPageSchema(StrictSchema):
    """A page of duties, by grid."""

    items = fields.List(fields.Nested(AssignmentSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class HoleSchema(StrictSchema):
    """A grid and which duties nobody has there."""

    grid = fields.Nested(NamedSchema, required=True)
    village = fields.Nested(NamedSchema, required=True)
    town = fields.Nested(NamedSchema, required=True)
    missing = fields.List(fields.String(validate=duty), required=True)


class HolePageSchema(StrictSchema):
    """A page of grids with a duty that nobody has; `count` is how many there are in all."""

    items = fields.List(fields.Nested(HoleSchema), required=True)
    next = fields.String(required=True, allow_none=True)
    count = fields.Integer(required=True)


class AssignablePageSchema(StrictSchema):
    """A page of people, by account."""

    items = fields.List(fields.Nested(AssignableSchema), required=True)
    next = fields.String(required=True, allow_none=True)
