"""What an OGC client asks: parameters read as the standard says, everything else refused with 400."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, NoReturn

from backend import clock
from backend.api import decode_cursor
from backend.grids.queries import Box
from backend.problems import FieldFault, Problem

CRS84: Final = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
CGCS2000: Final = "http://www.opengis.net/def/crs/EPSG/0/4490"
SYSTEMS: Final = (CRS84, CGCS2000)
"""Longitude first; latitude first. The two differ by decimetres at most, which nothing here resolves."""
FEW: Final = 100
MOST: Final = 1_000
PARAMETERS: Final = frozenset({"f", "limit", "bbox", "bbox-crs", "datetime", "crs", "after"})
MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d([Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d))?", re.ASCII)
OPEN: Final = frozenset({"", ".."})
Answers = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time, both ends included; None is open."""

    first: datetime | None
    last: datetime | None

    @property
    def days(self) -> tuple[date, date]:
        """The first and last day of it in the county."""
        first = clock.local_date(self.first) if self.first else date.min
        return first, clock.local_date(self.last) if self.last else date.max


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which features, and how they are to be written. `boxes` are two where the box crosses the 180th meridian."""

    limit: int
    boxes: tuple[Box, ...]
    span: Span | None
    crs: str
    after: str | None

    @property
    def latitude_first(self) -> bool:
        return self.crs == CGCS2000

    def key(self, *kinds: Callable[[Any], Any]) -> list[Any] | None:
        """Where the page before ended. Raises Problem `ogc-query` for a cursor that is none."""
        try:
            return decode_cursor(self.after, *kinds)
        except Problem:
            refuse("after", "翻页标记不对，请从第一页读起。")


def refuse(name: str, title: str) -> NoReturn:
    """400, as the standard asks for unknown and unfit parameters."""
    raise Problem("ogc-query", errors=[FieldFault(f"/{name}", "parameter", title)])


def demand_known(asked: Answers, known: frozenset[str] = frozenset({"f"})) -> None:
    """Nothing, where every parameter is known and said once, and the format is the one there is."""
    for name, values in asked.items():
        if name not in known:
            refuse(name, "没有这个参数。")
        if len(values) != 1:
            refuse(name, "这个参数只能写一次。")
    if asked.get("f", ["json"])[0] != "json":
        refuse("f", "只有 json 一种格式。")


def wanted(asked: Answers) -> Wanted:
    """The parameters of `items`. Raises Problem `ogc-query`."""
    demand_known(asked, PARAMETERS)
    said = {name: values[0] for name, values in asked.items()}
    box_crs = _system("bbox-crs", said.get("bbox-crs", CRS84))
    return Wanted(
        limit=_limit(said.get("limit", str(FEW))),
        boxes=_boxes(said["bbox"], latitude_first=box_crs == CGCS2000) if "bbox" in said else (),
        span=_span(said["datetime"]) if "datetime" in said else None,
        crs=_system("crs", said.get("crs", CRS84)),
        after=said.get("after"),
    )


def crs_of(asked: Answers) -> str:
    """The system in which one item is asked for. Raises Problem `ogc-query`."""
    demand_known(asked, frozenset({"f", "crs"}))
    return _system("crs", asked.get("crs", [CRS84])[0])


def _limit(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) < 1:
        refuse("limit", "limit 要是 1 以上的整数。")
    return min(int(text), MOST)


def _system(name: str, text: str) -> str:
    if text not in SYSTEMS:
        refuse(name, "坐标系只有 CRS84 和 EPSG:4490（写全 http://www.opengis.net/def/crs/… 的地址）。")
    return text


def _boxes(text: str, *, latitude_first: bool) -> tuple[Box, ...]:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) == 6:
        numbers = numbers[:2] + numbers[3:5]
    if len(numbers) != 4 or not all(map(math.isfinite, numbers)):
        refuse("bbox", "bbox 要写成四个（带高程时六个）数字，用逗号分开。")
    west, south, east, north = (numbers[at] for at in ((1, 0, 3, 2) if latitude_first else (0, 1, 2, 3)))
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        refuse("bbox", "bbox 的经度在 -180 到 180，纬度在 -90 到 90，南不大于北。")
    if west > east:
        return Box(west, south, 180, north), Box(-180, south, east, north)
    return (Box(west, south, east, north),)


def _span(text: str) -> Span:
    ends = text.split("/")
    if len(ends) > 2 or (len(ends) == 1 and ends[0] in OPEN):
        refuse("datetime", "datetime 要写成一个时刻，或者用斜杠分开的起止（“..”表示不限）。")
    first = None if ends[0] in OPEN else _moment(ends[0], late=False)
    last = None if ends[-1] in OPEN else _moment(ends[-1], late=True)
    if first and last and first > last:
        refuse("datetime", "datetime 的起点不能晚于终点。")
    return Span(first, last)


def _moment(text: str, *, late: bool) -> datetime:
    """The moment; of a bare day its beginning in the county, or its end."""
    try:
        if not MOMENT.fullmatch(text):
            raise ValueError(text)
        if len(text) == 10:
            day = datetime.combine(date.fromisoformat(text), time.max if late else time.min, clock.LOCAL)
            return day.astimezone(UTC)
        moment = datetime.fromisoformat(text.upper()).astimezone(UTC)
        clock.local(moment + timedelta(days=2)), clock.local(moment - timedelta(days=2))
    except (ValueError, OverflowError):
        refuse("datetime", "时刻要写成 2026-11-22T08:00:00Z，或者日期 2026-11-22。")
    return moment
