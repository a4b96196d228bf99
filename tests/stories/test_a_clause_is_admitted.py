"""A clause comes onto the list: asked for, reviewed, announced, written into files, tried in a town, ended by date."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask

from backend import clock
from backend.editions import queries
from backend.settings import Settings
from checklists.shelf import start_anew
from tests.cases import Desk
from tests.editions import given_edition
from tests.filings import filing, finding, put_report
from tests.given import County

ADMISSIONS, CURRENT = "/api/v1/admissions", "/api/v1/checklists/current"
CONTENT = {
    "title": "电动自行车飞线充电", "help": "从窗户拉线给车充电的算。", "counts": "二楼拉线到楼下。",
    "counts_not": "在充电桩充电的不算。", "lead": "fire", "level": "L", "level_reason": "充电时容易起火。",
    "respond": "2 work_hour", "handle": "1 work_day", "pays": "no",
}  # fmt: skip


@pytest.fixture
def folder(app: Flask, settings: Settings) -> Iterator[Path]:
    settings.own_checklists.mkdir()
    yield settings.own_checklists
    shutil.rmtree(settings.own_checklists)
    start_anew()
    queries.forget()


class Days:
    """The county's clock, which the story moves on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.moment: datetime = clock.now()
        monkeypatch.setattr(clock, "now", lambda: self.moment)

    def pass_by(self, days: int) -> None:
        self.moment += timedelta(days)
        queries.forget()

    def today(self, days: int = 0) -> date:
        return clock.local_date(self.moment) + timedelta(days)


def activate(desk: Desk, edition: str, first_day: date, area: str | None = None) -> None:
    body = {"id": str(uuid4()), "edition": edition, "first_day": first_day.isoformat(), "area": area}
    answer = desk.client("centre").post("/api/v1/checklists/activations", json=body)
    assert answer.status_code == 201, answer.json


def step(desk: Desk, who: str, request: str, name: str, **carried: str) -> None:
    body = {"id": str(uuid4()), "step": name, **carried}
    answer = desk.client(who).post(f"{ADMISSIONS}/{request}/steps", json=body)
    assert answer.status_code == 200, answer.json


def command(desk: Desk, *words: str) -> str:
    result = desk.app.test_cli_runner().invoke(args=["checklists", *words])
    assert result.exit_code == 0, result.output
    return result.output


def test_from_the_request_to_the_last_day(
    app: Flask, county: County, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, days = Desk(app, county), Days(monkeypatch)
    given_edition(folder, "2027")
    activate(desk, "2027", days.today())
    phone = desk.client("worker").get(CURRENT)

    # The fire service asks for a temporary clause, to be tried in one town; the centre agrees and announces it.
    request = str(uuid4())
    asked = {
        "id": request, "kind": "enter", "item": "XF01", "content": CONTENT, "basis": "《消防法》第二十八条",
        "workload_per_month": 40, "trial_area": county.town, "temporary_until": days.today(60).isoformat(),
    }  # fmt: skip
    assert desk.client("unit").post(ADMISSIONS, json=asked).status_code == 201
    step(desk, "unit", request, "submit")
    step(desk, "centre", request, "review", note="依据充分，先在城东镇试行")
    span = {"notice_from": days.today().isoformat(), "notice_until": days.today(5).isoformat()}
    step(desk, "centre2", request, "announce", **span)
    code = desk.client("other_unit").get(f"{ADMISSIONS}/{request}").json["clause"]

    # The tool writes the files, people read what changed, and the edition is published and activated in that town.
    assert f"增加 1 条\n  {code} 电动自行车飞线充电" in command(desk, "admit", request, "--into", "2027-a")
    command(desk, "publish", str(folder / "2027-a"))
    days.pass_by(6)
    activate(desk, "2027-a", days.today(), county.town)
    step(desk, "centre", request, "take-effect", edition="2027-a")
    assert desk.client("unit").get(f"{ADMISSIONS}/{request}").json["state"] == "effective"

    # The town's phones learn of it by their ETag; the other town goes on as before.
    fresh = desk.client("worker").get(CURRENT, headers={"If-None-Match": phone.headers["ETag"]})
    assert (fresh.status_code, fresh.json["edition"]) == (200, "2027-a")
    other = desk.client("other_worker").get(CURRENT, headers={"If-None-Match": phone.headers["ETag"]})
    assert other.status_code == 304

    # It is filed under; what was begun under the old list still is, too; the centre sees the use.
    seen = days.moment.isoformat()
    order = desk.file("worker", filing(finding(clause=code), checklist="2027-a", seen_at=seen))
    assert desk.see("centre", order)["clause"]["title"] == CONTENT["title"]
    desk.file("worker", filing(finding(), checklist="2027", seen_at=seen))
    used = {one["code"]: one for one in desk.client("town").get("/api/v1/checklists/use").json["items"]}
    assert (used[code]["filed"], used["CZ01-01"]["filed"], used["XF01-01"]["filed"]) == (1, 1, 0)

    # After its last day it is no longer taken, without anybody doing anything; a late report of before still is.
    days.pass_by(70)
    late = filing(finding(clause=code), checklist="2027-a", seen_at=(days.moment - timedelta(20)).isoformat())
    assert put_report(desk.client("worker"), late).status_code == 201
    after = filing(finding(clause=code), checklist="2027-a", seen_at=days.moment.isoformat())
    refused = put_report(desk.client("worker"), after)
    assert refused.json["errors"][0]["code"] == "clause-not-offered"
    command_line = desk.app.test_cli_runner().invoke(args=["audit", "verify"])
    assert command_line.exit_code == 0
