"""How tiles are read: from an index, a little of it, however much is stored (large sizes: benchmarks/tiles.py)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import product
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import event

from backend import clock
from backend.acting import Acting
from backend.database import db
from backend.overview.cut import Cut
from backend.overview.jobs import count_heat
from backend.overview.marks import grids_mark, heat_mark, orders_mark
from backend.overview.mercator import Tile
from backend.overview.ogc_features import COLLECTIONS
from backend.overview.ogc_query import wanted
from backend.overview.tiles import Period, figures, grids_tile, heat_tile, orders_tile
from backend.people.queries import actor_by_id
from backend.settings import Settings
from tests.given import County
from tests.vector_tiles import tile_at

ACROSS = 60
STORED = 8_000
HERE = (120.3, 32.3)
COUNTY = Cut(county=True)
TOWN = Cut(county=False, towns=frozenset({"320685100000"}))
GRIDS = Cut(county=False, grids=frozenset({"320685000000100", "320685000000101"}))
# A square tiling of 60 × 60 grids; orders all over it, one in a hundred still open.
FILL = """
    INSERT INTO grid (code, kind) SELECT '320685' || lpad(n::text, 9, '0'), 'comprehensive'
    FROM generate_series(0, %(across)s * %(across)s - 1) n;
    INSERT INTO grid_version (grid_code, kind, name, village_code, town_code, geom, valid_from)
    SELECT '320685' || lpad(n::text, 9, '0'), 'comprehensive', '第' || n || '网格', '320685100201',
           CASE WHEN n < 300 THEN '320685100000' ELSE '320685101000' END,
           ST_Multi(ST_MakeEnvelope(120 + x * 0.01, 32 + y * 0.01, 120.01 + x * 0.01, 32.01 + y * 0.01, 4326)),
           '2020-01-01'
    FROM generate_series(0, %(across)s * %(across)s - 1) n,
         LATERAL (SELECT n %% %(across)s AS x, n / %(across)s AS y) at;
    INSERT INTO report (id, person_id, edition, seen_at, received_at, raw_lon, raw_lat, datum, place, place_method,
                        grid_method, note, checked_ok, content)
    SELECT gen_random_uuid(), %(worker)s, '2026', at, at, 120.4, 32.5, 'wgs84',
           ST_SetSRID(ST_MakePoint(120.4, 32.5), 4326), 'gnss', 'none', '', '{}', '\\x00'
    FROM generate_series(0, 59) n, LATERAL (SELECT now() - n * interval '6 days' AS at) d;
    INSERT INTO finding (id, report_id, position, clause, note, handled_on_spot)
    SELECT gen_random_uuid(), r.id, n, 'CZ01-01', '', false
    FROM generate_series(1, %(stored)s) n
    JOIN (SELECT id, row_number() OVER (ORDER BY received_at) - 1 AS nr FROM report) r ON r.nr = n %% 60;
    INSERT INTO work_order (id, code, token, report_id, reporter_id, edition, clause, level, sensitive, urgent, on_spot,
        past_captain, at_centre, note, place, grid_code, town_code, state, desk, filed_at, state_since, version, head)
    SELECT f.id, lpad(f.position::text, 22, '0'), '', f.report_id, %(worker)s, '2026', 'CZ01-01', 'N', false, false,
           false, false, false, '', ST_SetSRID(ST_MakePoint(120.005 + x * 0.01, 32.005 + y * 0.01), 4326),
           '320685' || lpad((y * %(across)s + x)::text, 9, '0'),
           CASE WHEN y * %(across)s + x < 300 THEN '320685100000' ELSE '320685101000' END,
           CASE WHEN f.position %% 100 = 0 THEN 'to_verify' ELSE 'closed' END,
           CASE WHEN f.position %% 100 = 0 THEN 'centre' ELSE '' END, r.received_at, now(), 1, '\\x00'
    FROM finding f JOIN report r ON r.id = f.report_id,
         LATERAL (SELECT f.position * 7 %% %(across)s AS x, f.position * 13 / 60 %% %(across)s AS y) at;
    INSERT INTO order_history (order_id, seq, step_id, step, to_state, desk, actor_role, at, request, evidence_digest,
                               previous, hash)
    SELECT id, 1, id, 'file', 'to_verify', '', 'worker', filed_at, '\\x00', '\\x00', '\\x00', '\\x00' FROM work_order
"""
LARGE = {"grid_version", "work_order", "order_history", "heat_count", "counted_finding", "report", "finding"}


@pytest.fixture
def stored(app: Flask, county: County, settings: Settings) -> Iterator[County]:
    """3,600 grids and eight thousand findings beside the small county, counted, and statistics about them."""
    url = settings.migration_database_url.replace("+psycopg", "")
    options = f"-c search_path={settings.schema},public"
    values = {"across": ACROSS, "stored": STORED, "worker": county.id_of("worker")}
    with psycopg.connect(url, autocommit=True, options=options, cursor_factory=psycopg.ClientCursor) as owner:
        owner.execute(FILL, values)
        owner.execute("VACUUM ANALYZE grid_version, report, finding, work_order, order_history")
        count_heat()
        owner.execute("VACUUM ANALYZE heat_count, counted_finding")
    yield county


def read(ask: Callable[..., object], *about: object) -> tuple[dict[str, set[str]], int]:
    """Table → kinds of scan of all that was sent, for the large tables; and how many of their rows were looked at."""
    sent: list[tuple[str, Any]] = []

    def keep(conn: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        sent.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", keep)
    try:
        assert ask(*about) is not None
    finally:
        event.remove(db.engine, "before_cursor_execute", keep)
    kinds: dict[str, set[str]] = {}
    rows = 0
    for statement, parameters in sent:
        cursor = db.session.connection().connection.cursor()
        plan = cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters).fetchone()[0][0]["Plan"]
        for node in _nodes(plan):
            if node.get("Relation Name") in LARGE:
                kinds.setdefault(node["Relation Name"], set()).add(node["Node Type"])
                rows += (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
    return kinds, int(rows)


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", []):
        yield from _nodes(inner)


def today() -> date:
    return clock.local_date(clock.now())


def check(most: int, ask: Callable[..., object], *about: object) -> None:
    kinds, rows = read(ask, *about)
    assert kinds, about
    assert "Seq Scan" not in set().union(*kinds.values()), (about, kinds)
    assert rows <= most, (about, rows)


def test_maps_are_read_from_indexes_and_little_of_them(stored: County) -> None:
    # One county for all of it: filling it takes longer than looking.
    tiles_read_little_of_an_index()
    heat_of_all_findings_reads_counts_and_no_finding()
    marks_are_read_from_the_end_of_an_index()
    figures_read_open_orders_only()
    pages_of_features_follow_an_index(stored)


def tiles_read_little_of_an_index() -> None:
    now, weeks = clock.now(), Period(today() - timedelta(days=28 + today().weekday()), today())
    for cut in (COUNTY, TOWN, GRIDS):
        for zoom, rows in {11: 400, 13: 60, 15: 20}.items():
            check(rows, grids_tile, Tile(*tile_at(*HERE, zoom)), cut, today())
        for zoom, rows in {10: 200, 12: 60, 14: 40, 16: 20}.items():
            check(rows, orders_tile, Tile(*tile_at(*HERE, zoom)), cut, now)
        for zoom, clause in product((6, 8, 10, 12, 14, 16), (None, "CZ01-01")):
            check(2_000, heat_tile, Tile(*tile_at(*HERE, zoom)), cut, clause, weeks)


def heat_of_all_findings_reads_counts_and_no_finding() -> None:
    long = Period(today() - timedelta(days=371 + today().weekday()), today())
    for zoom in (0, 6, 9, 12):
        kinds, _ = read(heat_tile, Tile(*tile_at(*HERE, zoom)), COUNTY, None, long)
        assert set(kinds) == {"heat_count"}, zoom


def marks_are_read_from_the_end_of_an_index() -> None:
    check(400, orders_mark, clock.now())
    check(10, grids_mark)
    assert read(heat_mark) == ({}, 0)


def figures_read_open_orders_only() -> None:
    check(60, figures, GRIDS, clock.now())
    check(STORED // 50, figures, COUNTY, clock.now())


def pages_of_features_follow_an_index(county: County) -> None:
    asked = wanted({"limit": ["20"]})
    for username, name, most in (("centre", "grids", 40), ("centre", "orders", 80), ("town", "orders", 80)):
        acting = Acting(actor_by_id(county.id_of(username), today()), clock.now())
        assert len(COLLECTIONS[name].page(acting, asked)) == 21
        check(most, COLLECTIONS[name].page, acting, asked)
