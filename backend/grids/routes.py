"""HTTP: the grids on the map, and whose ground a place is."""

from __future__ import annotations

from typing import Any

from flask import Response

from backend.api import Blueprint, acting, not_modified
from backend.clock import local_date
from backend.database import transaction
from backend.grids.queries import division_mark, feature_collection, locate_document
from backend.grids.schemas import GridCollectionSchema, GridsQuery, LocatedSchema, LocateQuery
from backend.people.access import demand

blueprint = Blueprint("grids", __name__, description="网格：地图上的网格，一个地点属于哪个网格")


@blueprint.get("/grids")
@blueprint.arguments(GridsQuery, location="query")
@blueprint.response(200, GridCollectionSchema)
def list_grids(query: dict[str, Any]) -> Any:
    """The grids of today as GeoJSON, of an area (village, town, county) and box. ETag; 304 where nothing changed."""
    me = acting()
    with transaction():
        demand(me.person, "grid.read")
        day = local_date(me.at)
        own = sorted(me.person.grids | me.person.captain_of)
        mark = division_mark(day, query["area"], query["bbox"], own)
        fresh: Response | None = not_modified(mark)
        return fresh or (feature_collection(me.person, day, **query), 200, {"ETag": f'"{mark}"', **REVALIDATE})


@blueprint.get("/grids/locate")
@blueprint.arguments(LocateQuery, location="query")
@blueprint.response(200, LocatedSchema)
def locate_place(query: dict[str, Any]) -> Any:
    """Whose ground a place is today, for the asking person: own grids win from 30 % of the accuracy disc."""
    me = acting()
    with transaction():
        demand(me.person, "grid.read")
        return locate_document(me.person, local_date(me.at), **query)


REVALIDATE = {"Cache-Control": "private, no-cache"}
