"""HTTP: the grids on the map and on the phone, whose ground a place is, what workers say about borders and devices."""

from __future__ import annotations

import gzip
import json
from typing import Any
from uuid import UUID

from flask import Response, request

from backend.api import Blueprint, acting, not_modified, with_etag
from backend.clock import local_date
from backend.database import transaction
from backend.grids.devices import KnownSpot, device_document, put_device_place
from backend.grids.flags import Flagged, flag_page, put_flag, take_flag_step
from backend.grids.ground import ground_document, pack_of
from backend.grids.place_schemas import (
    DeviceQuery,
    DeviceSchema,
    FlagDocumentSchema,
    FlagPageSchema,
    FlagSchema,
    FlagsQuery,
    FlagStepSchema,
    GroundQuery,
    GroundSchema,
    KnownSpotSchema,
)
from backend.grids.queries import division_mark, feature_collection, locate_document
from backend.grids.schemas import GridCollectionSchema, GridsQuery, LocatedSchema, LocateQuery
from backend.people.access import demand

blueprint = Blueprint("grids", __name__, description="网格：地图上和手机里的网格，一个地点属于哪个网格，边界反馈")
REVALIDATE = {"Cache-Control": "private, no-cache"}


@blueprint.get("/grids")
@blueprint.arguments(GridsQuery, location="query")
@blueprint.response(200, GridCollectionSchema)
def list_grids(query: dict[str, Any]) -> Any:
    """The grids of a day, today's if none is said, of an area (village, town, county) and box. ETag; 304."""
    me = acting()
    with transaction():
        demand(me.person, "grid.read")
        day = query.pop("on") or local_date(me.at)
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


@blueprint.get("/grids/ground")
@blueprint.arguments(GroundQuery, location="query")
@blueprint.response(200, GroundSchema)
def read_ground(query: dict[str, Any]) -> Any:
    """What the phone keeps to answer and to draw without a network: own grids and neighbours as drawn, the rest of the
    town simplified. With `since`, what has changed. ETag; 304 where the phone asks with the mark of today."""
    me = acting()
    with transaction():
        demand(me.person, "grid.read")
        pack = pack_of(me.person, local_date(me.at))
        etag = pack.mark.partition(".")[2][-64:] + pack.mark[:12]
        return not_modified(etag) or with_etag(_packed(ground_document(pack, query["since"])), etag)


@blueprint.put("/grids/flags/<uuid:flag_id>")
@blueprint.arguments(FlagSchema())
@blueprint.response(201, FlagDocumentSchema, description="The flag lies on the officer's map.")
@blueprint.alt_response(200, schema=FlagDocumentSchema, description="It was there before, with this content.")
def raise_flag(said: Flagged, flag_id: UUID) -> Any:
    """Say that the border is wrong here. Repeat it at will: the same id with the same content is the same flag."""
    me = acting()
    with transaction():
        document, new = put_flag(me, flag_id, said)
    return document, 201 if new else 200


@blueprint.get("/grids/flags")
@blueprint.arguments(FlagsQuery, location="query")
@blueprint.response(200, FlagPageSchema)
def list_flags(query: dict[str, Any]) -> Any:
    """Flags, newest first: all for those who draw the borders, the town's for a town, the own ones for everybody."""
    me = acting()
    with transaction():
        return flag_page(me.person, **query)


@blueprint.post("/grids/flags/<uuid:flag_id>/steps")
@blueprint.arguments(FlagStepSchema())
@blueprint.response(200, FlagDocumentSchema)
def end_flag(step: dict[str, Any], flag_id: UUID) -> Any:
    """Settle or decline a flag, once; whoever raised it is told."""
    me = acting()
    with transaction():
        return take_flag_step(me, flag_id, step["id"], step["step"], step["note"])


@blueprint.get("/me/device-places")
@blueprint.arguments(DeviceQuery, location="query")
@blueprint.response(200, DeviceSchema)
def read_device(query: dict[str, UUID]) -> Any:
    """What is known of the datum of one's own device."""
    me = acting()
    with transaction():
        demand(me.person, "report.file")
        return device_document(me.person, query["device"])


@blueprint.put("/me/device-places/<uuid:place_id>")
@blueprint.arguments(KnownSpotSchema())
@blueprint.response(200, DeviceSchema)
def put_place(said: KnownSpot, place_id: UUID) -> Any:
    """Tell what the device says at a spot that one knows; the answer is what is known of the device now."""
    me = acting()
    with transaction():
        return put_device_place(me, place_id, said)


def _packed(document: dict[str, Any]) -> Response:
    """The document as GroundSchema dumps it, compressed where the phone can read that: it is the largest answer."""
    text = json.dumps(GroundSchema().dump(document), ensure_ascii=False, separators=(",", ":")).encode()
    headers = {"Vary": "Accept-Encoding"}
    if request.accept_encodings.quality("gzip"):
        text, headers["Content-Encoding"] = gzip.compress(text, 6), "gzip"
    return Response(text, content_type="application/json", headers=headers)
