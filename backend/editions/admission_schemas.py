"""The wire: requests that a clause enter or leave, and steps on them."""

from __future__ import annotations

from typing import Any, Final

from marshmallow import fields, post_load, validate

from backend.api import PageQuery, StrictSchema
from backend.editions.lifecycle import MOVE, STATE
from backend.editions.requests import Proposal, StepWish
from backend.editions.schemas import AREA, EDITION

ITEM: Final = validate.Regexp(r"[A-Z]{2}[0-9]{2}\Z", error="事项代码是两个字母加两位数字，例如 XF01。")
CLAUSE: Final = validate.Regexp(r"[A-Z]{2}[0-9]{2}-[0-9]{2}\Z", error="条款代码例如 XF01-01。")


class TextField(fields.Field[Any]):
    """A text, or a list of texts: how a clause's file writes its values."""

    def __init__(self, **options: Any) -> None:
        kinds = [{"type": "string"}, {"type": "array", "items": {"type": "string"}}, {"type": "object"}]
        super().__init__(**options, metadata={"oneOf": kinds})

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        parts = value if isinstance(value, list) else value.values() if isinstance(value, dict) else [value]
        if not all(isinstance(part, str) and len(part) <= 400 for part in parts) or len(list(parts)) > 40:
            raise self.make_error("invalid") from None
        return value

    default_error_messages = {"invalid": "这一项要是文字，或文字的列表。"}  # noqa: RUF012  # as marshmallow declares it


class ClauseProposalSchema(StrictSchema):
    """What is asked for. `content`: the clause as its file would say it, without a code; empty where one leaves."""

    kind = fields.String(required=True, validate=validate.OneOf(("enter", "leave"), error="只有准入和取消两种。"))
    item = fields.String(required=True, validate=ITEM)
    clause = fields.String(load_default=None, allow_none=True, validate=CLAUSE)
    content = fields.Dict(
        keys=fields.String(validate=validate.Length(max=40)), values=TextField(), load_default=dict,
        validate=validate.Length(max=40, error="条款的内容太多，请按清单的字段填写。"),
    )  # fmt: skip
    basis = fields.String(required=True, validate=validate.Length(1, 1000, error="法律依据要写明，最多 1000 个字。"))
    workload_per_month = fields.Integer(
        required=True, strict=True, validate=validate.Range(0, 1_000_000, error="每月工作量要在 0 到 100 万件之间。")
    )
    reason = fields.String(load_default="", validate=validate.Length(max=1000, error="理由最多 1000 个字。"))
    trial_area = fields.String(load_default=None, allow_none=True, validate=AREA)
    temporary_until = fields.Date(load_default=None, allow_none=True)

    @post_load
    def _proposal(self, data: dict[str, Any], **kwargs: Any) -> Proposal:
        return Proposal(**data)


class ApplicationSchema(ClauseProposalSchema):
    """A request with the id that the applicant's page made for it."""

    id = fields.UUID(required=True)

    @post_load
    def _proposal(self, data: dict[str, Any], **kwargs: Any) -> Any:
        return data.pop("id"), Proposal(**data)


class AdmissionStepSchema(StrictSchema):
    """A step on a request. `amend` carries `proposal`, `announce` the days of the notice, `take-effect` the edition."""

    id = fields.UUID(required=True)
    step = fields.String(required=True, validate=validate.OneOf(tuple(MOVE), error="没有这一步，请刷新后再办。"))
    note = fields.String(load_default="", validate=validate.Length(max=1000, error="说明最多 1000 个字。"))
    proposal = fields.Nested(ClauseProposalSchema, load_default=None, allow_none=True)
    notice_from = fields.Date(load_default=None, allow_none=True)
    notice_until = fields.Date(load_default=None, allow_none=True)
    edition = fields.String(load_default=None, allow_none=True, validate=[validate.Length(max=40), EDITION])

    @post_load
    def _wish(self, data: dict[str, Any], **kwargs: Any) -> StepWish:
        return StepWish(**data)


class AdmissionsQuery(PageQuery):
    """`state`: only requests that stand there."""

    state = fields.String(load_default=None, validate=validate.OneOf(tuple(STATE), error="没有这个状态，请重新选择。"))


class TrialAreaSchema(StrictSchema):
    """Where it is tried first."""

    code = fields.String(required=True)
    name = fields.String(required=True)


class AdmissionSummarySchema(StrictSchema):
    """A request in a list; `applicant` is the unit or area that asks, `clause` the code once it has one."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(("enter", "leave")))
    state = fields.String(required=True, validate=validate.OneOf(tuple(STATE)))
    state_title = fields.String(required=True)
    version = fields.Integer(required=True)
    item = fields.String(required=True)
    clause = fields.String(required=True, allow_none=True)
    title = fields.String(required=True)
    applicant = fields.String(required=True)
    workload_per_month = fields.Integer(required=True)
    trial_area = fields.Nested(TrialAreaSchema, required=True, allow_none=True)
    temporary_until = fields.Date(required=True, allow_none=True)
    notice_from = fields.Date(required=True, allow_none=True)
    notice_until = fields.Date(required=True, allow_none=True)
    edition = fields.String(required=True, allow_none=True)
    made_at = fields.AwareDateTime(required=True)
    steps_open_to_me = fields.List(fields.String(), required=True)


class AdmissionHistorySchema(StrictSchema):
    """One thing that was done about a request; `facts` are what the step carried."""

    seq = fields.Integer(required=True)
    step = fields.String(required=True)
    title = fields.String(required=True)
    from_state = fields.String(required=True, allow_none=True, attribute="from", data_key="from")
    to_state = fields.String(required=True, attribute="to", data_key="to")
    at = fields.AwareDateTime(required=True)
    note = fields.String(required=True)
    by = fields.String(required=True)
    role_title = fields.String(required=True)
    as_deputy = fields.Boolean(required=True)
    facts = fields.Dict(required=True)


class AdmissionSchema(AdmissionSummarySchema):
    """A request, whole, with its history, oldest first. `written`: the lines that the next edition gains or loses."""

    content = fields.Dict(required=True)
    basis = fields.String(required=True)
    reason = fields.String(required=True)
    written = fields.String(required=True)
    history = fields.List(fields.Nested(AdmissionHistorySchema), required=True)


class AdmissionPageSchema(StrictSchema):
    """Requests, newest first."""

    items = fields.List(fields.Nested(AdmissionSummarySchema), required=True)
    next = fields.String(required=True, allow_none=True)
