"""Vector tiles, cut to what the viewer may see: grids, open orders, heat of findings.

Of sensitive matters nothing is drawn, for nobody. Counts are told in steps of five and under five only as *few*: cells,
weeks and steps are fixed, so that overlapping questions cannot be subtracted from each other to single out a matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, cast

from sqlalchemy import func, select, text

from backend.database import db
from backend.orders.model import WorkOrder
from backend.orders.search import overdue
from backend.orders.sight import AT_A_DESK
from backend.overview.cut import Cut, orders_in
from backend.overview.mercator import BLOCK, CELL_X, CELL_Y, FINEST, Tile, heat_level
from backend.problems import FieldFault, Problem

GRIDS_FROM: Final = 8
"""Below this zoom a grid is a speck: the tile shows the towns instead, where their outlines are known."""
SINGLE_FROM: Final = 14
"""From this zoom on every open order is a point of its own."""
FINER: Final = 3
"""Eight by eight clusters on a tile."""
STEP: Final = 5
MOST_POINTS: Final = 5_000
LONGEST: Final = timedelta(days=366)
YEARS: Final = (1970, 2999)

# Borders are put on a raster of half a pixel before anything else, and points in a straight line there are dropped: two
# neighbours lose the same points, so no gap opens between them, and what is projected is small. Grids below two pixels
# would be drawn as dust.
GRIDS: Final = text("""
    SELECT ST_AsMVT(t, 'grids', 4096, 'geom') FROM (
        SELECT v.grid_code AS code, v.kind, v.name,
               ST_AsMVTGeom(ST_Transform(ST_Simplify(ST_SnapToGrid(v.geom, :half_pixel), 0), 3857),
                            ST_TileEnvelope(:z, :x, :y)) AS geom
        FROM grid_version v
        WHERE v.geom && ST_MakeEnvelope(:west, :south, :east, :north, 4326)
          AND v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day)
          AND ST_XMax(v.geom) - ST_XMin(v.geom) + ST_YMax(v.geom) - ST_YMin(v.geom) >= :speck
          AND (:county OR v.town_code = ANY(:towns) OR v.grid_code = ANY(:grids))
    ) t
""")

TOWNS: Final = text("""
    SELECT ST_AsMVT(t, 'towns', 4096, 'geom') FROM (
        SELECT v.area_code AS code, v.name,
               ST_AsMVTGeom(ST_Transform(ST_Simplify(ST_SnapToGrid(v.outline, :half_pixel), 0), 3857),
                            ST_TileEnvelope(:z, :x, :y)) AS geom
        FROM area_version v JOIN area ON area.code = v.area_code
        WHERE v.outline && ST_MakeEnvelope(:west, :south, :east, :north, 4326) AND area.level = 'town'
          AND v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day)
          AND (:county OR v.area_code = ANY(:towns) OR EXISTS (
              SELECT FROM grid_version g WHERE g.grid_code = ANY(:grids) AND g.town_code = v.area_code))
    ) t
""")

IN_TILE: Final = "work_order.place && ST_MakeEnvelope(:west, :south, :east, :north, 4326)"
POINT: Final = "ST_AsMVTGeom(ST_Transform(work_order.place, 3857), ST_TileEnvelope(:z, :x, :y)) AS geom"

CLUSTERS: Final = f"""
    SELECT ST_AsMVT(t, 'orders', 4096, 'geom') FROM (
        SELECT ST_AsMVTGeom(ST_Centroid(ST_TileEnvelope(:level, cell_x, cell_y)), ST_TileEnvelope(:z, :x, :y)) AS geom,
               CASE WHEN n >= {STEP} THEN CAST(n - n % {STEP} AS int) END AS count,
               CASE WHEN n < {STEP} THEN true END AS few, late
        FROM (SELECT cell_x, cell_y, count(*) AS n, bool_or(late) AS late FROM open_order GROUP BY cell_x, cell_y) c
    ) t
"""  # noqa: S608 - numbers of this file

DRAWN_HEAT: Final = f"""
    SELECT ST_AsMVT(t, 'heat', 4096, 'geom') FROM (
        SELECT ST_AsMVTGeom(ST_TileEnvelope(:level, cell_x, cell_y), ST_TileEnvelope(:z, :x, :y), 4096, 64) AS geom,
               CASE WHEN n >= {STEP} THEN CAST(n - n % {STEP} AS int) END AS count,
               CASE WHEN n < {STEP} THEN true END AS few
        FROM counted WHERE n > 0
    ) t
"""  # noqa: S608 - numbers of this file
# Counted ahead: a tile is one to four blocks of one level and clause, one range of the key each.
HEAT: Final = text(f"""
    WITH counted AS (
        SELECT x AS cell_x, y AS cell_y, sum(count) AS n FROM heat_count
        WHERE level = :level AND clause = :clause
          AND block_x BETWEEN :first_block_x AND :last_block_x AND block_y BETWEEN :first_block_y AND :last_block_y
          AND week BETWEEN :first AND :last
          AND x BETWEEN :cell_west AND :cell_east AND y BETWEEN :cell_north AND :cell_south
          AND (:county OR town_code = ANY(:towns))
        GROUP BY x, y
    ) {DRAWN_HEAT}
""")  # noqa: S608 - both parts are constants of this file
# A captain's grids cut cells in pieces that nobody counted ahead; their findings are few, and found by grid and week.
GRIDS_HEAT: Final = text(f"""
    WITH counted AS (
        SELECT x >> :coarser AS cell_x, y >> :coarser AS cell_y, count(*) AS n FROM counted_finding
        WHERE grid_code = ANY(:grids) AND week BETWEEN :first AND :last AND NOT past_captain
          AND (:clause = '' OR clause = :clause)
          AND x >> :coarser BETWEEN :cell_west AND :cell_east AND y >> :coarser BETWEEN :cell_north AND :cell_south
        GROUP BY 1, 2
    ) {DRAWN_HEAT}
""")  # noqa: S608 - both parts are constants of this file


@dataclass(frozen=True, slots=True)
class Period:
    """Whole weeks, named by their Mondays."""

    first: date
    last: date


def period_of(since: date | None, until: date | None, today: date) -> Period:
    """The weeks in which these days lie, both included; without days the last four. Raises Problem `invalid`."""
    last = until or today
    plausible = all(YEARS[0] <= day.year <= YEARS[1] for day in (last, since or last))
    first = since or (min(last, today) - timedelta(days=21) if plausible else last)
    if not plausible or not timedelta(0) <= last - first <= LONGEST:
        raise Problem("invalid", errors=[FieldFault("/from", "range", "起止日期要先后相接，最长一年。")])
    return Period(_monday(first), _monday(last))


def grids_tile(tile: Tile, cut: Cut, day: date) -> bytes:
    """The grids of that day with `code`, `kind`, `name`; below GRIDS_FROM a layer `towns` with `code`, `name`."""
    half = tile.pixel / 2
    values = {**_place(tile), **cut.values, "day": day, "half_pixel": half, "speck": 8 * half}
    return _drawn(GRIDS if tile.z >= GRIDS_FROM else TOWNS, values)


def orders_tile(tile: Tile, cut: Cut, now: datetime) -> bytes:
    """Open orders as points with `code`, `clause`, `state`, `late`; below SINGLE_FROM clusters with `count` or `few`.

    A cluster's `late` says that at least one of its orders is.
    """
    late = overdue(now).label("late")
    open_order = select(WorkOrder.id).where(AT_A_DESK, WorkOrder.sensitive.is_(False), text(IN_TILE), orders_in(cut))
    if tile.z >= SINGLE_FROM:
        points = open_order.with_only_columns(
            text(POINT), WorkOrder.code, WorkOrder.clause, WorkOrder.state, late
        ).limit(MOST_POINTS)  # fmt: skip
        statement = select(text("ST_AsMVT(t, 'orders', 4096, 'geom')")).select_from(points.subquery("t"))
        return _drawn(statement, _place(tile))
    level = tile.z + FINER
    x, y = (text(f"{cell} AS {name}".format(place="work_order.place", level=level)) for cell, name in CLUSTER_CELL)
    cells = open_order.with_only_columns(x, y, late).cte("open_order")
    statement = select(text("*")).select_from(text(f"({CLUSTERS}) drawn")).add_cte(cells)
    return _drawn(statement, {**_place(tile), "level": level})


CLUSTER_CELL: Final = ((CELL_X, "cell_x"), (CELL_Y, "cell_y"))


def heat_tile(tile: Tile, cut: Cut, clause: str | None, period: Period) -> bytes:
    """Findings filed in these weeks, as cells with `count` or `few`."""
    cells = tile.cells(heat_level(tile.z))
    values = {
        **_place(tile), **cut.values, "level": cells.level, "clause": clause or "", "coarser": FINEST - cells.level,
        "cell_west": cells.west, "cell_east": cells.east, "cell_north": cells.north, "cell_south": cells.south,
        "first_block_x": cells.west >> BLOCK, "last_block_x": cells.east >> BLOCK,
        "first_block_y": cells.north >> BLOCK, "last_block_y": cells.south >> BLOCK,
        "first": period.first, "last": period.last,
    }  # fmt: skip
    return _drawn(HEAT if cut.county or cut.towns else GRIDS_HEAT, values)


def figures(cut: Cut, now: datetime) -> dict[str, dict[str, int | None]]:
    """Grid → how many orders are `open` and how many of them `late`; None stands for one to four."""
    late = func.count().filter(overdue(now))
    statement = (
        select(WorkOrder.grid_code, func.count().label("open"), late.label("late"))
        .where(AT_A_DESK, WorkOrder.sensitive.is_(False), WorkOrder.grid_code.is_not(None), orders_in(cut))
        .group_by(WorkOrder.grid_code)
    )
    rows = db.session.execute(statement)
    return {row.grid_code: {"open": _told(row.open), "late": _told(row.late)} for row in rows}


def _told(count: int) -> int | None:
    return None if 0 < count < STEP else count


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _place(tile: Tile) -> dict[str, Any]:
    west, south, east, north = tile.bounds
    return {"z": tile.z, "x": tile.x, "y": tile.y, "west": west, "south": south, "east": east, "north": north}


def _drawn(statement: Any, values: dict[str, Any]) -> bytes:
    return bytes(cast(bytes, db.session.execute(statement, values).scalar() or b""))
