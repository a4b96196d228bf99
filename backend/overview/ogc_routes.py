"""HTTP at the root: OGC API - Features, for QGIS, GDAL and everything else that reads the standard."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, current_app, request

from backend.acting import Acting
from backend.api import encode_cursor
from backend.database import transaction
from backend.grids.queries import county_of
from backend.overview import ogc_documents as documents
from backend.overview.extent import county_extent
from backend.overview.marks import named
from backend.overview.ogc_contract import contract
from backend.overview.ogc_features import COLLECTIONS, Collection, readable
from backend.overview.ogc_query import CGCS2000, crs_of, demand_known, wanted
from backend.overview.serving import kept
from backend.people.access import demand
from backend.people.tokens_http import CHALLENGE, reading
from backend.problems import Problem

blueprint = Blueprint("ogc", __name__, url_prefix="/ogc")


@blueprint.get("", strict_slashes=False)
def landing() -> Response:
    """Where everything is."""
    with transaction():
        _reader()
        county = county_of()
        return _json(documents.landing(_base(), county.name if county else ""))


@blueprint.get("/conformance")
def conformance() -> Response:
    """Which parts of the standard hold here."""
    with transaction():
        _reader()
    return _json(documents.conformance())


@blueprint.get("/api")
def describe() -> Response:
    """The OpenAPI 3.0 document."""
    with transaction():
        me = _reader()
    return _json(contract(_base(), readable(me)), documents.OPENAPI)


@blueprint.get("/collections")
def list_collections() -> Response:
    """What one may read."""
    with transaction():
        me = _reader()
        return _json(documents.collections(_base(), readable(me), county_extent()))


@blueprint.get("/collections/<name>")
def show_collection(name: str) -> Response:
    """One collection."""
    with transaction():
        _, one = _open(name)
        demand_known(_parameters())
        return _json(documents.collection(_base(), one, county_extent()))


@blueprint.get("/collections/<name>/items")
def list_items(name: str) -> Response:
    """A page of features. ETag; 304 where nothing changed."""
    with transaction():
        me, one = _open(name)
        asked = wanted(_parameters())

        def page() -> bytes:
            rows = one.page(me, asked)
            features = [one.feature(row, asked.latitude_first) for row in rows[: asked.limit]]
            more = encode_cursor(one.key(rows[asked.limit - 1])) if len(rows) > asked.limit else None
            said, stamp = request.args.to_dict(), me.at.isoformat(timespec="seconds").replace("+00:00", "Z")
            return _bytes(documents.items(_base(), one, features, said, more, stamp))

        mark = named(name, _base(), asked, one.mark(me))
        return _in_system(kept(mark, documents.GEOJSON, page), asked.crs)


@blueprint.get("/collections/<name>/items/<feature>")
def show_item(name: str, feature: str) -> Response:
    """One feature by its id."""
    with transaction():
        me, one = _open(name)
        crs = crs_of(_parameters())
        flipped = crs == CGCS2000
        row = one.find(me, feature, flipped)
        if row is None:
            raise Problem("not-found")
        found = documents.item(_base(), one, one.feature(row, flipped))
        return _in_system(_json(found, documents.GEOJSON), crs)


@blueprint.get("/<path:rest>")
def nothing(rest: str) -> Response:
    """No page of the phone app begins with /ogc."""
    raise Problem("not-found")


@blueprint.after_request
def _challenge(response: Response) -> Response:
    if response.status_code == 401:
        response.headers["WWW-Authenticate"] = CHALLENGE
    response.headers.setdefault("Cache-Control", "private, no-cache")
    response.headers.setdefault("Vary", "Accept-Encoding, Authorization, Cookie")
    return response


def _reader() -> Acting:
    me = reading("ogc")
    demand_known(_parameters())
    return me


def _open(name: str) -> tuple[Acting, Collection]:
    me, one = reading("ogc"), COLLECTIONS.get(name)
    if one is None:
        raise Problem("not-found")
    demand(me.person, one.permission)
    return me, one


def _parameters() -> Mapping[str, list[str]]:
    return request.args.to_dict(flat=False)


def _base() -> str:
    # Behind a proxy that ends TLS the request itself came by http.
    scheme = "https" if current_app.extensions["settings"].behind_tls else request.scheme
    return f"{scheme}://{request.host}/ogc"


def _in_system(response: Response, crs: str) -> Response:
    response.headers["Content-Crs"] = f"<{crs}>"
    return response


def _json(document: dict[str, Any], media_type: str = documents.JSON) -> Response:
    return Response(_bytes(document), content_type=media_type)


def _bytes(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, allow_nan=False).encode()
