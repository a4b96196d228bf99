"""What a tile costs: `python -m benchmarks.tiles --grids 1000,10000,100000 --findings 10000000`.

A county of its own is filled by SQL; then whole calls (session, cut, mark, query, packing) are timed in this process,
each at random places of the seeded ground: half of them and 95 % were answered within the milliseconds shown. Beside
them stands the same call with the ETag it gave, and the kinds of scan that PostgreSQL used. Machines differ: read the
ratios between sizes.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import statistics
import time
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import psycopg
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, text

from backend.database import db
from backend.overview.jobs import count_heat
from backend.settings import Settings
from benchmarks.filing_county import address, own_county, plain
from benchmarks.tiles_seed import SIDE, SOUTH, WEST, seed_findings, seed_grids

ZOOMS = {"grids": (8, 9, 10, 12, 14), "orders": (8, 10, 12, 14, 16), "heat": (6, 8, 10, 12, 14)}


def main() -> None:
    """Prints one line per layer, zoom and size."""
    options = _options()
    with own_county() as (settings, app, _):
        owner = address("super", urlsplit(settings.database_url).path.lstrip("/"))
        with psycopg.connect(plain(owner), autocommit=True) as connection:
            connection.execute(f"SET search_path = {settings.schema}, public")  # type: ignore[call-overload]
            for count in options.grids:
                began = time.perf_counter()
                seed_grids(connection, count)
                print(f"\n{count:,} grids (seeded in {time.perf_counter() - began:.0f} s)")
                _measure(app, settings, "grids", math.isqrt(count), options.tiles)
            began = time.perf_counter()
            seed_findings(connection, options.findings, math.isqrt(options.grids[-1]))
            print(f"\n{options.findings:,} findings (seeded in {time.perf_counter() - began:.0f} s)")
            _count(connection)
            for layer in ("orders", "heat"):
                _measure(app, settings, layer, math.isqrt(options.grids[-1]), options.tiles)


def _count(connection: psycopg.Connection) -> None:
    began, rounds = time.perf_counter(), 0
    while count_heat() >= 40:
        rounds += 1
    spent = time.perf_counter() - began
    connection.execute("VACUUM ANALYZE heat_count, counted_finding")
    sizes = db.session.execute(
        text("SELECT (SELECT count(*) FROM counted_finding), (SELECT count(*) FROM heat_count),"
             " pg_total_relation_size('counted_finding') + pg_total_relation_size('heat_count')")
    ).one()  # fmt: skip
    print(f"counted {sizes[0]:,} findings into {sizes[1]:,} counts in {spent:.0f} s, {sizes[2] / 1e6:,.0f} MB")


def _measure(app: Flask, settings: Settings, layer: str, across: int, tiles: int) -> None:
    chance = random.Random(7)
    for role in ("centre", "town", "captain") if layer != "grids" else ("centre",):
        client = _client(app, settings, role)
        for zoom in ZOOMS[layer]:
            times, held, sizes = [], [], []
            urls = [_address(chance, layer, zoom, across) for _ in range(tiles)]
            for url in urls:
                spent, mark, size = _ask(client, url)
                times.append(spent)
                sizes.append(size)
                held.append(_ask(client, url, mark)[0])
            scans = _scans(client, urls[0])
            print(
                f"  {layer:6} {role:7} z{zoom:<2} p50 {statistics.median(times):7.1f} ms"
                f"  p95 {sorted(times)[int(len(times) * 0.95)]:7.1f} ms  304 {statistics.median(held):6.1f} ms"
                f"  {statistics.median(sizes) / 1000:7.1f} kB  {scans}"
            )


def _ask(client: FlaskClient, url: str, mark: str = "") -> tuple[float, str, int]:
    headers = {"Accept-Encoding": "gzip"} | ({"If-None-Match": mark} if mark else {})
    began = time.perf_counter()
    answer = client.get(url, headers=headers)
    spent = (time.perf_counter() - began) * 1000
    if answer.status_code != (304 if mark else 200):
        raise SystemExit(f"{url}: {answer.status_code} {answer.text[:300]}")
    return spent, answer.headers["ETag"], len(answer.data)


def _address(chance: random.Random, layer: str, zoom: int, across: int) -> str:
    lon, lat = WEST + chance.random() * across * SIDE, SOUTH + chance.random() * across * SIDE
    side, sine = 1 << zoom, math.sin(math.radians(lat))
    row = int((0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)) * side)
    return f"/api/v1/tiles/{layer}/{zoom}/{int((lon + 180) / 360 * side)}/{row}.mvt"


def _client(app: Flask, settings: Settings, role: str) -> FlaskClient:
    row = db.session.execute(
        text("SELECT p.id, p.version FROM person p LEFT JOIN assignment a ON a.person_id = p.id WHERE role = :role"
             " ORDER BY p.id LIMIT 1"), {"role": role}
    ).one()  # fmt: skip
    db.session.rollback()
    client = app.test_client()
    with client.session_transaction() as session:
        session.update(_user_id=f"{UUID(str(row.id))}.{row.version}", sid="bench")
    client.get("/api/v1/me")
    return client


def _scans(client: FlaskClient, url: str) -> str:
    """Table → kind of scan of the call's heaviest statement."""
    sent: list[tuple[str, Any]] = []

    def keep(conn: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if "ST_AsMVT(" in statement:
            sent.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", keep)
    try:
        client.get(url)
    finally:
        event.remove(db.engine, "before_cursor_execute", keep)
    cursor = db.session.connection().connection.cursor()
    plan = cursor.execute(f"EXPLAIN (FORMAT JSON) {sent[0][0]}", sent[0][1]).fetchone()[0]
    plan = plan if isinstance(plan, list) else json.loads(plan)
    kinds = sorted({f"{node['Relation Name']}: {node['Node Type']}" for node in _nodes(plan[0]["Plan"])})
    db.session.rollback()
    return ", ".join(kinds)


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if "Relation Name" in plan:
        yield plan
    for inner in plan.get("Plans", []):
        yield from _nodes(inner)


def _numbers(written: str) -> Sequence[int]:
    return sorted(int(one) for one in written.split(","))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--grids", type=_numbers, default=[1_000, 10_000, 100_000], help="sizes, with commas")
    parser.add_argument("--findings", type=int, default=100_000)
    parser.add_argument("--tiles", type=int, default=40, help="tiles per line")
    return parser.parse_args()


if __name__ == "__main__":
    main()
