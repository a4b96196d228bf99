"""Inside, outside, on the border: in whole numbers, compared with an independent library."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import pairwise
from math import cos, gcd, pi, sin
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Point, Polygon, mapping

from geo.predicates import LATTICE, MultiPolygonCoordinates, covers, lattice, side_of

Corner = tuple[int, int]
ORIGIN = (1_204_600_000, 325_500_000)


def degrees(steps: Corner) -> tuple[float, float]:
    return (ORIGIN[0] + steps[0]) / LATTICE, (ORIGIN[1] + steps[1]) / LATTICE


def as_geojson(shape: MultiPolygon) -> MultiPolygonCoordinates:
    """The shape, drawn in whole steps around ORIGIN, as GeoJSON coordinates in degrees."""
    return [
        [[degrees((round(x), round(y))) for x, y in ring] for ring in polygon]
        for polygon in mapping(shape)["coordinates"]
    ]


@st.composite
def stars(draw: st.DrawFn, reach: int = 100_000) -> Polygon:
    """A bent polygon with whole corners; small ones have many coincidences, so borders are met often."""
    rng = random.Random(draw(st.integers(0, 2**32)))
    size = draw(st.sampled_from([4, 10, 1_000, reach]))
    turns = sorted(rng.uniform(0, 2 * pi) for _ in range(draw(st.integers(3, 12))))
    corners = [(round(cos(t) * rng.uniform(0.2, 1) * size), round(sin(t) * rng.uniform(0.2, 1) * size)) for t in turns]
    return Polygon(corners)


areas = stars().filter(lambda star: star.is_valid and star.area > 0)


FRAME = [(-200_000, -200_000), (200_000, -200_000), (200_000, 200_000), (-200_000, 200_000)]
ASIDE = Polygon([(500_000, 0), (500_007, 3), (500_002, 9)])


@st.composite
def areas_with_holes(draw: st.DrawFn) -> MultiPolygon:
    """An area, or a frame with that area as its hole, perhaps with a second part elsewhere."""
    area = draw(areas)
    shape = draw(st.sampled_from([area, Polygon(FRAME, [area.exterior.coords])]))
    return MultiPolygon(draw(st.sampled_from([[shape], [shape, ASIDE], [ASIDE, shape]])))


@given(areas_with_holes(), st.integers(-12, 12), st.integers(-12, 12))
def test_any_lattice_point_is_covered_as_an_independent_library_says(shape: MultiPolygon, x: int, y: int) -> None:
    # Corners are small whole numbers, which the library's doubles hold exactly.
    assert covers(as_geojson(shape), *degrees((x, y))) == shape.covers(Point(x, y))


@given(areas, st.data())
def test_every_lattice_point_of_a_border_is_inside(area: Polygon, data: st.DataObject) -> None:
    whole = [(round(x), round(y)) for x, y in area.exterior.coords]
    (x1, y1), (x2, y2) = data.draw(st.sampled_from([*pairwise(whole)]))
    steps = gcd(x2 - x1, y2 - y1)
    step = data.draw(st.integers(0, steps))
    share = Fraction(step, steps) if steps else Fraction(0)
    spot = degrees((int(x1 + (x2 - x1) * share), int(y1 + (y2 - y1) * share)))
    coordinates = as_geojson(MultiPolygon([area]))
    assert covers(coordinates, *spot)
    assert side_of(coordinates[0][0], *spot) == "border"


@given(areas, st.integers(-12, 12), st.integers(-12, 12))
def test_turning_a_ring_round_or_starting_it_elsewhere_changes_nothing(area: Polygon, x: int, y: int) -> None:
    ring = as_geojson(MultiPolygon([area]))[0][0]
    turned = [*ring[2:], *ring[1:3]]
    sides = {side_of(corners, *degrees((x, y))) for corners in (ring, ring[::-1], turned)}
    assert len(sides) == 1


@given(areas, st.integers(-100, 100), st.integers(-100, 100))
def test_two_areas_that_share_a_border_leave_no_place_between_them(area: Polygon, x: int, y: int) -> None:
    around = Polygon(FRAME, [area.exterior.coords])
    inner, outer = as_geojson(MultiPolygon([area])), as_geojson(MultiPolygon([around]))
    spot = degrees((x, y))
    held = (covers(inner, *spot), covers(outer, *spot))
    assert any(held)
    assert all(held) == (side_of(inner[0][0], *spot) == "border")


def test_a_corner_counts_once_however_the_ray_meets_it() -> None:
    diamond: Any = [[[degrees(c) for c in [(0, -5), (5, 0), (0, 5), (-5, 0), (0, -5)]]]]
    assert covers(diamond, *degrees((-5, 0)))
    assert covers(diamond, *degrees((0, 0)))
    assert not covers(diamond, *degrees((-6, 0)))
    assert not covers(diamond, *degrees((-3, 5)))


def test_a_hole_is_outside_but_its_border_is_inside() -> None:
    outer = [degrees(c) for c in [(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)]]
    hole = [degrees(c) for c in [(4, 4), (6, 4), (6, 6), (4, 6), (4, 4)]]
    area = [[outer, hole]]
    assert not covers(area, *degrees((5, 5)))
    assert covers(area, *degrees((4, 5)))
    assert covers(area, *degrees((3, 5)))


def test_an_area_without_parts_covers_nothing() -> None:
    assert not covers([], 120.46, 32.55)


@given(st.integers(-180 * LATTICE, 180 * LATTICE))
def test_a_snapped_coordinate_is_exactly_its_lattice_step(step: int) -> None:
    assert lattice(step / LATTICE) == step
    assert lattice(round(step / LATTICE, 7)) == step
