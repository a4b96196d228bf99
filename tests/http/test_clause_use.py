"""What each clause was used for: the facts for the next round of admissions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import event

from backend import clock
from backend.acting import Acting
from backend.calendar import Calendar
from backend.database import db
from backend.overview.clause_use import clause_use
from backend.people.model import ROLES
from backend.people.queries import actor_by_id
from backend.settings import Settings
from checklists.checklist import Limit
from tests.cases import ROAD, Desk
from tests.filings import filing, finding, put_report
from tests.given import County, anonymous_client, statements

USE = "/api/v1/checklists/use"
SENSITIVE = "MD01-01"


@pytest.fixture
def desk(app: Flask, county: County) -> Desk:
    return Desk(app, county)


def use(desk: Desk, who: str = "centre", query: str = "") -> dict[str, dict[str, Any]]:
    answer = desk.client(who).get(f"{USE}{query}")
    assert answer.status_code == 200, answer.json
    return {item["code"]: item for item in answer.json["items"]}


def in_grid(desk: Desk, grid: str) -> dict[str, Any]:
    lon, lat = desk.county.inside[grid]
    return filing(finding(), place={"type": "Point", "coordinates": [lon, lat]})


def test_every_clause_is_listed_with_its_use_and_the_never_used_ones_show(desk: Desk) -> None:
    first, second, third = (desk.file("worker") for _ in range(3))
    desk.take("captain", first, "return", {"note": "请写明门牌"})
    desk.take("captain", second, "decline", {"reason": "known", "note": "已在办"})
    desk.walk(third, "closed")
    put_report(desk.client("worker"), filing(checked_ok=["XF01-02", "CZ01-01"]))
    found = use(desk)
    assert len(found) == 159
    told = found["CZ01-01"]
    assert {name: told[name] for name in ("filed", "in_order", "returned", "declined", "handled", "listed")} == {
        "filed": 3, "in_order": 1, "returned": 1, "declined": 1, "handled": 1, "listed": True,
    }  # fmt: skip
    assert told["mean_hours"] is not None
    assert (told["limit_hours"], told["limit_text"]) == (None, "5个工作日内")
    unused = [code for code, one in found.items() if one["filed"] == 0 and one["in_order"] == 0]
    assert len(unused) == 157


def test_a_limit_around_the_clock_is_compared_with_the_mean(desk: Desk) -> None:
    code = desk.file("worker", clause="WJ01-01")
    assert use(desk)["WJ01-01"]["filed"] is None
    limits = {one["limit_text"]: one["limit_hours"] for one in use(desk).values()}
    assert (limits["24小时内"], limits["1个工作日内"]) == (24.0, None)
    assert desk.see("centre", code)["code"] == code


def test_a_limit_in_working_time_is_compared_in_working_time(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    shares = []
    # Into the evening, over a weekend, over the New Year holiday: what nobody works through takes nothing of the limit.
    for begins, hours in ((friday(), 3), (friday() + timedelta(days=5), 6), (friday() + timedelta(days=7), 70)):
        code = desk.file("worker")
        desk.walk(code, "dispatched")
        for step, at in (("sign", begins), ("result", begins + timedelta(hours=hours))):
            monkeypatch.setattr(clock, "now", lambda at=at: at)
            desk.clients.clear()
            who, evidence = ROAD[step]
            desk.take(who, code, step, evidence)
        ends, limit = begins + timedelta(hours=hours), Limit(5, "work_day")
        shares.append(Calendar().run(begins, ends, limit) / Calendar().due(begins, limit).length)
        told = use(desk)["CZ01-01"]
        assert told["share_of_limit"] == pytest.approx(sum(shares) / len(shares), abs=0.001)
    assert told["mean_hours"] == pytest.approx(79 / 3, abs=0.01)
    assert 0 < shares[0] < 0.1 < shares[2] < 0.5


def friday() -> datetime:
    """The next Friday at four in the afternoon."""
    today = clock.local(clock.now())
    return (today + timedelta(days=(4 - today.weekday()) % 7 or 7)).replace(hour=16, minute=0, second=0, microsecond=0)


def test_few_uses_of_a_sensitive_clause_are_not_told(desk: Desk) -> None:
    for count in range(1, 6):
        desk.file("worker", clause=SENSITIVE)
        told = use(desk)[SENSITIVE]
        assert told["filed"] == (5 if count == 5 else None)
        assert told["mean_hours"] is None
    assert use(desk)["MD01-02"]["filed"] == 0


def test_a_town_sees_its_own_town(desk: Desk) -> None:
    put_report(desk.client("worker"), in_grid(desk, desk.county.grid))
    put_report(desk.client("other_worker"), in_grid(desk, desk.county.foreign_grid))
    seen = {who: use(desk, who)["CZ01-01"]["filed"] for who in ("town", "other_town", "centre", "auditor")}
    assert seen == {"town": 1, "other_town": 1, "centre": 2, "auditor": 2}


def test_what_lies_before_the_period_does_not_count(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock.now()
    desk.file("worker")
    monkeypatch.setattr(clock, "now", lambda: now.replace(year=now.year + 1))
    assert use(desk, query="?days=30")["CZ01-01"]["filed"] == 0


def test_only_town_centre_and_auditor_read_the_use(desk: Desk) -> None:
    answers = {role: desk.client(role).get(USE).status_code for role in ROLES}
    assert {role for role, status in answers.items() if status == 200} == {"town", "centre", "auditor"}
    assert set(answers.values()) == {200, 403}


def test_a_question_that_makes_no_sense_is_refused(desk: Desk) -> None:
    for query in ("?days=89", "?days=x", "?days=-1", "?area=1"):
        assert desk.client("centre").get(f"{USE}{query}").status_code == 422
    assert anonymous_client(desk.app).get(USE).status_code == 401


@pytest.fixture
def stored(desk: Desk, settings: Settings) -> Iterator[Desk]:
    """Eight thousand findings, one a day, back in time."""
    desk.file("worker")
    fill = """
        INSERT INTO report (id, person_id, edition, seen_at, received_at, raw_lon, raw_lat, datum, place, place_method,
                            grid_method, note, checked_ok, content, town_code)
        SELECT gen_random_uuid(), %(worker)s, '2026', now(), now() - n * interval '1 day', 120.4, 32.5, 'wgs84',
               ST_SetSRID(ST_MakePoint(120.4, 32.5), 4326), 'gnss', 'none', '', '{}', '\\x00', %(town)s
        FROM generate_series(1, 8000) n;
        INSERT INTO finding (id, report_id, position, clause, note, handled_on_spot)
        SELECT gen_random_uuid(), id, 1, 'CZ01-01', '', false FROM report;
        INSERT INTO work_order (id, code, token, report_id, reporter_id, edition, clause, level, sensitive, urgent,
            on_spot, past_captain, at_centre, note, place, town_code, state, desk, filed_at, state_since, version, head)
        SELECT f.id, lpad(row_number() OVER ()::text, 22, '0'), '', r.id, r.person_id, '2026', 'CZ01-01', 'N', false,
               false, false, false, false, '', r.place, r.town_code, 'closed', '', r.received_at, now(), 1, '\\x00'
        FROM finding f JOIN report r ON r.id = f.report_id WHERE NOT EXISTS (SELECT FROM work_order w WHERE w.id = f.id)
    """
    url = settings.migration_database_url.replace("+psycopg", "")
    options = f"-c search_path={settings.schema},public"
    with psycopg.connect(url, autocommit=True, options=options, cursor_factory=psycopg.ClientCursor) as owner:
        owner.execute(fill, {"worker": desk.county.id_of("worker"), "town": desk.county.town})
        owner.execute("ANALYZE report, finding, work_order, order_history")
    yield desk


def test_the_facts_are_one_statement_that_reads_an_index_by_the_period(stored: Desk) -> None:
    for who in ("centre", "town"):
        _demand_one_short_statement(stored, who)


def _demand_one_short_statement(stored: Desk, who: str) -> None:
    actor = actor_by_id(stored.county.id_of(who), clock.local_date(clock.now()))
    assert actor is not None
    kept: list[tuple[str, Any]] = []

    def keep(conn: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if "WITH visit" in statement:
            kept.append((statement, parameters))

    clause_use(Acting(actor, clock.now()), 90)
    event.listen(db.engine, "before_cursor_execute", keep)
    with statements() as sent:
        clause_use(Acting(actor, clock.now()), 90)
    event.remove(db.engine, "before_cursor_execute", keep)
    assert len(sent) <= 2, sent
    ((statement, parameters),) = kept
    cursor = db.session.connection().connection.cursor()
    plan = cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters).fetchone()[0][0]["Plan"]
    scans = [node for node in _nodes(plan) if node.get("Relation Name") in ("report", "work_order")]
    assert {node["Relation Name"] for node in scans} == {"report", "work_order"}
    assert all("Index" in node["Node Type"] or "Bitmap" in node["Node Type"] for node in scans), scans
    read = sum((node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"] for node in scans)
    assert read < 1_000


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", []):
        yield from _nodes(inner)
