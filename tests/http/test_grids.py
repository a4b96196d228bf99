"""The grids on the map, and whose ground a place is, over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from backend.clock import local_date, now
from backend.database import transaction
from backend.grids.model import GridVersion
from tests.given import GRIDS, PEOPLE, County, client_for


def codes(answer: Any) -> list[str]:
    return [feature["properties"]["code"] for feature in answer.get_json()["features"]]


@pytest.mark.parametrize("username", PEOPLE)
def test_everybody_signed_in_sees_the_grids_of_the_county(app: Flask, county: County, username: str) -> None:
    answer = client_for(app, county.people[username]).get("/api/v1/grids")
    assert (answer.status_code, codes(answer)) == (200, sorted(GRIDS))


def test_a_grid_is_a_geojson_feature_with_names_and_whose_it_is(app: Flask, county: County) -> None:
    answer = client_for(app, county.people["worker"]).get("/api/v1/grids").get_json()
    assert answer["type"] == "FeatureCollection"
    feature = answer["features"][0]
    version = feature["properties"].pop("version")
    assert isinstance(version, int)
    assert feature["properties"] == {
        "code": county.grid,
        "name": "凤山村第一网格",
        "kind": "comprehensive",
        "village": {"code": county.village, "name": "凤山村"},
        "town": {"code": county.town, "name": "城东镇"},
        "mine": True,
    }
    assert feature["type"] == "Feature"
    assert feature["geometry"]["type"] == "MultiPolygon"
    assert feature["geometry"]["coordinates"][0][0][0] == [120.4, 32.5]


def test_grids_can_be_asked_by_area_and_by_box(app: Flask, county: County) -> None:
    client = client_for(app, county.people["worker"])
    assert codes(client.get(f"/api/v1/grids?area={county.other_town}")) == [county.foreign_grid]
    assert codes(client.get("/api/v1/grids?area=320685100202")) == [county.other_village_grid]
    assert len(codes(client.get("/api/v1/grids?area=320685000000"))) == len(GRIDS)
    assert codes(client.get("/api/v1/grids?area=999999999999")) == []
    assert codes(client.get("/api/v1/grids?bbox=120.431,32.4,120.5,32.6")) == [county.foreign_grid]


@pytest.mark.parametrize(
    "query", ["bbox=1,2,3", "bbox=a,b,c,d", "bbox=121,32,120,33", "bbox=nan,32,120,33", "area=32", "colour=red"]
)
def test_a_part_of_the_map_that_makes_no_sense_is_refused(app: Flask, county: County, query: str) -> None:
    answer = client_for(app, county.people["worker"]).get(f"/api/v1/grids?{query}")
    assert (answer.status_code, answer.get_json()["type"]) == (422, "invalid")


def test_grids_are_sent_again_only_after_the_division_changed(app: Flask, county: County) -> None:
    client = client_for(app, county.people["worker"])
    mark = client.get("/api/v1/grids").headers["ETag"]
    assert client.get("/api/v1/grids", headers={"If-None-Match": mark}).status_code == 304
    with transaction() as session:
        version = session.query(GridVersion).filter_by(grid_code=county.foreign_grid).one()
        version.valid_to = local_date(now())
    changed = client.get("/api/v1/grids", headers={"If-None-Match": mark})
    assert changed.status_code == 200
    assert county.foreign_grid not in codes(changed)


def test_two_people_never_share_a_cached_answer(app: Flask, county: County) -> None:
    marks = {client_for(app, county.people[who]).get("/api/v1/grids").headers["ETag"] for who in ("worker", "worker2")}
    assert len(marks) == 2


def test_a_place_is_told_its_grid_its_candidates_and_the_way_it_was_found(app: Flask, county: County) -> None:
    client = client_for(app, county.people["worker"])
    told = client.get("/api/v1/grids/locate?lon=120.4199&lat=32.502&accuracy=15").get_json()
    assert told["grid"] == {"code": county.neighbour, "name": "凤山村第二网格"}
    assert (told["method"], told["distance_m"]) == ("share", 0)
    assert [one["code"] for one in told["candidates"]] == [county.neighbour, county.other_village_grid]
    assert sum(one["share"] for one in told["candidates"]) == pytest.approx(1.0, abs=0.002)
    nowhere = client.get("/api/v1/grids/locate?lon=100&lat=20&accuracy=15").get_json()
    assert nowhere.pop("nearest")["code"] == county.grid
    assert nowhere == {
        "grid": None, "method": "none", "candidates": [], "distance_m": None, "micro": None, "ask": False,
    }  # fmt: skip


def test_the_datum_of_the_phone_is_taken_into_account(app: Flask, county: County) -> None:
    client = client_for(app, county.people["worker"])
    ask = "/api/v1/grids/locate?lon=120.4015&lat=32.505&datum="
    assert client.get(f"{ask}wgs84").get_json()["grid"]["code"] == county.grid
    assert client.get(f"{ask}gcj02").get_json()["grid"] is None


@pytest.mark.parametrize(
    "query",
    ["lon=120.4", "lat=32.5", "lon=181&lat=32", "lon=120&lat=91", "lon=nan&lat=32", "lon=inf&lat=32", "lon=a&lat=b",
     "lon=120&lat=32&accuracy=-1", "lon=120&lat=32&accuracy=nan", "lon=120&lat=32&datum=wgs72", "lon=1&lat=1&x=1"],
)  # fmt: skip
def test_a_place_that_is_none_is_refused_in_words(app: Flask, county: County, query: str) -> None:
    answer = client_for(app, county.people["worker"]).get(f"/api/v1/grids/locate?{query}")
    assert (answer.status_code, answer.get_json()["type"]) == (422, "invalid")
    assert all(any("一" <= letter <= "龥" for letter in one["title"]) for one in answer.get_json()["errors"])


def test_the_map_of_a_day_past_shows_the_grids_of_then(app: Flask, county: County) -> None:
    client = client_for(app, county.people["town"])
    assert codes(client.get("/api/v1/grids?on=2019-12-31")) == []
    then, now = client.get("/api/v1/grids?on=2020-01-01"), client.get("/api/v1/grids")
    assert codes(then) == codes(now) != []
    assert then.headers["ETag"] != now.headers["ETag"]
    assert client.get("/api/v1/grids?on=2020-13-01").status_code == 422
