"""HTTP: the administrative tree, its changes, divisions and what they would move."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import request

from backend.api import Blueprint, acting
from backend.clock import local_date
from backend.database import transaction
from backend.grids.area_changes import change_areas
from backend.grids.area_queries import areas_page, divisions_page
from backend.grids.area_schemas import AreaChangesSchema, AreaPageSchema, AreasQuery, PreviewQuery
from backend.grids.division_preview import preview_changes, preview_draft
from backend.grids.division_schemas import (
    AreasChangedSchema,
    DivisionPageSchema,
    DivisionPreviewSchema,
    DivisionsQuery,
    DraftQuery,
)
from backend.grids.division_withdrawal import withdraw_division
from backend.people.access import demand

blueprint = Blueprint("divisions", __name__, description="区划：镇村名录、区划变更、网格划分及其影响")


@blueprint.get("/areas")
@blueprint.arguments(AreasQuery, location="query")
@blueprint.response(200, AreaPageSchema)
def list_areas(query: dict[str, Any]) -> dict[str, Any]:
    """The tree of a day by code; with `q` also names and codes of former times, each with its successor."""
    me = acting()
    with transaction():
        demand(me.person, "grid.read")
        return areas_page(local_date(me.at), query["on"], query["q"], query["under"], query["limit"], query["after"])


@blueprint.post("/areas/changes")
@blueprint.arguments(PreviewQuery, location="query")
@blueprint.arguments(AreaChangesSchema)
@blueprint.response(200, AreasChangedSchema)
def post_changes(query: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    """Rename, move, create, merge, split from a day on; `?preview=true` only says what would move. Repeatable."""
    me = acting()
    with transaction():
        demand(me.person, "grid.edit")
        if query["preview"]:
            return {"id": body["id"], "preview": preview_changes(me, body["valid_from"], body["changes"])}
        asked = request.get_json()
        change_areas(me, body["id"], body["valid_from"], body["changes"], asked, title=body["title"])
        return {"id": body["id"], "preview": None}


@blueprint.get("/divisions")
@blueprint.arguments(DivisionsQuery, location="query")
@blueprint.response(200, DivisionPageSchema)
def list_divisions(query: dict[str, Any]) -> dict[str, Any]:
    """Divisions of the ground and of the tree, those still to come first."""
    me = acting()
    with transaction():
        demand(me.person, "grid.edit")
        return divisions_page(query["limit"], query["after"])


@blueprint.delete("/divisions/<uuid:division_id>")
@blueprint.response(204)
def delete_division(division_id: UUID) -> None:
    """Take back a division that is only planned. 409 from its day on, and where another is planned upon it."""
    me = acting()
    with transaction():
        demand(me.person, "grid.edit")
        withdraw_division(me, division_id)


@blueprint.get("/divisions/preview")
@blueprint.arguments(DraftQuery, location="query")
@blueprint.response(200, DivisionPreviewSchema)
def preview_division(query: dict[str, Any]) -> dict[str, Any]:
    """Which grids, orders and people adopting a draft would move; nothing is written. 422 where it is not fit."""
    me = acting()
    with transaction():
        demand(me.person, "grid.edit")
        return preview_draft(me, query["draft"])
