"""The wire of bounties under review: entries, their steps, objections and appeals. Amounts in fen."""

from __future__ import annotations

from marshmallow import fields, validate

from backend.api import PageQuery, StrictSchema
from rewards.lifecycle import APPEAL_STEPS, MOVES, STATES
from rewards.schemas import MONTH, AppealOpenSchema, RewardClauseSchema

STEP_CODES = [move.step for move in MOVES]
NOTE = validate.Length(max=500)


class EntriesQuery(PageQuery):
    """`hint`: only bounties against which the rules propose this."""

    state = fields.String(load_default=None, validate=validate.OneOf([state.code for state in STATES]))
    month = fields.String(load_default=None, validate=MONTH)
    town = fields.String(load_default=None, validate=validate.Length(max=24))
    hint = fields.String(load_default=None, validate=validate.Length(max=40))


class BountyProposalSchema(StrictSchema):
    """What the rules propose against paying, with its evidence; `reason` is the one it leads to."""

    code = fields.String(required=True)
    title = fields.String(required=True)
    reason = fields.String(required=True)
    evidence = fields.Dict(required=True)


class BountyOfferedStepSchema(StrictSchema):
    """A step that is open to me now."""

    code = fields.String(required=True)
    title = fields.String(required=True)
    needs = fields.List(fields.String(), required=True)
    allows = fields.List(fields.String(), required=True)


class EntrySchema(StrictSchema):
    """One bounty on its way."""

    id = fields.UUID(required=True)
    order = fields.String(required=True)
    finding = fields.UUID(required=True)
    clause = fields.Nested(RewardClauseSchema, required=True)
    level = fields.String(required=True)
    reviewed_level = fields.String(required=True, allow_none=True)
    amount_fen = fields.Integer(required=True)
    month = fields.String(required=True)
    state = fields.String(required=True)
    state_title = fields.String(required=True)
    premises = fields.String(required=True)
    sensitive = fields.Boolean(required=True)
    town = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True)
    proposals = fields.List(fields.Nested(BountyProposalSchema), required=True)
    hints = fields.List(fields.Dict(), required=True)
    second_due = fields.Boolean(required=True)
    in_tally = fields.UUID(required=True, allow_none=True)
    steps_open = fields.List(fields.Nested(BountyOfferedStepSchema), required=True)
    reporter = fields.String(required=True)
    mine = fields.Boolean(required=True)
    version = fields.Integer(required=True)


class EntriesPageSchema(StrictSchema):
    """Oldest first, with how many stand in each state (at most 10000 told)."""

    items = fields.List(fields.Nested(EntrySchema), required=True)
    next = fields.String(required=True, allow_none=True)
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class EntryPhotoSchema(StrictSchema):
    """A photo of the finding; '' for one that was withdrawn."""

    sha256 = fields.String(required=True)
    kind = fields.String(required=True)
    taken_at = fields.AwareDateTime(required=True, allow_none=True)
    whole = fields.Boolean(required=True)


class BountyOrderStepSchema(StrictSchema):
    """A step of the order, by role."""

    step = fields.String(required=True)
    title = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    role = fields.String(required=True)
    note = fields.String(required=True)


class EntryStepShownSchema(BountyOrderStepSchema):
    """A step of the bounty, by role."""

    reason = fields.String(required=True)
    level = fields.String(required=True, allow_none=True)


class EntryLedgerSchema(StrictSchema):
    """A ledger row of the finding."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    amount_fen = fields.Integer(required=True)
    rule = fields.String(required=True)
    tariff = fields.String(required=True)
    rule_text = fields.String(required=True)
    reason = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


class BountyReasonSchema(StrictSchema):
    """A reason for a no, with the sentence that the worker reads."""

    code = fields.String(required=True)
    title = fields.String(required=True)
    sentence = fields.String(required=True)


class AppealShownSchema(StrictSchema):
    """An objection or appeal with its decision."""

    id = fields.UUID(required=True)
    entry = fields.UUID(required=True)
    kind = fields.String(required=True)
    words = fields.String(required=True)
    filed_at = fields.AwareDateTime(required=True)
    state = fields.String(required=True)
    state_title = fields.String(required=True)
    reason = fields.String(required=True)
    decided_at = fields.AwareDateTime(required=True, allow_none=True)


class EntryTallySchema(StrictSchema):
    """The month in which a bounty stands."""

    id = fields.UUID(required=True)
    month = fields.String(required=True)
    state = fields.String(required=True)


class EntryPageSchema(EntrySchema):
    """One bounty with everything a reviewer needs."""

    note = fields.String(required=True)
    received_at = fields.AwareDateTime(required=True)
    first_at = fields.AwareDateTime(required=True)
    verified_at = fields.AwareDateTime(required=True)
    photos = fields.List(fields.Nested(EntryPhotoSchema), required=True)
    photos_missing = fields.Integer(required=True)
    order_road = fields.List(fields.Nested(BountyOrderStepSchema), required=True)
    road = fields.List(fields.Nested(EntryStepShownSchema), required=True)
    ledger = fields.List(fields.Nested(EntryLedgerSchema), required=True)
    reasons = fields.List(fields.Nested(BountyReasonSchema), required=True)
    tally = fields.Nested(EntryTallySchema, required=True, allow_none=True)
    appeal = fields.Nested(AppealShownSchema, required=True, allow_none=True)
    appeal_open = fields.Nested(AppealOpenSchema, required=True, allow_none=True)


class EntryEvidenceSchema(StrictSchema):
    """`reason`: a code of the reasons; `level`: one step beside the order's; `note`: read by the worker."""

    reason = fields.String(validate=validate.Length(max=40))
    level = fields.String(validate=validate.Length(max=1))
    note = fields.String(validate=NOTE)


class EntryStepSchema(StrictSchema):
    """One review step; `id` is made by the caller, so that it is taken once."""

    id = fields.UUID(required=True)
    step = fields.String(required=True, validate=validate.OneOf(STEP_CODES))
    evidence = fields.Nested(EntryEvidenceSchema, load_default=dict)
    expected_version = fields.Integer(required=True, strict=True, validate=validate.Range(1, 2**31 - 1))


class NamedEntryStepSchema(EntryStepSchema):
    """One row of many."""

    entry = fields.UUID(required=True)


class EntryAnswerSchema(StrictSchema):
    """What became of one row: `problem` is None where it was taken."""

    entry = fields.UUID(required=True)
    id = fields.UUID(required=True)
    problem = fields.String(required=True, allow_none=True)
    title = fields.String(required=True, allow_none=True)


class EntryAnswersSchema(StrictSchema):
    """Answers in the order of the rows."""

    items = fields.List(fields.Nested(EntryAnswerSchema), required=True)


class AppealSchema(StrictSchema):
    """The worker's word, once per bounty."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(["objection", "appeal"]))
    words = fields.String(required=True, validate=validate.Length(min=1, max=1000))


class AppealsQuery(PageQuery):
    """`state`: only open, upheld or rejected ones."""

    state = fields.String(load_default=None, validate=validate.OneOf(["open", "upheld", "rejected"]))


class AppealItemSchema(AppealShownSchema):
    """An appeal with its bounty."""

    bounty = fields.Nested(EntrySchema, required=True)


class AppealsPageSchema(StrictSchema):
    """Newest first."""

    items = fields.List(fields.Nested(AppealItemSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class BountyAppealStepSchema(StrictSchema):
    """The decision, with the reason that the worker reads."""

    id = fields.UUID(required=True)
    step = fields.String(required=True, validate=validate.OneOf(list(APPEAL_STEPS)))
    reason = fields.String(required=True, validate=validate.Length(min=1, max=500))
