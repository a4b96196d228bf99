"""Positions: datums, ranges, metres."""

from __future__ import annotations

from math import cos, dist, inf, nan, radians, sin, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.coordinates import (
    CHINA,
    DATUMS,
    SHIFTED,
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

TIANANMEN = (116.404, 39.915)

# A kilometre clear of the edge, where shifted and unshifted positions meet.
inland = st.tuples(
    st.floats(SHIFTED.west + 0.02, SHIFTED.east - 0.02), st.floats(SHIFTED.south + 0.02, SHIFTED.north - 0.02)
)
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


@given(anywhere.filter(lambda place: not Bounds(70, -1, 140, 58).contain(*place)), st.sampled_from(DATUMS))
def test_outside_the_shifted_box_every_datum_passes_places_through(place: tuple[float, float], datum: Datum) -> None:
    assert from_wgs84(*place, datum) == place
    assert to_wgs84(*place, datum) == place


@given(st.floats(SHIFTED.south + 0.01, SHIFTED.north - 0.01), shifted)
def test_a_place_just_inside_the_edge_survives_though_its_shifted_twin_lies_outside(lat: float, datum: Datum) -> None:
    place = (SHIFTED.east - 1e-4, lat)
    assert to_wgs84(*from_wgs84(*place, datum), datum) == pytest.approx(place, abs=1e-9)


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
