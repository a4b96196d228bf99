"""“The border is wrong here”: from the phone to the officer's map and back."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.given import PEOPLE, County, client_for

PLACE = {"type": "Point", "coordinates": [120.4199, 32.502]}


def flag(**changes: Any) -> dict[str, Any]:
    return {"place": PLACE, "accuracy_m": 8, "datum": "wgs84", "grid": None, "note": "河在路东边"} | changes


def raised(client: FlaskClient, **changes: Any) -> str:
    flag_id = str(uuid4())
    assert client.put(f"/api/v1/grids/flags/{flag_id}", json=flag(**changes)).status_code == 201
    return flag_id


def listed(client: FlaskClient, query: str = "") -> list[str]:
    return [one["id"] for one in client.get(f"/api/v1/grids/flags{query}").get_json()["items"]]


@pytest.mark.parametrize("username", PEOPLE)
def test_who_stands_on_the_ground_may_say_that_the_border_is_wrong(app: Flask, county: County, username: str) -> None:
    may = PEOPLE[username][0] in ("worker", "captain", "town", "centre")
    client = client_for(app, county.people[username])
    assert client.put(f"/api/v1/grids/flags/{uuid4()}", json=flag()).status_code == (201 if may else 403)


def test_a_flag_lies_on_the_map_with_its_grid_and_its_town(app: Flask, county: County) -> None:
    flag_id = raised(client_for(app, county.people["worker"]))
    told = client_for(app, county.people["centre"]).get("/api/v1/grids/flags").get_json()
    (one,) = told["items"]
    assert one.pop("at")
    assert one == {
        "id": flag_id, "place": PLACE, "accuracy_m": 8, "note": "河在路东边", "state": "open", "settled_at": None,
        "grid": {"code": county.neighbour, "name": "凤山村第二网格"},
        "town": {"code": county.town, "name": "城东镇"},
        "settled_note": None, "mine": False, "reporter": "张小明",
    }  # fmt: skip


def test_a_flag_sent_twice_is_one_flag_and_nobody_can_change_it(app: Flask, county: County) -> None:
    client = client_for(app, county.people["worker"])
    flag_id = raised(client)
    address = f"/api/v1/grids/flags/{flag_id}"
    assert client.put(address, json=flag()).status_code == 200
    assert client.put(address, json=flag(note="不对")).get_json()["type"] == "flag-differs"
    other = client_for(app, county.people["worker2"])
    assert other.put(address, json=flag()).get_json()["type"] == "flag-differs"
    assert listed(client) == [flag_id]


def test_the_grid_that_the_person_means_is_kept_and_an_unknown_one_refused(app: Flask, county: County) -> None:
    client = client_for(app, county.people["worker"])
    flag_id = raised(client, grid=county.grid)
    assert client.get("/api/v1/grids/flags").get_json()["items"][0]["grid"]["code"] == county.grid
    refused = client.put(f"/api/v1/grids/flags/{uuid4()}", json=flag(grid="320685100201777"))
    assert (refused.status_code, refused.get_json()["type"]) == (422, "unknown-area")
    assert listed(client) == [flag_id]


def test_a_shifted_place_lies_where_it_was_meant(app: Flask, county: County) -> None:
    client = client_for(app, county.people["worker"])
    raised(client, datum="gcj02", place={"type": "Point", "coordinates": [120.4244561, 32.5001]})
    lon = client.get("/api/v1/grids/flags").get_json()["items"][0]["place"]["coordinates"][0]
    assert lon == pytest.approx(120.42, abs=0.001)


def test_everybody_sees_own_flags_a_town_its_own_the_officers_all(app: Flask, county: County) -> None:
    here = raised(client_for(app, county.people["worker"]))
    there = raised(
        client_for(app, county.people["other_worker"]), place={"type": "Point", "coordinates": [120.435, 32.505]}
    )
    seen = {who: set(listed(client_for(app, county.people[who]))) for who in
            ("worker", "worker2", "other_worker", "town", "other_town", "centre", "admin")}  # fmt: skip
    assert seen == {
        "worker": {here}, "worker2": set(), "other_worker": {there}, "town": {here}, "other_town": {there},
        "centre": {here, there}, "admin": {here, there},
    }  # fmt: skip
    assert client_for(app, county.people["unit"]).get("/api/v1/grids/flags").status_code == 403


def test_flags_are_read_page_by_page_and_by_state(app: Flask, county: County) -> None:
    worker, centre = client_for(app, county.people["worker"]), client_for(app, county.people["centre"])
    flags = [raised(worker, note=f"第{n}处") for n in range(3)]
    centre.post(f"/api/v1/grids/flags/{flags[0]}/steps", json={"id": str(uuid4()), "step": "settle"})
    assert listed(centre, "?state=open") == flags[:0:-1]
    first = centre.get("/api/v1/grids/flags?limit=2").get_json()
    rest = centre.get(f"/api/v1/grids/flags?limit=2&after={first['next']}").get_json()
    assert [one["id"] for one in first["items"] + rest["items"]] == flags[::-1]
    assert rest["next"] is None


def test_a_settled_flag_is_told_to_whoever_raised_it_once(app: Flask, county: County) -> None:
    worker, centre = client_for(app, county.people["worker"]), client_for(app, county.people["centre"])
    flag_id = raised(worker)
    step = {"id": str(uuid4()), "step": "decline", "note": "以河中心线为界"}
    for _ in range(2):
        ended = centre.post(f"/api/v1/grids/flags/{flag_id}/steps", json=step)
        assert (ended.status_code, ended.get_json()["state"]) == (200, "declined")
    for other in ({"note": "改口"}, {"step": "settle"}):
        changed = centre.post(f"/api/v1/grids/flags/{flag_id}/steps", json=step | other)
        assert (changed.status_code, changed.get_json()["type"]) == (409, "step-differs")
    told = [one["subject"] for one in worker.get("/api/v1/notices").get_json()["items"]]
    assert told == [f"flag/{flag_id}"]
    assert worker.get("/api/v1/grids/flags").get_json()["items"][0]["settled_note"] == "以河中心线为界"


def test_a_flag_is_ended_by_one_person_only_and_only_by_officers(app: Flask, county: County) -> None:
    worker, centre = client_for(app, county.people["worker"]), client_for(app, county.people["centre"])
    flag_id = raised(worker)
    steps = f"/api/v1/grids/flags/{flag_id}/steps"
    assert worker.post(steps, json={"id": str(uuid4()), "step": "settle"}).status_code == 403
    assert (
        client_for(app, county.people["town"]).post(steps, json={"id": str(uuid4()), "step": "settle"}).status_code
        == 403
    )
    assert centre.post(steps, json={"id": str(uuid4()), "step": "settle"}).status_code == 200
    late = client_for(app, county.people["centre2"]).post(steps, json={"id": str(uuid4()), "step": "decline"})
    assert late.get_json()["type"] == "flag-closed"
    missing = centre.post(f"/api/v1/grids/flags/{uuid4()}/steps", json={"id": str(uuid4()), "step": "settle"})
    assert missing.status_code == 404
