"""The map in tiles: what each role is shown, what nobody is, and when it is sent again."""

from __future__ import annotations

import gzip
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from backend import clock
from backend.database import db, transaction
from backend.grids.model import GridVersion
from backend.overview.jobs import count_heat
from tests.cases import Desk
from tests.filings import filing, finding
from tests.given import GRIDS, PEOPLE, County, anonymous_client, given_deputy
from tests.vector_tiles import address_of, drawn

SENSITIVE = "MD01-02"  # 赡养抚养继承: S, verified by the captain
PAST_CAPTAIN = "WJ01-01"
CLAUSE = "CZ01-01"
HERE = (120.403, 32.505)
NEIGHBOUR = (120.413, 32.505)
ELSEWHERE = (120.433, 32.505)
VIEWERS = {"captain", "captain2", "other_captain", "town", "other_town", "centre", "centre2", "auditor"}
OWN = {"320685100201001", "320685100201002", "320685100201901"}
TOWN = OWN | {"320685100202001"}


@pytest.fixture
def desk(app: Flask, county: County) -> Desk:
    return Desk(app, county)


def file_at(
    desk: Desk, place: tuple[float, float] = HERE, count: int = 1, who: str = "worker", **changes: Any
) -> list[str]:
    body = [filing(finding(**changes), place={"type": "Point", "coordinates": list(place)}) for _ in range(count)]
    return [desk.file(who, one) for one in body]


def grids(desk: Desk, username: str, zoom: int = 9, **asked: str) -> set[str]:
    return {str(one["code"]) for one in drawn(desk.client(username), "grids", HERE, zoom, **asked)}


def points(desk: Desk, username: str, zoom: int = 14) -> set[str]:
    places = {address_of("orders", place, zoom): place for place in (HERE, NEIGHBOUR, ELSEWHERE)}
    return {str(one["code"]) for at in places.values() for one in drawn(desk.client(username), "orders", at, zoom)}


def counts(desk: Desk, username: str, layer: str, zoom: int = 12, **asked: str) -> list[int | None]:
    """The counts that a tile tells, None for *few*."""
    found = drawn(desk.client(username), layer, HERE, zoom, **asked)
    assert all(bool(one.get("few")) != (one.get("count", 0) >= 5) for one in found)
    return sorted(int(one["count"]) if one.get("count", 0) >= 5 else 0 for one in found) if found else []


# --- whose tiles show what ---------------------------------------------------------------------


def test_everybody_is_sent_the_grids_of_the_own_ground(desk: Desk) -> None:
    county = set(GRIDS)
    seen = {
        "worker": {"320685100201001"}, "captain": OWN, "captain2": {"320685100202001"}, "town": TOWN,
        "town_reviewer": TOWN, "other_town": {"320685101201001"}, "centre": county, "unit": county,
        "auditor": county, "admin": county, "clerk": county, "reviewer": county, "appeals": county,
    }  # fmt: skip
    assert {username: grids(desk, username) for username in seen} == seen


def test_work_on_the_map_is_for_those_who_read_the_map(desk: Desk) -> None:
    calls = [address_of("orders", HERE, 12), address_of("heat", HERE, 12), "/api/v1/tiles/figures"]
    for username in PEOPLE:
        answers = [desk.client(username).get(call).status_code for call in calls]
        assert answers == [200 if username in VIEWERS else 403] * 3, username


def test_nobody_sees_a_tile_without_being_signed_in(desk: Desk) -> None:
    for layer in ("grids", "orders", "heat"):
        assert anonymous_client(desk.app).get(address_of(layer, HERE, 12)).status_code == 401


def test_each_viewer_sees_the_open_orders_of_the_own_area(desk: Desk) -> None:
    (own,), (neighbour,) = file_at(desk), file_at(desk, NEIGHBOUR, who="worker2")
    (foreign,) = file_at(desk, ELSEWHERE, who="other_worker")
    (past,) = file_at(desk, who="worker", clause=PAST_CAPTAIN)
    expected = {
        "captain": {own, neighbour}, "captain2": set(), "other_captain": {foreign}, "other_town": {foreign},
    }  # fmt: skip
    # What goes past the captain here is sensitive besides, and so on nobody's map.
    expected |= {"town": {own, neighbour}, "centre": {own, neighbour, foreign}, "auditor": {own, neighbour, foreign}}
    assert {username: points(desk, username) for username in expected} == expected
    assert past not in points(desk, "centre")


def test_a_captains_own_finding_is_not_on_the_captains_map_as_it_is_not_on_the_captains_desk(desk: Desk) -> None:
    desk.county.people["worker"].role = "captain"
    (code,) = file_at(desk)
    with transaction() as session:
        session.execute(db.text("UPDATE work_order SET past_captain = true WHERE code = :code"), {"code": code})
    assert (points(desk, "captain"), points(desk, "town")) == (set(), {code})


def test_a_tile_outside_the_own_area_is_empty_and_no_refusal(desk: Desk) -> None:
    file_at(desk, count=6)
    count_heat()
    for layer in ("grids", "orders", "heat"):
        answer = desk.client("other_town").get(address_of(layer, HERE, 14))
        assert (answer.status_code, answer.data) == (200, b""), layer


def test_a_deputy_sees_the_map_of_whom_the_deputy_stands_in_for(desk: Desk) -> None:
    codes = set(file_at(desk, count=2))
    today = clock.local_date(clock.now())
    given_deputy(desk.county.people["captain"], desk.county.people["worker2"], today, today + timedelta(days=1))
    assert points(desk, "worker2") == codes
    assert grids(desk, "worker2") == OWN


# --- what nobody is shown ----------------------------------------------------------------------


def test_sensitive_matters_are_in_no_tile_and_no_figure(desk: Desk) -> None:
    file_at(desk, count=6, clause=SENSITIVE)
    count_heat()
    for username in sorted(VIEWERS):
        assert points(desk, username) == set(), username
        assert counts(desk, username, "orders") == [], username
        assert counts(desk, username, "heat") == counts(desk, username, "heat", clause=SENSITIVE) == [], username
        assert desk.client(username).get("/api/v1/tiles/figures").json == {"figures": {}}, username


def test_counts_are_told_in_steps_of_five_and_below_five_as_few(desk: Desk) -> None:
    for stored, told in ((4, [0]), (5, [5]), (9, [5]), (10, [10])):
        file_at(desk, count=stored - sum_of(desk))
        count_heat()
        assert counts(desk, "centre", "orders") == told, stored
        assert counts(desk, "centre", "heat") == told, stored


def sum_of(desk: Desk) -> int:
    return int(db.session.execute(db.text("SELECT count(*) FROM work_order")).scalar_one())


def test_a_small_number_cannot_be_had_by_subtracting_periods(desk: Desk) -> None:
    """Days are widened to whole weeks: moving an end by a day shows the same, so no day can be singled out."""
    file_at(desk, count=6)
    count_heat()
    today = clock.local_date(clock.now())
    monday = today - timedelta(days=today.weekday())
    days = [
        (monday + timedelta(days=first), monday + timedelta(days=last)) for first in range(7) for last in (first, 6)
    ]
    told = [counts(desk, "centre", "heat", from_=str(first), to=str(last)) for first, last in days]
    assert told == [[5]] * len(days)


def test_cells_never_move_with_what_is_asked(desk: Desk) -> None:
    file_at(desk, count=6)
    count_heat()
    client = desk.client("centre")
    shapes = {zoom: drawn(client, "heat", HERE, zoom)[0]["shape"].bounds for zoom in (11, 12, 13, 14)}
    sides = [bounds[2] - bounds[0] for bounds in shapes.values()]
    assert sides == pytest.approx([40_075_016.686 / (1 << 16)] * 4, rel=0.05)


def test_figures_are_exact_from_five_and_name_only_the_own_grids(desk: Desk) -> None:
    file_at(desk, count=6)
    file_at(desk, NEIGHBOUR, count=3)
    file_at(desk, ELSEWHERE, who="other_worker")
    told = {name: desk.client(name).get("/api/v1/tiles/figures").json["figures"] for name in ("captain", "other_town")}
    assert told["captain"] == {
        desk.county.grid: {"open": 6, "late": 0}, desk.county.neighbour: {"open": None, "late": 0},
    }  # fmt: skip
    assert told["other_town"] == {desk.county.foreign_grid: {"open": None, "late": 0}}


def test_a_tile_names_no_person_and_no_place_in_words(desk: Desk) -> None:
    file_at(desk, count=2, note="张三家门口")
    tile = desk.client("auditor").get(address_of("orders", HERE, 16)).data
    assert b"code" in tile
    assert "张".encode() not in tile
    (one, _) = drawn(desk.client("auditor"), "orders", HERE, 16)
    assert {name for name in one if name != "mvt_id"} == {"code", "clause", "state", "late", "shape"}


# --- what a tile holds ---------------------------------------------------------------------------


def test_closed_orders_leave_the_map_and_stay_in_the_heat(desk: Desk) -> None:
    codes = file_at(desk, count=5)
    desk.walk(codes[0], "closed")
    count_heat()
    assert points(desk, "centre") == set(codes[1:])
    assert counts(desk, "centre", "orders") == [0]
    assert counts(desk, "centre", "heat") == [5]


def test_declined_findings_are_no_heat(desk: Desk) -> None:
    codes = file_at(desk, count=5)
    desk.take("captain", codes[0], "decline", {"reason": "out_of_scope", "note": "不在清单里"})
    count_heat()
    assert counts(desk, "centre", "heat") == [0]


def test_a_finding_that_becomes_sensitive_leaves_the_map(desk: Desk) -> None:
    codes = file_at(desk, count=5)
    count_heat()
    desk.take("captain", codes[0], "correct", {"reason": "clause", "clause": SENSITIVE, "note": "家庭纠纷"})
    count_heat()
    assert counts(desk, "centre", "heat") == [0]
    assert points(desk, "centre") == set(codes[1:])


def test_heat_is_told_by_clause_and_by_period(desk: Desk) -> None:
    file_at(desk, count=5)
    file_at(desk, count=5, clause="CZ01-02")
    count_heat()
    today = clock.local_date(clock.now())
    month_ago, ahead = today - timedelta(days=35), today + timedelta(days=14)
    assert counts(desk, "centre", "heat") == [10]
    assert counts(desk, "town", "heat", clause=CLAUSE) == [5]
    assert counts(desk, "captain", "heat", clause="CZ01-02") == [5]
    assert counts(desk, "centre", "heat", clause="XF01-01") == []
    for viewer in ("centre", "captain"):
        assert counts(desk, viewer, "heat", to=str(month_ago)) == []
        assert counts(desk, viewer, "heat", from_=str(ahead), to=str(ahead)) == []


def test_every_zoom_shows_the_same_findings(desk: Desk) -> None:
    file_at(desk, count=6)
    count_heat()
    for viewer in ("centre", "captain"):
        assert [counts(desk, viewer, "heat", zoom=zoom) for zoom in range(1, 20)] == [[5]] * 19


def test_grids_of_a_past_day_are_those_of_that_day(desk: Desk) -> None:
    with transaction():
        ended = update(GridVersion).where(GridVersion.grid_code == desk.county.neighbour)
        db.session.execute(ended.values(valid_to=date(2024, 5, 1)))
    assert desk.county.neighbour in grids(desk, "centre", on="2024-04-30")
    assert desk.county.neighbour not in grids(desk, "centre", on="2024-05-01")
    assert desk.county.neighbour not in grids(desk, "centre")
    assert grids(desk, "centre", on="2019-12-31") == set()


def test_neighbours_still_touch_after_they_were_simplified(desk: Desk) -> None:
    for zoom in (9, 11, 13):
        shapes = {one["code"]: one["shape"] for one in drawn(desk.client("centre"), "grids", HERE, zoom)}
        gap = shapes[desk.county.grid].distance(shapes[desk.county.neighbour])
        assert gap == 0, zoom


def test_far_out_a_tile_shows_towns_and_no_grid(desk: Desk) -> None:
    ring = "120.40 32.50, 120.44 32.50, 120.44 32.52, 120.40 32.52, 120.40 32.50"
    with transaction() as session:
        session.execute(
            db.text("UPDATE area_version SET outline = ST_GeomFromText(:shape, 4326) WHERE area_code = :town"),
            {"shape": f"MULTIPOLYGON((({ring})))", "town": desk.county.town},
        )
    (town,) = drawn(desk.client("centre"), "grids", HERE, 7, inside="towns")
    assert (town["code"], town["name"]) == (desk.county.town, "城东镇")
    assert drawn(desk.client("captain"), "grids", HERE, 7, inside="towns") != []
    assert drawn(desk.client("other_captain"), "grids", HERE, 7, inside="towns") == []


# --- when it is sent again -----------------------------------------------------------------------


def fresh(desk: Desk, username: str, address: str) -> str:
    answer = desk.client(username).get(address)
    assert answer.headers["Cache-Control"] == "private, no-cache"
    held = desk.client(username).get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (held.status_code, held.data) == (304, b"")
    return str(answer.headers["ETag"])


def test_a_tile_is_sent_again_only_after_what_it_shows_changed(desk: Desk) -> None:
    (code,) = file_at(desk)
    count_heat()
    addresses = [*(address_of(layer, HERE, 14) for layer in ("grids", "orders", "heat")), "/api/v1/tiles/figures"]
    before = [fresh(desk, "centre", address) for address in addresses]
    assert [fresh(desk, "centre", address) for address in addresses] == before
    desk.take("captain", code, "verify", {"how": "on_site"})
    assert [fresh(desk, "centre", at) != mark for at, mark in zip(addresses, before, strict=True)] == [
        False, True, False, True,
    ]  # fmt: skip
    file_at(desk)
    count_heat()
    assert fresh(desk, "centre", addresses[2]) != before[2]
    with transaction():
        db.session.execute(update(GridVersion).where(GridVersion.grid_code == desk.county.grid).values(name="新名"))
        db.session.execute(
            update(GridVersion).where(GridVersion.grid_code == desk.county.neighbour).values(valid_to=date(2024, 5, 1))
        )
    assert fresh(desk, "centre", addresses[0]) != before[0]


def test_two_viewers_never_share_a_tile(desk: Desk) -> None:
    for layer in ("grids", "orders", "heat"):
        marks = {fresh(desk, who, address_of(layer, HERE, 14)) for who in ("captain", "town", "centre", "other_town")}
        assert len(marks) == 4, layer
        assert fresh(desk, "centre", address_of(layer, HERE, 14)) == fresh(desk, "auditor", address_of(layer, HERE, 14))


def test_a_tile_is_packed_for_those_who_unpack(desk: Desk) -> None:
    file_at(desk, count=12)
    address = address_of("orders", HERE, 16)
    plain, packed = (
        desk.client("centre").get(address, headers={"Accept-Encoding": how}) for how in ("identity", "gzip")
    )
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert plain.headers["ETag"] != packed.headers["ETag"]
    assert "Accept-Encoding" in plain.headers["Vary"]


# --- bent input ------------------------------------------------------------------------------------


def test_a_tile_that_does_not_exist_is_not_found(desk: Desk) -> None:
    paths = (
        "grids/1/2/0.mvt", "grids/1/0/2.mvt", "grids/23/0/0.mvt", f"grids/{'9' * 20}/0/0.mvt", "roads/1/0/0.mvt",
        "grids/-1/0/0.mvt", "grids/1/0/0", "grids/1/0/0.png", "grids/a/b/c.mvt", "grids/1.0/0/0.mvt",
        "grids/12/%00/0.mvt",
    )  # fmt: skip
    for path in paths:
        answer = desk.client("centre").get(f"/api/v1/tiles/{path}")
        assert (answer.status_code, answer.json["type"]) == (404, "not-found"), path


def test_a_question_that_makes_no_sense_is_refused(desk: Desk) -> None:
    queries = (
        "on=2026-13-01", "on=today", "clause=x", "clause=CZ01-01'", "from=2026-11-22&to=2026-11-01",
        "from=1990-01-01", "from=0001-01-01&to=0001-01-02", "to=9999-12-31", "to=0001-01-01", "bbox=1,2,3,4",
        "colour=red",
    )  # fmt: skip
    for query in queries:
        answer = desk.client("centre").get(f"{address_of('heat', HERE, 12)}?{query}")
        assert (answer.status_code, answer.json["type"]) == (422, "invalid"), query


def test_every_corner_of_the_world_has_a_tile(desk: Desk) -> None:
    file_at(desk)
    count_heat()
    for layer, zoom in product(("grids", "orders", "heat"), (0, 1, 7, 8, 13, 14, 22)):
        last = (1 << zoom) - 1
        for x, y in ((0, 0), (last, last), (0, last)):
            assert desk.client("centre").get(f"/api/v1/tiles/{layer}/{zoom}/{x}/{y}.mvt").status_code == 200
