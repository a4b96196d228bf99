"""How orders are found that a division moves, and the ground to which they go: from indexes, however much is stored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from flask import Flask

from backend.database import db, transaction
from backend.orders.regridding import BATCH, MOVING, PLACES
from backend.settings import Settings
from tests.divided import TODAY
from tests.given import County
from tests.records.test_orders_plan import FILL, _nodes

STORED, GRIDS = 6_000, 2_000
# Grids far from the orders, then every order on its grid's version; the first grid ends today for a new version.
GROUND = """
    INSERT INTO grid SELECT 'far' || n, 'comprehensive' FROM generate_series(1, %(grids)s) n;
    INSERT INTO grid_version (grid_code, kind, name, village_code, town_code, geom, valid_from)
    SELECT 'far' || n, 'comprehensive', 'far', '320685101201', '320685101000', ST_Multi(ST_MakeEnvelope(
           121 + n %% 100 * 0.01, 33 + n / 100 * 0.01, 121.01 + n %% 100 * 0.01, 33.01 + n / 100 * 0.01, 4326)),
           DATE '2020-01-01' FROM generate_series(1, %(grids)s) n;
    UPDATE work_order w SET grid_version_id = v.id FROM grid_version v WHERE v.grid_code = w.grid_code;
    UPDATE grid_version SET valid_to = %(today)s WHERE grid_code = %(grid)s;
    INSERT INTO grid_version (grid_code, kind, name, village_code, town_code, geom, valid_from)
    SELECT grid_code, kind, name, village_code, town_code, geom, valid_to FROM grid_version
    WHERE grid_code = %(grid)s;
    INSERT INTO grid_ancestor SELECT max(id), min(id), 1 FROM grid_version WHERE grid_code = %(grid)s
"""


@pytest.fixture
def divided(app: Flask, county: County, settings: Settings) -> Iterator[County]:
    """Thousands of orders, one in two hundred of them open, on ground of which one grid has just ended."""
    values = {
        "worker": county.id_of("worker"), "other": county.id_of("other_worker"), "grid": county.grid,
        "town": county.town, "foreign": county.foreign_grid, "other_town": county.other_town, "stored": STORED,
        "grids": GRIDS, "today": TODAY,
    }  # fmt: skip
    url = settings.migration_database_url.replace("+psycopg", "")
    options = f"-c search_path={settings.schema},public"
    with psycopg.connect(url, autocommit=True, options=options, cursor_factory=psycopg.ClientCursor) as owner:
        owner.execute(FILL, values)
        owner.execute(GROUND, values)
        owner.execute("VACUUM ANALYZE work_order, grid_version, grid_ancestor")
    yield county


def plan(statement: Any, values: dict[str, Any]) -> list[dict[str, Any]]:
    sql = str(statement.compile(dialect=db.engine.dialect))
    cursor = db.session.connection().connection.cursor()
    found = cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", values).fetchone()[0][0]["Plan"]
    return list(_nodes(found))


def touched(nodes: list[dict[str, Any]], table: str) -> float:
    return sum(
        (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
        for node in nodes
        if node.get("Relation Name") == table
    )


def test_orders_and_their_new_ground_are_found_by_index(divided: County) -> None:
    with transaction():
        ids = list(db.session.execute(MOVING, {"day": TODAY}).scalars())
        moving = plan(MOVING, {"day": TODAY})
        places = plan(PLACES, {"ids": ids[:BATCH], "day": TODAY})
    assert 0 < len(ids) < STORED / 100
    assert touched(moving, "work_order") <= 2 * STORED / 200
    used = {node.get("Index Name") for node in moving if node.get("Relation Name") == "work_order"}
    assert used == {"ix_work_order_open_ground"}
    assert touched(places, "work_order") == len(ids)
    assert "ix_grid_version_geom" in {node.get("Index Name") for node in places}
    # A handful of versions for each order: those that cover the place, the heirs, the old one.
    assert touched(places, "grid_version") <= 12 * len(ids)
