"""Notices over HTTP: the list, the badge, reading, browsers that take pushes; and who may call what."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from backend import clock
from backend.acting import Acting
from backend.database import db, transaction
from backend.notices.actions import Telling, tell
from backend.notices.model import Notice, PushSubscription
from backend.notices.queries import COUNTED
from backend.people.model import ROLES
from tests.given import PASSWORD, County, anonymous_client, client_for, statements

LIST, BADGE, READ = "/api/v1/notices", "/api/v1/notices/unread", "/api/v1/notices/read"
PUSH, KEY = "/api/v1/push-subscriptions", "/api/v1/push-subscriptions/key"
POINT = generate_private_key(SECP256R1()).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
P256DH = base64.urlsafe_b64encode(POINT).rstrip(b"=").decode()
AUTH = "MDEyMzQ1Njc4OWFiY2RlZg"
BROWSER = {"endpoint": "https://push.example.com/1", "keys": {"p256dh": P256DH, "auth": AUTH}, "expirationTime": None}


@pytest.fixture
def worker(app: Flask, county: County) -> FlaskClient:
    return client_for(app, county.people["worker"])


def given_notices(county: County, count: int, username: str = "worker") -> None:
    tellings = [
        Telling(
            kind="order.closed", subject=f"order/{n}", title=f"第 {n} 件已结案", effect_key=f"closed:{n}",
            person=county.id_of(username),
        )
        for n in range(count)
    ]  # fmt: skip
    with transaction():
        tell(Acting(None, clock.now()), tellings)


def browsers() -> list[str]:
    return list(db.session.scalars(select(PushSubscription.endpoint).order_by(PushSubscription.endpoint)))


def test_the_list_is_newest_first_and_pages_stay_put_while_new_ones_arrive(worker: FlaskClient, county: County) -> None:
    given_notices(county, 5)
    first = worker.get(f"{LIST}?limit=2").json
    assert [one["title"] for one in first["items"]] == ["第 4 件已结案", "第 3 件已结案"]
    given_notices(county, 7)
    second = worker.get(f"{LIST}?limit=2&after={first['next']}").json
    third = worker.get(f"{LIST}?limit=2&after={second['next']}").json
    assert [one["subject"] for one in second["items"] + third["items"]] == ["order/2", "order/1", "order/0"]
    assert third["next"] is None


def test_nobody_reads_what_others_were_told(worker: FlaskClient, county: County) -> None:
    given_notices(county, 3, "captain")
    assert worker.get(LIST).json == {"items": [], "next": None}
    assert worker.get(BADGE).json == {"unread": 0, "newest": 0}
    ids = db.session.scalars(select(Notice.id)).all()
    assert worker.post(READ, json={"ids": list(ids), "all_until": max(ids)}).status_code == 200
    assert db.session.scalar(select(func.count(Notice.read_at))) == 0


@pytest.mark.parametrize("url", [LIST, BADGE])
def test_polling_costs_a_304_until_something_changes(worker: FlaskClient, county: County, url: str) -> None:
    given_notices(county, 2)
    mark = worker.get(url).headers["ETag"]
    again = worker.get(url, headers={"If-None-Match": mark})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", mark)
    newest = worker.get(BADGE).json["newest"]
    worker.post(READ, json={"ids": [newest]})
    changed = worker.get(url, headers={"If-None-Match": mark})
    assert changed.status_code == 200
    given_notices(county, 3)
    assert worker.get(url, headers={"If-None-Match": changed.headers["ETag"]}).status_code == 200


def test_the_badge_costs_one_query_and_counts_no_further_than_it_shows(worker: FlaskClient, county: County) -> None:
    given_notices(county, COUNTED + 20)
    worker.get(BADGE)
    with statements() as sent:
        badge = worker.get(BADGE).json
    assert len(sent) == 1
    assert badge["unread"] == COUNTED


def test_reading_answers_with_the_new_badge_and_may_be_repeated(worker: FlaskClient, county: County) -> None:
    given_notices(county, 4)
    ids = [one["id"] for one in worker.get(LIST).json["items"]]
    for _ in range(2):
        assert worker.post(READ, json={"ids": [ids[0], 999_999_999]}).json == {"unread": 3, "newest": ids[0]}
    assert worker.post(READ, json={"all_until": ids[2]}).json["unread"] == 1
    read = {one["id"]: one["read_at"] for one in worker.get(LIST).json["items"]}
    assert [read[number] is None for number in ids] == [False, True, False, False]


def test_a_browser_subscribes_and_unsubscribes_and_both_may_be_repeated(worker: FlaskClient, county: County) -> None:
    key = worker.get(KEY).json["key"]
    EllipticCurvePublicKey.from_encoded_point(SECP256R1(), base64.urlsafe_b64decode(key + "="))
    assert [worker.put(PUSH, json=BROWSER).status_code for _ in range(2)] == [204, 204]
    assert browsers() == [BROWSER["endpoint"]]
    body = {"endpoint": BROWSER["endpoint"]}
    assert [worker.delete(PUSH, json=body).status_code for _ in range(2)] == [204, 204]
    assert browsers() == []


def test_nobody_ends_the_pushes_of_others(app: Flask, worker: FlaskClient, county: County) -> None:
    worker.put(PUSH, json=BROWSER)
    other = client_for(app, county.people["captain"])
    assert other.delete(PUSH, json={"endpoint": BROWSER["endpoint"]}).status_code == 204
    assert browsers() == [BROWSER["endpoint"]]


def test_signing_out_ends_the_pushes_to_this_browser_only(app: Flask, worker: FlaskClient, county: County) -> None:
    tablet = client_for(app, county.people["worker"])
    worker.put(PUSH, json=BROWSER)
    tablet.put(PUSH, json={**BROWSER, "endpoint": "https://push.example.com/tablet"})
    assert worker.delete("/api/v1/session").status_code == 204
    assert browsers() == ["https://push.example.com/tablet"]


@pytest.mark.parametrize(
    "endpoint",
    ["http://push.example.com/1", "https://127.0.0.1/1", "http://127.0.0.1:9/1", "https://localhost/1", "https://db/1"],
)
def test_a_push_address_inside_the_network_is_refused(worker: FlaskClient, county: County, endpoint: str) -> None:
    answer = worker.put(PUSH, json={**BROWSER, "endpoint": endpoint})
    assert (answer.status_code, answer.json["type"]) == (422, "push-address")
    assert browsers() == []


def changed(**more: Any) -> bytes:
    return json.dumps({**BROWSER, **more}).encode()


def keys(p256dh: Any = P256DH, auth: Any = AUTH) -> bytes:
    return changed(keys={"p256dh": p256dh, "auth": auth})


OFF_CURVE = base64.urlsafe_b64encode(b"\x04" + bytes(64)).decode()
BAD = [
    *[("POST", READ, body, 422) for body in (
        b"{}", b"[]", b"null", b'{"ids": []}', b'{"ids": null}', b'{"ids": ["1"]}', b'{"ids": [1.5]}',
        b'{"ids": [true]}', b'{"ids": [0]}', b'{"ids": [-1]}', b'{"ids": [9223372036854775808]}',
        b'{"all_until": 1e300}', b'{"all_until": "x"}', b'{"ids": [1], "more": 1}',
        json.dumps({"ids": [1] * 201}).encode(),
    )],
    *[("POST", READ, body, 400) for body in (b"{", b"\xff", b'{"ids": [NaN]}', b'{"ids": ["\\u0000"]}')],
    ("POST", READ, b'{"ids": [' + b"1," * 200_000 + b"1]}", 413),
    *[("PUT", PUSH, body, 422) for body in (
        b"{}", b'{"endpoint": "https://push.example.com/1"}', changed(endpoint=1), changed(endpoint=""),
        changed(endpoint="push.example.com"), changed(endpoint="https://"),
        changed(endpoint="https://a b.example.com/"), changed(endpoint="https://[::1/"), changed(endpoint="https://x.example.com:99999/"),
        changed(endpoint="https://u:p@x.example.com/"), changed(endpoint="https://x.example.com/" + "a" * 1000),
        changed(endpoint="https://推送.example.com/"), changed(endpoint="javascript:alert(1)"), changed(keys=None),
        changed(keys={}), changed(more=1), changed(expirationTime="soon"), keys(p256dh=""), keys(p256dh="AAAA"),
        keys(p256dh=OFF_CURVE), keys(p256dh="%%%"), keys(p256dh=P256DH + "é"), keys(p256dh=1), keys(auth=""),
        keys(auth="AAAA"), keys(auth=None), keys(auth="~" * 22), keys(auth="A" * 101),
    )],
    ("PUT", PUSH, b'{"endpoint": "https://push.example.com/\\u0000"}', 400),
    ("DELETE", PUSH, b"{}", 422),
    ("DELETE", PUSH, b'{"endpoint": null}', 422),
    ("DELETE", PUSH, b'{"endpoint": "\\ud800"}', 400),
]  # fmt: skip


@pytest.mark.parametrize(("method", "url", "body", "status"), BAD, ids=range(len(BAD)))
def test_bad_bodies_get_a_problem_document_and_leave_nothing(
    worker: FlaskClient, county: County, method: str, url: str, body: bytes, status: int
) -> None:
    given_notices(county, 1)
    answer = worker.open(url, method=method, data=body, content_type="application/json")
    assert answer.status_code == status, answer.json
    assert answer.content_type.startswith("application/problem+json")
    assert (browsers(), worker.get(BADGE).json["unread"]) == ([], 1)


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=201", "limit=x", "limit=", "after=x", "after=W10", "after=WyJhIl0", "after=WzFlMzAwXQ",
     "after=WzBd", "after=%00", "after=%ED%A0%80", "after=" + "A" * 5000, "more=1"],
)  # fmt: skip
def test_bad_queries_get_a_problem_document(worker: FlaskClient, county: County, query: str) -> None:
    answer = worker.get(f"{LIST}?{query}")
    assert (answer.status_code, answer.json["type"]) == (422, "invalid")


CALLS: list[tuple[str, str, Any, int]] = [
    ("GET", "/api/v1/me", None, 200),
    ("GET", LIST, None, 200),
    ("GET", BADGE, None, 200),
    ("POST", READ, {"ids": [1]}, 200),
    ("GET", KEY, None, 200),
    ("PUT", PUSH, BROWSER, 204),
    ("DELETE", PUSH, {"endpoint": BROWSER["endpoint"]}, 204),
]


@pytest.mark.parametrize("role", ROLES)
def test_every_role_may_make_these_calls(app: Flask, county: County, role: str) -> None:
    client = client_for(app, county.people[role])
    answers = {(method, url): client.open(url, method=method, json=body).status_code for method, url, body, _ in CALLS}
    assert answers == {(method, url): status for method, url, _, status in CALLS}
    assert client.delete("/api/v1/session").status_code == 204


def test_whoever_is_not_signed_in_may_only_sign_in_and_out(app: Flask, county: County) -> None:
    visitor = anonymous_client(app)
    for method, url, body, _ in CALLS:
        answer = visitor.open(url, method=method, json=body)
        assert (answer.status_code, answer.json["type"]) == (401, "not-signed-in"), (method, url)
    assert visitor.delete("/api/v1/session").status_code == 204
    assert visitor.post("/api/v1/session", json={"username": "worker", "password": PASSWORD}).status_code == 200


@pytest.mark.parametrize("call", [call for call in CALLS if call[0] != "GET"], ids=lambda call: call[1])
def test_no_write_without_the_apps_header(app: Flask, county: County, call: tuple[str, str, Any, int]) -> None:
    client = client_for(app, county.people["worker"])
    del client.environ_base["HTTP_X_REQUESTED_WITH"]
    assert client.open(call[1], method=call[0], json=call[2]).status_code == 403
