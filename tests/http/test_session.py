"""Signing in and out over HTTP: the cookie, the attempts, who may and who is told what."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from backend import clock
from backend.acting import Acting
from backend.database import db, transaction
from backend.people import passwords
from backend.people.actions import disable_person
from backend.people.model import ROLES, Person, SignInAttempt
from backend.people.passwords import NOBODYS
from backend.settings import Settings
from tests.given import BEFORE, PASSWORD, County, anonymous_client, client_for, given_deputy, statements
from wsgi import create_app

AnotherApp = Callable[[Settings], Flask]

URL = "/api/v1/session"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    return anonymous_client(app)


@pytest.fixture
def another_app() -> Iterator[AnotherApp]:
    """Makes further processes of the same server; their connections are closed afterwards."""
    made: list[Flask] = []

    def make(settings: Settings) -> Flask:
        made.append(create_app(settings))
        return made[-1]

    yield make
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[timedelta], None]]:
    """Moves the server's clock; it stands still otherwise."""
    began = datetime.now(UTC)

    def move(by: timedelta) -> None:
        monkeypatch.setattr(clock, "now", lambda: began + by)

    move(timedelta())
    yield move


def sign_in(client: FlaskClient, username: str, password: str = PASSWORD, address: str = "203.0.113.9") -> int:
    answer = client.post(
        URL, json={"username": username, "password": password}, environ_overrides={"REMOTE_ADDR": address}
    )
    return answer.status_code


@pytest.mark.parametrize("role", ROLES)
def test_each_role_signs_in_and_reads_who_it_is(visitor: FlaskClient, county: County, role: str) -> None:
    answer = visitor.post(URL, json={"username": f" {role.title()} ", "password": PASSWORD})
    assert answer.status_code == 200
    me = visitor.get("/api/v1/me").json
    assert me == answer.json
    assert (me["id"], me["role"]) == (str(county.id_of(role)), role)
    assert me["county"] == {"code": "320685000000", "name": "海安市", "demo": False}


def test_me_names_areas_grids_unit_and_whom_one_stands_in_for(app: Flask, county: County) -> None:
    given_deputy(county.people["captain"], county.people["worker"], BEFORE, date(2035, 1, 1))
    me = client_for(app, county.people["worker"]).get("/api/v1/me").json
    assert me is not None
    assert me["areas"] == [{"code": county.village, "name": "凤山村", "level": "village"}]
    assert [(grid["name"], grid["duty"]) for grid in me["grids"]] == [
        ("凤山村第一网格", "captain"), ("凤山村第二网格", "captain"), ("凤山市场专属网格", "captain"),
    ]  # fmt: skip
    assert [(one["name"], one["role_title"]) for one in me["deputy_for"]] == [("李建国", "网格长")]
    assert "order.verify" in me["permissions"]
    unit = client_for(app, county.people["unit"]).get("/api/v1/me").json
    assert unit is not None
    assert unit["unit"]["code"] == "fire"


def test_the_cookie_is_closed_to_scripts_and_other_sites_and_named_by_the_county(
    visitor: FlaskClient, county: County, settings: Settings
) -> None:
    answer = visitor.post(URL, json={"username": "worker", "password": PASSWORD})
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith(f"wangge_{settings.county}=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_behind_tls_the_cookie_travels_only_there(another_app: AnotherApp, settings: Settings, county: County) -> None:
    visitor = anonymous_client(another_app(replace(settings, behind_tls=True)))
    answer = visitor.post(URL, json={"username": "worker", "password": PASSWORD})
    assert "Secure" in answer.headers["Set-Cookie"]


def test_a_session_survives_a_restart(
    visitor: FlaskClient, county: County, settings: Settings, another_app: AnotherApp
) -> None:
    sign_in(visitor, "worker")
    cookie = visitor.get_cookie(settings.cookie_name)
    assert cookie is not None
    later = another_app(settings).test_client()
    later.set_cookie(settings.cookie_name, cookie.value)
    assert later.get("/api/v1/me").status_code == 200


@pytest.mark.parametrize("change", [lambda text: text[:-2] + "xx", lambda text: "", lambda text: "e30." + text])
def test_a_cookie_that_was_changed_is_nobody(
    app: Flask, county: County, settings: Settings, change: Callable[[str], str]
) -> None:
    client = client_for(app, county.people["worker"])
    cookie = client.get_cookie(settings.cookie_name)
    assert cookie is not None
    client.set_cookie(settings.cookie_name, change(cookie.value))
    assert client.get("/api/v1/me").status_code == 401


STRANGERS = ["", "x", "x.1", "00000000-0000-0000-0000-000000000000.1", "{}.x", "{}.", "{}.2", "{}.-1"]


@pytest.mark.parametrize("text", STRANGERS)
def test_a_signed_cookie_that_names_nobody_is_nobody(app: Flask, county: County, text: str) -> None:
    client = anonymous_client(app)
    with client.session_transaction() as session:
        session["_user_id"] = text.format(county.id_of("worker"))
    assert client.get("/api/v1/me").status_code == 401


def test_signing_out_ends_the_session_and_may_be_repeated(visitor: FlaskClient, county: County) -> None:
    sign_in(visitor, "worker")
    assert [visitor.delete(URL).status_code for _ in range(2)] == [204, 204]
    assert visitor.get("/api/v1/me").status_code == 401


def test_signing_in_as_somebody_else_leaves_nothing_of_the_first(visitor: FlaskClient, county: County) -> None:
    sign_in(visitor, "worker")
    with visitor.session_transaction() as session:
        first = session["sid"]
    sign_in(visitor, "captain")
    with visitor.session_transaction() as session:
        assert session["sid"] != first
    assert visitor.get("/api/v1/me").json["role"] == "captain"  # type: ignore[index]


def test_a_warm_session_costs_no_query(app: Flask, county: County) -> None:
    client = client_for(app, county.people["worker"])
    client.get("/api/v1/me")
    with statements() as sent:
        assert client.get("/api/v1/push-subscriptions/key").status_code == 200
    assert sent == []


@pytest.mark.parametrize("change", ["disable", "raise the version"])
def test_an_account_that_ended_is_out_when_the_memory_ends_in_every_process(
    settings: Settings, county: County, another_app: AnotherApp, change: str
) -> None:
    quick = another_app(replace(settings, who_cache_seconds=0.2))
    client = client_for(quick, county.people["worker"])
    assert client.get("/api/v1/me").status_code == 200
    with transaction() as session:
        if change == "disable":
            disable_person(Acting(None, clock.now()), "worker")
        else:
            session.execute(update(Person).where(Person.username == "worker").values(version=2))
    time.sleep(0.25)  # the memory's own length
    assert client.get("/api/v1/me").status_code == 401
    assert sign_in(anonymous_client(quick), "worker") == (401 if change == "disable" else 200)


def test_a_sign_in_after_the_version_was_raised_holds_in_a_process_that_remembers_the_old_one(
    app: Flask, settings: Settings, county: County, another_app: AnotherApp
) -> None:
    other_process = another_app(settings)
    assert client_for(other_process, county.people["worker"]).get("/api/v1/me").status_code == 200
    with transaction() as session:
        session.execute(update(Person).where(Person.username == "worker").values(version=2))
    visitor = anonymous_client(app)
    sign_in(visitor, "worker")
    cookie = visitor.get_cookie(settings.cookie_name)
    assert cookie is not None
    there = other_process.test_client()
    there.set_cookie(settings.cookie_name, cookie.value)
    assert there.get("/api/v1/me").status_code == 200


def test_who_works_every_day_stays_signed_in(
    app: Flask, county: County, at: Callable[[timedelta], None], settings: Settings
) -> None:
    client = client_for(app, county.people["worker"])
    client.get("/api/v1/me")
    assert "Set-Cookie" not in client.get("/api/v1/me").headers
    at(timedelta(days=1))
    assert settings.cookie_name in client.get("/api/v1/me").headers["Set-Cookie"]


def test_wrong_password_unknown_name_and_disabled_account_get_the_same_answer(
    visitor: FlaskClient, county: County
) -> None:
    with transaction():
        disable_person(Acting(None, clock.now()), "worker")
    answers = [
        visitor.post(URL, json={"username": name, "password": password})
        for name, password in (("captain", "wrong"), ("nobody", PASSWORD), ("worker", PASSWORD))
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.data for answer in answers}) == 1


def test_an_unknown_name_costs_the_work_of_a_known_one(
    visitor: FlaskClient, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []

    class Watching:
        def verify(self, kept: str, plain: str) -> bool:
            checked.append(kept)
            return False

    monkeypatch.setattr(passwords, "HASHER", Watching())
    sign_in(visitor, "nobody")
    sign_in(visitor, "captain")
    assert checked == [NOBODYS, county.people["captain"].password_hash]


def test_five_failures_are_free_and_then_the_wait_grows(
    visitor: FlaskClient, county: County, at: Callable[[timedelta], None]
) -> None:
    assert [sign_in(visitor, "worker", "wrong") for _ in range(6)] == [401] * 5 + [429]
    answer = visitor.post(URL, json={"username": "worker", "password": PASSWORD})
    assert answer.json["type"] == "too-many-attempts"  # type: ignore[index]
    assert answer.headers["Retry-After"] == "60"
    assert sign_in(visitor, "captain") == 200
    at(MINUTE)
    assert sign_in(visitor, "worker", "wrong") == 401
    at(2 * MINUTE)
    assert sign_in(visitor, "worker") == 429
    at(3 * MINUTE)
    assert sign_in(visitor, "worker") == 200
    assert sign_in(visitor, "worker", "wrong") == 401


def test_a_refused_attempt_does_not_lengthen_the_wait(
    visitor: FlaskClient, county: County, at: Callable[[timedelta], None]
) -> None:
    for _ in range(30):
        sign_in(visitor, "worker", "wrong")
    at(MINUTE)
    assert sign_in(visitor, "worker") == 200


def test_names_nobody_has_are_slowed_alike(visitor: FlaskClient, county: County) -> None:
    assert [sign_in(visitor, "nobody", "wrong") for _ in range(6)] == [401] * 5 + [429]


def test_one_address_may_fail_often_but_not_for_ever(visitor: FlaskClient, county: County) -> None:
    with transaction() as session:
        session.add_all(
            SignInAttempt(username_digest=bytes([n]), address="2001:db8::/64", at=clock.now(), succeeded=False)
            for n in range(60)
        )
    assert sign_in(visitor, "worker", address="2001:db8::77") == 429
    assert sign_in(visitor, "worker", address="2001:db8:0:1::77") == 200


def test_attempts_that_arrive_together_do_not_pass_the_count_together(app: Flask, county: County) -> None:
    def attempt(number: int) -> int:
        return sign_in(anonymous_client(app), "worker", f"wrong {number}", f"203.0.113.{number}")

    with ThreadPoolExecutor(12) as pool:
        answers = sorted(pool.map(attempt, range(12)))
    assert answers == [401] * 5 + [429] * 7


def test_the_tried_name_is_kept_nowhere(visitor: FlaskClient, county: County) -> None:
    sign_in(visitor, "my secret password", "x")
    kept = db.session.scalars(select(SignInAttempt)).one()
    assert b"secret" not in kept.username_digest
    assert kept.username_digest != hashlib.sha256(b"my secret password").digest()


BAD = [
    (b"{", 400),
    (b"", 400),
    (b"[]", 422),
    (b"null", 422),
    (b'"text"', 422),
    (b'{"username": "worker"}', 422),
    (b'{"username": 1, "password": []}', 422),
    (b'{"username": null, "password": "x"}', 422),
    (b'{"username": "", "password": ""}', 422),
    (b'{"username": "a", "password": "b", "admin": true}', 422),
    (b'{"username": "a\\u0000", "password": "b"}', 400),
    (b'{"username": "\\ud800", "password": "b"}', 400),
    (b'{"username": "\xed\xa0\x80", "password": "b"}', 400),
    (b'{"username": "\xff", "password": "b"}', 400),
    (b'{"username": "a", "password": NaN}', 400),
    (b"[" * 100_000, 400),
    (json.dumps({"username": "a" * 101, "password": "b"}).encode(), 422),
    (json.dumps({"username": "a", "password": "b" * 300_000}).encode(), 413),
]


@pytest.mark.parametrize(("body", "status"), BAD, ids=range(len(BAD)))
def test_bad_input_gets_a_problem_document_and_leaves_nothing(
    visitor: FlaskClient, county: County, body: bytes, status: int
) -> None:
    answer = visitor.post(URL, data=body, content_type="application/json")
    assert answer.status_code == status
    assert answer.content_type.startswith("application/problem+json")
    assert db.session.scalar(select(func.count()).select_from(SignInAttempt)) == 0


def test_a_write_without_the_apps_header_is_refused(app: Flask, county: County) -> None:
    answer = app.test_client().post(URL, json={"username": "worker", "password": PASSWORD})
    assert (answer.status_code, answer.json["type"]) == (403, "missing-header")  # type: ignore[index]


def test_nobody_is_not_me(visitor: FlaskClient, county: County) -> None:
    answer = visitor.get("/api/v1/me")
    assert (answer.status_code, answer.json["type"]) == (401, "not-signed-in")  # type: ignore[index]
