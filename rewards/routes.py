"""HTTP: one's own bounties, the review of all, objections and appeals, the month, and its public notice."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import current_app

from backend import api
from backend.database import transaction
from rewards import appeals, documents, entries, months, reviews, tallies
from rewards.entry_schemas import (
    AppealSchema,
    AppealsPageSchema,
    AppealsQuery,
    BountyAppealStepSchema,
    EntriesPageSchema,
    EntriesQuery,
    EntryAnswersSchema,
    EntryPageSchema,
    EntryStepSchema,
    NamedEntryStepSchema,
)
from rewards.month_schemas import (
    NewTallySchema,
    PublicTallySchema,
    TalliesPageSchema,
    TallyPageSchema,
    TallyStepSchema,
)
from rewards.schemas import RewardsPageSchema, RewardsQuery

blueprint = api.Blueprint(
    "rewards", __name__, description="一事一奖：记录、审核、汇总（金额为本项目参考，单位分，税前）"
)


@blueprint.route("/rewards/mine")
@blueprint.arguments(RewardsQuery, location="query")
@blueprint.response(200, RewardsPageSchema)
def list_mine(query: dict[str, Any]) -> dict[str, Any]:
    """Own ledger rows with the rule that made each, and whose turn it is."""
    with transaction():
        return documents.mine(api.acting(), **query)


@blueprint.route("/rewards/entries")
@blueprint.arguments(EntriesQuery, location="query")
@blueprint.response(200, EntriesPageSchema)
def list_entries(query: dict[str, Any]) -> dict[str, Any]:
    """The bounties of one's office, oldest first."""
    with transaction():
        return entries.list_page(api.acting(), **query)


@blueprint.route("/rewards/entries/<uuid:entry>")
@blueprint.response(200, EntryPageSchema)
def show_entry(entry: UUID) -> dict[str, Any]:
    """One bounty with photos, history and the steps open to me."""
    with transaction():
        return entries.entry_page(api.acting(), entry)


@blueprint.route("/rewards/entries/<uuid:entry>/steps", methods=["POST"])
@blueprint.arguments(EntryStepSchema)
@blueprint.response(200, EntryPageSchema)
def take_step(body: dict[str, Any], entry: UUID) -> dict[str, Any]:
    """Take one review step; the bounty as it stands afterwards. The same step sent again is done once."""
    with transaction():
        acting = api.acting()
        reviews.take_step(acting, reviews.StepRequest(entry=entry, **body))
        return entries.entry_page(acting, entry)


@blueprint.route("/rewards/entries/steps", methods=["POST"])
@blueprint.arguments(NamedEntryStepSchema(many=True))
@blueprint.response(200, EntryAnswersSchema)
def take_steps(body: list[dict[str, Any]]) -> dict[str, Any]:
    """Up to 200 review steps, each taken or refused by itself."""
    with transaction():
        return entries.answers(api.acting(), body)


@blueprint.route("/rewards/entries/<uuid:entry>/appeals", methods=["POST"])
@blueprint.arguments(AppealSchema)
@blueprint.response(201, EntryPageSchema)
def file_appeal(body: dict[str, Any], entry: UUID) -> dict[str, Any]:
    """Object to an amount or appeal against a no, once."""
    with transaction():
        acting = api.acting()
        appeals.file_appeal(acting, entry, body["id"], body["kind"], body["words"])
        return entries.entry_page(acting, entry)


@blueprint.route("/rewards/appeals")
@blueprint.arguments(AppealsQuery, location="query")
@blueprint.response(200, AppealsPageSchema)
def list_appeals(query: dict[str, Any]) -> dict[str, Any]:
    """Objections and appeals that one may see, newest first."""
    with transaction():
        return entries.appeals_page(api.acting(), **query)


@blueprint.route("/rewards/appeals/<uuid:appeal>/steps", methods=["POST"])
@blueprint.arguments(BountyAppealStepSchema)
@blueprint.response(200, EntryPageSchema)
def decide_appeal(body: dict[str, Any], appeal: UUID) -> dict[str, Any]:
    """Decide an appeal as a fourth hand; the bounty as it stands afterwards."""
    with transaction():
        acting = api.acting()
        return entries.entry_page(acting, appeals.decide(acting, appeal, body["id"], body["step"], body["reason"]))


@blueprint.route("/rewards/tallies")
@blueprint.arguments(api.PageQuery, location="query")
@blueprint.response(200, TalliesPageSchema)
def list_tallies(query: dict[str, Any]) -> dict[str, Any]:
    """The months, newest first."""
    with transaction():
        return months.list_page(api.acting(), **query)


@blueprint.route("/rewards/tallies", methods=["POST"])
@blueprint.arguments(NewTallySchema)
@blueprint.response(201, TallyPageSchema)
def open_tally(body: dict[str, Any]) -> dict[str, Any]:
    """Open a month, once."""
    with transaction():
        acting = api.acting()
        return months.month_page(acting, tallies.open_month(acting, body["id"], body["month"]).id)


@blueprint.route("/rewards/tallies/<uuid:tally>")
@blueprint.response(200, TallyPageSchema)
def show_tally(tally: UUID) -> dict[str, Any]:
    """One month with its counts and what it comes to."""
    with transaction():
        return months.month_page(api.acting(), tally)


@blueprint.route("/rewards/tallies/<uuid:tally>/steps", methods=["POST"])
@blueprint.arguments(TallyStepSchema)
@blueprint.response(200, TallyPageSchema)
def take_month_step(body: dict[str, Any], tally: UUID) -> dict[str, Any]:
    """Take one step of a month; the month as it stands afterwards. The same step sent again is done once."""
    with transaction():
        acting = api.acting()
        tallies.take_step(acting, tallies.MonthStep(tally=tally, **body))
        return months.month_page(acting, tally)


@blueprint.route("/public/tallies/<uuid:tally>")
@blueprint.arguments(api.PageQuery, location="query")
@blueprint.response(200, PublicTallySchema)
def show_notice(query: dict[str, Any], tally: UUID) -> dict[str, Any]:
    """The public notice of a month, without sign-in: case number, category and amount only."""
    with transaction():
        return months.public_page(tally, current_app.extensions["settings"].reward_phone, **query)
