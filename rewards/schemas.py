"""The wire: the worker's own ledger rows. Amounts in fen, before tax."""

from __future__ import annotations

from marshmallow import fields, validate

from backend.api import PageQuery, StrictSchema
from rewards.lifecycle import STATES

KINDS = ("award", "capped", "reversed", "restored", "paid", "bounced")
MONTH = validate.Regexp(r"[0-9]{4}-(0[1-9]|1[0-2])\Z", error="月份要写成 2026-11 这样。")
STEPS = ("corrected", "capped", *(state.code for state in STATES))


class RewardsQuery(PageQuery):
    """`month` as 2026-11; `finding`: only this finding's rows, or why it has none."""

    month = fields.String(load_default=None, validate=MONTH)
    finding = fields.UUID(load_default=None)


class RewardClauseSchema(StrictSchema):
    """The clause for which it was earned."""

    code = fields.String(required=True)
    title = fields.String(required=True)


class AppealOpenSchema(StrictSchema):
    """What the worker may raise now, and until when."""

    kind = fields.String(required=True)
    until = fields.AwareDateTime(required=True)


class RewardRowSchema(StrictSchema):
    """One ledger row with the rule that made it; a row is never changed, later ones refer to it."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    finding = fields.UUID(required=True)
    order = fields.String(required=True)
    clause = fields.Nested(RewardClauseSchema, required=True)
    level = fields.String(required=True)
    amount_fen = fields.Integer(required=True)
    month = fields.String(required=True)
    tariff = fields.String(required=True)
    rule = fields.String(required=True)
    rule_text = fields.String(required=True)
    reason = fields.String(required=True)
    step = fields.String(required=True, validate=validate.OneOf(STEPS))
    step_title = fields.String(required=True)
    entry = fields.UUID(required=True)
    decides = fields.String(required=True, allow_none=True)
    decides_title = fields.String(required=True, allow_none=True)
    appeal_open = fields.Nested(AppealOpenSchema, required=True, allow_none=True)
    appeal_state = fields.String(required=True, allow_none=True)
    earned_at = fields.AwareDateTime(required=True)


class RewardMonthSchema(StrictSchema):
    """What a month holds: findings and their sum in fen."""

    month = fields.String(required=True)
    findings = fields.Integer(required=True)
    amount_fen = fields.Integer(required=True)


class WhyNoneSchema(StrictSchema):
    """Why a finding has no row, in one sentence."""

    code = fields.String(required=True)
    title = fields.String(required=True)


class RewardsPageSchema(StrictSchema):
    """Own rows, newest month first, and the sums of the last 24 months."""

    items = fields.List(fields.Nested(RewardRowSchema), required=True)
    next = fields.String(required=True, allow_none=True)
    months = fields.List(fields.Nested(RewardMonthSchema), required=True)
    why_none = fields.Nested(WhyNoneSchema, required=True, allow_none=True)
