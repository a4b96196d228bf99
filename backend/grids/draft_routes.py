"""HTTP: a division from a file to its adoption, and any division as a file."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

from flask import Response, current_app, request

from backend.api import Blueprint, PageQuery, acting
from backend.clock import local_date
from backend.database import transaction
from backend.grids import draft_schemas as schemas
from backend.grids.draft_checks import Rules
from backend.grids.draft_columns import parse_mapping, text_of
from backend.grids.draft_queries import (
    draft_document,
    fault_places,
    list_drafts,
    repaired_features,
    row_features,
)
from backend.grids.draft_upload import CHUNK, spooled, take_delivery
from backend.grids.drafts import take_step
from backend.grids.exporting import ENDINGS, LAYER, Format, export_grids
from backend.grids.importing import Order, draft_file
from backend.people.access import demand
from geo.files import Reading

blueprint = Blueprint("drafts", __name__, description="网格划分草案：导入、检查、修复、采用；导出网格")

FILE = {"requestBody": {"required": True, "content": {
    "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
}}}  # fmt: skip
BINARY = {"type": "string", "format": "binary"}


@blueprint.get("/grids/drafts")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, schemas.DraftPageSchema)
def read_drafts(query: dict[str, Any]) -> Any:
    """The drafts, newest first."""
    with transaction():
        demand(acting().person, "grid.edit")
        return list_drafts(**query)


@blueprint.post("/grids/drafts")
@blueprint.doc(**FILE)
@blueprint.arguments(schemas.DraftQuery, location="query")
@blueprint.response(201, schemas.DraftDocumentSchema)
def make_draft(query: dict[str, Any]) -> Any:
    """A file of polygons (GeoPackage, zipped Shapefile, GeoJSON, KML) as a draft, checked."""
    me = acting()
    demand(me.person, "grid.edit")
    order = _order(query)
    limit = current_app.extensions["settings"].grid_file_limit
    with spooled(request.environ["wsgi.input"], request.content_length, limit) as path, transaction():
        return draft_document(draft_file(me, path, order), 50, None)


@blueprint.get("/grids/drafts/<uuid:draft_id>")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, schemas.DraftDocumentSchema)
def read_draft(query: dict[str, Any], draft_id: UUID) -> Any:
    """One draft with its faults."""
    with transaction():
        demand(acting().person, "grid.edit")
        return draft_document(draft_id, **query)


@blueprint.get("/grids/drafts/<uuid:draft_id>/features")
@blueprint.arguments(schemas.FeaturesQuery, location="query")
@blueprint.response(200, schemas.DraftFeaturesSchema)
def read_features(query: dict[str, Any], draft_id: UUID) -> Any:
    """The grids of a draft as GeoJSON, page by page."""
    with transaction():
        demand(acting().person, "grid.edit")
        return row_features(draft_id, **query)


@blueprint.get("/grids/drafts/<uuid:draft_id>/faults.geojson")
@blueprint.response(200, schemas.PlacesSchema)
def read_places(draft_id: UUID) -> Any:
    """Where the open faults of a draft are."""
    with transaction():
        demand(acting().person, "grid.edit")
        return fault_places(draft_id)


@blueprint.get("/grids/drafts/<uuid:draft_id>/faults/<int(max=2147483647):fault_id>/repair.geojson")
@blueprint.response(200, schemas.DraftFeaturesSchema)
def read_repair(draft_id: UUID, fault_id: int) -> Any:
    """The grids as the proposed repair of one fault would leave them; none where nothing is proposed."""
    with transaction():
        demand(acting().person, "grid.edit")
        return repaired_features(draft_id, fault_id)


@blueprint.post("/grids/drafts/<uuid:draft_id>/steps")
@blueprint.arguments(schemas.DraftStepSchema)
@blueprint.response(200, schemas.DraftDocumentSchema)
def step_draft(body: dict[str, Any], draft_id: UUID) -> Any:
    """Accept one repair, check again, adopt or drop; answers with the draft as it stands afterwards."""
    me = acting()
    with transaction():
        demand(me.person, "grid.edit")
        rules = Rules.of(current_app.extensions["settings"])
        take_step(me, draft_id, body["id"], body["step"], body["fault"], rules)
        return draft_document(draft_id, 50, None)


@blueprint.get("/grids/export")
@blueprint.arguments(schemas.ExportQuery, location="query")
@blueprint.response(200, BINARY, content_type="application/geopackage+sqlite3", description="GeoPackage or GeoJSON")
def export(query: dict[str, Any]) -> Response:
    """The grids of any day as a file that QGIS opens and an import reads back."""
    me = acting()
    with transaction(), tempfile.TemporaryDirectory(prefix="wangge-export-") as folder:
        demand(me.person, "grid.edit")
        day, form = query["on"] or local_date(me.at), query["format"]
        path = Path(folder) / f"{LAYER}-{day.isoformat()}.{form}"
        export_grids(day, query["area"], form, path)
        return _sent(path, form, path.name)


@blueprint.after_request
def _take_delivery(response: Response) -> Response:
    if response.status_code >= 400 and request.method == "POST":
        take_delivery(request.environ["wsgi.input"])
    return response


def _order(query: dict[str, Any]) -> Order:
    rules = Rules.of(current_app.extensions["settings"], query["tolerance_m"])
    crs = query["crs"] and f"EPSG:{query['crs'].removeprefix('EPSG:')}"
    reading = Reading(query["layer"], query["encoding"], crs, query["datum"])
    source = text_of(query["filename"]) or "上传的文件"
    return Order(query["area"], query["valid_from"], source, rules, reading, parse_mapping(query["mapping"]))


def _sent(path: Path, form: Format, name: str) -> Response:
    # The open file outlives its folder; nothing of it is held in memory.
    opened = os.open(path, os.O_RDONLY)
    response = Response(iter(lambda: os.read(opened, CHUNK), b""), content_type=ENDINGS[form])
    response.call_on_close(lambda: os.close(opened))
    response.headers["Content-Length"] = str(os.fstat(opened).st_size)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response.headers["Cache-Control"] = "private, no-store"
    return response
