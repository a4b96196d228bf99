"""The wire: what each clause was used for."""

from __future__ import annotations

from marshmallow import fields, validate

from backend.api import StrictSchema
from backend.overview.clause_use import PERIODS


class ClauseUseQuery(StrictSchema):
    """`days`: how far back, up to now."""

    days = fields.Integer(
        load_default=90, validate=validate.OneOf(PERIODS, error="只能看最近 30、90、180 或 365 天，请重新选择。")
    )


class ClauseFactsSchema(StrictSchema):
    """One clause. Counts: findings filed, found in order, orders returned, declined, handled; null stands for <5.

    `listed`: on the list in force. `mean_hours` from signing to result by the clock. `share_of_limit`: what of
    its own limit each order took, averaged; of a limit in working time only working time counts. `limit_hours` is null
    where the limit's length depends on its start.
    """

    code = fields.String(required=True)
    title = fields.String(required=True)
    item = fields.String(required=True)
    category = fields.String(required=True)
    listed = fields.Boolean(required=True)
    sensitive = fields.Boolean(required=True)
    filed = fields.Integer(required=True, allow_none=True)
    in_order = fields.Integer(required=True, allow_none=True)
    returned = fields.Integer(required=True, allow_none=True)
    declined = fields.Integer(required=True, allow_none=True)
    handled = fields.Integer(required=True, allow_none=True)
    mean_hours = fields.Float(required=True, allow_none=True)
    limit_hours = fields.Float(required=True, allow_none=True)
    limit_text = fields.String(required=True)
    share_of_limit = fields.Float(required=True, allow_none=True)


class ClauseUseSchema(StrictSchema):
    """Every clause of the list in force, in its order, and used ones that have left it."""

    days = fields.Integer(required=True)
    since = fields.AwareDateTime(required=True)
    edition = fields.String(required=True)
    items = fields.List(fields.Nested(ClauseFactsSchema), required=True)
