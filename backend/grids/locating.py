"""Reads: whose ground a place is. The database finds the grids near it, `geo.disc` measures, `located` decides."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from sqlalchemy import Row, text

from backend.database import db
from backend.grids.located import Candidate, Ground, Located, Place, beside, settle
from geo.disc import Disc, disc_around
from geo.shapes import from_wkb

# One round trip where a grid comes near, and no shape travels unless its border does: ST_DWithin and ST_Boundary are
# PostGIS's own and far cheaper than asking GEOS. They measure in degrees, so `reach` is the longer half axis and a
# hair: a little too much is dropped afterwards, when shares and metres are known.
NEAR: Final = text("""
    SELECT v.id, v.grid_code AS code, v.kind, v.name, v.village_code, v.town_code,
           CASE WHEN ST_DWithin(ST_Boundary(v.geom), ST_SetSRID(ST_MakePoint(:lon, :lat), 4326), :reach)
                THEN ST_AsBinary(v.geom) END AS outline
    FROM grid_version v
    WHERE ST_DWithin(v.geom, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326), :reach)
      AND v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day)
""")
HAIR: Final = 1e-8
"""Degrees, a millimetre: what doubles may get wrong about touching."""

# Only where no grid comes near. The index knows the nearest by degrees; of the first few the nearest in metres is
# named. Degrees to the east are shorter than those to the north: a grid named far away may be beaten by that factor.
BESIDE: Final = text("""
    WITH place AS MATERIALIZED (SELECT ST_SetSRID(ST_MakePoint(:lon, :lat), 4326) AS point)
    SELECT near.* FROM place CROSS JOIN LATERAL (
        SELECT v.id, v.grid_code AS code, v.kind, v.name, v.village_code, v.town_code, ST_AsBinary(v.geom) AS outline
        FROM grid_version v
        WHERE v.kind <> 'micro' AND v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day)
        ORDER BY v.geom <-> place.point LIMIT 24
    ) near
    UNION ALL
    SELECT NULL, a.area_code, area.level, a.name, CASE area.level WHEN 'village' THEN a.area_code END,
           CASE area.level WHEN 'village' THEN a.parent_code ELSE a.area_code END, NULL
    FROM place JOIN area_version a ON ST_Covers(a.outline, place.point) JOIN area ON area.code = a.area_code
    WHERE area.level IN ('village', 'town') AND a.valid_from <= :day AND (a.valid_to IS NULL OR a.valid_to > :day)
""")


def locate(place: Place, on: date, own: Collection[str] = (), confirmed: str | None = None) -> Located:
    """Whose ground the place is by the division of that day: one round trip where a grid is near, never a refusal.

    `own`: the acting person's grids, which win from 30 % of the accuracy disc; `confirmed`: the candidate that the
    person chose. Without a grid within the accuracy the answer is `none`, with the nearest grid named, and village and
    town where their outline holds the place.
    """
    disc, by_point = disc_around(place.lon, place.lat, place.reach_m), place.reach_m == 0
    where = {"lon": disc.lon, "lat": disc.lat, "day": on}
    reach = HAIR if by_point else max(disc.radii) + HAIR
    near = db.session.execute(NEAR, {**where, "reach": reach}).all()
    tiles = [row for row in near if row.kind != "micro"]
    grounds = _by_point(disc, tiles) if by_point else _by_disc(disc, tiles)
    located = settle(grounds, own, confirmed, by_point=by_point) or _outside(disc, where)
    micros = [row.code for row in near if row.kind == "micro" and _holds(disc, row)]
    return replace(located, micro_code=min(micros)) if micros else located


def _by_point(disc: Disc, rows: Iterable[Row[Any]]) -> list[Ground]:
    return [_ground(row, 1.0, True, 0.0) for row in rows if _holds(disc, row)]


def _by_disc(disc: Disc, rows: Sequence[Row[Any]]) -> list[Ground]:
    """The grids within reach. A row without outline covers the whole disc."""
    if len(rows) == 1 and rows[0].outline is None:
        return [_ground(rows[0], 1.0, True, 0.0)]
    outlines = [None if row.outline is None else from_wkb(row.outline) for row in rows]
    shares = disc.shares(outlines, [row.kind == "special" for row in rows])
    grounds = []
    for row, outline, share in zip(rows, outlines, shares, strict=True):
        holds = outline is None or disc.holds_place_in(outline)
        distance_m = 0.0 if outline is None or holds else disc.metres_to(outline)
        if holds or share > 0 or distance_m <= disc.radius_m:
            grounds.append(_ground(row, share, holds, distance_m))
    return grounds


def _outside(disc: Disc, where: dict[str, Any]) -> Located:
    rows = db.session.execute(BESIDE, where).all()
    grids = [_ground(row, 0.0, False, disc.metres_to(from_wkb(row.outline))) for row in rows if row.id is not None]
    areas = sorted((row for row in rows if row.id is None), key=lambda row: (row.kind != "village", row.code))
    return beside(grids, areas[0].village_code, areas[0].town_code) if areas else beside(grids)


def _holds(disc: Disc, row: Row[Any]) -> bool:
    return row.outline is None or disc.holds_place_in(from_wkb(row.outline))


def _ground(row: Row[Any], share: float, holds: bool, distance_m: float) -> Ground:
    candidate = Candidate(row.code, row.name, row.kind, share)
    return Ground(candidate, row.id, row.village_code, row.town_code, holds, distance_m)
