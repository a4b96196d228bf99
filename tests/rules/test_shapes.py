"""Shapes: what comes in, what goes out, what is wrong with them."""

from __future__ import annotations

import json
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Point, Polygon

from geo.shapes import (
    SHAPE_FAULTS,
    ShapeFault,
    area_m2,
    as_multipolygon,
    faults,
    from_ewkt,
    from_geojson,
    inner_point,
    is_polygonal,
    snap,
    to_ewkt,
    to_geojson,
)

SQUARE = Polygon([(120, 32), (121, 32), (121, 33), (120, 33)])
places = st.tuples(st.floats(73, 136), st.floats(3, 54))
boxes = st.builds(
    lambda west, south, width, height: shapely.box(west, south, west + width, south + height),
    st.floats(-170, 170),
    st.floats(-80, 80),
    st.floats(0.001, 5),
    st.floats(0.001, 5),
)


@given(boxes)
def test_a_snapped_shape_survives_geojson_and_ewkt(area: Polygon) -> None:
    snapped = snap(area)
    assert from_geojson(json.loads(json.dumps(to_geojson(snapped)))).equals(snapped)
    assert from_ewkt(to_ewkt(snapped)).equals(snapped)


@given(boxes)
def test_snapping_twice_is_snapping_once_and_moves_nothing_farther_than_half_a_step(area: Polygon) -> None:
    snapped = snap(area)
    assert snap(snapped).equals_exact(snapped, 0)
    for before, after in zip(area.exterior.coords, snapped.exterior.coords, strict=True):
        assert abs(before[0] - after[0]) <= 0.51e-7
        assert abs(before[1] - after[1]) <= 0.51e-7


def test_snapping_keeps_a_common_border_common() -> None:
    left = Polygon([(120, 32), (120.123456789, 32), (120.123456789, 33)])
    right = Polygon([(120.123456789, 32), (121, 32.5), (120.123456789, 33)])
    assert shapely.coverage_is_valid([snap(left), snap(right)])


def test_a_height_is_dropped_when_a_shape_comes_in() -> None:
    assert not from_geojson({"type": "Point", "coordinates": [120, 32, 7]}).has_z


@pytest.mark.parametrize(
    "value",
    [
        None,
        7,
        "POINT (1 2)",
        [],
        {},
        {"type": 5},
        {"type": "Circle", "coordinates": [1, 2]},
        {"type": "Polygon"},
        {"type": "Polygon", "coordinates": 5},
        {"type": "Polygon", "coordinates": [[[120, 32], [121, 32]]]},
        {"type": "Point", "coordinates": ["a", "b"]},
        {"type": "Feature", "geometry": None},
    ],
)
def test_what_is_no_geojson_geometry_is_refused(value: Any) -> None:
    with pytest.raises(ShapeFault) as caught:
        from_geojson(value)
    assert caught.value.code == "shape-malformed"


def test_what_is_no_ewkt_is_refused() -> None:
    with pytest.raises(ShapeFault):
        from_ewkt("SRID=4326;POLYGON((")


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        (Polygon(), "shape-empty"),
        (Point(120, 32), "shape-not-polygonal"),
        (LineString([(120, 32), (121, 33)]), "shape-not-polygonal"),
        (Polygon([(500, 32), (501, 32), (501, 33)]), "shape-out-of-range"),
        (Polygon([(120, 32), (121, 33), (121, 32), (120, 33)]), "shape-self-crossing"),
        (Polygon(SQUARE.exterior.coords, [[(130, 32), (131, 32), (131, 33)]]), "shape-hole-outside"),
        (MultiPolygon([SQUARE, shapely.box(120.2, 32.2, 120.4, 32.4)]), "shape-parts-overlap"),
        (Polygon(SQUARE.exterior.coords, [[(120, 32.5), (120.5, 32.4), (121, 32.5), (120.5, 32.6)]]), "shape-pinched"),
        (Polygon([(120, 32), (120, 32), (120, 32), (120, 32)]), "shape-too-few-points"),
    ],
)
def test_each_fault_of_a_shape_is_named_in_chinese(shape: Any, code: str) -> None:
    found = faults(shape)
    assert [fault.code for fault in found] == [code]
    assert found[0].title == SHAPE_FAULTS[found[0].code]


def test_a_crossing_is_shown_where_it_is() -> None:
    bow_tie = Polygon([(120, 32), (121, 33), (121, 32), (120, 33)])
    assert faults(bow_tie)[0].spot == (120.5, 32.5)


@given(boxes)
def test_a_sound_area_has_no_faults(area: Polygon) -> None:
    assert faults(area) == []
    assert is_polygonal(area)
    assert as_multipolygon(area).equals(area)
    assert area.contains(Point(inner_point(area)))


def test_square_metres_match_the_ellipsoid() -> None:
    # One degree by one degree at 32-33° N is 10 421.5 km², by adding up a thousand narrow strips.
    assert area_m2(SQUARE) == pytest.approx(1.04215e10, rel=2e-3)
    assert area_m2(Polygon()) == 0.0
