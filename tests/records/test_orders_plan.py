"""How lists of orders are read: from the head of an index, however much is stored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import event

from backend import clock
from backend.acting import Actor
from backend.database import db
from backend.orders.search import Wanted, listed
from backend.people.queries import actor_by_id
from backend.settings import Settings
from tests.given import County

STORED = 20_000
# One in two hundred orders is still open; units were sent one in fifty; every sixteenth lies in the own grid.
FILL = """
    INSERT INTO report (id, person_id, edition, seen_at, received_at, raw_lon, raw_lat, datum, place, place_method,
                        grid_method, note, checked_ok, content)
    SELECT gen_random_uuid(), %(worker)s, '2026', now(), now(), 120.4, 32.5, 'wgs84',
           ST_SetSRID(ST_MakePoint(120.4, 32.5), 4326), 'gnss', 'none', '', '{}', '\\x00';
    INSERT INTO finding (id, report_id, position, clause, note, handled_on_spot)
    SELECT gen_random_uuid(), (SELECT id FROM report), n, 'CZ01-01', '', false FROM generate_series(1, %(stored)s) n;
    INSERT INTO work_order (id, code, token, report_id, reporter_id, edition, clause, level, sensitive, urgent, on_spot,
        past_captain, at_centre, note, place, grid_code, village_code, town_code, state, desk, filed_at, state_since,
        version, head, tags)
    SELECT f.id, lpad(f.position::text, 22, '0'), '', f.report_id,
           CASE WHEN f.position %% 16 = 0 THEN %(worker)s ELSE %(other)s END::uuid, '2026', 'CZ01-01', 'N',
           false, false, false, false, false, 'note', ST_SetSRID(ST_MakePoint(120.4 + f.position * 1e-5, 32.5), 4326),
           CASE WHEN f.position %% 16 = 0 THEN %(grid)s ELSE %(foreign)s END, NULL,
           CASE WHEN f.position %% 16 = 0 THEN %(town)s ELSE %(other_town)s END,
           CASE WHEN f.position %% 200 = 0 THEN 'to_verify' ELSE 'closed' END,
           CASE WHEN f.position %% 200 = 0 THEN 'captain:' || %(grid)s ELSE '' END,
           now() - f.position * interval '1 minute', now(), 1, '\\x00',
           CASE WHEN f.position %% 1000 = 0 THEN '{not_found}'::text[] ELSE '{}' END
    FROM finding f;
    INSERT INTO order_unit (order_id, unit_code, since, filed_at)
    SELECT id, CASE WHEN code::numeric %% 50 = 0 THEN 'fire' ELSE 'police' END, now(), filed_at FROM work_order
"""


@pytest.fixture
def stored(app: Flask, county: County, settings: Settings) -> Iterator[County]:
    """The small county with twenty thousand orders, and statistics about them."""
    values = {
        "worker": county.id_of("worker"), "other": county.id_of("other_worker"), "grid": county.grid,
        "town": county.town, "foreign": county.foreign_grid, "other_town": county.other_town, "stored": STORED,
    }  # fmt: skip
    url = settings.migration_database_url.replace("+psycopg", "")
    options = f"-c search_path={settings.schema},public"
    with psycopg.connect(url, autocommit=True, options=options, cursor_factory=psycopg.ClientCursor) as owner:
        owner.execute(FILL, values)
        owner.execute("VACUUM ANALYZE work_order, order_unit, joined_finding")
    yield county


def who(county: County, username: str) -> Actor:
    actor = actor_by_id(county.id_of(username), clock.local_date(clock.now()))
    assert actor is not None
    return actor


def touched(actor: Actor, wanted: Wanted) -> tuple[int, set[str]]:
    """How many rows of work_order the list looked at, and by which kinds of scan."""
    sent: list[tuple[str, Any]] = []
    engine = db.engine

    def keep(conn: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        sent.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", keep)
    try:
        assert listed(actor, wanted, clock.now(), None, 51)
    finally:
        event.remove(engine, "before_cursor_execute", keep)
    ((statement, parameters),) = sent
    cursor = db.session.connection().connection.cursor()
    plan = cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters).fetchone()[0][0]["Plan"]
    nodes = [node for node in _nodes(plan) if node.get("Relation Name") == "work_order"]
    rows = sum((node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"] for node in nodes)
    return int(rows), {node["Node Type"] for node in nodes}


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", []):
        yield from _nodes(inner)


def test_every_list_reads_the_head_of_an_index(stored: County) -> None:
    lists = {
        ("worker", Wanted()), ("worker", Wanted(mine=True)), ("captain", Wanted()), ("captain", Wanted(desk="mine")),
        ("captain", Wanted(state="to_verify")), ("town", Wanted()), ("town", Wanted(state="to_verify")),
        ("centre", Wanted()), ("centre", Wanted(state="to_verify")), ("centre", Wanted(tag="not_found")),
        ("unit", Wanted()), ("auditor", Wanted(state="closed")), ("centre", Wanted(near=(120.45, 32.5), radius_m=20)),
        ("centre", Wanted(words="0" * 18)),
    }  # fmt: skip
    for username, wanted in lists:
        rows, kinds = touched(who(stored, username), wanted)
        # A head of 51 per reason, each read once more by id; a state is sought within the grid or the open orders.
        assert "Seq Scan" not in kinds, (username, wanted, kinds)
        assert rows <= (300 if wanted == Wanted() else 1_500), (username, wanted, rows)
