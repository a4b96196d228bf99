"""HTTP: resumable uploads (tus 1.0.0) and photos."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, current_app, request, url_for
from flask_smorest import Blueprint

from backend import api
from backend.database import transaction
from backend.photos import actions, queries, tus
from backend.photos.intake import CHUNK, Intake, read
from backend.photos.schemas import PhotoQuery
from backend.photos.serving import served_copy
from backend.photos.uploads import UploadState
from backend.problems import Problem

MOST_UNREAD = 1024 * 1024

blueprint = Blueprint("photos", __name__, description="照片：断点续传（tus 1.0.0）、查看、撤回")

BYTES = {"requestBody": {"content": {tus.BODY_TYPE: {"schema": {"type": "string", "format": "binary"}}}}}
PICTURE = {"type": "string", "format": "binary"}


@blueprint.route("/uploads", methods=["OPTIONS"], provide_automatic_options=False)
@blueprint.response(204)
def describe_uploads() -> Response:
    """What this server's tus can do."""
    limit = str(_intake().photo_limit)
    told = {"Tus-Version": tus.VERSION, "Tus-Extension": tus.EXTENSIONS, "Tus-Max-Size": limit}
    return Response(status=204, headers=told)


@blueprint.route("/uploads", methods=["POST"])
@blueprint.doc(**BYTES)
@blueprint.response(201)
def create_upload() -> Response:
    """Begin the upload of a photo that a report or an order of one's own waits for; a body is its first bytes."""
    acting = api.acting()
    tus.demand_version(request.headers.get("Tus-Resumable"))
    announced = tus.parse_metadata(request.headers.get("Upload-Metadata", ""))
    upload = _intake().begin(acting, announced, _number("Upload-Length"))
    if _has_body() and not upload.received:
        tus.demand_body_type(request.content_type)
        upload = _intake().receive(acting, upload.id, 0, request.environ["wsgi.input"], request.content_length)
    return _answer(201, upload, Location=url_for("photos.look_at_upload", upload_id=upload.id))


@blueprint.route("/uploads/<uuid:upload_id>", methods=["HEAD"])
@blueprint.response(200, description="Upload-Offset says where")
def look_at_upload(upload_id: UUID) -> Response:
    """Where the upload goes on."""
    acting = api.acting()
    tus.demand_version(request.headers.get("Tus-Resumable"))
    upload = _intake().standing(acting, upload_id)
    metadata = tus.write_metadata(upload.announced)
    return _answer(200, upload, Upload_Length=str(upload.length), Upload_Metadata=metadata)


@blueprint.route("/uploads/<uuid:upload_id>", methods=["PATCH"])
@blueprint.doc(**BYTES)
@blueprint.response(204)
def add_to_upload(upload_id: UUID) -> Response:
    """Add bytes at the offset; the last one stores the photo."""
    acting = api.acting()
    tus.demand_version(request.headers.get("Tus-Resumable"))
    tus.demand_body_type(request.content_type)
    offset = _number("Upload-Offset")
    body = request.environ["wsgi.input"]
    return _answer(204, _intake().receive(acting, upload_id, offset, body, request.content_length))


@blueprint.route("/uploads/<uuid:upload_id>", methods=["DELETE"])
@blueprint.response(204)
def terminate_upload(upload_id: UUID) -> Response:
    """Forget the upload."""
    acting = api.acting()
    tus.demand_version(request.headers.get("Tus-Resumable"))
    _intake().terminate(acting, upload_id)
    return Response(status=204)


@blueprint.route("/photos/<string(length=64):sha256>", methods=["GET"])
@blueprint.arguments(PhotoQuery, location="query")
@blueprint.response(200, PICTURE, content_type="image/jpeg", description="JPEG, or PNG where the original is one")
def show_photo(query: dict[str, Any], sha256: str) -> Response:
    """A photo that one may see, without metadata."""
    with transaction():
        photo = queries.visible_photo(api.acting().person, _intake().access, sha256)
    if photo is None:
        raise Problem("not-found")
    etag = f"{sha256}-{query['size']}"
    unchanged = api.not_modified(etag)
    return _kept(unchanged or Response(*_copy(photo, query["size"])), etag)


@blueprint.route("/photos/<string(length=64):sha256>", methods=["DELETE"])
@blueprint.response(204)
def withdraw_photo(sha256: str) -> Response:
    """Take back a photo of one's own, until it has served to verify."""
    with transaction():
        actions.withdraw(api.acting(), _intake().access, sha256)
    return Response(status=204)


@blueprint.after_request
def _take_delivery(response: Response) -> Response:
    # A refusal reaches the phone only if the bytes under way were taken: the server closes a line with unread ones.
    if response.status_code >= 400 and request.method in ("POST", "PATCH"):
        body, left = request.environ["wsgi.input"], MOST_UNREAD
        while left > 0 and (chunk := read(body, min(CHUNK, left))):
            left -= len(chunk)
    return response


@blueprint.after_request
def _speak_tus(response: Response) -> Response:
    response.headers["Tus-Resumable"] = tus.VERSION
    if response.status_code == 412:
        response.headers["Tus-Version"] = tus.VERSION
    return response


def _intake() -> Intake:
    intake: Intake = current_app.extensions["photo_intake"]
    return intake


def _number(header: str) -> int:
    return tus.whole_number(header, request.headers.get(header))


def _has_body() -> bool:
    return bool(request.content_length) or "chunked" in request.headers.get("Transfer-Encoding", "").lower()


def _answer(status: int, upload: UploadState, **more: str) -> Response:
    response = Response(status=status)
    response.headers["Upload-Offset"] = str(upload.received)
    response.headers["Upload-Expires"] = tus.http_date(upload.expires_at)
    response.headers["Cache-Control"] = "no-store"
    for name, value in more.items():
        response.headers[name.replace("_", "-")] = value
    return response


def _copy(photo: queries.StoredPhoto, size: str) -> tuple[bytes, int, dict[str, str]]:
    content, media_type = served_copy(_intake().store, photo, size)
    extension = media_type.partition("/")[2].replace("jpeg", "jpg")
    name = f'inline; filename="{photo.sha256[:12]}-{size}.{extension}"'
    return content, 200, {"Content-Type": media_type, "Content-Disposition": name}


def _kept(response: Response, etag: str) -> Response:
    response.set_etag(etag)
    # A day, not for ever: a photo may be withdrawn or sealed, and then a phone should not keep showing it.
    response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Vary"] = "Cookie"
    return response
