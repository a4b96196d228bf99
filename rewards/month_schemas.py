"""The wire of the month: tallies, their steps, the public notice. Amounts in fen."""

from __future__ import annotations

from marshmallow import fields, validate

from backend.api import MOST_ITEMS, StrictSchema
from rewards.entry_schemas import NOTE, BountyOfferedStepSchema
from rewards.lifecycle import MONTH_MOVES
from rewards.schemas import MONTH, RewardClauseSchema


class NewTallySchema(StrictSchema):
    """A month to be tallied."""

    id = fields.UUID(required=True)
    month = fields.String(required=True, validate=MONTH)


class TallyEvidenceSchema(StrictSchema):
    """`entries`: which bounties the bank paid or sent back, up to 200; without it all confirmed ones are paid."""

    entries = fields.List(fields.UUID(), validate=validate.Length(1, MOST_ITEMS))
    note = fields.String(validate=NOTE)


class TallyStepSchema(StrictSchema):
    """One step of a month."""

    id = fields.UUID(required=True)
    step = fields.String(required=True, validate=validate.OneOf([move.step for move in MONTH_MOVES]))
    evidence = fields.Nested(TallyEvidenceSchema, load_default=dict)


class TallySchema(StrictSchema):
    """A month as a list shows it."""

    id = fields.UUID(required=True)
    fund = fields.String(required=True)
    month = fields.String(required=True)
    state = fields.String(required=True)
    state_title = fields.String(required=True)
    decides = fields.String(required=True, allow_none=True)
    decides_title = fields.String(required=True, allow_none=True)
    frozen_at = fields.AwareDateTime(required=True, allow_none=True)
    notice_from = fields.AwareDateTime(required=True, allow_none=True)
    notice_to = fields.AwareDateTime(required=True, allow_none=True)
    steps_open = fields.List(fields.Nested(BountyOfferedStepSchema), required=True)


class TalliesPageSchema(StrictSchema):
    """Newest first."""

    items = fields.List(fields.Nested(TallySchema), required=True)
    next = fields.String(required=True, allow_none=True)


class BountySumsSchema(StrictSchema):
    """What the month comes to; `people` only as a count."""

    entries = fields.Integer(required=True)
    people = fields.Integer(required=True)
    pay_fen = fields.Integer(required=True)
    capped_fen = fields.Integer(required=True)
    rolled_over = fields.Integer(required=True)
    rolled_over_fen = fields.Integer(required=True)
    taken_out = fields.Integer(required=True)
    sensitive = fields.Integer(required=True)
    sensitive_fen = fields.Integer(required=True)


class MonthStepShownSchema(StrictSchema):
    """A step of the month, by role."""

    step = fields.String(required=True)
    title = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    role = fields.String(required=True)


class TallyPageSchema(TallySchema):
    """One month with its counts, its road and what it comes to."""

    digest = fields.String(required=True, allow_none=True)
    seed = fields.String(required=True, allow_none=True)
    sampled = fields.Integer(required=True)
    second_due = fields.Integer(required=True)
    sums = fields.Nested(BountySumsSchema, required=True)
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    road = fields.List(fields.Nested(MonthStepShownSchema), required=True)


class PublicLineSchema(StrictSchema):
    """Case number, category, amount: nothing else is public."""

    order = fields.String(required=True)
    category = fields.Nested(RewardClauseSchema, required=True)
    amount_fen = fields.Integer(required=True)


class SensitiveSumSchema(StrictSchema):
    """Sensitive findings of the county in one sum."""

    count = fields.Integer(required=True)
    amount_fen = fields.Integer(required=True)


class PublicTallySchema(StrictSchema):
    """The public notice of a month; `phone` takes objections."""

    id = fields.UUID(required=True)
    month = fields.String(required=True)
    state = fields.String(required=True)
    state_title = fields.String(required=True)
    notice_from = fields.AwareDateTime(required=True)
    notice_to = fields.AwareDateTime(required=True)
    phone = fields.String(required=True)
    digest = fields.String(required=True)
    seed = fields.String(required=True)
    amount_fen = fields.Integer(required=True)
    sensitive = fields.Nested(SensitiveSumSchema, required=True, allow_none=True)
    items = fields.List(fields.Nested(PublicLineSchema), required=True)
    next = fields.String(required=True, allow_none=True)
