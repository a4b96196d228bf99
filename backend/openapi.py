"""The wire contract as the schemas tell it: a page to read at /api/docs, and a file for the phone's generated types."""

from __future__ import annotations

import json
from pathlib import Path

import click
from flask import Flask, Response
from flask.cli import AppGroup
from flask_smorest import Api
from flask_swagger_ui import get_swaggerui_blueprint

from backend.settings import ROOT

WRITTEN = ROOT / "pwa" / "openapi.json"
# The library's page starts itself by a script inside the page; nowhere else is that allowed.
DOCS_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"
)


def init_docs(app: Flask) -> None:
    """The readable page at /api/docs; every file of it comes from this server."""
    docs = get_swaggerui_blueprint(
        "/api/docs", "/api/openapi.json", {"app_name": "Wangge 网格通", "docExpansion": "list"}
    )
    docs.after_request(_allow_its_script)
    app.register_blueprint(docs)


def _allow_its_script(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = DOCS_POLICY
    return response


def openapi_commands(app: Flask, api: Api) -> click.Group:
    """The command group `openapi` of this app."""
    group = AppGroup("openapi", help="The wire contract (OpenAPI 3.1).")

    @group.command("write")
    @click.argument("target", type=click.Path(dir_okay=False, path_type=Path), default=WRITTEN)
    def write(target: Path) -> None:
        """Write the OpenAPI document to TARGET (default: pwa/openapi.json)."""
        document = api.spec.to_dict()
        target.write_text(json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        click.echo(f"{target.name}: {len(document['paths'])} paths")

    return group
