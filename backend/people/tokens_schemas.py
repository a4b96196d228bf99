"""The wire: access tokens."""

from __future__ import annotations

from marshmallow import fields, validate

from backend.api import StrictSchema

scope = validate.OneOf(["ogc"], error="用途只能是 ogc。")


class NewTokenSchema(StrictSchema):
    """A token to be made: what it is for, and the last day on which it opens anything."""

    name = fields.String(required=True, validate=validate.Length(1, 100, error="名称要有 1 到 100 个字。"))
    until = fields.Date(required=True)
    scope = fields.String(load_default="ogc", validate=scope)


class TokenSchema(StrictSchema):
    """A token without its text; `alive`: it opens something today."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    scope = fields.String(required=True, validate=scope)
    until = fields.Date(required=True)
    created_at = fields.AwareDateTime(required=True)
    last_used = fields.Date(required=True, allow_none=True)
    revoked_at = fields.AwareDateTime(required=True, allow_none=True)
    alive = fields.Boolean(required=True)


class MadeTokenSchema(TokenSchema):
    """The token with its text, this once."""

    token = fields.String(required=True)


class TokensSchema(StrictSchema):
    """One's own tokens, newest first."""

    items = fields.List(fields.Nested(TokenSchema), required=True)
