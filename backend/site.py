"""What stands at the root: the phone app's files, the security headers of every answer, and the two health pages."""

from __future__ import annotations

import shutil
from typing import Any, Final

from flask import Blueprint, Flask, Response, current_app, jsonify, request, send_from_directory
from sqlalchemy import make_url, text
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import NotFound

from backend.database import db, transaction
from backend.problems import Problem
from backend.settings import ROOT, Settings

BUILT: Final = ROOT / "pwa" / "dist"
LEAST_FREE_BYTES: Final = 1024**3  # ours: below one gigabyte photos would soon have nowhere to go
YEAR: Final = 365 * 24 * 3600
# `{hosts}`: outside hosts of the basemap, for which somebody has to set one; without it there is none.
POLICY: Final = (
    "default-src 'self'; img-src 'self' data: blob:{hosts}; media-src 'self' blob:; worker-src 'self' blob:; "
    "style-src 'self' 'unsafe-inline'; connect-src 'self'{hosts}; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)

blueprint = Blueprint("site", __name__)


def init_site(app: Flask) -> None:
    """Serve the built phone app at the root and put the security headers on every answer."""
    app.register_blueprint(blueprint)
    app.after_request(_harden)


@blueprint.get("/", defaults={"path": "index.html"})
@blueprint.get("/<path:path>")
def page(path: str) -> Response:
    """A built file; every other address outside /api is a page of the phone app, which has its own router."""
    if path == "api" or path.startswith("api/"):
        raise Problem("not-found")
    try:
        response = send_from_directory(BUILT, path)
    except NotFound:
        if "." in path.rpartition("/")[2]:
            raise Problem("not-found") from None
        response = send_from_directory(BUILT, "index.html")
    # Vite puts a digest of the content into the name of everything below assets/.
    response.headers["Cache-Control"] = (
        f"public, max-age={YEAR}, immutable" if path.startswith("assets/") else "no-cache"
    )
    return response


@blueprint.get("/healthz")
def alive() -> Response:
    """The process answers."""
    return jsonify(status="alive")


@blueprint.get("/readyz")
def ready() -> tuple[Response, int]:
    """Whether filings can be taken: database, migrations, disk; how long background work has been waiting.

    `append_only` tells whether the application's role is kept from changing history and ledger; `demo` that nothing
    here is real, so that even the page for signing in can say so.
    """
    settings: Settings = current_app.extensions["settings"]
    facts = {**_database_facts(), **_disk_facts(settings), "append_only": _two_roles(settings)}
    # The edition in force goes on beside one that cannot be used: the server is ready, and says what is wrong.
    if facts["migrations"]:
        with transaction():
            facts.update(current_app.extensions["checklist_facts"]())
    facts["demo"] = bool(facts["migrations"]) and current_app.extensions["is_demo"]()
    good = bool(facts["database"] and facts["migrations"] and facts["disk"])
    return jsonify(status="ready" if good else "not ready", **facts), 200 if good else 503


def _database_facts() -> dict[str, Any]:
    head = max(path.name.partition("_")[0] for path in (ROOT / "migrations" / "versions").glob("[0-9]*.py"))
    try:
        with db.engine.connect() as connection:
            version = connection.scalar(text("SELECT version_num FROM alembic_version"))
            waiting = connection.scalar(
                text(
                    "SELECT coalesce(extract(epoch FROM now() - min(e.at)), 0)::int FROM jobs.procrastinate_jobs j"
                    " JOIN jobs.procrastinate_events e ON e.job_id = j.id WHERE j.status = 'todo'"
                )
            )
    except SQLAlchemyError:
        return {"database": False, "migrations": False, "queue_age_seconds": None}
    return {"database": True, "migrations": version == head, "queue_age_seconds": waiting}


def _disk_facts(settings: Settings) -> dict[str, Any]:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.data_dir).free
    return {"disk": free >= LEAST_FREE_BYTES, "disk_free_bytes": free}


def _two_roles(settings: Settings) -> bool:
    return make_url(settings.database_url).username != make_url(settings.migration_database_url).username


def _harden(response: Response) -> Response:
    headers, settings = response.headers, current_app.extensions["settings"]
    hosts = "".join(f" {host}" for host in settings.basemap_hosts)
    headers.setdefault("Content-Security-Policy", POLICY.format(hosts=hosts))
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(self), microphone=()")
    if request.path.startswith("/api/"):
        headers.setdefault("Cache-Control", "no-store")
    if settings.behind_tls:
        headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}")
    return response
