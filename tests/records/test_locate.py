"""Which grid a place belongs to, asked of a real PostGIS, against an oracle that shares none of its code."""

from __future__ import annotations

from datetime import date
from typing import Any

import psycopg
import pytest
import shapely
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from backend.acting import Acting
from backend.clock import now
from backend.database import db, transaction
from backend.grids.actions import AreaRow, GridRow, put_areas, put_grids
from backend.grids.located import Located, Place
from backend.grids.locating import locate
from geo.coordinates import local_metres
from tests.given import COUNTY_CODE, GRIDS, SIDE, SOUTH, County

TODAY = date(2026, 11, 22)


def at(lon: float, lat: float, accuracy: float | None = None, **options: object) -> Located:
    with transaction():
        return locate(Place(lon, lat, accuracy), TODAY, **options)  # type: ignore[arg-type]


def shape_of(code: str) -> shapely.Polygon:
    """The square of tests/given.py, once more."""
    _, _, west, kind = GRIDS[code]
    if kind == "special":
        return shapely.box(west, SOUTH + 0.004, west + 0.004, SOUTH + 0.006)
    return shapely.box(west, SOUTH, west + SIDE, SOUTH + SIDE)


def test_a_place_well_inside_is_covered_and_raises_no_doubt(county: County) -> None:
    located = at(120.403, 32.508, 10.0)
    assert (located.grid_code, located.method, located.doubts) == (county.grid, "covers", frozenset())
    assert (located.village_code, located.town_code, located.distance_m) == (county.village, county.town, 0)


def test_it_takes_one_round_trip(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    really = psycopg.Cursor.execute

    def execute(cursor: Any, statement: object, *rest: Any, **more: Any) -> Any:
        asked.append(statement)
        return really(cursor, statement, *rest, **more)

    monkeypatch.setattr(psycopg.Cursor, "execute", execute)
    at(120.41, 32.508, 20.0)
    assert len(asked) == 1


def test_the_special_grid_goes_before_the_comprehensive_one_below_it(county: County) -> None:
    assert at(120.410, 32.505, 5.0).grid_code == county.special_grid
    assert at(120.410, 32.505).grid_code == county.special_grid


def test_ground_under_a_special_grid_is_not_counted_twice(county: County) -> None:
    located = at(120.40801, 32.505, 10.0)  # a metre inside the market's western edge
    shares = {one.code: one.share for one in located.candidates}
    assert located.grid_code == county.special_grid
    assert sum(shares.values()) == pytest.approx(1.0, abs=0.002)
    assert shares[county.special_grid] > shares[county.grid] > 0.3


def test_exactly_on_a_border_the_lowest_code_is_taken(county: County) -> None:
    assert at(120.42, 32.502).grid_code == county.neighbour
    located = at(120.42, 32.502, 15.0)
    assert (located.grid_code, located.method, located.doubts) == (county.neighbour, "share", {"border"})


def test_the_own_grid_is_taken_from_three_tenths_on(county: County) -> None:
    own = {county.other_village_grid}
    assert at(120.41999, 32.502, 15.0, own=own).method == "own"
    assert at(120.4198, 32.502, 15.0, own=own).grid_code == county.neighbour


def test_a_confirmed_candidate_wins(county: County) -> None:
    located = at(120.4199, 32.502, 15.0, confirmed=county.other_village_grid)
    assert (located.grid_code, located.method) == (county.other_village_grid, "confirmed")


def test_just_outside_all_grids_the_nearest_one_within_the_accuracy_is_taken(county: County) -> None:
    east, _ = local_metres(120.4, 32.505)
    located = at(120.40 - 8 / east, 32.505, 12.0)
    assert (located.grid_code, located.method, located.doubts) == (county.grid, "nearest", {"outside"})
    assert located.distance_m == pytest.approx(8.0, abs=0.05)
    farther = at(120.40 - 20 / east, 32.505, 12.0)
    assert (farther.grid_code, farther.method, farther.distance_m) == (None, "none", None)


def test_without_a_grid_the_outline_tells_whose_desk_it_is(app: Flask, county: County) -> None:
    acting = Acting(None, now())
    with transaction():
        put_areas(acting, [
            AreaRow("320685100000", "town", "城东镇", COUNTY_CODE, TODAY, shapely.box(120.3, 32.4, 120.5, 32.6)),
            AreaRow("320685100203", "village", "新村", "320685100000", TODAY, shapely.box(120.3, 32.4, 120.35, 32.45)),
        ])  # fmt: skip
    town = at(120.45, 32.58, 10.0)
    assert (town.grid_code, town.village_code, town.town_code) == (None, None, "320685100000")
    village = at(120.32, 32.42, 10.0)
    assert (village.village_code, village.town_code) == ("320685100203", "320685100000")
    assert at(119.0, 32.42, 10.0).town_code is None


def test_a_report_is_located_by_the_division_of_its_day(app: Flask, county: County) -> None:
    split = date(2026, 11, 1)
    with transaction():
        put_grids(Acting(None, now()), [
            GridRow(county.grid, "comprehensive", "凤山村第一网格（西）", county.village, county.town,
                    shapely.box(120.40, SOUTH, 120.405, SOUTH + SIDE), split),
            GridRow("320685100201003", "comprehensive", "凤山村第三网格", county.village, county.town,
                    shapely.box(120.405, SOUTH, 120.41, SOUTH + SIDE), split),
        ])  # fmt: skip
    with transaction():
        before = locate(Place(120.407, 32.501, 5.0), date(2026, 10, 31))
        after = locate(Place(120.407, 32.501, 5.0), split)
    assert (before.grid_code, before.name) == (county.grid, "凤山村第一网格")
    assert after.grid_code == "320685100201003"


def test_a_shape_that_crosses_itself_never_reaches_the_table(app: Flask, county: County) -> None:
    bow = shapely.Polygon([(120.5, 32.5), (120.6, 32.6), (120.6, 32.5), (120.5, 32.6)])
    row = GridRow("320685100201009", "comprehensive", "坏网格", county.village, county.town, bow, TODAY)
    with pytest.raises(Exception, match="conflict"), transaction():
        put_grids(Acting(None, now()), [row])
    assert db.session.scalar(text("SELECT count(*) FROM grid_version WHERE grid_code = '320685100201009'")) == 0


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lon=st.floats(120.395, 120.445).map(lambda degrees: round(degrees, 7)),
    lat=st.floats(32.495, 32.515).map(lambda degrees: round(degrees, 7)),
    accuracy=st.one_of(st.none(), st.floats(1, 300)),
)
def test_anywhere_the_answer_is_that_of_the_slow_oracle(
    county: County, lon: float, lat: float, accuracy: float | None
) -> None:
    located = at(lon, lat, accuracy)
    shares = oracle(lon, lat, accuracy)
    assert {one.code: one.share for one in located.candidates} == pytest.approx(shares, abs=0.0011)
    if not shares:
        assert located.grid_code is None
    elif located.method != "nearest":
        assert shares[located.grid_code or ""] >= max(shares.values()) - 0.0011


def oracle(lon: float, lat: float, accuracy: float | None) -> dict[str, float]:
    """Share of every grid, worked out in metres with shapely alone and the special grid cut out first."""
    east, north = local_metres(lon, lat)
    flat = lambda shape: shapely.transform(shape, lambda xy: (xy - (lon, lat)) * (east, north))  # noqa: E731
    point = shapely.Point(0, 0)
    special = flat(shape_of("320685100201901"))
    if accuracy is None:
        return {code: 1.0 for code in GRIDS if flat(shape_of(code)).covers(point)}
    disc = point.buffer(accuracy, quad_segs=16)
    shares = {}
    for code, (_, _, _, kind) in GRIDS.items():
        shape = flat(shape_of(code))
        if shape.intersects(disc):
            ground = shape if kind == "special" else shape.difference(special)
            shares[code] = ground.intersection(disc).area / disc.area
    return shares
