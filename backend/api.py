"""HTTP as every part uses it: problem+json for every failure, strict JSON, cursor paging, the acting person."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NoReturn

import marshmallow as ma
import webargs
from flask import Flask, Request, Response, current_app, request
from flask.json.provider import DefaultJSONProvider
from flask_login import current_user
from flask_smorest import Api
from flask_smorest import Blueprint as SmorestBlueprint
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import HTTPException

from backend import clock
from backend.acting import Acting
from backend.problems import CATALOGUE, FieldFault, Problem

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
MOST_ITEMS: Final = 200
NUL_IN_JSON: Final = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
HTTP_CODES: Final = {
    400: "bad-request", 401: "not-signed-in", 403: "not-allowed", 404: "not-found", 405: "method-not-allowed",
    406: "not-acceptable", 409: "conflict", 413: "too-large", 415: "media-type", 422: "invalid", 429: "busy",
}  # fmt: skip


class StrictSchema(ma.Schema):
    """Refuses unknown keys, in bodies and queries alike."""

    class Meta:
        unknown = ma.RAISE


class StrictJSON(DefaultJSONProvider):
    """JSON without NaN and Infinity, without NUL or lone surrogates: none of these can be stored or sent on."""

    ensure_ascii = False
    sort_keys = False

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        try:
            source = s.decode() if isinstance(s, bytes) else s  # json itself would let encoded surrogates pass
            value = json.loads(source, parse_constant=_refuse_constant)
            if "\\u" in source:
                text = json.dumps(value, ensure_ascii=False)
                text.encode()
                if NUL_IN_JSON.search(text):
                    raise ValueError("NUL in a text")
        except (ValueError, RecursionError) as error:
            raise Problem("bad-json") from error
        return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


class StrictParser(FlaskParser):
    """webargs reads bodies with the plain json module and overlooks unknown keys of a query; this one is strict."""

    def __init__(self) -> None:
        super().__init__()
        self.DEFAULT_UNKNOWN_BY_LOCATION = FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION | {"query": None}

    def _raw_load_json(self, req: Request) -> Any:
        return current_app.json.loads(req.get_data(cache=True)) if req.is_json else webargs.missing


class Blueprint(SmorestBlueprint):  # type: ignore[misc]  # flask-smorest is untyped
    """What every part's routes.py is made of: flask-smorest's Blueprint with strict bodies."""

    ARGUMENTS_PARSER = StrictParser()


class ProblemApi(Api):  # type: ignore[misc]  # flask-smorest is untyped
    """flask-smorest's Api; the errors are written by this module."""

    def handle_http_exception(self, error: HTTPException) -> Response:
        return _answer(_from_http(error))


def init_api(app: Flask) -> ProblemApi:
    """Give the app strict JSON, problem documents, the write header's check and the OpenAPI document."""
    app.json = StrictJSON(app)
    app.before_request(_demand_header)
    app.register_error_handler(Problem, _answer)
    app.register_error_handler(Exception, _unforeseen)
    app.config.update(
        API_TITLE="Wangge 网格通",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_JSON_PATH="openapi.json",
        OPENAPI_URL_PREFIX="/api",
    )
    return ProblemApi(app)


def acting() -> Acting:
    """The signed-in person acting now. Raises Problem `not-signed-in`."""
    if not current_user.is_authenticated:
        raise Problem("not-signed-in")
    return Acting(current_user.actor, clock.now(), current_app.extensions["subscriptions"])


def subscriptions() -> Mapping[type, Sequence[Callable[[Acting, Any], None]]]:
    """Event type → handlers, as wsgi filled it in; for jobs and commands that act as the system."""
    found: Mapping[type, Sequence[Callable[[Acting, Any], None]]] = current_app.extensions["subscriptions"]
    return found


def as_system() -> Acting:
    """The system acting now: for jobs and commands."""
    return Acting(None, clock.now(), subscriptions())


def encode_cursor(key: Sequence[Any]) -> str:
    """A place in a list as an opaque text; `key` holds JSON values (moments as RFC 3339 text)."""
    return base64.urlsafe_b64encode(json.dumps(list(key)).encode()).decode().rstrip("=")


def decode_cursor(text: str | None, *kinds: Callable[[Any], Any]) -> list[Any] | None:
    """The key behind a cursor, each member read by its kind. Raises Problem `invalid` for anything else."""
    if not text:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        json.dumps(values, ensure_ascii=False).encode()  # a lone surrogate could be asked of nobody
        if not isinstance(values, list) or len(values) != len(kinds):
            raise ValueError("not a cursor of this list")
        return [kind(value) for kind, value in zip(kinds, values, strict=True)]
    except (ValueError, TypeError, AttributeError, binascii.Error, RecursionError, OverflowError) as error:
        fault = FieldFault("/after", "cursor", "翻页标记不对，请回到第一页。")
        raise Problem("invalid", errors=[fault]) from error


def page(rows: Sequence[Any], limit: int, key: Callable[[Any], Sequence[Any]]) -> dict[str, Any]:
    """`{items, next}` from up to limit + 1 rows: the extra row only tells that there is more."""
    items = list(rows[:limit])
    return {"items": items, "next": encode_cursor(key(items[-1])) if len(rows) > limit else None}


class PageQuery(StrictSchema):
    """`?limit=&after=` of every list."""

    limit = ma.fields.Integer(load_default=50, validate=ma.validate.Range(1, MOST_ITEMS))
    after = ma.fields.String(load_default=None)


def not_modified(etag: str) -> Response | None:
    """A 304 where the caller already has what `etag` names; set it on the full answer with `with_etag`."""
    if request.if_none_match.contains(etag):
        return with_etag(Response(status=304), etag)
    return None


def with_etag(response: Response, etag: str) -> Response:
    """The response with its ETag, to be revalidated by the browser each time."""
    response.set_etag(etag)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _demand_header() -> None:
    # A foreign page cannot add this header without a CORS preflight, which nobody answers: no forged writes.
    if request.method not in SAFE_METHODS and request.headers.get("X-Requested-With") != "grid-pwa":
        raise Problem("missing-header")


def _answer(problem: Problem) -> Response:
    body: dict[str, Any] = {
        "type": problem.code, "title": problem.kind.title, "status": problem.kind.status, "retry": problem.kind.retry,
    }  # fmt: skip
    if problem.detail:
        body["detail"] = problem.detail
    if problem.errors:
        body["errors"] = [{"pointer": f.pointer, "code": f.code, "title": f.title} for f in problem.errors]
    text = json.dumps(body, ensure_ascii=False)
    response = Response(text, problem.kind.status, content_type="application/problem+json; charset=utf-8")
    if problem.retry_after:
        response.headers["Retry-After"] = str(problem.retry_after)
    return response


def _unforeseen(error: Exception) -> Response:
    if isinstance(error, HTTPException):
        return _answer(_from_http(error))
    current_app.logger.exception("unforeseen")
    return _answer(Problem("server-fault"))


def _from_http(error: HTTPException) -> Problem:
    code = HTTP_CODES.get(error.code or 500, "server-fault" if (error.code or 500) >= 500 else "bad-request")
    data = getattr(error, "data", None) or {}
    messages = data.get("messages")
    if code == "invalid" and isinstance(messages, Mapping):
        return Problem(code, errors=list(field_faults(messages)))
    return Problem(code if code in CATALOGUE else "bad-request")


def field_faults(messages: Mapping[Any, Any]) -> list[FieldFault]:
    """marshmallow's messages as faults with JSON pointers; the place in the request (json, query) is left out."""
    faults: list[FieldFault] = []
    for place, inside in messages.items():
        _collect(inside, "" if place in ("json", "query", "path", "headers", "files") else f"/{place}", faults)
    return faults[:50]


def _collect(value: Any, pointer: str, faults: list[FieldFault]) -> None:
    if isinstance(value, Mapping):
        for key, inside in value.items():
            _collect(inside, pointer if key == "_schema" else f"{pointer}/{key}", faults)
    elif isinstance(value, list):
        for message in value:
            _collect(message, pointer, faults)
    else:
        code, title = SENTENCES.get(str(value), (getattr(value, "code", "invalid"), str(value)))
        faults.append(FieldFault(pointer, code, title))


# marshmallow speaks English to programs; people get these sentences. Own validators raise theirs in Chinese,
# those of geo.fields with a code of their own.
SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "Missing data for required field.": ("missing", "这一项必须填写。"),
    "Field may not be null.": ("null", "这一项不能为空。"),
    "Unknown field.": ("unknown", "不认识这一项，请更新应用。"),
    "Not a valid string.": ("type", "这一项要是文字。"),
    "Not a valid integer.": ("type", "这一项要是整数。"),
    "Not a valid number.": ("type", "这一项要是数字。"),
    "Not a valid boolean.": ("type", "这一项要是“是”或“否”。"),
    "Not a valid list.": ("type", "这一项要是列表。"),
    "Not a valid UUID.": ("type", "这一项要是编号（UUID）。"),
    "Not a valid datetime.": ("type", "时间的写法不对。"),
    "Not a valid date.": ("type", "日期的写法不对。"),
    "Not a valid mapping type.": ("type", "这一项的结构不对。"),
    "Invalid input type.": ("type", "这一项的结构不对。"),
    "Special numeric values (nan or infinity) are not permitted.": ("type", "这一项要是普通的数字。"),
}
