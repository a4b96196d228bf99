"""Fields that take a value as it should be sent and nothing that only looks like it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from marshmallow import ValidationError, fields

from geo.coordinates import Position
from geo.fields import PointField

YEARS: Final = range(1970, 2200)
RFC3339: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


WHEN: Final[dict[str, str | list[Any] | dict[Any, Any]]] = {
    "invalid": "时间要写成带时区的形式，例如 2026-11-22T08:00:00+08:00。",
    "years": "时间超出范围，请检查手机的日期后再报。",
}


class MomentField(fields.AwareDateTime):
    """An RFC 3339 moment with its offset ⇄ aware UTC; to the microsecond, from 1970 on."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, error_messages=WHEN)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        moment = moment_or_none(value)
        if moment is None:
            raise self.make_error("invalid")
        if moment.year not in YEARS:
            raise self.make_error("years")
        return moment


def moment_or_none(value: object) -> datetime | None:
    """The RFC 3339 moment in UTC; None for anything else. What leaves the calendar in UTC is its nearest end."""
    if not isinstance(value, str) or not RFC3339.fullmatch(value):
        return None
    try:
        moment = datetime.fromisoformat(value.upper())
    except ValueError:
        return None
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return moment.replace(tzinfo=UTC)


class YesNoField(fields.Boolean):
    """true or false, and nothing that only looks like it: 1 and "yes" are refused."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class MetresField(fields.Float):
    """A JSON number of metres, not a text that holds one."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> float:
        if isinstance(value, str | bool):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, attr, data, **kwargs)


class ShortListField(fields.List[Any]):
    """A list that is counted before its members are looked at: ten thousand of them cost nothing."""

    def __init__(self, inner: Any, most: int, **options: Any) -> None:
        super().__init__(inner, **options, metadata={"maxItems": most})
        self.most = most

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        if isinstance(value, list) and len(value) > self.most:
            raise ValidationError(f"这里最多 {self.most} 项，请分成几次上报。")
        return super()._deserialize(value, attr, data, **kwargs)


class RawPointField(PointField):
    """A place as the phone sent it; one whose longitude and latitude are exchanged is let through as it is."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Position:
        turned = _turned(value)
        if turned is None:
            return super()._deserialize(value, attr, data, **kwargs)
        lat, lon = super()._deserialize(turned, attr, data, **kwargs)
        return Position(lon, lat)


def _turned(value: Any) -> dict[str, Any] | None:
    """The place with its two numbers exchanged, where only so it can be a place on earth."""
    pair = value.get("coordinates") if isinstance(value, Mapping) else None
    if isinstance(pair, list) and len(pair) == 2 and type(pair[1]) in (int, float) and 90 < abs(pair[1]) <= 180:
        return {**value, "coordinates": pair[::-1]}
    return None
