"""The composition root: the only file that knows all parts. Importing it has no side effect."""

from __future__ import annotations

from collections.abc import Sequence

import click
from flask import Flask
from flask_migrate import Migrate
from flask_smorest import Blueprint

# The models are imported for their tables: migrations and foreign keys need to know all of them.
import backend.editions.model
import backend.grids.division_model
import backend.grids.draft_model
import backend.grids.model
import backend.grids.place_model
import backend.notices.model
import backend.orders.model
import backend.overview.model
import backend.people.model
import backend.photos.model
import backend.reports.model  # noqa: F401 - for its tables
import rewards.model
import rewards.month_model  # noqa: F401 - likewise
from backend.acting import Handler
from backend.api import init_api
from backend.background import Chore, build_worker, run_worker
from backend.database import db, engine_options
from backend.demo.commands import demo
from backend.editions.commands import checklists as checklist_commands
from backend.editions.queries import ready_facts
from backend.editions.routes import blueprint as edition_routes
from backend.grids.area_commands import areas, divisions
from backend.grids.assignment_routes import blueprint as assignment_routes
from backend.grids.commands import grids
from backend.grids.division_routes import blueprint as division_routes
from backend.grids.draft_routes import blueprint as draft_routes
from backend.grids.events import DivisionForeseen, DivisionTookEffect
from backend.grids.jobs import apply_due_divisions
from backend.grids.queries import is_demo, me_details
from backend.grids.routes import blueprint as grid_routes
from backend.notices.actions import forget_device
from backend.notices.jobs import push_due_notices
from backend.notices.routes import blueprint as notice_routes
from backend.openapi import init_docs, openapi_commands
from backend.orders import access as orders_access
from backend.orders import audit as orders_audit
from backend.orders.clauses import open_orders_by_clause
from backend.orders.commands import audit, orders
from backend.orders.events import FindingVerified, OrderClosed, OrderCorrected
from backend.orders.jobs import follow_ground
from backend.orders.opening import Opener
from backend.orders.regridding import follow_division, foresee
from backend.orders.routes import blueprint as order_routes
from backend.overview.commands import overview
from backend.overview.jobs import count_heat
from backend.overview.ogc_routes import blueprint as ogc_routes
from backend.overview.routes import blueprint as overview_routes
from backend.people.commands import people
from backend.people.events import SignedOut
from backend.people.keys import KeyRing
from backend.people.routes import blueprint as people_routes
from backend.people.session import init_session
from backend.photos import jobs as photo_jobs
from backend.photos.access import PhotoAccess
from backend.photos.events import PhotoArrived
from backend.photos.intake import Intake
from backend.photos.parts import PartFiles
from backend.photos.routes import blueprint as photo_routes
from backend.photos.store import PhotoStore
from backend.reports import sight as reports_sight
from backend.reports.commands import receipts
from backend.reports.events import FindingPhotosComplete, ReportFiled
from backend.reports.pictures import on_photo_arrived
from backend.reports.routes import blueprint as report_routes
from backend.reports.routes import checklists as checklist_routes
from backend.settings import ROOT, Settings
from backend.site import init_site
from checklists.faults import EditionFault
from checklists.shelf import open_shelf
from rewards import actions as rewards_actions
from rewards import queries as rewards_queries
from rewards import sealing
from rewards import sight as rewards_sight
from rewards.commands import rewards as rewards_commands
from rewards.jobs import seal_ledger
from rewards.routes import blueprint as reward_routes

# Event → who hears it, in this order, inside the same transaction.
SUBSCRIPTIONS: dict[type, Sequence[Handler]] = {
    SignedOut: [forget_device],
    PhotoArrived: [on_photo_arrived],
    FindingVerified: [rewards_actions.on_verified],
    FindingPhotosComplete: [rewards_actions.on_photos_complete],
    OrderCorrected: [rewards_actions.on_corrected],
    OrderClosed: [rewards_actions.on_closed],
    DivisionTookEffect: [follow_division],
    DivisionForeseen: [foresee],
}

# Routes of the parts, under /api/v1.
BLUEPRINTS: list[Blueprint] = [
    people_routes, photo_routes, notice_routes, grid_routes, draft_routes, division_routes, assignment_routes,
    edition_routes, checklist_routes, report_routes, order_routes, reward_routes, overview_routes,
]  # fmt: skip

# Command groups of the parts, under `flask --app wsgi`.
COMMANDS: list[click.Command] = [
    people,
    checklist_commands,
    grids,
    areas,
    divisions,
    receipts,
    orders,
    audit,
    rewards_commands,
    overview,
    demo,
]

# Background chores: name → (cron with the seconds last, function that opens its own transaction).
CHORES: dict[str, tuple[str, Chore]] = {
    "notices.push": ("* * * * * */5", push_due_notices),
    "photos.previews": ("* * * * * */10", photo_jobs.make_due_previews),
    "photos.expire": ("* * * * * 15", photo_jobs.expire_uploads),
    "photos.settle": ("* * * * * 30", photo_jobs.settle_late_claims),
    "divisions.apply": ("* * * * * 5", apply_due_divisions),
    "orders.follow": ("*/10 * * * * 20", follow_ground),
    "rewards.seal": ("* * * * * 45", seal_ledger),
    "overview.heat": ("* * * * * 55", count_heat),
}

# Who may see, take back and send photos, by what they belong to: each part that owns photos adds its lines.
PHOTO_ACCESS = PhotoAccess(
    see={
        "finding": lambda who, ids: orders_access.may_see_findings(who, ids) | rewards_sight.may_see_findings(who, ids),
        "step": lambda who, ids: orders_access.may_see_steps(who, ids) | rewards_sight.may_see_steps(who, ids),
        "order": orders_access.may_see_orders,
    },
    withdraw={"finding": orders_access.may_withdraw_findings, "order": orders_access.may_see_orders},
    upload={"report": reports_sight.report_to_send_photos_for, "order": orders_access.may_upload},
)

# What `flask audit verify` proves: title, how many rows it looks through, the proof.
PROOFS = (
    ("核对工单全过程", orders_audit.count, orders_audit.prove),
    ("核对奖励台账", rewards_queries.count_seals, sealing.prove),
)


def create_app(settings: Settings | None = None) -> Flask:
    """The whole application for one county. Raises BadSetting before anything else happens."""
    settings = settings or Settings.from_environment()
    try:
        open_shelf(settings.own_checklists, settings.checklist)
    except EditionFault as error:
        # A product's checklist with a fault stops the start, not the first filing, and says line by line what to mend;
        # the county's own are told by /readyz.
        raise SystemExit(f"随产品带的清单有错，没有启动：\n{error}") from error
    app = Flask(__name__, static_folder=None)
    app.config.update(
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings),
        MAX_CONTENT_LENGTH=settings.json_body_limit,
    )
    keys = KeyRing(settings.keys_dir)
    # Case codes begin with the county's code, so this listener differs from county to county.
    heard = {**SUBSCRIPTIONS, ReportFiled: [Opener(settings.county)]}
    app.extensions.update(settings=settings, subscriptions=heard, proofs=PROOFS, keys=keys)
    app.extensions.update(me_details=me_details, is_demo=is_demo)
    app.extensions.update(checklist_facts=ready_facts, open_orders_by_clause=open_orders_by_clause)
    init_session(app, settings, keys)
    app.extensions.update(photo_access=PHOTO_ACCESS, photo_intake=_photo_intake(settings))
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"))
    api = init_api(app)
    init_site(app)
    init_docs(app)
    for blueprint in BLUEPRINTS:
        api.register_blueprint(blueprint, url_prefix="/api/v1")
    app.register_blueprint(ogc_routes)  # at /ogc: its contract is the standard's own
    for command in COMMANDS:
        app.cli.add_command(command)
    app.cli.add_command(openapi_commands(app, api))
    app.cli.add_command(_worker_command(app, settings))
    return app


def _photo_intake(settings: Settings) -> Intake:
    store, parts = PhotoStore(settings.photos_url), PartFiles(settings.data_dir / "uploads")
    return Intake(PHOTO_ACCESS, store, parts, settings.photo_limit, settings.upload_hours)


def _worker_command(app: Flask, settings: Settings) -> click.Command:
    @click.command("worker", help="Work through what is due in the background until stopped.")
    def worker() -> None:
        run_worker(build_worker(app, settings, CHORES), settings)

    return worker
