"""The map below ours: none, a PMTiles file of this server, or 天地图. The settings decide; without them, none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from flask import Request, Response, g
from werkzeug.datastructures import ETags
from werkzeug.http import parse_range_header

from backend.photos.store import PhotoStore
from backend.problems import Problem
from backend.settings import Settings

MEDIA_TYPE: Final = "application/vnd.pmtiles"
ADDRESS: Final = "/api/v1/basemap.pmtiles"
PIECE: Final = 1024 * 1024
TIANDITU_LAYERS: Final = ("vec", "cva")
"""Streets and names, in Web Mercator."""


def described(settings: Settings) -> dict[str, Any] | None:
    """What the page needs to draw it; None where there is none."""
    if settings.basemap == "none":
        return None
    local = settings.basemap == "pmtiles"
    return {
        "kind": "pmtiles" if local else "raster",
        "url": ADDRESS if local else None,
        "layers": [] if local else [_tianditu(settings, layer) for layer in TIANDITU_LAYERS],
        "datum": settings.basemap_datum,
        "attribution": settings.basemap_attribution,
        "approval": settings.basemap_approval or None,
    }


def answer(settings: Settings, request: Request) -> Response:
    """The range of the file that the request asks for; the whole file, piece by piece, where it asks for none.

    Raises Problem `not-found` without a file, `range` beyond its end, `busy` where the store is away.
    """
    if settings.basemap != "pmtiles":
        raise Problem("not-found")
    folder, name = _place(settings)
    store = PhotoStore(folder)
    found = store.describe(name)
    if found is None:
        raise Problem("not-found")
    size, etag = found
    if request.if_none_match.contains(etag):
        return _marked(Response(status=304), etag)
    first, end = _asked(request, size, etag) or (0, size)
    pieces = _pieces(store, name, first, end)
    response = Response(pieces, 206 if end - first < size else 200, content_type=MEDIA_TYPE)
    response.content_length = end - first
    if response.status_code == 206:
        response.headers["Content-Range"] = f"bytes {first}-{end - 1}/{size}"
    return _marked(response, etag)


def say_length(response: Response) -> Response:
    """A refused range is told how long the file is."""
    if response.status_code == 416 and "basemap_size" in g:
        response.headers["Content-Range"] = f"bytes */{g.basemap_size}"
    return response


def _asked(request: Request, size: int, etag: str) -> tuple[int, int] | None:
    """First byte and the one after the last; None for the whole file. Of several ranges none is served apart."""
    held = request.if_range
    if held is not None and held.etag is not None and not ETags([etag]).contains(held.etag):
        return None
    asked = parse_range_header(request.headers.get("Range"))
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        return None
    found = asked.range_for_length(size)
    if found is None or found[0] is None or found[1] is None:
        g.basemap_size = size
        raise Problem("range")
    return found[0], found[1]


def _pieces(store: PhotoStore, name: str, first: int, end: int) -> Iterator[bytes]:
    for start in range(first, end, PIECE):
        yield store.get_range(name, start, min(start + PIECE, end))


def _marked(response: Response, etag: str) -> Response:
    response.set_etag(etag)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Cookie"
    return response


def _place(settings: Settings) -> tuple[str, str]:
    """The store's address and the file's name in it; without a setting beside the photos."""
    if not settings.basemap_url:
        return settings.photos_url, "basemap.pmtiles"
    address, mark, options = settings.basemap_url.partition("?")
    folder, _, name = address.rpartition("/")
    return folder + mark + options, name


def _tianditu(settings: Settings, layer: str) -> dict[str, Any]:
    asked = (
        f"/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={layer}&STYLE=default&TILEMATRIXSET=w"
        f"&FORMAT=tiles&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={settings.tianditu_key}"
    )
    return {"id": layer, "tiles": [host + asked for host in settings.basemap_hosts]}
