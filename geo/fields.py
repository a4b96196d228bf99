"""marshmallow fields for GeoJSON. They carry their own OpenAPI description, else clients would see `{}`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from marshmallow import ValidationError, fields

from geo.coordinates import PLACE_FAULTS, PlaceFault, Position, check_position
from geo.shapes import Shape, to_geojson

MESSAGES: Final[dict[str, str]] = {
    **{str(code): title for code, title in PLACE_FAULTS.items()},
    "place-malformed": '位置的格式不对，应为 {"type": "Point", "coordinates": [经度, 纬度]}。',
    "place-not-a-point": "位置只能是一个点，不能是线或面，请重新选点。",
}

_POSITION: Final = {"type": "array", "prefixItems": [{"type": "number"}, {"type": "number"}], "minItems": 2}
_RING: Final = {"type": "array", "items": {**_POSITION, "maxItems": 2}, "minItems": 4}
_POLYGON: Final = {"type": "array", "items": _RING, "minItems": 1}


def _geometry(kind: str, coordinates: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["type", "coordinates"],
        "properties": {"type": {"type": "string", "enum": [kind]}, "coordinates": coordinates},
        "additionalProperties": False,
    }


POINT: Final = _geometry("Point", {**_POSITION, "maxItems": 2}) | {
    "description": "GeoJSON Point, [lon, lat] in degrees",
    "example": {"type": "Point", "coordinates": [120.46, 32.55]},
}
MULTIPOLYGON: Final = _geometry("MultiPolygon", {"type": "array", "items": _POLYGON, "minItems": 1}) | {
    "description": "GeoJSON MultiPolygon in WGS-84, snapped to 1e-7 degrees",
}


class Message(str):
    """A sentence for a person that also knows its stable code."""

    __slots__ = ("code",)

    def __new__(cls, code: str) -> Message:
        """The sentence of MESSAGES for this code."""
        message = super().__new__(cls, MESSAGES[code])
        message.code = code
        return message

    code: str


class PointField(fields.Field[Position]):
    """A GeoJSON Point ⇄ Position(lon, lat).

    Refused, each with the code of a Message: lines and areas, other keys, strings, booleans, NaN, infinity,
    a third coordinate, degrees out of range. Dumps positions, pairs, and GeoJSON as a query answers it.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**_described(POINT, options))

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Position:
        if not isinstance(value, Mapping) or "type" not in value:
            raise ValidationError(Message("place-malformed"))
        if value["type"] != "Point":
            raise ValidationError(Message("place-not-a-point"))
        pair = value.get("coordinates")
        if value.keys() != {"type", "coordinates"} or not isinstance(pair, list) or len(pair) != 2:
            raise ValidationError(Message("place-malformed"))
        try:
            place = Position(_degrees(pair[0]), _degrees(pair[1]))
            check_position(*place)
        except PlaceFault as fault:
            raise ValidationError(Message(fault.code)) from fault
        return place

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> dict[str, Any] | None:
        if value is None or isinstance(value, Mapping):
            return None if value is None else dict(value)
        lon, lat = value
        return {"type": "Point", "coordinates": [lon, lat]}


class PolygonField(fields.Field[Any]):
    """A GeoJSON MultiPolygon, given out only: from a shape, or from GeoJSON as a query answers it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**_described(MULTIPOLYGON, {"dump_only": True} | options))

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> dict[str, Any] | None:
        if value is None:
            return None
        geojson = to_geojson(value) if isinstance(value, Shape) else dict(value)
        if geojson["type"] == "Polygon":
            return {"type": "MultiPolygon", "coordinates": [geojson["coordinates"]]}
        return geojson


def _described(schema: Mapping[str, Any], options: dict[str, Any]) -> dict[str, Any]:
    return options | {"metadata": {**schema, **options.get("metadata", {})}}


def _degrees(value: object) -> float:
    # bool is an int in Python, and an int may be too long for a float.
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PlaceFault("place-not-a-number")
    try:
        return float(value)
    except OverflowError as error:
        raise PlaceFault("place-out-of-range") from error
