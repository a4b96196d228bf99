"""HTTP: vector tiles, figures to colour them with, the basemap below them."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, request

from backend.acting import Acting
from backend.api import Blueprint, acting, not_modified
from backend.clock import local_date
from backend.database import transaction
from backend.overview import basemap, tiles
from backend.overview.clause_use import clause_use
from backend.overview.clause_use_schemas import ClauseUseQuery, ClauseUseSchema
from backend.overview.cut import ground_cut, work_cut
from backend.overview.marks import grids_mark, heat_mark, late_at, named, orders_mark
from backend.overview.mercator import Tile
from backend.overview.schemas import BasemapAnswerSchema, FiguresSchema, TileQuery
from backend.overview.serving import TILE_TYPE, kept
from backend.people.access import demand
from backend.people.tokens_http import reading
from backend.problems import Problem

blueprint = Blueprint("overview", __name__, description="地图：矢量瓦片、网格数字、底图")

TILE = {"type": "string", "format": "binary"}
REVALIDATE = {"Cache-Control": "private, no-cache", "Vary": "Cookie"}


@blueprint.get("/tiles/<string:layer>/<int:z>/<int:x>/<int:y>.mvt")
@blueprint.arguments(TileQuery, location="query")
@blueprint.response(200, TILE, content_type=TILE_TYPE, description="a Mapbox vector tile; empty outside one's sight")
def show_tile(query: dict[str, Any], layer: str, z: int, x: int, y: int) -> Response:
    """A tile of `grids`, `orders` or `heat`, cut to what one may see. ETag; 304 where nothing changed."""
    draw, tile = LAYERS.get(layer), Tile(z, x, y)
    if draw is None or not tile.exists:
        raise Problem("not-found")
    with transaction():
        return draw(tile, query)


@blueprint.get("/tiles/figures")
@blueprint.response(200, FiguresSchema)
def show_figures() -> Any:
    """Per grid that one may see: open orders and late ones, none of them sensitive. ETag; 304 where nothing changed."""
    me = acting()
    with transaction():
        demand(me.person, "map.read")
        cut, now = work_cut(me.person), late_at(me.at)
        mark = named("figures", orders_mark(me.at), cut.name)
        fresh = not_modified(mark)
        return fresh or ({"figures": tiles.figures(cut, now)}, 200, {"ETag": f'"{mark}"', **REVALIDATE})


@blueprint.get("/checklists/use")
@blueprint.arguments(ClauseUseQuery, location="query")
@blueprint.response(200, ClauseUseSchema)
def show_clause_use(query: dict[str, Any]) -> Any:
    """Per clause what it was used for in the last days: the facts for the next round of admissions."""
    me = acting()
    with transaction():
        return clause_use(me, **query)


@blueprint.get("/grids/basemap")
@blueprint.response(200, BasemapAnswerSchema)
def name_basemap() -> dict[str, Any]:
    """Which basemap the settings name; null: none, and no outside host is ever asked."""
    acting()
    return {"basemap": basemap.described(current_app.extensions["settings"])}


@blueprint.get("/basemap.pmtiles")
@blueprint.response(206, TILE, content_type=basemap.MEDIA_TYPE, description="the range that was asked for")
def read_basemap() -> Response:
    """The settings' PMTiles file, a range at a time. 416 beyond its end, 404 where there is none."""
    acting()
    return basemap.answer(current_app.extensions["settings"], request)


@blueprint.after_request
def _say_length(response: Response) -> Response:
    return basemap.say_length(response)


def _grids(tile: Tile, query: dict[str, Any]) -> Response:
    me = reading("ogc")
    demand(me.person, "grid.read")
    cut, day = ground_cut(me.person), query["on"] or local_date(me.at)
    return kept(named("grids", tile, day, cut.name, grids_mark()), TILE_TYPE, lambda: tiles.grids_tile(tile, cut, day))


def _orders(tile: Tile, query: dict[str, Any]) -> Response:
    me = _viewer()
    cut, now = work_cut(me.person), late_at(me.at)
    mark = named("orders", tile, cut.name, orders_mark(me.at))
    return kept(mark, TILE_TYPE, lambda: tiles.orders_tile(tile, cut, now))


def _heat(tile: Tile, query: dict[str, Any]) -> Response:
    me = _viewer()
    cut, clause = work_cut(me.person), query["clause"]
    period = tiles.period_of(query["since"], query["until"], local_date(me.at))
    mark = named("heat", tile, cut.name, clause, period, heat_mark())
    return kept(mark, TILE_TYPE, lambda: tiles.heat_tile(tile, cut, clause, period))


def _viewer() -> Acting:
    me = acting()
    demand(me.person, "map.read")
    return me


LAYERS = {"grids": _grids, "orders": _orders, "heat": _heat}
