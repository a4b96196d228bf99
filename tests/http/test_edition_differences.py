"""What changes from one edition to the next, told before anybody decides, and the lines that a request writes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from backend import clock
from backend.editions import queries
from backend.people.model import ROLES
from backend.settings import Settings
from checklists.shelf import start_anew
from tests.cases import Desk
from tests.editions import given_edition
from tests.filings import filing, finding
from tests.given import County, anonymous_client

DIFFERENCES = "/api/v1/checklists/differences?older=2027&newer=2028"
CONTENT = {
    "title": "电动自行车飞线充电", "help": "从窗户拉线给车充电的算。", "counts": "二楼拉线到楼下。",
    "counts_not": "在充电桩充电的不算。", "lead": "fire", "support": ["property"], "level": "L",
    "level_reason": "充电时容易起火。", "respond": "2 work_hour", "handle": "1 work_day", "pays": "no",
}  # fmt: skip


@pytest.fixture
def desk(app: Flask, county: County) -> Desk:
    return Desk(app, county)


@pytest.fixture
def two_editions(desk: Desk, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """2027 is in force; 2028 lies ready, with one limit changed."""
    monkeypatch.setattr("checklists.shelf.LOOK_AGAIN", 0.0)
    settings.own_checklists.mkdir()
    given_edition(settings.own_checklists, "2027")
    given_edition(settings.own_checklists, "2028", ("cz", "respond: 1 work_day", "respond: 2 work_day"))
    body = {"id": str(uuid4()), "edition": "2027", "first_day": clock.local_date(clock.now()).isoformat()}
    assert desk.client("centre").post("/api/v1/checklists/activations", json=body).status_code == 201
    yield settings.own_checklists
    shutil.rmtree(settings.own_checklists)
    start_anew()
    queries.forget()


def asked(desk: Desk, **changes: Any) -> dict[str, Any]:
    whole = {
        "id": str(uuid4()), "kind": "enter", "item": "XF01", "content": CONTENT, "basis": "《消防法》第二十八条",
        "workload_per_month": 40,
    }  # fmt: skip
    answer = desk.client("unit").post("/api/v1/admissions", json=whole | changes)
    assert answer.status_code == 201, answer.json
    return dict(answer.json)


def test_what_changes_is_told_in_words_with_the_orders_under_way(desk: Desk, two_editions: Path) -> None:
    desk.file("worker", filing(finding(), checklist="2027"))
    told = desk.client("centre").get(DIFFERENCES).json
    assert (told["added"], told["removed"]) == ([], [])
    ((code, words),) = [(one["code"], one["words"]) for one in told["changed"]]
    assert (code, words) == ("CZ01-01", ["受理时限由“1个工作日内”改为“2个工作日内”"])
    assert told["orders"] == [{"code": "CZ01-01", "title": "出租未登记备案", "count": 1}]


def test_few_orders_of_a_sensitive_clause_are_not_counted_out(desk: Desk, two_editions: Path) -> None:
    desk.file("worker", clause="MD01-01")
    told = desk.client("admin").get("/api/v1/checklists/differences?older=2026&newer=2027").json
    assert [one["count"] for one in told["orders"] if one["code"] == "MD01-01"] == [None]


def test_only_who_decides_on_the_list_compares_editions(desk: Desk, two_editions: Path) -> None:
    answers = {role: desk.client(role).get(DIFFERENCES).status_code for role in ROLES}
    assert answers == {role: 200 if role in ("centre", "admin") else 403 for role in ROLES}


def test_a_comparison_that_makes_no_sense_is_refused(desk: Desk, two_editions: Path) -> None:
    centre = desk.client("centre")
    assert centre.get("/api/v1/checklists/differences?older=2027&newer=2019").status_code == 404
    assert centre.get("/api/v1/checklists/differences?older=../2026&newer=2027").status_code == 422
    assert centre.get("/api/v1/checklists/differences").status_code == 422
    assert anonymous_client(desk.app).get(DIFFERENCES).status_code == 401


def test_a_request_shows_the_lines_that_the_next_edition_gains_or_loses(desk: Desk, two_editions: Path) -> None:
    last = clock.local_date(clock.now()) + timedelta(90)
    lines = asked(desk, temporary_until=last.isoformat())["written"].splitlines()
    assert lines[:2] == ["code: XF01-??", "title: 电动自行车飞线充电"]
    assert {"support: [property]", "respond: 2 work_hour", f"offered_until: '{last}'"} <= set(lines)
    leaving = asked(desk, kind="leave", content={}, clause="XF01-02", reason="别处已管")["written"].splitlines()
    assert leaving[:2] == ["code: XF01-02", "title: 安全出口锁闭"]
    assert "flags: [T]" in leaving
