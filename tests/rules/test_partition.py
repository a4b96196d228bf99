"""A made-up county is divided without gap, overlap, or a grid in two villages."""

from __future__ import annotations

import random
from math import cos, pi, sin

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Point, Polygon, box, mapping

from geo.cells import TooSmallError
from geo.partition import Division, carve_special, divide
from geo.predicates import covers
from geo.shapes import Area, area_m2, as_multipolygon, snap

ORIGIN = (120.46, 32.55)


def around_origin(corners: list[tuple[float, float]]) -> Polygon:
    return Polygon([(ORIGIN[0] + x, ORIGIN[1] + y) for x, y in corners])


L_SHAPED = around_origin([(0, 0), (0.4, 0), (0.4, 0.08), (0.07, 0.08), (0.07, 0.5), (0, 0.5)])
# Thin fingers on a thin spine: straight cuts sever fingers that must find back to a neighbour.
COMB = around_origin(
    [(0, 0), (0.41, 0), *((0.4 - 0.02 * at, 0.02 + 0.3 * ((at + 1) // 2 % 2)) for at in range(21)), (0, 0.02)]
)
WITH_LAKE = Polygon(box(120, 32, 120.5, 32.4).exterior.coords, [box(120.2, 32.15, 120.3, 32.25).exterior.coords])
WITH_ISLANDS = MultiPolygon(
    [box(120, 32, 120.5, 32.4), box(120.55, 32.1, 120.57, 32.12), box(120.52, 32.3, 120.53, 32.31)]
)
COUNTY = around_origin(
    [(0.35 * cos(t * pi / 20) * (1 + 0.3 * sin(t)), 0.2 * sin(t * pi / 20) * (1 + 0.3 * sin(t))) for t in range(40)]
)


@st.composite
def outlines(draw: st.DrawFn) -> Polygon:
    """A bent outline between 1 and 100 kilometres wide, anywhere in China."""
    rng = random.Random(draw(st.integers(0, 2**32)))
    lon, lat, size = rng.uniform(80, 130), rng.uniform(5, 50), 10 ** rng.uniform(-2, 0)
    turns = sorted(rng.uniform(0, 2 * pi) for _ in range(rng.randint(5, 25)))
    reach = [rng.uniform(0.4, 1) * size for _ in turns]
    return Polygon([(lon + r * cos(t), lat + r * sin(t)) for t, r in zip(turns, reach, strict=True)])


# A sliver is no county: at least a fiftieth of the box is land.
land = outlines().filter(lambda area: area.is_valid and area.area > 0.02 * area.envelope.area)
counties = st.builds(divide, land, st.integers(1, 3), st.integers(1, 3), st.integers(1, 4), st.integers(0, 10**9))


@given(counties)
@settings(max_examples=40, deadline=None)
def test_grids_villages_and_towns_tile_without_gap_or_overlap(county: Division) -> None:
    for level in (
        list(county.grids()),
        [village.shape for village in county.villages()],
        [town.shape for town in county.towns],
    ):
        assert all(area.is_valid for area in level)
        assert shapely.coverage_is_valid(level)
        assert sum(area.area for area in level) == pytest.approx(county.outline.area, rel=1e-12)


@given(counties)
@settings(max_examples=25, deadline=None)
def test_each_parent_is_exactly_the_union_of_its_children(county: Division) -> None:
    for town in county.towns:
        assert town.shape.symmetric_difference(shapely.unary_union([v.shape for v in town.villages])).area == 0
        for village in town.villages:
            assert village.shape.symmetric_difference(shapely.unary_union(village.grids)).area == 0
            assert all(village.shape.covers(grid) and town.shape.covers(grid) for grid in village.grids)


@given(counties)
@settings(max_examples=25, deadline=None)
def test_every_grid_village_and_town_of_one_land_is_one_part_on_the_lattice(county: Division) -> None:
    for area in [*county.grids(), *(v.shape for v in county.villages()), *(t.shape for t in county.towns)]:
        assert area.geom_type == "Polygon"
        assert snap(area).equals_exact(area, 0)


@given(land, st.integers(0, 10**9), st.data())
@settings(max_examples=25, deadline=None)
def test_any_place_in_the_outline_lies_in_a_grid(outline: Polygon, seed: int, data: st.DataObject) -> None:
    county = divide(outline, 2, 2, 3, seed)
    west, south, east, north = outline.bounds
    rng = random.Random(data.draw(st.integers(0, 2**32)))
    grids = [mapping(as_multipolygon(grid))["coordinates"] for grid in county.grids()]
    spots = [(round(rng.uniform(west, east), 7), round(rng.uniform(south, north), 7)) for _ in range(60)]
    # Snapping may move the outline itself by half a step: places within a centimetre of it are left out.
    inland = outline.buffer(-1e-7)
    for lon, lat in (spot for spot in spots if inland.covers(Point(spot))):
        holding = [at for at, grid in enumerate(grids) if covers(grid, lon, lat)]
        assert holding
        assert len(holding) == 1 or all(
            list(county.grids())[at].boundary.distance(Point(lon, lat)) < 1e-9 for at in holding
        )


@given(counties)
@settings(max_examples=25, deadline=None)
def test_every_corner_of_a_grid_belongs_to_each_grid_that_touches_it(county: Division) -> None:
    grids = list(county.grids())
    shapes = [mapping(as_multipolygon(grid))["coordinates"] for grid in grids]
    tree = shapely.STRtree(grids)
    for grid in grids:
        for lon, lat in grid.exterior.coords:
            for at in tree.query(Point(lon, lat), predicate="intersects"):
                assert covers(shapes[at], lon, lat)


@pytest.mark.parametrize(
    "outline", [L_SHAPED, COMB, WITH_LAKE, WITH_ISLANDS, COUNTY], ids=["bent", "comb", "lake", "islands", "county"]
)
def test_awkward_land_is_divided_whole(outline: Area) -> None:
    county = divide(outline, 3, 4, 5, seed=7)
    assert [len(town.villages) for town in county.towns] == [4, 4, 4]
    assert {len(village.grids) for village in county.villages()} == {5}
    assert shapely.coverage_is_valid(list(county.grids()))
    assert county.outline.area == pytest.approx(outline.area, rel=1e-5)
    assert shapely.hausdorff_distance(county.outline, outline) < 1e-7
    if outline.geom_type == "Polygon":
        assert {grid.geom_type for grid in county.grids()} == {"Polygon"}


def test_the_lake_is_in_no_grid_and_the_islands_in_one_each() -> None:
    lake = divide(WITH_LAKE, 3, 3, 3, seed=1)
    assert not any(grid.intersects(Point(120.25, 32.2)) for grid in lake.grids())
    islands = divide(WITH_ISLANDS, 3, 3, 3, seed=1)
    for spot in (Point(120.56, 32.11), Point(120.525, 32.305)):
        assert sum(grid.covers(spot) for grid in islands.grids()) == 1


def test_the_same_seed_gives_the_same_county_and_another_seed_another() -> None:
    first, again, other = (divide(COUNTY, 2, 3, 4, seed) for seed in (5, 5, 6))
    assert first == again
    assert carve_special(first, 1) == carve_special(again, 1)
    assert list(first.grids()) != list(other.grids())


def test_grids_are_roundish_and_of_varied_size() -> None:
    grids = list(divide(COUNTY, 4, 4, 6, seed=11).grids())
    roundness = sorted(4 * pi * area_m2(grid) / perimeter_m(grid) ** 2 for grid in grids)
    sizes = sorted(area_m2(grid) for grid in grids)
    assert roundness[len(grids) // 2] > 0.5
    assert sizes[-1] > 4 * sizes[0]


def perimeter_m(area: Area) -> float:
    east, north = 94_000, 110_900
    return float(shapely.transform(area, lambda xy: xy * [east, north]).length)


@given(land, st.integers(2, 4), st.integers(0, 10**9))
@settings(max_examples=25, deadline=None)
def test_park_and_market_lie_where_they_say_and_apart(outline: Polygon, villages: int, seed: int) -> None:
    county = divide(outline, 2, villages, 4, seed)
    park, market = carve_special(county, seed)
    for ground in (park, market):
        village = county.towns[ground.town].villages[ground.village]
        assert ground.shape.is_valid
        assert village.shape.contains_properly(ground.shape)
        touched = tuple(at for at, grid in enumerate(village.grids) if grid.intersection(ground.shape).area > 0)
        assert touched == ground.grids
        assert snap(ground.shape).equals_exact(ground.shape, 0)
    assert len(park.grids) == 2
    assert len(market.grids) == 1
    assert park.shape.disjoint(market.shape)


def test_a_county_of_one_village_has_park_and_market_in_different_grids() -> None:
    park, market = carve_special(divide(COUNTY, 1, 1, 3, seed=3), seed=3)
    assert not set(park.grids) & set(market.grids)


def test_where_there_is_no_room_for_both_it_says_so() -> None:
    for grids in (1, 2):
        with pytest.raises(TooSmallError):
            carve_special(divide(COUNTY, 1, 1, grids, seed=3), seed=3)


@pytest.mark.parametrize("numbers", [(0, 1, 1), (1, 0, 1), (1, 1, -3)])
def test_a_level_without_pieces_is_refused(numbers: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="at least one"):
        divide(COUNTY, *numbers, seed=1)


@pytest.mark.parametrize("outline", [Polygon(), around_origin([(0, 0), (1, 1), (1, 0), (0, 1)])])
def test_an_outline_that_is_no_area_is_refused(outline: Polygon) -> None:
    with pytest.raises(ValueError, match="not a valid area"):
        divide(outline, 1, 1, 1, seed=1)


def test_ground_of_a_few_centimetres_is_too_small_for_a_hundred_grids() -> None:
    with pytest.raises(TooSmallError):
        divide(box(120, 32, 120.0000003, 32.0000003), 4, 5, 5, seed=1)
