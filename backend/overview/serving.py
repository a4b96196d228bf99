"""Answers that are asked for again and again: an ETag, 304 where nothing changed, gzip where the caller reads it."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Final

from flask import Response, request

from backend.api import not_modified, with_etag

TILE_TYPE: Final = "application/vnd.mapbox-vector-tile"
WORTH_PACKING: Final = 512


def kept(mark: str, media_type: str, make: Callable[[], bytes]) -> Response:
    """The full answer, made only where the caller does not hold the one that `mark` names."""
    packed = request.accept_encodings.quality("gzip") > 0
    etag = f"{mark}-gz" if packed else mark
    response = not_modified(etag)
    if response is None:
        body = make()
        response = Response(body, content_type=media_type)
        if packed and len(body) >= WORTH_PACKING:
            response.set_data(gzip.compress(body, 4, mtime=0))
            response.headers["Content-Encoding"] = "gzip"
        with_etag(response, etag)
    response.headers["Vary"] = "Accept-Encoding, Authorization, Cookie"
    return response
