"""Repairs accepted one by one mend what they say and never make a new overlap."""

from __future__ import annotations

from typing import Any

import numpy
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, box

from geo.division_check import Ground, check_shapes
from geo.division_faults import DivisionFault, Tolerances, by_weight
from geo.mesh import tidy
from geo.shapes import area_m2, snap
from tests.tilings import tiling, tilings

LIMITS = Tolerances()
MOST_STEPS = 60


def overlap_m2(shapes: NDArray[Any]) -> float:
    """All common ground of any two grids, the slow way."""
    return sum(area_m2(one.intersection(other)) for at, one in enumerate(shapes) for other in shapes[at + 1 :])


def faults_of(ground: Ground) -> list[DivisionFault]:
    return by_weight(check_shapes(ground, LIMITS))


def accept_all(ground: Ground) -> list[DivisionFault]:
    """The repairs are accepted one after another, each on what the check says then; the faults that are left."""
    ground.weld()
    for _ in range(MOST_STEPS):
        faults = faults_of(ground)
        offered = [fault.repair for fault in faults if fault.repair]
        if not offered:
            return faults
        before = overlap_m2(ground.shapes)
        for at, shape in offered[0].shapes.items():
            ground.shapes[at] = shape
        ground.weld()
        assert shapely.is_valid(ground.shapes).all()
        assert overlap_m2(ground.shapes) <= before + 0.01
    raise AssertionError("repairs went round in circles")


def ground_of(shapes: Any) -> Ground:
    grids = numpy.empty(len(shapes), dtype=object)
    grids[:] = list(shapes)
    return Ground(tidy(grids), ["comprehensive"] * len(grids), len(grids))


@given(tilings(), st.integers(-80, 80), st.integers(-80, 80), st.data())
@settings(max_examples=60)  # what fails here is rare: three slivers that meet
def test_a_grid_that_was_drawn_a_little_aside_is_brought_back(
    grids: NDArray[Any], east: int, north: int, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(grids) - 1))
    outside = shapely.union_all(grids)
    grids[at] = snap(shapely.transform(grids[at], lambda xy: xy + numpy.array([east, north]) * 1e-7))
    ground = ground_of(grids)
    left = accept_all(ground)
    assert [fault.code for fault in left if fault.code in ("sliver-overlap", "border-ragged")] == []
    assert overlap_m2(ground.shapes) < 0.5
    # The county is as large as it was, but for the outline of the one grid.
    assert shapely.union_all(ground.shapes).symmetric_difference(outside).area < grids[at].length * 2e-5


@given(tilings(), st.integers(1, 9), st.data())
@settings(max_examples=15)
def test_a_tiny_hole_is_closed_and_the_grid_is_as_it_was(grids: NDArray[Any], metres: int, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(grids) - 1))
    spot, whole = grids[at].point_on_surface(), grids[at]
    half = metres * 0.5e-5
    grids[at] = whole.difference(snap(box(spot.x - half, spot.y - half, spot.x + half, spot.y + half)))
    ground = ground_of(grids)
    assert accept_all(ground) == []
    assert ground.shapes[at].equals(whole)


def test_a_border_drawn_twice_is_one_fault_and_one_repair() -> None:
    rng = numpy.random.default_rng(5)
    north = numpy.linspace(32.5, 32.51, 40)
    mine = [(120.41 + rng.uniform(-1, 1) * 4e-6, y) for y in north]
    theirs = [(120.41 + rng.uniform(-1, 1) * 4e-6, y) for y in north]
    west = snap(shapely.Polygon([(120.4, 32.5), *mine, (120.4, 32.51)]))
    east = snap(shapely.Polygon([(120.42, 32.5), (120.42, 32.51), *reversed(theirs)]))
    ground = ground_of([west, east])
    ground.weld()
    ragged = [fault for fault in faults_of(ground) if fault.code == "border-ragged"]
    assert len(ragged) == 1
    assert ragged[0].rows == (0, 1)
    assert ragged[0].repair is not None
    assert [fault for fault in accept_all(ground) if fault.verdict.severity == "error"] == []
    assert shapely.coverage_is_valid(ground.shapes)


def test_a_slit_is_filled_by_the_neighbour() -> None:
    ground = ground_of([box(120.4, 32.5, 120.41, 32.51), snap(box(120.410005, 32.5, 120.42, 32.51))])
    assert [fault.code for fault in faults_of(ground)] == ["slit"]
    assert accept_all(ground) == []
    assert shapely.union_all(ground.shapes).equals(box(120.4, 32.5, 120.42, 32.51))


def test_a_bow_tie_and_its_crumb_are_mended_step_by_step() -> None:
    crumb = MultiPolygon([box(120.4, 32.5, 120.41, 32.51), box(120.43, 32.5, 120.43004, 32.50004)])
    bow = shapely.Polygon([(120.5, 32.5), (120.51, 32.51), (120.51, 32.5), (120.5, 32.51)])
    ground = ground_of([crumb, bow])
    assert [fault.code for fault in faults_of(ground)] == ["shape-self-crossing", "tiny-part"]
    assert [fault.code for fault in accept_all(ground)] == ["multipart"]


def test_what_stands_around_is_never_changed_to_mend_an_import() -> None:
    mine, around = snap(box(120.4, 32.5, 120.410005, 32.51)), box(120.41, 32.5, 120.42, 32.51)
    shapes = numpy.array([mine, around], dtype=object)
    (fault,) = check_shapes(Ground(tidy(shapes), ["comprehensive"] * 2, 1), LIMITS)
    assert fault.code == "overlap-neighbour"
    assert fault.repair is not None
    assert fault.repair.shapes.keys() == {0}
    assert fault.repair.shapes[0].equals(box(120.4, 32.5, 120.41, 32.51))


@pytest.mark.parametrize("seed", range(3))
def test_a_whole_county_digitised_twice_is_mended_without_a_pencil(seed: int) -> None:
    grids = tiling(3, 2, seed)
    rng = numpy.random.default_rng(seed)
    # Each grid's points lie up to 20 cm off, grid by grid: nothing fits any more.
    rings = [shapely.get_coordinates(grid)[:-1] for grid in grids]
    closed = [snap(shapely.Polygon(ring + rng.uniform(-2e-6, 2e-6, ring.shape))) for ring in rings]
    ground = ground_of(closed)
    left = accept_all(ground)
    assert overlap_m2(ground.shapes) < 1
    assert all(fault.repair is None for fault in left)
