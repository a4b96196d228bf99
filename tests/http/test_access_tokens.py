"""Access tokens: what they open, what they never open, and when they are dead."""

from __future__ import annotations

import base64
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from backend import clock
from backend.api import as_system
from backend.database import db, transaction
from backend.people.actions import disable_person
from tests.given import PASSWORD, PEOPLE, County, anonymous_client, client_for
from tests.vector_tiles import address_of

URL = "/api/v1/me/tokens"
GRIDS = "/ogc/collections/grids/items"
HERE = (120.403, 32.505)
MAKERS = {"captain", "captain2", "other_captain", "town", "other_town", "centre", "centre2", "auditor", "admin"}


def today() -> date:
    return clock.local_date(clock.now())


def asked(days: int = 30, **changes: Any) -> dict[str, Any]:
    return {"name": "办公室的 QGIS", "until": (today() + timedelta(days=days)).isoformat(), "scope": "ogc"} | changes


@pytest.fixture
def owner(app: Flask, county: County) -> FlaskClient:
    return client_for(app, county.people["centre"])


@pytest.fixture
def program(app: Flask, county: County) -> FlaskClient:
    """A program without any session."""
    return app.test_client(use_cookies=False)


@pytest.fixture
def token(owner: FlaskClient) -> str:
    made = owner.post(URL, json=asked())
    assert made.status_code == 201, made.json
    return str(made.json["token"])


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def basic(token: str, name: str = "qgis") -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{token}".encode()).decode()}


def logged(act: str) -> list[tuple[str, str]]:
    rows = db.session.execute(
        text("SELECT subject, purpose FROM access_log WHERE act = :act ORDER BY id"), {"act": act}
    )
    return [(row.subject, row.purpose) for row in rows]


def test_a_token_reads_what_its_person_reads_both_ways_that_programs_know(program: FlaskClient, token: str) -> None:
    for headers in (bearer(token), basic(token), basic(token, "")):
        answer = program.get(GRIDS, headers=headers)
        assert (answer.status_code, answer.json["numberReturned"]) == (200, 5)
    assert program.get(address_of("grids", HERE, 12), headers=basic(token)).status_code == 200


def test_a_token_is_shown_once_and_kept_as_a_hash(owner: FlaskClient, token: str) -> None:
    (listed,) = owner.get(URL).json["items"]
    assert listed.keys() == {"id", "name", "scope", "until", "created_at", "last_used", "revoked_at", "alive"}
    assert (listed["alive"], listed["last_used"]) == (True, None)
    kept = db.session.execute(text("SELECT t::text FROM access_token t")).scalar_one()
    assert token not in kept
    assert token.removeprefix("wgt_") not in kept


def test_a_token_opens_nothing_else_and_changes_nothing(program: FlaskClient, token: str) -> None:
    for headers in (bearer(token), basic(token)):
        for path in ("me", "me/tokens", "orders", "grids", "notices", "tiles/figures", "basemap.pmtiles"):
            assert program.get(f"/api/v1/{path}", headers=headers).status_code == 401, path
        for layer in ("orders", "heat"):
            assert program.get(address_of(layer, HERE, 12), headers=headers).status_code == 401, layer
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            answer = program.open(GRIDS, method=method, headers={**headers, "X-Requested-With": "grid-pwa"})
            assert answer.status_code == 405, method
        assert program.post(URL, json=asked(), headers={**headers, "X-Requested-With": "grid-pwa"}).status_code == 401


def test_who_comes_without_a_key_is_told_how_to_show_one(program: FlaskClient) -> None:
    for path in ("/ogc", "/ogc/conformance", "/ogc/api", "/ogc/collections", "/ogc/collections/grids", GRIDS):
        answer = program.get(path)
        assert (answer.status_code, answer.json["type"]) == (401, "not-signed-in"), path
        assert answer.headers["WWW-Authenticate"].startswith("Basic ")


@pytest.mark.usefixtures("token")
def test_what_is_no_token_opens_nothing(program: FlaskClient, owner: FlaskClient) -> None:
    wrong = (
        "", "Bearer", "Bearer ", "Bearer x", "Bearer wgt_", "Bearer \xff", "Basic", "Basic x", "Basic !!!",
        "Digest x=y", "Token x", basic("x")["Authorization"], basic(PASSWORD, "centre")["Authorization"],
    )  # fmt: skip
    for header in wrong:
        answer = program.get(GRIDS, headers={"Authorization": header})
        assert (answer.status_code, answer.json["type"]) == (401, "token-invalid"), header
    # A wrong token is not made good by a session beside it: whoever shows a key is asked for that key.
    assert owner.get(GRIDS, headers=bearer("wgt_x")).status_code == 401


def test_a_revoked_token_is_dead_at_once(program: FlaskClient, owner: FlaskClient, token: str) -> None:
    assert program.get(GRIDS, headers=bearer(token)).status_code == 200
    (listed,) = owner.get(URL).json["items"]
    assert [owner.delete(f"{URL}/{listed['id']}").status_code for _ in range(2)] == [204, 204]
    assert program.get(GRIDS, headers=bearer(token)).status_code == 401
    (listed,) = owner.get(URL).json["items"]
    assert (listed["alive"], listed["revoked_at"] is not None) == (False, True)
    assert [len(logged(act)) for act in ("token.make", "token.revoke")] == [1, 1]


def test_a_token_ends_after_its_last_day(
    program: FlaskClient, owner: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = owner.post(URL, json=asked(days=0)).json["token"]
    last = datetime.combine(today() + timedelta(days=1), datetime.min.time(), clock.LOCAL).astimezone(UTC)
    monkeypatch.setattr(clock, "now", lambda: last - timedelta(seconds=1))
    assert program.get(GRIDS, headers=bearer(token)).status_code == 200
    monkeypatch.setattr(clock, "now", lambda: last)
    assert program.get(GRIDS, headers=bearer(token)).status_code == 401


def test_a_token_dies_with_its_account(program: FlaskClient, county: County, token: str) -> None:
    with transaction():
        disable_person(as_system(), "centre")
    assert program.get(GRIDS, headers=bearer(token)).status_code == 401


def test_a_token_sees_as_far_as_its_person_and_no_further(app: Flask, county: County, program: FlaskClient) -> None:
    seen = {}
    for username in ("captain", "town", "other_town", "centre"):
        token = client_for(app, county.people[username]).post(URL, json=asked()).json["token"]
        seen[username] = program.get(GRIDS, headers=bearer(token)).json["numberReturned"]
    assert seen == {"captain": 3, "town": 4, "other_town": 1, "centre": 5}


def test_the_first_use_of_a_day_is_kept_and_no_other(
    program: FlaskClient, owner: FlaskClient, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        program.get(GRIDS, headers=bearer(token))
    (listed,) = owner.get(URL).json["items"]
    assert logged("token.use") == [(f"token/{listed['id']}", "办公室的 QGIS")]
    assert listed["last_used"] == today().isoformat()
    tomorrow = clock.now() + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)
    for _ in range(2):
        program.get(GRIDS, headers=basic(token))
    assert len(logged("token.use")) == 2


def test_only_roles_with_a_map_make_tokens(app: Flask, county: County) -> None:
    for username in PEOPLE:
        answer = client_for(app, county.people[username]).post(URL, json=asked())
        assert answer.status_code == (201 if username in MAKERS else 403), username
    assert anonymous_client(app).post(URL, json=asked()).status_code == 401


def test_nobody_sees_or_ends_the_token_of_another(app: Flask, county: County, owner: FlaskClient, token: str) -> None:
    (listed,) = owner.get(URL).json["items"]
    other = client_for(app, county.people["centre2"])
    assert other.get(URL).json == {"items": []}
    assert other.delete(f"{URL}/{listed['id']}").status_code == 404
    assert owner.get(URL).json["items"][0]["alive"] is True


def test_a_token_for_more_than_a_year_or_for_a_day_past_is_refused(owner: FlaskClient) -> None:
    bent = (
        asked(days=-1), asked(days=367), asked(until="9999-12-31"), asked(until="x"), asked(name=""),
        asked(name="长" * 101), asked(scope="all"), asked(colour="red"), {}, [],
    )  # fmt: skip
    for body in bent:
        answer = owner.post(URL, json=body)
        assert (answer.status_code, answer.json["type"]) == (422, "invalid"), body
    assert owner.post(URL, json=asked(days=366)).status_code == 201


def test_nobody_keeps_more_than_ten_tokens_alive(owner: FlaskClient) -> None:
    made = [owner.post(URL, json=asked()).json for _ in range(10)]
    refused = owner.post(URL, json=asked())
    assert (refused.status_code, refused.json["type"]) == (409, "tokens-too-many")
    owner.delete(f"{URL}/{made[0]['id']}")
    assert owner.post(URL, json=asked()).status_code == 201


def test_tokens_that_still_open_something_are_never_lost_behind_dead_ones(owner: FlaskClient) -> None:
    kept = {owner.post(URL, json=asked(name=f"甲{at}")).json["id"] for at in range(9)}
    for at in range(50):
        owner.delete(f"{URL}/{owner.post(URL, json=asked(name=f'乙{at}')).json['id']}")
    assert owner.post(URL, json=asked()).status_code == 201
    assert owner.post(URL, json=asked()).json["type"] == "tokens-too-many"
    assert kept <= {one["id"] for one in owner.get(URL).json["items"] if one["alive"]}
