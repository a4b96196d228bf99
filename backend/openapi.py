"""`flask openapi write`: the wire contract as the schemas tell it, for the phone's generated types."""

from __future__ import annotations

import json
from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup
from flask_smorest import Api

from backend.settings import ROOT

WRITTEN = ROOT / "pwa" / "openapi.json"


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
