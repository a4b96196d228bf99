"""Positions: datums, ranges, metres."""

from __future__ import annotations

import json
from math import cos, dist, inf, nan, pi, radians, sin, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, Polygon

from geo.coordinates import (
    CHINA,
    DATUMS,
    WGS84_A,
    WGS84_E2,
    Bounds,
    Datum,
    PlaceFault,
    check_position,
    distance_m,
    from_wgs84,
    local_metres,
    looks_swapped,
    to_wgs84,
)
from geo.shifted_region import HONG_KONG, MACAU, MAINLAND, RINGS, is_shifted
from tests.vectors import make_datums

TIANANMEN = (116.404, 39.915)

REGION = Polygon(MAINLAND, [HONG_KONG, MACAU])
BOX = Bounds(*REGION.bounds)
inland = st.tuples(st.floats(BOX.west, BOX.east), st.floats(BOX.south, BOX.north)).filter(lambda one: is_shifted(*one))
anywhere = st.tuples(st.floats(-180, 180), st.floats(-90, 90))
shifted = st.sampled_from(["gcj02", "bd09"])


def on_the_globe(lon: float, lat: float) -> tuple[float, float, float]:
    """Metres from the earth's centre: an oracle that shares nothing with the formula under test."""
    phi, lam = radians(lat), radians(lon)
    across = WGS84_A / sqrt(1 - WGS84_E2 * sin(phi) ** 2)
    return (
        across * cos(phi) * cos(lam),
        across * cos(phi) * sin(lam),
        across * (1 - WGS84_E2) * sin(phi),
    )


def test_gcj02_and_bd09_are_the_published_transforms() -> None:
    assert from_wgs84(*TIANANMEN, "gcj02") == pytest.approx((116.41024449916938, 39.91640428150164), abs=1e-12)
    assert from_wgs84(*TIANANMEN, "bd09") == pytest.approx((116.41662724378733, 39.922699552216216), abs=1e-12)


@given(inland, st.sampled_from(DATUMS))
def test_a_place_in_china_survives_every_datum_and_back(place: tuple[float, float], datum: Datum) -> None:
    assert to_wgs84(*from_wgs84(*place, datum), datum) == pytest.approx(place, abs=1e-9)


@given(inland, shifted)
def test_the_shift_in_china_is_between_metres_and_two_kilometres(place: tuple[float, float], datum: Datum) -> None:
    moved = from_wgs84(*place, datum)
    assert 10 < distance_m(place, moved) < 2_500


@given(anywhere.filter(lambda place: not BOX.contain(*place)), st.sampled_from(DATUMS))
def test_far_from_the_shifted_region_every_datum_passes_places_through(
    place: tuple[float, float], datum: Datum
) -> None:
    assert from_wgs84(*place, datum) == place
    if not Bounds(70, 12, 140, 58).contain(*place):
        assert to_wgs84(*place, datum) == place


@given(st.tuples(st.floats(BOX.west, BOX.east), st.floats(BOX.south, BOX.north)), shifted)
def test_a_place_is_shifted_in_the_stated_region_and_nowhere_else(place: tuple[float, float], datum: Datum) -> None:
    assert (from_wgs84(*place, datum) != place) == is_shifted(*place)
    if REGION.boundary.distance(Point(place)) > 1e-6:
        assert is_shifted(*place) == REGION.covers(Point(place))


@given(
    st.sampled_from([(ring, at) for ring in RINGS for at in range(len(ring) - 1)]),
    st.floats(0, 1),
    st.floats(0, 2 * pi),
    st.floats(-12, -3).map(lambda digits: 10**digits),
    shifted,
)
def test_a_place_just_inside_the_edge_survives_though_its_shifted_twin_lies_outside(
    edge: tuple[tuple[tuple[float, float], ...], int], along: float, turn: float, off: float, datum: Datum
) -> None:
    ring, at = edge
    (x1, y1), (x2, y2) = ring[at], ring[at + 1]
    place = (x1 + along * (x2 - x1) + off * cos(turn), y1 + along * (y2 - y1) + off * sin(turn))
    if is_shifted(*place):
        assert to_wgs84(*from_wgs84(*place, datum), datum) == pytest.approx(place, abs=1e-9)


@pytest.mark.parametrize(
    ("name", "place", "within"),
    [("海安", (120.46, 32.55), True), ("三亚", (109.51, 18.25), True), ("喀什", (75.99, 39.47), True),
     ("漠河", (122.37, 53.48), True), ("抚远", (134.28, 48.36), True), ("深圳罗湖", (114.13, 22.56), True),
     ("珠海拱北", (113.55, 22.23), True), ("瑞丽", (97.85, 24.01), True), ("香港九龙", (114.17, 22.31), False),
     ("香港上水", (114.13, 22.5), False), ("澳门", (113.55, 22.19), False), ("台北", (121.56, 25.04), False),
     ("高雄", (120.31, 22.62), False), ("首尔", (126.98, 37.57), False), ("河内", (105.83, 21.03), False)],
)  # fmt: skip
def test_the_shifted_region_holds_the_mainland(name: str, place: tuple[float, float], within: bool) -> None:
    assert is_shifted(*place) == within


@given(anywhere)
def test_any_place_on_earth_is_a_position(place: tuple[float, float]) -> None:
    check_position(*place)


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [
        (nan, 32.5, "place-not-a-number"),
        (120.4, inf, "place-not-a-number"),
        (-inf, nan, "place-not-a-number"),
        (180.0001, 32.5, "place-out-of-range"),
        (120.4, -90.0001, "place-out-of-range"),
        (1e300, 1e300, "place-out-of-range"),
        (32.5, 120.4, "place-swapped"),
    ],
)
def test_what_is_no_place_is_named_for_what_it_is(lon: float, lat: float, code: str) -> None:
    with pytest.raises(PlaceFault) as caught:
        check_position(lon, lat)
    assert caught.value.code == code
    assert caught.value.title.endswith("。")


def test_swapped_coordinates_are_recognised_even_where_both_are_in_range() -> None:
    kashgar = (75.99, 39.47)
    assert looks_swapped(kashgar[1], kashgar[0])
    assert not looks_swapped(*kashgar)
    assert not looks_swapped(2.35, 48.85)


@given(st.floats(-180, 180), st.floats(-180, 180))
def test_nothing_looks_swapped_both_ways(lon: float, lat: float) -> None:
    assert not (looks_swapped(lon, lat) and looks_swapped(lat, lon))


def test_swapping_is_judged_by_the_county_when_its_bounds_are_given() -> None:
    square = Bounds(100, 100, 110, 110)
    assert not looks_swapped(105, 105, square)
    assert looks_swapped(32.5, 120.4, Bounds(120, 32, 121, 33))
    assert CHINA.contain(120.4, 32.5)


@given(
    st.floats(-180, 180),
    st.floats(-60, 60),
    st.floats(-0.5, 0.5),
    st.floats(-0.5, 0.5),
)
def test_distances_within_a_county_are_good_to_a_thousandth(lon: float, lat: float, east: float, north: float) -> None:
    a, b = (lon, lat), (lon + east, lat + north)
    # The chord through the earth is shorter than the way over it by under 1e-4 at these lengths.
    straight = dist(on_the_globe(*a), on_the_globe(*b))
    assert distance_m(a, b) == pytest.approx(straight, rel=1e-3, abs=1e-3)


def test_a_distance_across_the_date_line_is_short() -> None:
    assert distance_m((179.999, 10), (-179.999, 10)) == pytest.approx(219.3, abs=0.5)


@given(st.floats(-90, 90))
def test_a_degree_of_latitude_is_111_kilometres_and_no_scale_is_ever_zero(lat: float) -> None:
    east, north = local_metres(120, lat)
    assert 110_500 < north < 111_800
    assert 0 < east < 111_400


def test_the_phone_holds_the_same_region_and_is_held_to_the_same_answers() -> None:
    assert make_datums.REGION.read_text("utf-8") == make_datums.lines(make_datums.region())
    told = json.loads(make_datums.PATH.read_text("utf-8"))
    assert len(told) > 150
    for datum, place, shifted_place, righted in told:
        assert from_wgs84(*place, datum) == pytest.approx(shifted_place, abs=1e-9)
        assert to_wgs84(*place, datum) == pytest.approx(righted, abs=1e-9)
