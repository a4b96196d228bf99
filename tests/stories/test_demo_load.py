"""The demo as a newcomer gets it: one small load, looked at from every side."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from backend.database import db, transaction
from backend.demo import loading
from backend.demo.actions import Founded, Wish, forget_founded, found, live_part
from backend.demo.history import Tally
from backend.demo.queries import filled_tables
from backend.problems import Problem
from backend.settings import ROOT, Settings
from tests.given import County
from tests.servers import environment_of

ARGUMENTS = ["demo", "load", "--findings", "60", "--end-date", "2026-11-20", "--password", "demo-demo-2026"]
WAITING = ("to_verify", "returned", "to_accept", "accepted", "dispatched", "in_hand", "to_check", "to_close")
ENDS = ("closed", "declined", "merged", "withdrawn")


@pytest.fixture
def loaded(app: Flask, settings: Settings) -> Flask:
    """Loaded by the command in a process of its own, as people do.

    Loading forks, and a process that has used the object store before cannot be forked: the store's threads would be
    missing in the child, which would wait for them for ever.
    """
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *ARGUMENTS]
    result = subprocess.run(
        command, cwd=ROOT, env=environment_of(settings), capture_output=True, text=True, timeout=240
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert "worker" in result.stdout
    return app


def ask(question: str, **values: object) -> list[tuple[object, ...]]:
    """Rows of a plain question."""
    rows = [tuple(row) for row in db.session.execute(text(question), values)]
    db.session.rollback()
    return rows


def filled() -> list[str]:
    """Tables that hold anything."""
    tables = filled_tables()
    db.session.rollback()
    return tables


def one(question: str) -> object:
    return ask(question)[0][0]


def test_a_small_demo_has_everything(loaded: Flask) -> None:
    assert_ground_is_tiled()
    assert_every_state_and_category_is_there()
    assert_every_desk_is_held()
    assert_demonstrators_find_something()
    assert_pictures_are_whole()
    assert one("SELECT count(*) FROM county_fact WHERE key = 'demo'") == 1
    audit = loaded.test_cli_runner().invoke(args=["audit", "verify"])
    assert audit.exit_code == 0, audit.output
    again = loaded.test_cli_runner().invoke(args=ARGUMENTS)
    assert again.exit_code != 0
    assert "空的数据库" in again.output
    assert one("SELECT count(*) FROM finding") == 60


def assert_ground_is_tiled() -> None:
    """No overlap, no gap, every grid in its village: asked of PostGIS, which had no part in the cutting."""
    assert one("SELECT count(*) FROM grid_version WHERE kind = 'comprehensive'") == 64
    overlaps = """
        SELECT count(*) FROM grid_version a JOIN grid_version b ON a.id < b.id AND ST_Intersects(a.geom, b.geom)
        WHERE a.kind = 'comprehensive' AND b.kind = 'comprehensive' AND ST_Relate(a.geom, b.geom, '2********')
    """
    assert one(overlaps) == 0
    gaps = """
        SELECT ST_Area(ST_SymDifference(county.outline, tiles.ground)) FROM
            (SELECT outline FROM area_version v JOIN area ON area.code = v.area_code WHERE level = 'county') county,
            (SELECT ST_Union(geom) AS ground FROM grid_version WHERE kind = 'comprehensive') tiles
    """
    assert one(gaps) == pytest.approx(0, abs=1e-12)
    strays = """
        SELECT count(*) FROM grid_version g JOIN area_version v ON v.area_code = g.village_code
        WHERE NOT ST_Covers(ST_Buffer(v.outline, 0.0000002), g.geom)
    """
    assert one(strays) == 0


def assert_every_state_and_category_is_there() -> None:
    states = {row[0] for row in ask("SELECT DISTINCT state FROM work_order")}
    assert states == {*WAITING, *ENDS}
    assert one("SELECT count(DISTINCT left(clause, 2)) FROM finding") == 12
    assert one("SELECT count(*) FROM joined_finding") >= 2
    steps = {row[0] for row in ask("SELECT DISTINCT step FROM order_history")}
    assert steps >= {"file", "join", "verify", "return", "supplement", "decline", "withdraw", "correct", "merge"}
    assert steps >= {"accept", "dispatch", "sign", "refuse", "result", "check", "rework", "close"}
    assert one("SELECT count(*) FROM work_order WHERE on_spot AND state = 'closed'")
    assert one("SELECT count(*) FROM work_order WHERE urgent")
    assert (
        one("SELECT count(*) FROM order_history h JOIN work_order o ON o.id = h.order_id WHERE h.at < o.filed_at") == 0
    )


def assert_every_desk_is_held() -> None:
    held = """
        SELECT 'captain:' || grid_code FROM assignment WHERE duty = 'captain' UNION
        SELECT 'town:' || area_code FROM person WHERE role = 'town' UNION
        SELECT 'unit:' || unit_code FROM person WHERE role = 'unit' UNION
        SELECT 'worker:' || id FROM person WHERE role = 'worker' UNION SELECT 'centre'
    """
    desks = {row[0] for row in ask("SELECT DISTINCT desk FROM work_order WHERE desk <> ''")}
    assert desks <= {row[0] for row in ask(held)}


def assert_demonstrators_find_something() -> None:
    mine = "JOIN person p ON p.username = 'worker'"
    assert one(f"SELECT count(*) FROM work_order o {mine} WHERE o.desk = 'worker:' || p.id")
    verify = """
        SELECT count(*) FROM work_order o JOIN assignment a ON a.grid_code = o.grid_code AND a.duty = 'captain'
        JOIN person p ON p.id = a.person_id AND p.username = 'captain' WHERE o.state = 'to_verify'
    """
    assert one(verify) >= 3  # type: ignore[operator]
    for state in ("to_accept", "accepted", "to_check", "to_close"):
        town = "JOIN person p ON p.username = 'town' AND o.desk = 'town:' || p.area_code"
        assert one(f"SELECT count(*) FROM work_order o {town} WHERE o.state = '{state}'")
        assert one(f"SELECT count(*) FROM work_order o WHERE o.desk = 'centre' AND o.state = '{state}'")
    for state in ("dispatched", "in_hand"):
        assert one(f"SELECT count(*) FROM work_order WHERE desk = 'unit:fire' AND state = '{state}'")
    months = {row[0] for row in ask(f"SELECT DISTINCT e.month FROM ledger_entry e {mine} AND p.id = e.person_id")}
    assert months >= {"2026-10", "2026-11"}


def assert_pictures_are_whole() -> None:
    assert one("SELECT count(*) FROM photo_claim WHERE whole_at IS NULL") == 0
    assert one("SELECT count(*) FROM doubt WHERE kind IN ('photo_known', 'photo_alike')") == 0


def test_the_demo_is_never_loaded_beside_anything_else(app: Flask, county: County) -> None:
    before = one("SELECT count(*) FROM person")
    result = app.test_cli_runner().invoke(args=ARGUMENTS)
    assert result.exit_code != 0
    assert "空的数据库" in result.output
    assert one("SELECT count(*) FROM person") == before


def test_a_day_that_is_still_to_come_is_refused(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=[*ARGUMENTS, "--end-date", "2199-01-01"])
    assert result.exit_code != 0
    assert "结束日期" in result.output
    assert one("SELECT count(*) FROM area") == 0


def test_a_part_that_breaks_off_takes_the_others_and_the_ground_with_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(wish: Wish, founded: Founded, part: int, *rest: Any) -> Tally:
        if part == 1:
            os._exit(9)
        return live_part(wish, founded, part, *rest)

    monkeypatch.setattr(loading, "live_part", killed)
    result = app.test_cli_runner().invoke(args=ARGUMENTS)
    assert result.exit_code != 0
    assert "什么都没有留下" in result.output
    assert filled() == []


def test_a_store_that_cannot_be_reached_is_said_and_nothing_is_left(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(*_: Any) -> Tally:
        raise Problem("busy")

    monkeypatch.setattr(loading, "live_part", unreachable)
    result = app.test_cli_runner().invoke(args=ARGUMENTS)
    assert result.exit_code != 0
    assert "系统正忙" in result.output
    assert filled() == []


def test_what_a_load_left_that_was_killed_is_taken_away_by_the_next(app: Flask, settings: Settings) -> None:
    end = datetime(2026, 11, 20, 10, tzinfo=UTC)
    wish = Wish(settings.county, 60, 1, end, "", settings.photos_url)
    with transaction():
        left = found(wish, {})
    with transaction():
        again = found(wish, {})
    assert one("SELECT count(*) FROM person") == len(left.staff.people) == len(again.staff.people)
    with transaction():
        forget_founded()
    assert filled() == []
