"""The same statements without the program: what a filing sends to the database, as functions for pgbench.

One filing per worker is made in this process and its SQL is listened to; each becomes a PL/pgSQL function in which the
ids are fresh at every call. pgbench then runs those functions: the database alone, one round trip, no HTTP, no Python.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
from flask import Flask
from sqlalchemy import event

from backend import clock
from backend.database import db
from backend.settings import Settings
from benchmarks.filing_county import Worker, plain

LITERAL = re.compile(r"(E?)'((?:[^']|'')*)'")
Captured = list[tuple[str, Any, bool]]
"""SQL, parameters, whether it answers with rows."""


def make_functions(app: Flask, settings: Settings, workers: Sequence[Worker], folder: Path) -> list[Path]:
    """One function in the database and one pgbench script per worker; says how many statements a filing has."""
    scripts = []
    with psycopg.connect(plain(settings.migration_database_url), autocommit=True) as owner:
        owner.execute(f"SET search_path = {settings.schema}, public")  # type: ignore[call-overload]  # psycopg wants literals; names are ours
        for number, worker in enumerate(workers):
            report, finding = str(uuid4()), str(uuid4())
            captured, code = _listen(app, worker, report, finding)
            owner.execute(_function(owner, number, captured, report, finding, code))  # type: ignore[call-overload]  # psycopg wants literals; names are ours
            script = folder / f"filing_{number}.sql"
            script.write_text(f"SELECT {settings.schema}.bench_filing_{number}();\n")
            scripts.append(script)
        print(f"a filing is {len(captured)} statements in one transaction")
    return scripts


def run_pgbench(settings: Settings, scripts: Sequence[Path], clients: int, seconds: int) -> float:
    """Transactions per second, each function equally often."""
    command = ["pgbench", "-n", "-M", "prepared", "-c", str(clients), "-j", "2", "-T", str(seconds)]
    command += [part for script in scripts for part in ("-f", str(script))]
    address = f"{plain(settings.database_url)}&options=-csearch_path%3D{settings.schema},public"
    run = subprocess.run([*command, address], capture_output=True, text=True)
    out = run.stdout
    failed = re.search(r"number of failed transactions: (\d+)", out)
    found = re.search(r"tps = ([\d.]+)", out)
    if not found or (failed and failed[1] != "0"):
        raise SystemExit(out + run.stderr)
    return float(found[1])


def body_for(worker: Worker, finding: str) -> dict[str, Any]:
    """A filing with one finding and no photo, well inside the worker's own grid."""
    return {
        "checklist": "2026", "seen_at": clock.now().isoformat(), "accuracy_m": 12.5, "datum": "wgs84",
        "place": {"type": "Point", "coordinates": [worker.lon, worker.lat]}, "place_method": "gnss",
        "grid_confirmed": None, "premises": None, "note": "", "checked_ok": [],
        "findings": [{"id": finding, "clause": "CZ01-01", "note": "出租房没有登记备案", "handled_on_spot": False,
                      "joins": None, "contacts": [], "photos": []}],
    }  # fmt: skip


def _listen(app: Flask, worker: Worker, report: str, finding: str) -> tuple[Captured, str]:
    captured: Captured = []

    def keep(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        captured.append((statement, parameters, cursor.description is not None))

    client = app.test_client(use_cookies=False)
    headers = {"Cookie": worker.cookie, "X-Requested-With": "grid-pwa"}
    client.get("/api/v1/me", headers=headers)  # the session is warm, as in a server that runs
    event.listen(db.engine, "after_cursor_execute", keep)
    try:
        answer = client.put(f"/api/v1/reports/{report}", json=body_for(worker, finding), headers=headers)
    finally:
        event.remove(db.engine, "after_cursor_execute", keep)
    if answer.status_code != 201:
        raise SystemExit(answer.text)
    return captured, answer.get_json()["findings"][0]["order"] or "no order"


def _function(
    connection: psycopg.Connection, number: int, captured: Captured, report: str, finding: str, code: str
) -> str:
    cursor = psycopg.ClientCursor(connection)
    fresh = {report: "fresh_report", finding: "fresh_finding", code: "fresh_code"}
    # psycopg writes a UUID without its dashes
    fresh |= {UUID(value).hex: fresh[value] for value in (report, finding)}
    body = "\n".join(
        f"{_with_fresh_ids(cursor.mogrify(sql, parameters), fresh).strip()}{' INTO ignored' if answers else ''};"
        for sql, parameters, answers in captured
    )
    return f"""
        CREATE FUNCTION bench_filing_{number}() RETURNS void LANGUAGE plpgsql AS $body$
        DECLARE
            fresh_report text := gen_random_uuid(); fresh_finding text := gen_random_uuid();
            fresh_code text := gen_random_uuid(); ignored record;
        BEGIN
        {body}
        END $body$;
        GRANT EXECUTE ON FUNCTION bench_filing_{number}() TO PUBLIC;
    """


def _with_fresh_ids(statement: str, fresh: dict[str, str]) -> str:
    """String literals that hold one of the ids are put together from the function's variables."""

    def rewrite(found: re.Match[str]) -> str:
        literal = found[0]
        for value, variable in fresh.items():
            if value in literal:
                literal = literal.replace(value, f"' || {variable} || {found[1]}'")
        return literal if literal == found[0] else f"({literal})"

    return LITERAL.sub(rewrite, statement)
