"""A place on the wire is a GeoJSON Point and nothing else."""

from __future__ import annotations

import json
from math import inf, nan
from typing import Any

import pytest
from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema, ValidationError, fields
from shapely.geometry import box

from geo.coordinates import Position
from geo.fields import MESSAGES, Message, PointField, PolygonField


class Visit(Schema):
    """A schema as backend parts write it."""

    place = PointField(required=True)
    photo_place = PointField(allow_none=True)
    shape = PolygonField(allow_none=True)
    places = fields.List(PointField())


def point(*coordinates: Any) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [*coordinates]}


def refusal(place: Any) -> Message:
    with pytest.raises(ValidationError) as caught:
        Visit().load({"place": place})
    (message,) = caught.value.messages_dict["place"]
    assert isinstance(message, Message)
    return message


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_a_point_comes_in_as_a_position_and_goes_out_as_the_same_point(lon: float, lat: float) -> None:
    loaded = Visit().load({"place": point(lon, lat)})
    assert loaded["place"] == Position(lon, lat)
    assert Visit().dump(loaded)["place"] == point(lon, lat)


def test_whole_degrees_may_be_written_without_a_point() -> None:
    assert Visit().load({"place": point(120, 32)})["place"] == (120.0, 32.0)


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ({"type": "Polygon", "coordinates": [[[120, 32], [121, 32], [121, 33], [120, 32]]]}, "place-not-a-point"),
        ({"type": "MultiPoint", "coordinates": [[120, 32]]}, "place-not-a-point"),
        ({"type": ["Point"], "coordinates": [120, 32]}, "place-not-a-point"),
        ({"type": None, "coordinates": [120, 32]}, "place-not-a-point"),
        ("POINT(120 32)", "place-malformed"),
        ([120, 32], "place-malformed"),
        (120, "place-malformed"),
        ({}, "place-malformed"),
        ({"type": "Point"}, "place-malformed"),
        ({"type": "Point", "coordinates": None}, "place-malformed"),
        ({"type": "Point", "coordinates": "120,32"}, "place-malformed"),
        ({"type": "Point", "coordinates": {"lon": 120, "lat": 32}}, "place-malformed"),
        (point(), "place-malformed"),
        (point(120), "place-malformed"),
        (point(120, 32, 5), "place-malformed"),
        (point(120, 32) | {"crs": "EPSG:4490"}, "place-malformed"),
        (point("120", "32"), "place-not-a-number"),
        (point(True, False), "place-not-a-number"),
        (point(None, 32), "place-not-a-number"),
        (point([120], 32), "place-not-a-number"),
        (point(nan, 32), "place-not-a-number"),
        (point(120, inf), "place-not-a-number"),
        (point(120, -inf), "place-not-a-number"),
        (point(181, 32), "place-out-of-range"),
        (point(120, -90.1), "place-out-of-range"),
        (point(10**400, 32), "place-out-of-range"),
        (point(32.5, 120.4), "place-swapped"),
    ],
)
def test_what_is_no_place_is_refused_with_a_code_and_a_chinese_sentence(place: Any, code: str) -> None:
    message = refusal(place)
    assert message.code == code
    assert message == MESSAGES[code]


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=3), inside, max_size=3),
    max_leaves=8,
)


@given(values | st.builds(lambda c: {"type": "Point", "coordinates": c}, values))
def test_no_value_whatever_breaks_the_field(value: Any) -> None:
    try:
        place = Visit().load({"place": value})["place"]
    except ValidationError as refused:
        assert refused.messages_dict.keys() == {"place"}
    else:
        assert isinstance(place, Position)


def test_a_query_s_geojson_and_a_missing_place_go_out_as_they_are() -> None:
    visit = {"place": point(120.46, 32.55), "photo_place": None, "shape": None}
    assert Visit().dump(visit) == visit


def test_an_area_goes_out_as_a_multipolygon_whatever_held_it() -> None:
    shape = box(120, 32, 121, 33)
    from_shape = Visit().dump({"shape": shape})["shape"]
    from_query = Visit().dump({"shape": {"type": "Polygon", "coordinates": from_shape["coordinates"][0]}})["shape"]
    assert from_shape["type"] == "MultiPolygon"
    assert from_query == from_shape
    assert json.loads(json.dumps(from_shape)) == from_shape


def test_an_area_is_never_taken_in() -> None:
    with pytest.raises(ValidationError):
        Visit().load({"place": point(120, 32), "shape": {"type": "MultiPolygon", "coordinates": []}})


def test_clients_see_what_a_place_looks_like() -> None:
    spec = APISpec("t", "1", "3.1.0", plugins=[MarshmallowPlugin()])
    spec.components.schema("Visit", schema=Visit)
    described = spec.to_dict()["components"]["schemas"]["Visit"]["properties"]
    for place in (described["place"], described["places"]["items"]):
        assert place["type"] == "object"
        assert place["properties"]["type"]["enum"] == ["Point"]
        assert place["properties"]["coordinates"]["prefixItems"] == [{"type": "number"}, {"type": "number"}]
    assert described["photo_place"]["type"] == ["object", "null"]
    assert described["shape"]["properties"]["type"]["enum"] == ["MultiPolygon"]
    assert described["shape"]["readOnly"]


def test_a_field_may_describe_itself_in_its_own_words() -> None:
    field = PointField(metadata={"description": "where the photo was taken"})
    assert field.metadata["description"] == "where the photo was taken"
    assert field.metadata["type"] == "object"
