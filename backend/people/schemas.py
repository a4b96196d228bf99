"""The wire: signing in, and what a person reads about oneself."""

from __future__ import annotations

from marshmallow import fields, validate

from backend.api import StrictSchema
from backend.people.model import ROLES

role = validate.OneOf(ROLES)


class CredentialsSchema(StrictSchema):
    """What one signs in with."""

    username = fields.String(required=True, validate=validate.Length(1, 100, error="账号要有 1 到 100 个字。"))
    password = fields.String(required=True, validate=validate.Length(1, 1000, error="密码要有 1 到 1000 个字。"))


class MyAreaSchema(StrictSchema):
    """An area whose matters the person sees."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    level = fields.String(required=True, validate=validate.OneOf(("city", "county", "town", "village")))


class MyGridSchema(StrictSchema):
    """A grid in which the person, or somebody deputised, has a duty today."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    duty = fields.String(required=True, validate=validate.OneOf(("lead", "member", "captain")))


class MyUnitSchema(StrictSchema):
    """The unit for which the person handles orders."""

    code = fields.String(required=True)
    title = fields.String(required=True)


class CountySchema(StrictSchema):
    """The county; `demo`: everything in it is made up."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    demo = fields.Boolean(required=True)


class DeputisedSchema(StrictSchema):
    """A person for whom one stands in today."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    role = fields.String(required=True, validate=role)
    role_title = fields.String(required=True)


class MeSchema(StrictSchema):
    """The signed-in person."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    role = fields.String(required=True, validate=role)
    role_title = fields.String(required=True)
    areas = fields.List(fields.Nested(MyAreaSchema), required=True)
    grids = fields.List(fields.Nested(MyGridSchema), required=True)
    permissions = fields.List(fields.String(), required=True)
    unit = fields.Nested(MyUnitSchema, required=True, allow_none=True)
    county = fields.Nested(CountySchema, required=True, allow_none=True)
    deputy_for = fields.List(fields.Nested(DeputisedSchema), required=True)
