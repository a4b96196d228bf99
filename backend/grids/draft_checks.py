"""What can be wrong with a division before it is adopted: shapes, codes, names, villages, what stands around."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy
from sqlalchemy import text

from backend.database import db
from backend.grids.draft_rows import DraftRows
from backend.problems import Problem
from backend.settings import Settings
from geo.division_check import Ground, check_shapes
from geo.division_faults import DivisionFault, Repair, Tolerances, by_weight
from geo.files import Progress
from geo.outlines import check_outlines
from geo.projections import seem_swapped_shapes
from geo.shapes import Area
from geo.stored import as_array, extent, from_stored

PREFIX: Final = {"city": 4, "county": 6, "town": 9, "village": 12}
OUR_CODE: Final = re.compile(r"\d{15}(\d{2,3})?")

LEVEL: Final = text("SELECT level FROM area WHERE code = :area")
VILLAGES: Final = text("""
    SELECT a.area_code AS code, a.name, a.parent_code AS town, ST_AsBinary(a.outline) AS outline
    FROM area_version a JOIN area ON area.code = a.area_code
    WHERE area.level = 'village' AND a.valid_from <= :day AND (a.valid_to IS NULL OR a.valid_to > :day)
      AND (:whole OR a.area_code = :area OR a.parent_code = :area)
""")
KINDS: Final = text("SELECT code, kind FROM grid WHERE code = ANY(:codes)")
AROUND: Final = text("""
    SELECT grid_code AS code, kind, ST_AsBinary(geom) AS geom FROM grid_version
    WHERE valid_from <= :day AND (valid_to IS NULL OR valid_to > :day)
      AND NOT (:whole OR village_code = :area OR town_code = :area) AND NOT grid_code = ANY(:codes)
      AND geom && ST_MakeEnvelope(:west, :south, :east, :north, 4326)
    ORDER BY grid_code
""")


@dataclass(frozen=True, slots=True)
class Rules:
    """How codes are written, and how far shapes may be off."""

    grid_code: str
    micro_code: str
    tolerances: Tolerances

    @classmethod
    def of(cls, settings: Settings, tolerance_m: float | None = None) -> Rules:
        """The county's settings; a draft may have a tolerance of its own."""
        border = settings.grid_tolerance_m if tolerance_m is None else tolerance_m
        tolerances = Tolerances(border, settings.grid_least_m2)
        return cls(settings.grid_code_pattern, settings.micro_code_pattern, tolerances)


@dataclass(frozen=True, slots=True)
class Place:
    """The area that is divided anew, and its villages on that day: code → (name, town)."""

    area: str
    level: str
    day: date
    villages: Mapping[str, tuple[str, str | None]]
    outlines: Mapping[str, Area]

    @property
    def asked(self) -> dict[str, Any]:
        """The parameters of the statements of this module."""
        return {"area": self.area, "whole": self.level in ("city", "county"), "day": self.day}


def place_of(area: str, day: date) -> Place:
    """What is known of the area on that day. Raises Problem `unknown-area`."""
    level = db.session.execute(LEVEL, {"area": area}).scalar()
    if level is None:
        raise Problem("unknown-area")
    place = Place(area, level, day, {}, {})
    rows = db.session.execute(VILLAGES, place.asked).all()
    outlines = {row.code: from_stored([row.outline])[0] for row in rows if row.outline}
    return Place(area, level, day, {row.code: (row.name, row.town) for row in rows}, outlines)


def settle_villages(rows: DraftRows, given: list[str], place: Place) -> None:
    """Each row has its village and town where code, column or area tell; None where nothing does."""
    by_name: dict[str, list[str]] = defaultdict(list)
    for code, (name, _) in place.villages.items():
        by_name[name].append(code)
    for at, code in enumerate(rows.codes):
        said = given[at]
        named = said if said in place.villages else by_name[said][0] if len(by_name.get(said, ())) == 1 else None
        village = named or (code[:12] if code[:12] in place.villages and not re.fullmatch(r"\d{12}", said) else None)
        if village is None and place.level == "village" and not said and place.area in place.villages:
            village = place.area
        rows.villages[at] = village
        rows.towns[at] = place.villages[village][1] if village else None


def check_draft(rows: DraftRows, place: Place, rules: Rules, progress: Progress) -> list[DivisionFault]:
    """Every fault, the gravest first; `rows` of a fault are indexes into these rows. Changes nothing."""
    if seem_swapped_shapes(rows.shapes):
        return [DivisionFault("axes-swapped", tuple(range(min(len(rows), 1))), repair=Repair("swap-axes"))]
    progress("检查属性", 0, 2)
    found = [*_troubles(rows), *_attributes(rows, place, rules)]
    progress("检查图形", 1, 2)
    around = _around(rows, place)
    shapes = numpy.concatenate([rows.shapes, around.shapes])
    ground = Ground(shapes, [*rows.kinds, *around.kinds], len(rows))
    found += check_shapes(ground, rules.tolerances)
    found += check_outlines(rows.shapes, rows.kinds, rows.villages, place.outlines, rules.tolerances)
    progress("检查图形", 2, 2)
    return by_weight([_told(fault, rows, around) for fault in found])


def weld_rows(rows: DraftRows, place: Place) -> int:
    """Borders that lie within the lattice's rounding of each other share their points; how many were put in."""
    around = _around(rows, place)
    ground = Ground(numpy.concatenate([rows.shapes, around.shapes]), [*rows.kinds, *around.kinds], len(rows))
    count = ground.weld()
    rows.shapes = ground.shapes[: len(rows)]
    return count


def _around(rows: DraftRows, place: Place) -> DraftRows:
    """The grids in force beside the area: what a new division must not run over."""
    box = extent(rows.shapes)
    if place.asked["whole"] or box is None:
        return DraftRows()
    west, south, east, north = box
    corners = {"west": west, "south": south, "east": east, "north": north}
    found = db.session.execute(AROUND, {**place.asked, "codes": sorted(set(rows.codes)), **corners}).all()
    return DraftRows(
        codes=[row.code for row in found],
        kinds=[row.kind for row in found],
        shapes=from_stored([row.geom for row in found]) if found else as_array([]),
    )


def _troubles(rows: DraftRows) -> Iterator[DivisionFault]:
    for at, code in rows.troubles.items():
        yield DivisionFault(code, (at,), repair=Repair("leave-out", {at: None}))


def _attributes(rows: DraftRows, place: Place, rules: Rules) -> Iterator[DivisionFault]:
    often = Counter(rows.codes)
    codes = sorted({code for code in rows.codes if code})
    known: dict[str, str] = {row.code: row.kind for row in db.session.execute(KINDS, {"codes": codes})}
    for at, (code, kind, name) in enumerate(zip(rows.codes, rows.kinds, rows.names, strict=True)):
        if fault := _code_fault(code, kind, place, rules):
            yield DivisionFault(fault, (at,), detail=f"代码：{code}" if code else "")
        if not kind:
            yield DivisionFault("kind-unknown", (at,))
        elif known.get(code, kind) != kind:
            yield DivisionFault("kind-changed", (at,))
        if not name:
            yield DivisionFault("name-missing", (at,))
        yield from _village_fault(at, code, rows.villages[at], place)
    twice: dict[str, list[int]] = defaultdict(list)
    for at, code in enumerate(rows.codes):
        if code and often[code] > 1:
            twice[code].append(at)
    yield from (DivisionFault("code-twice", tuple(same), detail=f"代码：{code}") for code, same in twice.items())


def _code_fault(code: str, kind: str, place: Place, rules: Rules) -> str | None:
    if not code:
        return "code-missing"
    pattern = rules.micro_code if kind == "micro" else rules.grid_code
    if len(code) > 24 or not re.fullmatch(pattern, code):
        return "code-malformed"
    length = PREFIX[place.level]
    if OUR_CODE.fullmatch(code) and code[:length] != place.area[:length]:
        return "code-foreign"
    return None


def _village_fault(at: int, code: str, village: str | None, place: Place) -> Iterator[DivisionFault]:
    if village is None:
        yield DivisionFault("village-unknown", (at,))
    elif OUR_CODE.fullmatch(code) and code[:12] in place.villages and code[:12] != village:
        names = f"代码属于{place.villages[code[:12]][0]}，写的是{place.villages[village][0]}"
        yield DivisionFault("village-mismatch", (at,), detail=f"{names}。")


def _told(fault: DivisionFault, rows: DraftRows, around: DraftRows) -> DivisionFault:
    """The fault with grids that stand around named in words: they are no rows of this draft."""
    outside = [at - len(rows) for at in fault.rows if at >= len(rows)]
    if not outside:
        return fault
    named = f"涉及现有网格 {'、'.join(around.codes[at] for at in outside)}。"
    own = tuple(at for at in fault.rows if at < len(rows))
    return DivisionFault(fault.code, own, fault.area_m2, fault.length_m, fault.spot, fault.shape, fault.repair, named)
