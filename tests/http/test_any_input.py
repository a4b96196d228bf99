"""Whatever is sent to whichever call by whichever role: never a fault of the server, always a problem document."""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

import pytest
from flask import Flask

from backend.api import encode_cursor
from tests.cases import Desk
from tests.filings import declared, filing, finding
from tests.given import County, anonymous_client

CONTRACT = json.loads((Path(__file__).parents[2] / "pwa" / "openapi.json").read_text("utf-8"))["paths"]
ROLES = ("worker", "captain", "town", "unit", "auditor", "admin", None)
# Who gets furthest with a call is asked to try it; the other calls go round.
FURTHEST = {"flags": "centre", "device-places": "worker",
            "rewards/mine": "worker", "rewards/entries": "town_reviewer", "rewards/appeals": "appeals",
            "rewards/tallies": "clerk",
            "reports/{report_id}": "worker", "steps": "captain", "uploads": "worker",
            "me/tokens": "town", "tiles": "town", "areas": "admin", "divisions": "admin",
            "assignments": "admin", "admissions": "centre", "activations": "centre"}  # fmt: skip
JSON = "application/json"
NEW, CODE = "019563e8-20b1-4bf5-9f6e-000000000000", "3206852026010110000000"
"""In bodies and addresses: an id never used before, and the code of an order that waits for the captain."""
WORDS = (
    "", " ", "-1", "1e999", "nan", "\0", "\ufffe", "' OR 1=1 --", "%", "长" * 300, "../../etc", "9" * 40,
    "2026-13-45T99:99:99+99:99", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "120.46,90", "180,-90",
    "-180,-90,180,90", "320685000000", "mine", "captain:", "worker:x", NEW, "f" * 64,
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, -1, 2**31, 10**400, 1e308, "", "长" * 3_000, [], [None], {"a": 1}, NEW, "2026-11-22T08:00:00",
    {"type": "Point", "coordinates": [0, 90]},
)  # fmt: skip
INSIDE: tuple[Any, ...] = (None, -1, 2**70, "", NEW, "0001-01-01T00:00:00", "9999-12-31T23:59:59-14:00", "2026-11", [])
CURSORS = (
    "!", "e30", base64.urlsafe_b64encode(b"\xff").decode(), *(encode_cursor([one]) for one in INSIDE),
    *(encode_cursor(pair) for pair in product(INSIDE, INSIDE)),
)  # fmt: skip
HEADERS = ("", "-1", "9" * 30, "1.0.0", "for b3JkZXIvMQ==", "text/plain", "\xff")


@dataclass(frozen=True, slots=True)
class Ask:
    """One request, as strange as it may be."""

    method: str
    url: str
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


@pytest.fixture
def desk(app: Flask, county: County) -> Desk:
    return Desk(app, county)


def operations() -> Iterator[tuple[str, str, list[dict[str, Any]], dict[str, Any]]]:
    """Method, path template, query parameters, body contents of every call of the contract."""
    for path, calls in CONTRACT.items():
        for method, call in calls.items():
            if method != "parameters":
                asked = [one for one in call.get("parameters", []) if one["in"] == "query"]
                yield method.upper(), path, asked, call.get("requestBody", {}).get("content", {})


def whole() -> dict[tuple[str, str], Any]:
    """A body that fits, for every call that takes one."""
    point = {"type": "Point", "coordinates": [120.404, 32.506]}
    contact = {"name": "张三", "phone": "13800138000", "relation": "住户", "agreed": True}
    found = finding(id=NEW, photos=[declared(b"picture", place=point)], contacts=[contact], joins=CODE)
    evidence = {"reason": "place", "note": "更正", "place": point, "grid": "320685100201002", "clause": "CZ01-02",
                "level": "L"}  # fmt: skip
    every = {"how": "on_site", "unit": "fire", "days": 1, "until": "2026-12-01", "into": CODE, "contacts": [contact],
             "photos": [{"sha256": "0" * 64, "kind": "near"}]}  # fmt: skip
    step = {"id": NEW, "step": "correct", "expected_version": 1, "evidence": evidence}
    push = {"endpoint": "https://push.example/x", "keys": {"p256dh": "x", "auth": "x"}}
    merge = {"change": "merge", "codes": ["320685100201", "320685100202"], "into": "320685100203", "name": "凤志村"}
    split = {"change": "split", "code": "320685101201", "parts": [{"code": "320685101201", "name": "三里村",
             "children": ["320685101201001"]}, {"code": "320685101202", "name": "四里村"}]}  # fmt: skip
    areas = {"id": NEW, "valid_from": "2999-01-01", "title": "", "changes": [merge, split]}
    duty = {"person": NEW, "grid": "320685100202001", "duty": "lead", "valid_from": "2999-01-01", "valid_to": None}
    clause = {"title": "试验用的条款", "help": "拉线充电的算。", "lead": "fire", "support": ["police"],
              "level": "L", "respond": "2 work_hour", "handle": "1 work_day", "pays": "no",
              "ext_codes": {"国标": "1"}}  # fmt: skip
    asked = {"kind": "enter", "item": "XF01", "clause": None, "content": clause, "basis": "消防法", "reason": "",
             "workload_per_month": 1, "trial_area": "320685100000", "temporary_until": "2999-01-01"}  # fmt: skip
    decided = {"id": NEW, "step": "amend", "note": "", "proposal": asked, "notice_from": None, "notice_until": None,
               "edition": None}  # fmt: skip
    wish = {"id": NEW, "edition": "2026", "first_day": "2999-01-01", "area": None, "grace_days": 30, "note": ""}
    review = {"id": NEW, "step": "pass_first", "expected_version": 1,
              "evidence": {"reason": "known", "level": "L", "note": "理由"}}  # fmt: skip
    return {
        ("POST", "/api/v1/admissions"): {"id": NEW, **asked},
        ("POST", "/api/v1/admissions/{request_id}/steps"): decided,
        ("POST", "/api/v1/checklists/activations"): wish,
        ("POST", "/api/v1/areas/changes"): areas,
        ("PUT", "/api/v1/assignments/{assignment_id}"): duty,
        ("PUT", "/api/v1/reports/{report_id}"): filing(found),
        ("POST", "/api/v1/orders/{code}/steps"): step,
        ("POST", "/api/v1/orders/steps"): [{"code": CODE, **step, "evidence": every}],
        ("POST", "/api/v1/rewards/entries/{entry}/steps"): review,
        ("POST", "/api/v1/rewards/entries/steps"): [{"entry": NEW, **review}],
        ("POST", "/api/v1/rewards/entries/{entry}/appeals"): {"id": NEW, "kind": "appeal", "words": "请再看"},
        ("POST", "/api/v1/rewards/appeals/{appeal}/steps"): {"id": NEW, "step": "uphold", "reason": "已核对"},
        ("POST", "/api/v1/rewards/tallies"): {"id": NEW, "month": "2026-01"},
        ("POST", "/api/v1/rewards/tallies/{tally}/steps"): {
            "id": NEW,
            "step": "mark_paid",
            "evidence": {"entries": [NEW], "note": "已发放"},
        },
        ("POST", "/api/v1/session"): {"username": "worker", "password": "x"},
        ("POST", "/api/v1/me/tokens"): {"name": "QGIS", "until": "2026-12-31", "scope": "ogc"},
        ("POST", "/api/v1/notices/read"): {"ids": [1], "all_until": 1},
        ("PUT", "/api/v1/push-subscriptions"): push,
        ("PUT", "/api/v1/grids/flags/{flag_id}"): {
            "place": point,
            "accuracy_m": 8.5,
            "datum": "gcj02",
            "grid": None,
            "note": "以河为界",
        },
        ("POST", "/api/v1/grids/flags/{flag_id}/steps"): {"id": NEW, "step": "settle", "note": ""},
        ("PUT", "/api/v1/me/device-places/{place_id}"): {"device": NEW, "fix": point, "accuracy_m": 8, "spot": point},
        ("DELETE", "/api/v1/push-subscriptions"): {"endpoint": push["endpoint"]},
    }


def bent(body: Any) -> Iterator[Any]:
    """The body with each of its values replaced by each strange one, and with each of its keys left out."""
    for path in places(body):
        yield from (changed(body, path, value) for value in VALUES)
        if isinstance(path[-1], str):
            yield left_out(body, path)
    yield from (None, [], {}, "x", 7, [body], {"body": body})


def places(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [one for key, each in inside for one in ((*here, key), *places(each, (*here, key)))]


def reached(body: Any, path: tuple[Any, ...]) -> Any:
    for key in path[:-1]:
        body = body[key]
    return body


def left_out(body: Any, path: tuple[Any, ...]) -> Any:
    new = copy.deepcopy(body)
    del reached(new, path)[path[-1]]
    return new


def changed(body: Any, path: tuple[Any, ...], value: Any) -> Any:
    new = copy.deepcopy(body)
    reached(new, path)[path[-1]] = value
    return new


def addressed(path: str) -> Iterator[str]:
    """The path with a fitting name in it, and with strange ones."""
    before, brace, rest = path.partition("{")
    name, _, after = rest.partition("}")
    fits = {"code": CODE, "sha256": "0" * 64, "edition": "2026", "layer": "heat"}.get(name, NEW)
    after = after.replace("{z}", "12").replace("{x}", "3416").replace("{y}", "1658")
    yield from (before + quote(word, safe="") + after for word in ((fits, *WORDS) if brace else ("",)))


def asks() -> Iterator[Ask]:
    """Every strange request, in the same order each time."""
    bodies = whole()
    for method, path, asked, contents in operations():
        first, *others = addressed(path)
        body = bodies.get((method, path))
        yield from (Ask(method, url, body) for url in (first, *others))
        fits = {"lon": "120.4", "lat": "32.5"} if path.endswith("locate") else {}
        for one in asked:
            for word in (*WORDS, *(CURSORS if one["name"] == "after" else ())):
                yield Ask(method, f"{first}?{urlencode(fits | {one['name']: word})}")
        if body is not None:
            yield from (Ask(method, first, each) for each in bent(body))
        if "uploads" in path:
            names = ("Tus-Resumable", "Upload-Length", "Upload-Offset", "Upload-Metadata", "Content-Type")
            told = {"Tus-Resumable": "1.0.0", "Upload-Length": "5", "Upload-Offset": "0",
                    "Content-Type": next(iter(contents), JSON)}  # fmt: skip
            yield from (Ask(method, first, b"12345", told | {name: value}) for name, value in product(names, HEADERS))


def fault(desk: Desk, standing: str, username: str | None, ask: Ask) -> str | None:
    """What is wrong with the answer; None where it is as promised."""
    client = desk.client(username) if username else anonymous_client(desk.app)
    text = ask.body if isinstance(ask.body, bytes) else b"" if ask.body is None else json.dumps(ask.body).encode()
    code = (desk.file() if f"{CODE}/steps" in ask.url else standing).encode()
    text = text.replace(NEW.encode(), str(uuid4()).encode()).replace(CODE.encode(), code)
    url = ask.url.replace(NEW, str(uuid4())).replace(CODE, code.decode())
    answer = client.open(url, method=ask.method, headers={"Content-Type": JSON} | ask.headers, data=text)
    if answer.status_code >= 500:
        return f"{answer.status_code}"
    if answer.status_code < 400 or ask.method == "HEAD":
        return None
    told = json.loads(answer.data) if answer.mimetype == "application/problem+json" else {}
    return None if {"type", "title", "status", "retry"} <= told.keys() else f"{answer.status_code} {answer.mimetype}"


def test_no_input_makes_the_server_fail_or_answer_without_a_reason(desk: Desk) -> None:
    faults, standing = [], desk.file()
    for number, ask in enumerate(asks()):
        favourite = next((who for part, who in FURTHEST.items() if part in ask.url.replace(NEW, "{report_id}")), None)
        if told := fault(desk, standing, favourite or ROLES[number % len(ROLES)], ask):
            faults.append((ask, told))
        if ask.method == "DELETE" and "session" in ask.url:
            desk.clients.clear()
    assert faults == []
