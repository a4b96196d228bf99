"""Reads of the administrative tree: who succeeded whom, and which codes make up an area then and today."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from sqlalchemy import text

from backend.database import db

CountedBy = Literal["then", "today"]

# From each code along its successors to the one in force on the day. Fifty steps end every slip of the pen.
HEIRS: Final = text("""
    WITH RECURSIVE chain (origin, code, step) AS (
        SELECT code, code, 0 FROM unnest(CAST(:codes AS text[])) AS asked (code)
        UNION ALL
        SELECT chain.origin, last.successor_code, chain.step + 1
        FROM chain JOIN LATERAL (
            SELECT v.successor_code, v.valid_to FROM area_version v
            WHERE v.area_code = chain.code AND v.valid_from <= :day ORDER BY v.valid_from DESC LIMIT 1
        ) last ON last.valid_to <= :day AND last.successor_code IS NOT NULL
        WHERE chain.step < 50
    )
    SELECT DISTINCT ON (chain.origin) chain.origin, chain.code, v.parent_code
    FROM chain LEFT JOIN area_version v ON v.area_code = chain.code AND v.valid_from <= :day
         AND (v.valid_to IS NULL OR v.valid_to > :day)
    ORDER BY chain.origin, chain.step DESC
""")

# Every code, of whatever time, whose heir on the day is the area or lies below it.
UNDER: Final = text("""
    WITH RECURSIVE below (code) AS (
        SELECT CAST(:area AS text)
        UNION
        SELECT v.area_code FROM below JOIN area_version v ON v.parent_code = below.code
        WHERE v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day)
    ), heirs (code) AS (
        SELECT code FROM below
        UNION
        SELECT v.area_code FROM heirs JOIN area_version v ON v.successor_code = heirs.code
        WHERE v.valid_to <= :day
    )
    SELECT heirs.code, area.level FROM heirs JOIN area ON area.code = heirs.code
""")


@dataclass(frozen=True, slots=True)
class Heir:
    """The area that stands in an old code's place, and to what it belongs on that day."""

    code: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class AreaCodes:
    """Which rows count for an area: those whose `village_code` is among `villages`; of rows without a village those
    whose `town_code` is among `towns`. `villages` None: the row's own `town_code` decides alone."""

    towns: frozenset[str]
    villages: frozenset[str] | None


def heirs_of(codes: Collection[str], day: date) -> dict[str, Heir]:
    """Code → the area in force on the day that took its place, itself where it still is. One round trip.

    A split leads to the part that was named its principal successor.
    """
    if not codes:
        return {}
    rows = db.session.execute(HEIRS, {"codes": sorted(set(codes)), "day": day})
    return {row.origin: Heir(row.code, row.parent_code) for row in rows}


def codes_on(area: str, on: date, counted_by: CountedBy = "then") -> AreaCodes:
    """What counts for the village or town `area` in figures.

    `then`: rows count where they were counted when they happened, so that last year's table never changes. `today`:
    rows count by the division of `on`: what was merged into the area, or moved to it, is in; what left it is out.
    """
    found = db.session.execute(UNDER, {"area": area, "day": on}).all()
    level = next((row.level for row in found if row.code == area), "village")
    if counted_by == "then":
        return AreaCodes(frozenset(), frozenset({area})) if level == "village" else AreaCodes(frozenset({area}), None)
    return AreaCodes(
        frozenset(row.code for row in found if row.level == "town"),
        frozenset(row.code for row in found if row.level == "village"),
    )
