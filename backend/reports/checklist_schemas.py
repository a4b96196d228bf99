"""The wire: a checklist as phones keep it; what `checklists.wire` writes."""

from __future__ import annotations

from typing import get_args

from marshmallow import fields, validate

from backend.api import StrictSchema
from checklists.checklist import FLAGS, LEVELS, LIMIT_UNITS, PAYS, PHOTO_KINDS, Status


class LimitSchema(StrictSchema):
    """A length of time: `text` says it to a person."""

    amount = fields.Integer(required=True)
    unit = fields.String(required=True, validate=validate.OneOf(LIMIT_UNITS))
    text = fields.String(required=True)


class DutySchema(StrictSchema):
    """A unit that handles matters."""

    code = fields.String(required=True)
    title = fields.String(required=True)


class PhotoNeedSchema(StrictSchema):
    """At least so many photos of a kind; `before` and `after` only when settled on the spot."""

    kind = fields.String(required=True, validate=validate.OneOf(PHOTO_KINDS))
    least = fields.Integer(required=True)


class ClauseSchema(StrictSchema):
    """One thing to look at; `search` holds pinyin and initials for the picker.

    `counts` and `counts_not` are examples, `at_once` what to do first where it is dangerous, `on_the_spot` how it
    may be settled there and then; each is empty where there is nothing to say. `offered_until` is the last day.
    """

    code = fields.String(required=True)
    title = fields.String(required=True)
    help = fields.String(required=True)
    counts = fields.String(required=True)
    counts_not = fields.String(required=True)
    photos = fields.List(fields.Nested(PhotoNeedSchema), required=True)
    at_once = fields.String(required=True)
    on_the_spot = fields.String(required=True)
    lead = fields.Nested(DutySchema, required=True)
    support = fields.List(fields.Nested(DutySchema), required=True)
    level = fields.String(required=True, validate=validate.OneOf(LEVELS))
    level_reason = fields.String(required=True)
    respond = fields.Nested(LimitSchema, required=True)
    handle = fields.Nested(LimitSchema, required=True)
    contact_every = fields.Nested(LimitSchema, required=True, allow_none=True)
    flags = fields.List(fields.String(validate=validate.OneOf(tuple(FLAGS))), required=True)
    pays = fields.String(required=True, validate=validate.OneOf(PAYS))
    tariff = fields.String(required=True)
    ext_codes = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    offered_from = fields.Date(required=True, allow_none=True)
    offered_until = fields.Date(required=True, allow_none=True)
    urgent = fields.Boolean(required=True)
    only_from_instruction = fields.Boolean(required=True)
    nicknames = fields.List(fields.String(), required=True)
    search = fields.String(required=True)


class ItemSchema(StrictSchema):
    """Clauses that are looked at together."""

    code = fields.String(required=True)
    title = fields.String(required=True)
    category = fields.String(required=True)
    category_title = fields.String(required=True)
    clauses = fields.List(fields.Nested(ClauseSchema), required=True)


class ChecklistSchema(StrictSchema):
    """An edition of the checklist, whole; `note` says whose list it is."""

    edition = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.String(required=True, validate=validate.OneOf(get_args(Status)))
    note = fields.String(required=True)
    digest = fields.String(required=True)
    items = fields.List(fields.Nested(ItemSchema), required=True)
