"""A clean division has no fault; every planted fault is found, at its place and with its size."""

from __future__ import annotations

from typing import Any

import numpy
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from shapely.affinity import translate
from shapely.geometry import MultiPolygon, Polygon, box

from geo.coordinates import local_metres
from geo.division_check import Ground, check_shapes
from geo.division_faults import VERDICTS, DivisionFault, Tolerances
from geo.file_faults import FileFault
from geo.measures import areas_m2, width_m
from geo.mesh import loose_edges, tidy
from geo.outlines import check_outlines
from geo.shapes import area_m2, snap
from geo.welding import weld
from tests.tilings import SIDE, SOUTH, WEST, tiling, tilings

EXACT = Tolerances(noise_m=0.0)
MIDDLE = (WEST + SIDE, SOUTH + SIDE)
BOW_TIE = [(120.4, 32.5), (120.41, 32.51), (120.41, 32.5), (120.4, 32.51)]
TOUCHING = [(120.4, 32.5), (120.41, 32.5), (120.41, 32.51), (120.405, 32.5), (120.4, 32.51)]
EAST_M, NORTH_M = local_metres(*MIDDLE)


def check(shapes: Any, kinds: list[str] | None = None, tolerances: Tolerances = EXACT) -> list[DivisionFault]:
    grids = numpy.empty(len(shapes), dtype=object)
    grids[:] = list(shapes)
    ground = Ground(tidy(grids), kinds or ["comprehensive"] * len(grids), len(grids))
    return check_shapes(ground, tolerances)


def codes(faults: list[DivisionFault]) -> list[str]:
    return sorted(fault.code for fault in faults)


def hole_in(grid: Polygon, metres: float) -> Polygon:
    """A square well inside the grid, so many metres wide."""
    spot = grid.point_on_surface()
    return snap(box(spot.x - metres / EAST_M / 2, spot.y - metres / NORTH_M / 2,
                    spot.x + metres / EAST_M / 2, spot.y + metres / NORTH_M / 2))  # fmt: skip


@given(tilings())
@settings(max_examples=60)
def test_a_clean_tiling_has_no_fault(grids: NDArray[Any]) -> None:
    assert check(grids) == []
    assert len(loose_edges(grids).owners) == len(loose_edges(numpy.array([shapely.union_all(grids)])).owners)


@given(tilings(), st.data())
@settings(max_examples=40)
def test_a_missing_grid_is_a_gap_or_the_outline(grids: NDArray[Any], data: st.DataObject) -> None:
    gone = data.draw(st.integers(0, len(grids) - 1))
    left = [grid for at, grid in enumerate(grids) if at != gone]
    # A grid on the outline leaves no hole behind: a bay of the outline is no gap.
    inside = shapely.union_all(left).boundary.geom_type == "MultiLineString"
    faults = check(left)
    assert codes(faults) == (["gap"] if inside else [])
    if inside:
        assert faults[0].area_m2 == pytest.approx(area_m2(grids[gone]), rel=0.01)
        assert grids[gone].covers(shapely.Point(faults[0].spot))


@given(tilings(), st.integers(30, 150), st.data())
@settings(max_examples=40)
def test_an_area_drawn_over_others_is_an_overlap_with_each_of_them(
    grids: NDArray[Any], metres: int, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(grids) - 1))
    corner = shapely.Point(grids[at].exterior.coords[0])
    over = snap(box(corner.x, corner.y, corner.x + metres / EAST_M, corner.y + metres / NORTH_M))
    faults = check([*grids, over])
    assert set(codes(faults)) <= {"overlap", "sliver-overlap"}
    for number, grid in enumerate(grids):
        common = area_m2(grid.intersection(over))
        found = sum(fault.area_m2 or 0 for fault in faults if number in fault.rows)
        assert found == pytest.approx(common, rel=0.01, abs=0.01)
    assert all(len(grids) in fault.rows for fault in faults)


@given(tilings(), st.integers(2, 60), st.data())
@settings(max_examples=30)
def test_a_hole_in_a_grid_is_found_with_its_size(grids: NDArray[Any], metres: int, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(grids) - 1))
    hole = hole_in(grids[at], metres)
    grids[at] = grids[at].difference(hole)
    (fault,) = check(grids)
    assert (fault.code, fault.rows) == ("hole", (at,))
    assert fault.area_m2 == pytest.approx(area_m2(hole), rel=0.01)
    # Only what is tiny may be filled without a person drawing it.
    assert (fault.repair is not None) == (area_m2(hole) < Tolerances().least_m2)


def test_the_same_grid_twice_overlaps_with_its_whole_area() -> None:
    grids = tiling(3, 3, 1)
    (fault,) = check([*grids, grids[4]])
    assert (fault.code, fault.rows) == ("overlap", (4, 9))
    assert fault.area_m2 == pytest.approx(area_m2(grids[4]), rel=0.001)


def test_two_whole_divisions_over_each_other_are_told_pair_by_pair() -> None:
    grids = tiling(3, 3, 1)
    faults = check([*grids, *grids])
    assert [fault.rows for fault in sorted(faults, key=lambda fault: fault.rows)] == [(at, at + 9) for at in range(9)]


def test_a_slit_that_is_open_to_the_outside_is_found() -> None:
    west, east = box(120.4, 32.5, 120.41, 32.51), snap(box(120.410005, 32.5, 120.42, 32.51))
    (fault,) = check([west, east])
    assert fault.code == "slit"
    assert fault.rows == (0, 1)
    assert fault.area_m2 == pytest.approx(0.000005 * EAST_M * 0.01 * NORTH_M, rel=0.01)
    assert fault.repair is not None


def test_a_river_between_two_grids_is_no_slit() -> None:
    assert check([box(120.4, 32.5, 120.41, 32.51), box(120.4102, 32.5, 120.42, 32.51)]) == []


def test_a_point_that_only_one_neighbour_has_is_given_to_the_other_before_any_check() -> None:
    west = Polygon([(120.4, 32.5), (120.4099999, 32.5), (120.4100003, 32.51), (120.4, 32.51)])
    middle = shapely.line_interpolate_point(shapely.LineString([(120.4099999, 32.5), (120.4100003, 32.51)]), 0.00377)
    east = Polygon([(120.4099999, 32.5), (120.42, 32.5), (120.42, 32.51), (120.4100003, 32.51), snap(middle).coords[0]])
    grids = tidy(numpy.array([west, east]))
    assert weld(grids) == 1
    assert grids[0].exterior.coords[2] == snap(middle).coords[0]
    assert shapely.coverage_is_valid(grids)


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        (Polygon(BOW_TIE), "shape-self-crossing"),
        (Polygon(TOUCHING), "shape-self-crossing"),
        (
            Polygon(box(120.4, 32.5, 120.41, 32.51).exterior, [box(120.5, 32.5, 120.51, 32.51).exterior]),
            "shape-hole-outside",
        ),
        (
            Polygon(box(120.4, 32.5, 120.41, 32.51).exterior,
                    [box(120.401, 32.501, 120.408, 32.508).exterior, box(120.402, 32.502, 120.403, 32.503).exterior]),
            "shape-hole-outside",
        ),
        (MultiPolygon([box(120.4, 32.5, 120.41, 32.51), box(120.405, 32.5, 120.42, 32.51)]), "shape-self-crossing"),
        (MultiPolygon([box(120.4, 32.5, 120.41, 32.51), box(120.402, 32.502, 120.403, 32.503)]), "shape-parts-overlap"),
        (
            Polygon(box(120.4, 32.5, 120.41, 32.51).exterior,
                    [[(120.4, 32.505), (120.405, 32.502), (120.41, 32.505), (120.405, 32.508)]]),
            "shape-pinched",
        ),
    ],
    ids=["bow tie", "touching itself", "hole outside", "hole in hole", "parts overlap", "part in part", "cut by hole"],
)  # fmt: skip
def test_the_broken_shapes_that_geos_knows_come_with_a_repair_that_is_an_area(shape: Any, code: str) -> None:
    fault = next(fault for fault in check([shape]) if fault.code.startswith("shape-"))
    assert fault.code == code
    assert fault.spot is not None
    assert fault.repair is not None
    mended = fault.repair.shapes[0]
    assert mended is not None
    assert mended.is_valid
    assert snap(mended).equals_exact(mended, 0)
    assert fault.repair.after_m2 == pytest.approx(area_m2(mended))


@pytest.mark.parametrize(
    "ring",
    [
        [(120.4, 32.5), (120.4, 32.5), (120.4, 32.5), (120.4, 32.5)],
        [(120.4, 32.5), (120.41, 32.5), (120.4, 32.5), (120.4, 32.5)],
        [(120.4, 32.5), (120.41, 32.51), (120.42, 32.52), (120.4, 32.5)],
    ],
    ids=["a point", "there and back", "a line"],
)
def test_a_ring_around_nothing_is_told_and_spoils_no_other_row(ring: list[tuple[float, float]]) -> None:
    good, lake = box(120.5, 32.5, 120.51, 32.51), Polygon(box(120.6, 32.5, 120.61, 32.51).exterior, [ring])
    faults = check([Polygon(ring), good, lake], tolerances=Tolerances())
    assert {fault.rows for fault in faults} <= {(0,), (2,)}
    assert all(fault.code.startswith("shape-") for fault in faults)
    assert faults[0].repair is None


def test_special_grids_lie_wholly_inside_or_wholly_beside() -> None:
    ground = [box(120.4, 32.5, 120.41, 32.51), box(120.41, 32.5, 120.42, 32.51)]
    kinds = ["comprehensive", "comprehensive", "special"]
    assert check([*ground, box(120.405, 32.502, 120.415, 32.508)], kinds) == []
    assert check([*ground, box(120.42, 32.5, 120.43, 32.51)], kinds) == []
    (fault,) = check([*ground, box(120.415, 32.502, 120.425, 32.508)], kinds)
    assert (fault.code, fault.rows) == ("special-straddles", (2,))
    assert fault.area_m2 == pytest.approx(area_m2(box(120.42, 32.502, 120.425, 32.508)), rel=0.01)


def test_a_special_grid_fills_the_place_that_comprehensive_grids_leave_for_it() -> None:
    park = box(120.403, 32.503, 120.407, 32.507)
    around = box(120.4, 32.5, 120.41, 32.51).difference(park)
    assert check([around, park], ["comprehensive", "special"]) == []
    half = box(120.403, 32.503, 120.405, 32.507)
    (fault,) = check([around, half], ["comprehensive", "special"])
    assert fault.code == "hole"
    assert fault.area_m2 == pytest.approx(area_m2(park) / 2, rel=0.01)


def test_a_micro_grid_lies_in_one_comprehensive_grid() -> None:
    ground = [box(120.4, 32.5, 120.41, 32.51), box(120.41, 32.5, 120.42, 32.51)]
    kinds = ["comprehensive", "comprehensive", "micro"]
    assert check([*ground, box(120.402, 32.502, 120.41, 32.508)], kinds) == []
    (fault,) = check([*ground, box(120.405, 32.502, 120.415, 32.508)], kinds)
    assert (fault.code, fault.rows) == ("micro-outside", (2,))


def test_parts_are_asked_about_and_crumbs_dropped() -> None:
    large = MultiPolygon([box(120.4, 32.5, 120.41, 32.51), box(120.43, 32.5, 120.44, 32.51)])
    (fault,) = check([large])
    assert (fault.code, fault.verdict.severity, fault.repair) == ("multipart", "warning", None)
    crumb = MultiPolygon([box(120.4, 32.5, 120.41, 32.51), box(120.43, 32.5, 120.43004, 32.50004)])
    (fault,) = check([crumb])
    assert fault.code == "tiny-part"
    assert fault.repair is not None
    assert fault.repair.shapes[0] == box(120.4, 32.5, 120.41, 32.51)


def test_a_crumb_of_a_grid_is_doubted() -> None:
    assert codes(check([box(120.4, 32.5, 120.40005, 32.50005)])) == ["grid-thin"]
    assert codes(check([box(120.4, 32.5, 120.42, 32.500009)])) == ["grid-thin"]


def test_grids_are_held_against_the_outline_of_their_village() -> None:
    outlines: dict[str, Any] = {"320685100201": box(120.4, 32.5, 120.42, 32.51)}
    inside, beyond = box(120.4, 32.5, 120.41, 32.51), box(120.41, 32.5, 120.423, 32.51)
    away, village = box(120.5, 32.5, 120.51, 32.51), "320685100201"

    def found(grids: list[Any]) -> list[str]:
        shapes = numpy.array(grids, dtype=object)
        kinds = ["comprehensive"] * len(grids)
        return codes(list(check_outlines(shapes, kinds, [village] * len(grids), outlines, Tolerances())))

    assert found([inside, box(120.41, 32.5, 120.42, 32.51)]) == []
    assert found([inside, beyond]) == ["beyond-village"]
    assert found([inside]) == ["village-uncovered"]
    assert found([inside, beyond, away]) == ["beyond-village", "outside-village"]
    # Half a metre across the line is the tolerance of drawn outlines, not a fault.
    assert found([inside, box(120.41, 32.5, 120.420005, 32.51)]) == []


def test_borders_one_lattice_step_apart_are_made_one_before_any_check() -> None:
    west, east = box(120.4, 32.5, 120.41, 32.51), box(120.4100001, 32.5, 120.42, 32.51)
    north, south = box(120.4, 32.51, 120.42, 32.52), box(120.4, 32.49, 120.42, 32.5)
    assert codes(check([west, east, north, south])) == ["sliver-gap"]
    grids = tidy(numpy.array([west, east, north, south]))
    assert weld(grids) > 0
    assert check(grids) == []
    assert shapely.coverage_is_valid(grids)


def test_measures_agree_with_the_slow_ones() -> None:
    grids = tiling(4, 4, 7)
    assert areas_m2(grids).tolist() == pytest.approx([area_m2(grid) for grid in grids], rel=0.002)
    assert width_m(box(120.4, 32.5, 120.4 + 1000 / EAST_M, 32.5 + 2 / NORTH_M)) == pytest.approx(2, rel=0.01)
    assert width_m(translate(grids[0], 1, 1)) > 100


def test_every_kind_of_fault_speaks_to_a_person() -> None:
    for verdict in VERDICTS.values():
        assert verdict.severity in ("error", "warning")
        assert verdict.title.endswith("。")
        assert verdict.advice.endswith("。")


def test_a_layer_copied_upon_itself_is_told_once_for_all_its_pairs() -> None:
    same, shifted = (
        box(120.40, 32.50, 120.41, 32.51),
        [box(120.40 + at * 1e-6, 32.50, 120.41, 32.51) for at in range(400)],
    )
    assert [len(fault.rows) for fault in check([same] * 300)] == [300]
    (fault,) = check(shifted)
    assert (fault.code, len(fault.rows), fault.shape) == ("overlap", 2, None)
    assert "去掉重复的行或图层" in fault.detail


def test_layers_upon_layers_are_refused_before_they_take_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    apart = numpy.array([shapely.box(120 + at / 10, 32, 120 + at / 10 + 0.01, 32.01) for at in range(5)], dtype=object)
    monkeypatch.setattr("geo.welding.MOST_LOOSE", 20)
    assert weld(apart) == 0
    monkeypatch.setattr("geo.welding.MOST_LOOSE", 19)
    with pytest.raises(FileFault, match="file-unshared"):
        weld(apart)
