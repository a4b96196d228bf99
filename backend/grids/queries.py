"""Reads: the grids on the map, whose ground a place is as the phone hears it, what codes are called."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Row, text

from backend import clock
from backend.acting import Actor
from backend.database import db
from backend.grids.located import Place
from backend.grids.locating import locate
from backend.problems import Problem
from checklists.shelf import shelf
from geo.coordinates import Datum, to_wgs84

MOST_FEATURES: Final = 5_000

# Each code's name on the day; one that ended keeps its last name, one that is still to come its first.
NAMES: Final = text("""
    SELECT DISTINCT ON (code) code, name FROM (
        SELECT grid_code AS code, name, valid_from FROM grid_version WHERE grid_code = ANY(:codes)
        UNION ALL
        SELECT area_code, name, valid_from FROM area_version WHERE area_code = ANY(:codes)
    ) named
    ORDER BY code, valid_from > :day, abs(valid_from - :day)
""")

FEATURES: Final = text("""
    SELECT v.id AS version, v.grid_code AS code, v.kind, v.name, v.village_code, village.name AS village_name,
           v.town_code, town.name AS town_name, CAST(ST_AsGeoJSON(v.geom, 7) AS json) AS geometry
    FROM grid_version v
    LEFT JOIN area_version village ON village.area_code = v.village_code AND village.valid_from <= :day
         AND (village.valid_to IS NULL OR village.valid_to > :day)
    LEFT JOIN area_version town ON town.area_code = v.town_code AND town.valid_from <= :day
         AND (town.valid_to IS NULL OR town.valid_to > :day)
    WHERE v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day)
      AND (CAST(:area AS text) IS NULL OR v.village_code = :area OR v.town_code = :area
           OR EXISTS (SELECT FROM area WHERE code = :area AND level IN ('city', 'county')))
      AND (CAST(:west AS float8) IS NULL OR v.geom && ST_MakeEnvelope(:west, :south, :east, :north, 4326))
    ORDER BY v.grid_code
    LIMIT :most
""")

# Version rows are only ever added or ended, so counts, the newest row and the last day name the whole division.
DIVISION: Final = text("""
    SELECT (SELECT (count(*), count(valid_to), max(id), max(valid_to)) FROM grid_version)::text
        || (SELECT (count(*), count(valid_to), max(id), max(valid_to)) FROM area_version)::text
""")

COUNTY: Final = text("""
    SELECT a.area_code AS code, a.name, EXISTS (SELECT FROM county_fact WHERE key = 'demo') AS demo
    FROM area_version a JOIN area ON area.code = a.area_code
    WHERE area.level = 'county' AND a.valid_to IS NULL
    ORDER BY a.area_code LIMIT 1
""")


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the map in degrees."""

    west: float
    south: float
    east: float
    north: float


def names_of(codes: Collection[str], on: date) -> dict[str, str]:
    """Names of grids and areas by code, as of that day; a code that nobody knows is left out."""
    if not codes:
        return {}
    rows = db.session.execute(NAMES, {"codes": sorted(set(codes)), "day": on})
    return {row.code: row.name for row in rows}


def locate_document(
    actor: Actor, on: date, lon: float, lat: float, accuracy: float | None, datum: Datum
) -> dict[str, Any]:
    """The answer to `GET /grids/locate`; the place may be given in any datum."""
    located = locate(Place(*to_wgs84(lon, lat, datum), accuracy), on, actor.grids)
    micro = located.micro_code
    nearest = {"code": located.nearest_code, "name": located.nearest_name, "distance_m": located.nearest_m}
    return {
        "grid": {"code": located.grid_code, "name": located.name} if located.grid_code else None,
        "method": located.method,
        "candidates": located.candidates,
        "distance_m": located.distance_m,
        "micro": {"code": micro, "name": names_of([micro], on).get(micro)} if micro else None,
        "nearest": nearest if located.nearest_code else None,
        "ask": located.ask,
    }


def feature_collection(actor: Actor, on: date, area: str | None, bbox: Box | None) -> dict[str, Any]:
    """The grids of that day in an area (village, town or county code) and box, by code, as GeoJSON.

    Raises Problem `too-many-grids` above MOST_FEATURES: nobody gets half a map without knowing.
    """
    rows = _features(on, area, bbox)
    if len(rows) > MOST_FEATURES:
        raise Problem("too-many-grids")
    return {"features": [_feature(row, actor) for row in rows]}


def _feature(row: Row[Any], actor: Actor) -> dict[str, Any]:
    properties = {
        "code": row.code, "name": row.name, "kind": row.kind, "version": row.version,
        "village": {"code": row.village_code, "name": row.village_name},
        "town": {"code": row.town_code, "name": row.town_name},
        "mine": row.code in actor.grids or row.code in actor.captain_of,
    }  # fmt: skip
    return {"geometry": row.geometry, "properties": properties}


def _features(on: date, area: str | None, box: Box | None) -> list[Row[Any]]:
    corners: Mapping[str, float | None] = (
        {"west": box.west, "south": box.south, "east": box.east, "north": box.north}
        if box
        else dict.fromkeys(("west", "south", "east", "north"))
    )
    wanted = {"day": on, "area": area, "most": MOST_FEATURES + 1, **corners}
    return list(db.session.execute(FEATURES, wanted).all())


def division_mark(*also: object) -> str:
    """A short text that changes whenever the division, or anything of `also`, does: for ETags."""
    division = db.session.execute(DIVISION).scalar_one()
    return hashlib.sha256(repr((division, *also)).encode()).hexdigest()[:32]


def county_of() -> Row[Any] | None:
    """The county's own row with `code`, `name` and whether the demo county was loaded (`demo`); None before import."""
    return db.session.execute(COUNTY).one_or_none()


def is_demo() -> bool:
    """True where the demo county was loaded into this database."""
    county = county_of()
    return bool(county and county.demo)


def me_details(actor: Actor) -> dict[str, Any]:
    """What `/me` shows of the ground: `{areas, grids, unit, county}`, each with code and name (unit: title)."""
    codes = sorted(actor.grids | actor.captain_of)
    names = names_of([*codes, *filter(None, [actor.area_code])], clock.local_date(clock.now()))
    unit = shelf().find_unit(actor.unit_code) if actor.unit_code else None
    county = county_of()
    return {
        "areas": [{"code": actor.area_code, "name": names.get(actor.area_code, "")}] if actor.area_code else [],
        "grids": [{"code": code, "name": names.get(code, "")} for code in codes],
        "unit": {"code": unit.code, "title": unit.title} if unit else None,
        "county": {"code": county.code, "name": county.name, "demo": county.demo} if county else None,
    }
