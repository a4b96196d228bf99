"""The counts behind the heat map: equal to counting all findings, whatever happened to them and however often."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from backend import clock
from backend.api import as_system
from backend.database import db, transaction
from backend.overview import heat
from backend.overview.heat import count_on
from backend.overview.jobs import count_heat
from tests.cases import Desk
from tests.filings import filing, finding
from tests.given import County

# The slow truth: every finding looked at, one level of cells, no help from what was counted before.
ALL: dict[int, Any] = {
    level: text(f"""
        SELECT w.clause, r.town_code, floor((ST_X(p.place) + 180) / 360 * 2 ^ {level})::int AS x, count(*) AS n
        FROM finding f JOIN report r ON r.id = f.report_id
        LEFT JOIN joined_finding j ON j.finding_id = f.id
        JOIN LATERAL (SELECT clause, sensitive, state FROM work_order WHERE id = coalesce(j.order_id, f.id)) w ON true
        JOIN LATERAL (SELECT coalesce((SELECT place FROM work_order WHERE id = f.id), r.place) AS place) p ON true
        WHERE NOT w.sensitive AND NOT EXISTS (SELECT FROM work_order WHERE id = f.id AND sensitive)
          AND w.state NOT IN ('declined', 'withdrawn', 'void')
        GROUP BY 1, 2, 3
    """)
    for level in (10, 12, 14, 16)
}
COUNTED = text("SELECT clause, town_code, x, sum(count) AS n FROM heat_count WHERE level = :level GROUP BY 1, 2, 3")


@pytest.fixture
def desk(app: Flask, county: County) -> Desk:
    return Desk(app, county)


def agree() -> None:
    """What was counted ahead is what is there, clause by clause and all together, at every level."""
    for level in (10, 12, 14, 16):
        true = Counter[tuple[str, str, int]]()
        for row in db.session.execute(ALL[level]):
            for clause in (row.clause, ""):
                true[clause, row.town_code or "", row.x] += row.n
        counted = {
            (row.clause, row.town_code, row.x): row.n for row in db.session.execute(COUNTED, {"level": level}) if row.n
        }
        assert counted == dict(true), level


def happenings(desk: Desk, chance: random.Random, steps: int) -> None:
    """Filings, joins, corrections, refusals, withdrawals and merges, as they come."""
    codes: list[str] = []
    for _ in range(steps):
        act = chance.choice(["file", "file", "file", "sensitive", "join", "decline", "correct", "withdraw", "merge"])
        place = {"type": "Point", "coordinates": [120.401 + chance.random() * 0.018, 32.505]}
        if act in ("file", "sensitive") or len(codes) < 3:
            clause = "MD01-02" if act == "sensitive" else chance.choice(["CZ01-01", "CZ01-02"])
            codes.append(desk.file("worker", filing(finding(clause=clause), place=place)))
            continue
        code, other = chance.sample(codes, 2)
        evidence: dict[str, dict[str, Any]] = {
            "decline": {"reason": "out_of_scope", "note": "不属于"},
            "correct": {"reason": "clause", "note": "更正", "clause": chance.choice(["CZ01-02", "MD01-02"])},
            "withdraw": {},
            "merge": {"into": other},
        }
        if act == "join":
            desk.file("worker", filing(finding(joins=code), place=place))
        else:
            # Some of these are refused where the order stands; then nothing happened, which is counted too.
            desk.ask("worker" if act == "withdraw" else "captain", code, act, evidence[act])


@pytest.mark.parametrize("seed", [1, 2])
def test_the_counts_are_those_of_all_findings_whatever_happened(desk: Desk, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(3):
        happenings(desk, chance, 14)
        count_heat()
        agree()
    assert db.session.execute(text("SELECT count(*) FROM joined_finding")).scalar_one()


def test_counting_again_changes_nothing(desk: Desk) -> None:
    happenings(desk, random.Random(3), 12)
    count_heat()
    changes = db.session.execute(text("SELECT changes FROM heat_progress")).scalar_one()
    for _ in range(3):
        count_heat()
    assert db.session.execute(text("SELECT changes FROM heat_progress")).scalar_one() == changes
    agree()


def test_long_histories_are_counted_piece_by_piece(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heat, "AT_ONCE", 3)
    happenings(desk, random.Random(4), 16)
    assert count_heat() > 3
    agree()


def test_the_command_counts_everything_anew(desk: Desk) -> None:
    happenings(desk, random.Random(5), 10)
    count_heat()
    with transaction():
        db.session.execute(text("UPDATE heat_count SET count = count + 7"))
    result = desk.app.test_cli_runner().invoke(args=["overview", "recount"])
    assert result.exit_code == 0, result.output
    agree()


def test_a_filing_touches_no_count_and_waits_for_none(desk: Desk) -> None:
    count_heat()
    with transaction():
        count_on(as_system(), None)  # holds the chore's row until the block ends
        desk.file()
    assert db.session.execute(text("SELECT count(*) FROM heat_count")).scalar_one() == 0


def test_a_county_whose_demo_is_still_loading_is_counted_when_all_of_it_is_there(desk: Desk) -> None:
    note = "INSERT INTO county_fact (key, value) VALUES ('demo', :value) ON CONFLICT (key) DO UPDATE SET value = :value"
    with transaction():
        db.session.execute(text(note), {"value": "loading"})
    desk.file()
    count_heat()
    assert db.session.execute(text("SELECT count(*) FROM counted_finding")).scalar_one() == 0
    with transaction():
        db.session.execute(text(note), {"value": "demo"})
    count_heat()
    agree()


@pytest.mark.parametrize(("hour", "week"), [(15, date(2026, 11, 9)), (16, date(2026, 11, 16))])
def test_a_finding_counts_in_the_week_of_its_day_in_the_county(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, hour: int, week: date
) -> None:
    sunday = datetime(2026, 11, 15, hour, 30, tzinfo=UTC)  # half an hour before midnight in the county, and after it
    monkeypatch.setattr(clock, "now", lambda: sunday)
    desk.file()
    count_heat()
    assert db.session.execute(text("SELECT DISTINCT week FROM heat_count")).scalar_one() == week
