"""The features of the three collections: grids, areas, and orders without anything personal.

Pages follow an index from the key at which the page before ended, never by counting rows to skip.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select, text, tuple_, union_all

from backend.acting import Acting
from backend.clock import local_date
from backend.database import db
from backend.orders.case_code import PATTERN
from backend.orders.clauses import clause_of
from backend.orders.lifecycle import STATE
from backend.orders.model import WorkOrder
from backend.overview.cut import Cut, ground_cut, orders_in, work_cut
from backend.overview.marks import grids_mark, orders_mark
from backend.overview.ogc_query import Wanted
from backend.people.access import may
from geo.columns import box, lat_of, lon_of, overlaps_box

Feature = dict[str, Any]

# Without `datetime` the division of today, not every shape that a grid ever had: nobody wants them upon each other.
IN_FORCE: Final = "v.valid_from <= :last AND (v.valid_to IS NULL OR v.valid_to > :first)"
GRIDS: Final = """
    WITH page AS (
        SELECT v.* FROM grid_version v
        WHERE {condition} AND (:county OR v.town_code = ANY(:towns) OR v.grid_code = ANY(:grids))
        ORDER BY v.grid_code, v.valid_from LIMIT :most
    )
    SELECT v.id, v.grid_code AS code, v.kind, v.name, v.village_code, village.name AS village_name, v.town_code,
           town.name AS town_name, v.valid_from, v.valid_to, CAST(ST_AsGeoJSON({shape}, 7) AS json) AS geometry
    FROM page v
    LEFT JOIN area_version village ON village.area_code = v.village_code AND village.valid_from <= :last
         AND (village.valid_to IS NULL OR village.valid_to > :last)
    LEFT JOIN area_version town ON town.area_code = v.town_code AND town.valid_from <= :last
         AND (town.valid_to IS NULL OR town.valid_to > :last)
    ORDER BY v.grid_code, v.valid_from
"""
AREAS: Final = """
    SELECT v.id, v.area_code AS code, area.level, v.name, v.parent_code, v.successor_code, v.valid_from, v.valid_to,
           CAST(ST_AsGeoJSON({shape}, 7) AS json) AS geometry
    FROM area_version v JOIN area ON area.code = v.area_code
    WHERE {condition}
      AND (:county OR v.area_code = ANY(:towns) OR v.parent_code = ANY(:towns) OR v.area_code IN (
          SELECT unnest(ARRAY[g.village_code, g.town_code]) FROM grid_version g
          WHERE g.grid_code = ANY(:grids) AND g.valid_from <= :last AND (g.valid_to IS NULL OR g.valid_to > :first)))
    ORDER BY v.area_code, v.valid_from LIMIT :most
"""


@dataclass(frozen=True, slots=True)
class Collection:
    """What a client may read as one list. `page` gives up to limit + 1 rows, `find` one by its id.

    `permission`: who may read it at all; `mark`: changes whenever the answer may.
    """

    name: str
    title: str
    description: str
    permission: str
    page: Callable[[Acting, Wanted], Sequence[Row[Any]]]
    find: Callable[[Acting, str, bool], Row[Any] | None]
    feature: Callable[[Row[Any], bool], Feature]
    key: Callable[[Row[Any]], Sequence[Any]]
    mark: Callable[[Acting], str]


def _ground_page(statement: str, shape: str, code: str) -> Callable[[Acting, Wanted], Sequence[Row[Any]]]:
    def page(acting: Acting, wanted: Wanted) -> Sequence[Row[Any]]:
        today = local_date(acting.at)
        first, last = wanted.span.days if wanted.span else (today, today)
        values: dict[str, Any] = {"first": first, "last": last, "most": wanted.limit + 1}
        conditions = [IN_FORCE]
        if key := wanted.key(str, date.fromisoformat):
            conditions.append(f"(v.{code}, v.valid_from) > (:code, :since)")
            values.update(code=key[0], since=key[1])
        if wanted.boxes:
            conditions.append(f"ST_Intersects(v.{shape}, ST_GeomFromText(:box, 4326))")
            values["box"] = _multipolygon(wanted)
        written = f"ST_FlipCoordinates(v.{shape})" if wanted.latitude_first else f"v.{shape}"
        asked = text(statement.format(condition=" AND ".join(conditions), shape=written))
        return db.session.execute(asked, {**values, **ground_cut(acting.person).values}).all()

    return page


def _ground_item(statement: str, shape: str) -> Callable[[Acting, str, bool], Row[Any] | None]:
    def find(acting: Acting, name: str, latitude_first: bool) -> Row[Any] | None:
        if not name.isascii() or not name.isdigit() or len(name) > 18:
            return None
        written = f"ST_FlipCoordinates(v.{shape})" if latitude_first else f"v.{shape}"
        asked = text(statement.format(condition="v.id = :id", shape=written))
        today = local_date(acting.at)
        values = {"id": int(name), "first": today, "last": today, "most": 1, **ground_cut(acting.person).values}
        return db.session.execute(asked, values).one_or_none()

    return find


def _multipolygon(wanted: Wanted) -> str:
    rings = []
    for each in wanted.boxes:
        # A box without breadth is a point or a line; a hair of breadth makes it a shape that can be asked for.
        east, north = max(each.east, each.west + 1e-9), max(each.north, each.south + 1e-9)
        corners = ((each.west, each.south), (east, each.south), (east, north), (each.west, north))
        rings.append(", ".join(f"{x!r} {y!r}" for x, y in (*corners, corners[0])))
    return f"MULTIPOLYGON({', '.join(f'(({ring}))' for ring in rings)})"


def _grid(row: Row[Any], latitude_first: bool) -> Feature:
    names = ("code", "kind", "name", "village_code", "village_name", "town_code", "town_name")
    return _shown(row.id, row.geometry, {**_plain(row, names), **_validity(row)})


def _area(row: Row[Any], latitude_first: bool) -> Feature:
    names = ("code", "level", "name", "parent_code", "successor_code")
    return _shown(row.id, row.geometry, {**_plain(row, names), **_validity(row)})


def _orders_page(acting: Acting, wanted: Wanted) -> Sequence[Row[Any]]:
    filters: list[ColumnElement[bool]] = [WorkOrder.sensitive.is_(False)]
    if key := wanted.key(_moment, UUID):
        filters.append(tuple_(WorkOrder.filed_at, WorkOrder.id) > tuple_(*key))
    if wanted.span and wanted.span.first:
        filters.append(WorkOrder.filed_at >= wanted.span.first)
    if wanted.span and wanted.span.last:
        filters.append(WorkOrder.filed_at <= wanted.span.last)
    if wanted.boxes:
        met = (overlaps_box(WorkOrder.place, box(b.west, b.south, b.east, b.north)) for b in wanted.boxes)
        filters.append(or_(*met))
    reasons = _reasons(work_cut(acting.person))
    if not reasons:
        return []
    heads = [_head(select(WorkOrder.id).where(reason, *filters), wanted.limit + 1).subquery() for reason in reasons]
    chosen = select(union_all(*(select(head.c.id) for head in heads)).subquery().c.id)
    return db.session.execute(_head(_orders().where(WorkOrder.id.in_(chosen)), wanted.limit + 1)).all()


def _reasons(cut: Cut) -> list[ColumnElement[bool]]:
    """One condition per town and grid: each is read in order from an index of its own."""
    if cut.county:
        return [orders_in(cut)]
    towns: list[ColumnElement[bool]] = [WorkOrder.town_code == code for code in sorted(cut.towns)]
    led = [and_(WorkOrder.grid_code == code, WorkOrder.past_captain.is_(False)) for code in sorted(cut.grids)]
    return towns + led


def _orders() -> Select[*tuple[Any, ...]]:
    return select(
        WorkOrder.id, WorkOrder.code, WorkOrder.edition, WorkOrder.clause, WorkOrder.level, WorkOrder.urgent,
        WorkOrder.state, WorkOrder.grid_code, WorkOrder.village_code, WorkOrder.town_code, WorkOrder.unit_code,
        WorkOrder.filed_at, WorkOrder.closed_at, lon_of(WorkOrder.place).label("lon"),
        lat_of(WorkOrder.place).label("lat"),
    )  # fmt: skip


def _head(statement: Select[Any], most: int) -> Select[Any]:
    return statement.order_by(WorkOrder.filed_at, WorkOrder.id).limit(most)


def _find_order(acting: Acting, name: str, latitude_first: bool) -> Row[Any] | None:
    if not PATTERN.fullmatch(name):
        return None
    inside = orders_in(work_cut(acting.person))
    found = _orders().where(WorkOrder.code == name, WorkOrder.sensitive.is_(False), inside)
    return db.session.execute(found).one_or_none()


def _order(row: Row[Any], latitude_first: bool) -> Feature:
    names = (
        "code", "clause", "level", "urgent", "state", "grid_code", "village_code", "town_code", "unit_code",
    )  # fmt: skip
    properties = {
        **_plain(row, names), "clause_title": clause_of(row.edition, row.clause).title,
        "state_title": STATE[row.state].title, "filed_at": row.filed_at.isoformat(),
        "closed_at": row.closed_at.isoformat() if row.closed_at else None,
    }  # fmt: skip
    place = [row.lat, row.lon] if latitude_first else [row.lon, row.lat]
    return _shown(row.code, {"type": "Point", "coordinates": place}, properties)


def _shown(name: Any, geometry: Any, properties: dict[str, Any]) -> Feature:
    return {"type": "Feature", "id": name, "geometry": geometry, "properties": properties}


def _plain(row: Row[Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: row._mapping[name] for name in names}


def _validity(row: Row[Any]) -> dict[str, Any]:
    return {
        "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_to.isoformat() if row.valid_to else None,
    }


def _ground_key(row: Row[Any]) -> Sequence[Any]:
    return row.code, row.valid_from.isoformat()


def _moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError("a moment needs an offset")
    return moment


def _ground_mark(acting: Acting) -> str:
    return f"{grids_mark()} {local_date(acting.at)} {ground_cut(acting.person).name}"


def readable(acting: Acting) -> list[Collection]:
    """The collections that the person may read."""
    return [one for one in COLLECTIONS.values() if may(acting.person, one.permission)]


COLLECTIONS: Final = {
    one.name: one
    for one in (
        Collection(
            "grids", "网格", "网格的边界。不写 datetime 时是今天的区划；写了就是那一天或那一段时间里有效的每一版。",
            "grid.read", _ground_page(GRIDS, "geom", "grid_code"), _ground_item(GRIDS, "geom"), _grid, _ground_key,
            _ground_mark,
        ),
        Collection(
            "areas", "行政区划", "县、镇街、村居；有边界的带边界。datetime 的含义同网格。",
            "grid.read", _ground_page(AREAS, "outline", "area_code"), _ground_item(AREAS, "outline"), _area,
            _ground_key, _ground_mark,
        ),
        Collection(
            "orders", "工单", "查看范围内的工单，从旧到新；不含敏感事项，不含任何个人信息。datetime 是上报时间。",
            "map.read", _orders_page, _find_order, _order, lambda row: (row.filed_at.isoformat(), str(row.id)),
            lambda acting: f"{orders_mark(acting.at)} {work_cut(acting.person).name}",
        ),
    )
}  # fmt: skip
