"""The phone's ground: what it keeps to answer and to draw without a network."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta
from typing import Any

import pytest
import shapely
from flask import Flask
from flask.testing import FlaskClient

from backend.acting import Acting
from backend.clock import local_date, now
from backend.database import transaction
from backend.grids.actions import AreaRow, GridRow, put_areas, put_grids
from backend.grids.model import AreaVersion, GridVersion
from backend.people.model import Assignment
from benchmarks.tiling import cells
from tests.given import BEFORE, COUNTY_CODE, GRIDS, PEOPLE, County, client_for, given_person

MOST_BYTES = 200 * 1024


def ground(client: FlaskClient, since: str | None = None) -> Any:
    return client.get("/api/v1/grids/ground", query_string={"since": since} if since else {}).get_json()


def codes(pack: Any, **properties: Any) -> set[str]:
    return {
        one["properties"]["code"] for one in pack["features"]
        if all(one["properties"][key] == value for key, value in properties.items())
    }  # fmt: skip


@pytest.mark.parametrize("username", PEOPLE)
def test_everybody_signed_in_has_a_ground(app: Flask, county: County, username: str) -> None:
    pack = ground(client_for(app, county.people[username]))
    assert pack["features"]
    assert (pack["whole"], pack["gone"]) == (True, [])


def test_own_grids_and_neighbours_come_as_drawn_and_the_rest_of_the_town_simplified(app: Flask, county: County) -> None:
    pack = ground(client_for(app, county.people["worker"]))
    assert codes(pack) == set(GRIDS) - {county.foreign_grid}
    assert codes(pack, mine=True) == {county.grid}
    assert codes(pack, exact=True) == {county.grid, county.neighbour, county.special_grid}
    own = next(one for one in pack["features"] if one["properties"]["mine"])
    assert own["properties"]["village"] == {"code": county.village, "name": "凤山村"}
    assert shapely.geometry.shape(own["geometry"]).equals(shapely.box(120.4, 32.5, 120.41, 32.51))


def test_a_neighbour_in_another_town_comes_too(app: Flask, county: County) -> None:
    with transaction() as session:
        session.add(Assignment(
            person_id=county.id_of("worker"), grid_code=county.other_village_grid, duty="lead", valid_from=BEFORE
        ))  # fmt: skip
    pack = ground(client_for(app, county.people["worker"]))
    assert codes(pack, exact=True, mine=False) == {county.neighbour, county.special_grid, county.foreign_grid}


def test_without_own_grids_the_town_comes_simplified_and_the_centre_has_the_county(app: Flask, county: County) -> None:
    town = ground(client_for(app, county.people["town"]))
    assert codes(town, exact=False) == set(GRIDS) - {county.foreign_grid}
    assert codes(ground(client_for(app, county.people["centre"])), exact=False) == set(GRIDS)


def test_the_phone_that_knows_the_pack_is_sent_nothing(app: Flask, county: County) -> None:
    client = client_for(app, county.people["worker"])
    pack = ground(client)
    again = ground(client, pack["mark"])
    assert again == {"mark": pack["mark"], "features": [], "gone": [], "whole": False}
    etag = client.get("/api/v1/grids/ground").headers["ETag"]
    assert client.get("/api/v1/grids/ground", headers={"If-None-Match": etag}).status_code == 304


def test_only_what_changed_is_sent(app: Flask, county: County) -> None:
    client = client_for(app, county.people["worker"])
    mark = ground(client)["mark"]
    with transaction() as session:
        put_grids(Acting(None, now()), [
            GridRow(county.neighbour, "comprehensive", "凤山村新网格", county.village, county.town,
                    shapely.box(120.41, 32.5, 120.4195, 32.51), local_date(now())),
        ])  # fmt: skip
        gone = session.query(GridVersion).filter_by(grid_code=county.other_village_grid).one()
        gone.valid_to = local_date(now())
    news = ground(client, mark)
    assert (codes(news), news["gone"], news["whole"]) == ({county.neighbour}, [county.other_village_grid], False)
    assert ground(client, news["mark"])["features"] == []


def test_a_new_duty_changes_what_is_exact_and_whose_it_is(app: Flask, county: County) -> None:
    client = client_for(app, county.people["worker"])
    mark = ground(client)["mark"]
    with transaction() as session:
        session.add(Assignment(
            person_id=county.id_of("worker"), grid_code=county.neighbour, duty="member", valid_from=BEFORE
        ))  # fmt: skip
    app.extensions["who"].forget(county.id_of("worker"))  # else known for some seconds more
    news = ground(client, mark)
    assert codes(news, mine=True) == {county.neighbour}
    assert codes(news, mine=False, exact=True) == {county.other_village_grid}


def test_a_renamed_village_sends_everything_again(app: Flask, county: County) -> None:
    client = client_for(app, county.people["worker"])
    mark = ground(client)["mark"]
    with transaction():
        put_areas(Acting(None, now()), [AreaRow(county.village, "village", "凤山社区", county.town, local_date(now()))])
    news = ground(client, mark)
    assert news["whole"] is True
    assert {one["properties"]["village"]["name"] for one in news["features"]} == {"凤山社区", "壮志村"}


@pytest.mark.parametrize("since", ["x", ".", "a.b", "a.eJwDAAAAAAE", "%00", "长" * 200, "a" * 5_000])
def test_a_mark_that_is_not_ours_brings_everything(app: Flask, county: County, since: str) -> None:
    client = client_for(app, county.people["worker"])
    names = ground(client)["mark"].partition(".")[0]
    for mark in (since, f"{names}.{since}"):
        assert ground(client, mark)["whole"] is True


def test_a_town_of_120_grids_with_200_corners_fits_into_200_kilobytes(app: Flask, county: County) -> None:
    since = local_date(now()) - timedelta(days=1)
    town, village = "320685102000", "320685102201"
    rows = [
        GridRow(f"{village}{at:03}", "comprehensive", f"大镇村第{at}网格", village, town, shape, since)
        for at, shape in enumerate(cells(10, 12), 1)
    ]
    person = given_person("captain9", "captain", village)
    with transaction() as session:
        put_areas(Acting(None, now()), [AreaRow(town, "town", "大镇", COUNTY_CODE, since),
                                        AreaRow(village, "village", "大镇村", town, since)])  # fmt: skip
        put_grids(Acting(None, now()), rows)
        session.add(person)
        session.flush()
        for at in (44, 45, 46, 54, 55, 56, 64, 65):
            session.add(
                Assignment(person_id=person.id, grid_code=f"{village}{at:03}", duty="captain", valid_from=since)
            )
        session.refresh(person)
        session.expunge(person)
    answer = client_for(app, person).get("/api/v1/grids/ground", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.data) <= MOST_BYTES
    pack = json.loads(gzip.decompress(answer.data))
    assert len(pack["features"]) == 120
    assert len(codes(pack, exact=True)) == 24
    shapes = {one["properties"]["code"]: shapely.geometry.shape(one["geometry"]) for one in pack["features"]}
    for row in rows:
        drawn = shapes[row.code]
        if row.code in codes(pack, exact=True):
            assert drawn.equals(row.shape)
        else:
            assert drawn.symmetric_difference(row.shape).area < 0.05 * row.shape.area
    whole = shapely.union_all(list(shapes.values())).area
    assert sum(one.area for one in shapes.values()) == pytest.approx(whole, rel=0.01)


def test_area_versions_are_named_by_the_day(app: Flask, county: County) -> None:
    with transaction() as session:
        version = session.query(AreaVersion).filter_by(area_code=county.town).one()
        version.name = "城东街道"
    pack = ground(client_for(app, county.people["worker"]))
    assert {one["properties"]["town"]["name"] for one in pack["features"]} == {"城东街道"}
