"""The accuracy disc: its shape, the shares in it, and how they are rounded."""

from __future__ import annotations

from math import inf, nan, pi

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.coordinates import PlaceFault, distance_m
from geo.disc import disc_around
from geo.shapes import area_m2

PLACES = st.tuples(st.floats(73, 136), st.floats(3, 54))
HERE = (120.4, 32.5)
EAST, WEST = shapely.box(120.4, 32, 121, 33), shapely.box(120, 32, 120.4, 33)


@given(PLACES, st.floats(1, 5_000))
def test_the_accuracy_disc_is_a_64_gon_whose_corners_lie_at_the_radius(
    place: tuple[float, float], radius: float
) -> None:
    around = disc_around(*place, radius)
    disc, place = around.polygon(), (around.lon, around.lat)
    corners = list(disc.exterior.coords)
    assert len(corners) == 65
    assert disc.is_valid
    for corner in corners[:-1]:
        assert distance_m(place, (corner[0], corner[1])) == pytest.approx(radius, rel=2e-3)
    # 64 corners hold 99.84 % of the circle.
    assert area_m2(disc) == pytest.approx(pi * radius**2, rel=5e-3)


@given(PLACES, st.floats(10, 1_000))
def test_half_the_disc_lies_on_each_side_of_its_meridian(place: tuple[float, float], radius: float) -> None:
    disc = disc_around(*place, radius).polygon()
    east = shapely.box(place[0], place[1] - 1, place[0] + 1, place[1] + 1)
    assert disc.intersection(east).area / disc.area == pytest.approx(0.5, abs=1e-3)


@pytest.mark.parametrize("radius", [-5.0, 0.0, 1e-9, 1e12])
def test_an_impossible_radius_still_gives_a_usable_disc(radius: float) -> None:
    disc = disc_around(120.4, 32.5, radius).polygon()
    assert disc.is_valid
    assert 0 < area_m2(disc) < 4e10


@pytest.mark.parametrize("lat", [-90.0, 90.0])
def test_a_disc_at_a_pole_is_finite(lat: float) -> None:
    assert disc_around(0, lat, 50).polygon().is_valid


@pytest.mark.parametrize(("lon", "lat", "radius"), [(nan, 32, 5), (120, inf, 5), (120, 32, nan), (120, 32, inf)])
def test_a_disc_without_numbers_is_refused(lon: float, lat: float, radius: float) -> None:
    with pytest.raises(PlaceFault):
        disc_around(lon, lat, radius)


@given(st.floats(0.1, 5_000))
def test_two_grounds_that_meet_at_the_place_have_half_of_the_disc_each(radius: float) -> None:
    disc = disc_around(*HERE, radius)
    assert disc.shares([EAST, WEST], [False, False]) == [0.5, 0.5]
    assert disc.holds_place_in(EAST)
    assert disc.holds_place_in(WEST)


def test_a_ground_that_lies_over_others_takes_their_share() -> None:
    disc = disc_around(*HERE, 10)
    assert disc.shares([None, EAST, WEST], [False, True, False]) == [0.5, 0.5, 0.5]
    assert disc.shares([None, None], [True, False]) == [1.0, 0.0]
    assert disc.shares([EAST, EAST, WEST], [True, True, False]) == [0.5, 0.5, 0.5]


@pytest.mark.parametrize(("parts", "share"), [(16, 0.062), (32, 0.031)])
def test_a_share_exactly_between_two_steps_goes_down(parts: int, share: float) -> None:
    # A sector of 4 or 2 of the 64 sides is 1/16 or 1/32 of the disc: 0.0625 and 0.03125.
    disc = disc_around(*HERE, 100)
    corners = disc.polygon().exterior.coords
    sector = shapely.Polygon([HERE, *corners[: 64 // parts + 1]])
    assert disc.shares([sector], [False]) == [share]


def test_metres_to_a_ground_are_told_to_the_centimetre() -> None:
    disc = disc_around(*HERE, 5)
    assert disc.metres_to(shapely.box(120.401, 32, 121, 33)) == 93.98
    assert disc.metres_to(EAST) == 0
    assert disc.metres_to(shapely.box(120.4, 32.5001, 121, 33)) == 11.09


@given(PLACES)
def test_the_place_is_the_nearest_point_of_the_lattice(place: tuple[float, float]) -> None:
    disc = disc_around(*place, 5)
    assert (disc.lon, disc.lat) == (round(disc.lon, 7), round(disc.lat, 7))
    assert distance_m(place, (disc.lon, disc.lat)) < 0.01
