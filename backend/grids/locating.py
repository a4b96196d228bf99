"""Reads: whose ground a place is. The database finds the grids near it, `geo.disc` measures, `located` decides."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import text

from backend.database import db, quick_rows
from backend.grids.located import Candidate, Ground, Located, Place, beside, settle
from geo.disc import Disc, disc_around
from geo.shapes import Area, from_wkb

# One round trip where a grid comes near, and no shape travels unless its border does: ST_DWithin and ST_Boundary are
# PostGIS's own and far cheaper than asking GEOS. They measure in degrees, so `reach` is the longer half axis and a
# hair: a little too much is dropped afterwards, when shares and metres are known.
NEAR: Final = """
    SELECT v.id, v.grid_code, v.kind, v.village_code, v.town_code, v.name,
           CASE WHEN ST_DWithin(ST_Boundary(v.geom), ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326), %(reach)s)
                THEN ST_AsBinary(v.geom) END
    FROM grid_version v
    WHERE ST_DWithin(v.geom, ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326), %(reach)s)
      AND v.valid_from <= %(day)s AND (v.valid_to IS NULL OR v.valid_to > %(day)s)
"""
HAIR: Final = 1e-8
"""Degrees, a millimetre: what doubles may get wrong about touching."""

# Only where no grid comes near. The index knows the nearest by degrees; of the first few the nearest in metres is
# named. Degrees to the east are shorter than those to the north: a grid named far away may be beaten by that factor.
BESIDE: Final = text("""
    WITH place AS MATERIALIZED (SELECT ST_SetSRID(ST_MakePoint(:lon, :lat), 4326) AS point)
    SELECT near.* FROM place CROSS JOIN LATERAL (
        SELECT v.id, v.grid_code, v.kind, v.village_code, v.town_code, v.name, ST_AsBinary(v.geom) AS outline
        FROM grid_version v
        WHERE v.kind <> 'micro' AND v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day)
        ORDER BY v.geom <-> place.point LIMIT 24
    ) near
    UNION ALL
    SELECT NULL, NULL, NULL, CASE area.level WHEN 'village' THEN a.area_code END,
           CASE area.level WHEN 'village' THEN a.parent_code ELSE a.area_code END, NULL, NULL
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
    near = [_tile(*row) for row in quick_rows(NEAR, {**where, "reach": reach})]
    tiles = [tile for tile in near if tile.kind != "micro"]
    grounds = _by_point(disc, tiles) if by_point else _by_disc(disc, tiles)
    located = settle(grounds, own, confirmed, by_point=by_point) or _outside(disc, where)
    if len(tiles) == len(near):
        return located
    micros = [tile.code for tile in near if tile.kind == "micro" and _holds(disc, tile)]
    return replace(located, micro_code=min(micros, default=None))


class Tile(NamedTuple):
    """A grid of the day near the place; without an outline it covers whatever was asked for."""

    id: int
    code: str
    kind: str
    village_code: str
    town_code: str
    name: str
    outline: Area | None


def _tile(version: int, code: str, kind: str, village: str, town: str, name: str, outline: bytes | None) -> Tile:
    return Tile(version, code, kind, village, town, name, None if outline is None else from_wkb(outline))


def _by_point(disc: Disc, tiles: Iterable[Tile]) -> list[Ground]:
    return [_ground(tile, 1.0, True, 0.0) for tile in tiles if _holds(disc, tile)]


def _by_disc(disc: Disc, tiles: Sequence[Tile]) -> list[Ground]:
    """The grids within reach of the disc."""
    if len(tiles) == 1 and tiles[0].outline is None:
        return [_ground(tiles[0], 1.0, True, 0.0)]
    shares = disc.shares([tile.outline for tile in tiles], [tile.kind == "special" for tile in tiles])
    grounds = []
    for tile, share in zip(tiles, shares, strict=True):
        holds = _holds(disc, tile)
        distance_m = 0.0 if holds or tile.outline is None else disc.metres_to(tile.outline)
        if holds or share > 0 or distance_m <= disc.radius_m:
            grounds.append(_ground(tile, share, holds, distance_m))
    return grounds


def _outside(disc: Disc, where: dict[str, Any]) -> Located:
    rows = db.session.execute(BESIDE, where).all()
    grids = [_tile(*row) for row in rows if row.id is not None]
    near = [_ground(tile, 0.0, False, disc.metres_to(tile.outline)) for tile in grids if tile.outline is not None]
    areas = sorted((row for row in rows if row.id is None), key=lambda row: (not row.village_code, row.town_code))
    return beside(near, areas[0].village_code, areas[0].town_code) if areas else beside(near)


def _holds(disc: Disc, tile: Tile) -> bool:
    return tile.outline is None or disc.holds_place_in(tile.outline)


def _ground(tile: Tile, share: float, holds: bool, distance_m: float) -> Ground:
    candidate = Candidate(tile.code, tile.name, tile.kind, share)
    return Ground(candidate, tile.id, tile.village_code, tile.town_code, holds, distance_m)
