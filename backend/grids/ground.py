"""The phone's ground: the grids that a person's phone keeps for answering and drawing without a network.

Own grids and all within 100 m of them come as they are: whatever is filed on own ground with an accuracy up to that is
located on the phone as on the server. The rest of the town comes simplified, to be drawn and to choose from, and says
so (`exact` false).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Row, text

from backend.acting import Actor
from backend.database import db
from backend.grids.queries import MOST_FEATURES, names_of
from backend.people.me import with_deputised
from backend.problems import Problem
from geo.shapes import from_wkb, to_geojson
from geo.simplified import simplified

FOUND_WITHIN: Final = 0.001
"""Degrees around the own grids, about 100 m: what comes unsimplified."""
DRAWN_COARSER: Final = {"town": 0.0002, "county": 0.0005}
"""Degrees by which the rest is simplified, about 20 and 50 m: for a phone of one town, and for a page of the county."""
MOST_MARK: Final = 100_000

WHICH: Final = text("""
    SELECT v.id, v.grid_code AS code, v.grid_code = ANY(:own) AS mine, v.village_code, v.town_code,
           v.kind, v.name,
           EXISTS (SELECT FROM grid_version o WHERE o.grid_code = ANY(:own)
                   AND o.valid_from <= :day AND (o.valid_to IS NULL OR o.valid_to > :day)
                   AND ST_DWithin(o.geom, v.geom, :within)) AS exact
    FROM grid_version v
    WHERE v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day)
      AND (CAST(:towns AS text[]) IS NULL OR v.town_code = ANY(:towns) OR EXISTS (
           SELECT FROM grid_version o WHERE o.grid_code = ANY(:own)
           AND o.valid_from <= :day AND (o.valid_to IS NULL OR o.valid_to > :day)
           AND ST_DWithin(o.geom, v.geom, :within)))
    ORDER BY v.id
    LIMIT :most
""")
TOWNS: Final = text("""
    SELECT DISTINCT v.town_code FROM grid_version v
    WHERE (v.grid_code = ANY(:own) OR v.village_code = :area OR v.town_code = :area)
      AND v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day)
""")
OUTLINES: Final = text("SELECT id, ST_AsBinary(geom) AS outline FROM grid_version WHERE id = ANY(:ids)")
AREAS: Final = text("""
    SELECT (count(*) FILTER (WHERE valid_from <= :day), count(*) FILTER (WHERE valid_to <= :day), max(id))::text
    FROM area_version
""")
CODES: Final = text("SELECT DISTINCT grid_code FROM grid_version WHERE id = ANY(:ids)")


@dataclass(frozen=True, slots=True)
class Pack:
    """Which grids a person's phone keeps today; `mark` names this very pack and says what is in it."""

    rows: Sequence[Row[Any]]
    names: Mapping[str, str]
    coarser: float
    mark: str


def pack_of(actor: Actor, on: date) -> Pack:
    """The grids of the person's towns, and of the whole county for those who have no town; outlines not yet read.

    Raises Problem `too-many-grids` above MOST_FEATURES.
    """
    everybody = with_deputised(actor)
    own = sorted(everybody.grids | everybody.captain_of)
    towns = _towns(actor, own, on)
    asked = {"own": own, "towns": towns, "day": on, "within": FOUND_WITHIN, "most": MOST_FEATURES + 1}
    rows = db.session.execute(WHICH, asked).all()
    if len(rows) > MOST_FEATURES:
        raise Problem("too-many-grids")
    names = names_of({code for row in rows for code in (row.village_code, row.town_code)}, on)
    stamps = [(row.id, row.exact, row.mine) for row in rows]
    areas = db.session.execute(AREAS, {"day": on}).scalar_one()
    return Pack(rows, names, DRAWN_COARSER["county" if towns is None else "town"], _mark(stamps, areas))


def ground_document(pack: Pack, since: str | None) -> dict[str, Any]:
    """`{mark, features, gone}`: what a phone that holds the pack of `since` lacks, and the codes it must forget.

    Without a mark, or with one that is not ours any more, everything.
    """
    held = _held(since, pack.mark)
    lacking = [row for row in pack.rows if (row.id, row.exact, row.mine) not in held]
    present = {row.code for row in pack.rows}
    ended = {version for version, _, _ in held}.difference(row.id for row in pack.rows)
    gone = {row.grid_code for row in db.session.execute(CODES, {"ids": sorted(ended)})} if ended else set()
    outlines = _outlines(pack, lacking)
    return {
        "mark": pack.mark,
        "features": [_feature(row, pack.names, outlines[row.id]) for row in lacking],
        "gone": sorted(gone - present),
        "whole": not held,
    }


def _towns(actor: Actor, own: Sequence[str], on: date) -> list[str] | None:
    """None: all of the county."""
    area = actor.area_code
    if not own and (area is None or area.endswith("000000")):
        return None
    return sorted(db.session.scalars(TOWNS, {"own": own, "area": area, "day": on}))


def _outlines(pack: Pack, lacking: Sequence[Row[Any]]) -> dict[int, dict[str, Any]]:
    """Per version its GeoJSON. Whatever is simplified is simplified together, else borders would part."""
    drawn = [row for row in pack.rows if not row.exact] if any(not row.exact for row in lacking) else []
    ids = {row.id for row in (*lacking, *drawn)}
    shapes = (
        {row.id: from_wkb(row.outline) for row in db.session.execute(OUTLINES, {"ids": sorted(ids)})} if ids else {}
    )
    for kind in {row.kind for row in drawn}:
        alike = [row.id for row in drawn if row.kind == kind]
        coarse = simplified([shapes[version] for version in alike], pack.coarser)
        shapes.update(zip(alike, coarse, strict=True))
    return {row.id: to_geojson(shapes[row.id]) for row in lacking}


def _feature(row: Row[Any], names: Mapping[str, str], outline: dict[str, Any]) -> dict[str, Any]:
    properties = {
        "code": row.code, "name": row.name, "kind": row.kind, "version": row.id, "mine": row.mine, "exact": row.exact,
        "village": {"code": row.village_code, "name": names.get(row.village_code)},
        "town": {"code": row.town_code, "name": names.get(row.town_code)},
    }  # fmt: skip
    return {"geometry": outline, "properties": properties}


Stamp = tuple[int, bool, bool]
"""A version's id, whether it is unsimplified, whether it is the person's own."""


def _mark(stamps: Iterable[Stamp], areas: str) -> str:
    """The pack in a few hundred letters: the state of all areas as a digest, versions as their distances."""
    last, steps = 0, []
    for version, exact, mine in stamps:
        steps.append((version - last) * 4 + exact * 2 + mine)
        last = version
    packed = base64.urlsafe_b64encode(zlib.compress(json.dumps(steps).encode(), 9)).decode().rstrip("=")
    return f"{hashlib.sha256(areas.encode()).hexdigest()[:12]}.{packed}"


def _held(since: str | None, mark: str) -> set[Stamp]:
    """What the phone holds by its own mark; nothing where any area changed since, or where the mark is not ours."""
    areas, _, packed = (since or "").partition(".")
    if areas != mark.partition(".")[0]:
        return set()
    try:
        inflated = zlib.decompressobj().decompress(
            base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)), MOST_MARK
        )
        steps = [int(step) for step in json.loads(inflated)]
    except (ValueError, TypeError, binascii.Error, zlib.error, RecursionError, OverflowError):
        return set()
    held, last = set(), 0
    for step in steps:
        last += step >> 2
        held.add((last, bool(step & 2), bool(step & 1)))
    return held if all(0 < version < 2**63 for version, _, _ in held) else set()
