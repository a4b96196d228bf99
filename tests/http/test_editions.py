"""Which checklist is in force where: hand-over between editions, without a restart and without losing an answer."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from backend import clock
from backend.editions import queries
from backend.people.model import ROLES
from backend.settings import Settings
from checklists.shelf import start_anew
from tests.cases import Desk
from tests.editions import given_edition
from tests.filings import filing, finding, put_report
from tests.given import County, anonymous_client, client_for

CURRENT, EDITIONS, ACTIVATIONS = (
    "/api/v1/checklists/current",
    "/api/v1/checklists/editions",
    "/api/v1/checklists/activations",
)
TEMPORARY = "2026-11-30"


@pytest.fixture
def desk(app: Flask, county: County) -> Desk:
    return Desk(app, county)


@pytest.fixture
def folder(app: Flask, settings: Settings) -> Iterator[Path]:
    """The county's own folder of editions; what was read from it is forgotten afterwards."""
    settings.own_checklists.mkdir()
    yield settings.own_checklists
    shutil.rmtree(settings.own_checklists)
    _start_anew()


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every question looks again, as it would after some seconds."""
    monkeypatch.setattr("backend.editions.queries.LOOK_AGAIN", 0.0)
    monkeypatch.setattr("checklists.shelf.LOOK_AGAIN", 0.0)


def _start_anew() -> None:
    """As a process that has just started."""
    start_anew()
    queries.forget()


def today(days: int = 0) -> date:
    return clock.local_date(clock.now()) + timedelta(days)


def activate(desk: Desk, edition: str, who: str = "centre", **changes: Any) -> TestResponse:
    body = {"id": str(uuid4()), "edition": edition, "first_day": today().isoformat()} | changes
    return desk.client(who).post(ACTIVATIONS, json=body)


def in_force(desk: Desk, who: str) -> str:
    return str(desk.client(who).get(CURRENT).json["edition"])


def test_an_activated_edition_is_in_force_at_once_and_phones_learn_of_it_by_etag(desk: Desk, folder: Path) -> None:
    before = desk.client("worker").get(CURRENT)
    given_edition(folder, "2027")
    answer = activate(desk, "2027")
    assert answer.status_code == 201, answer.json
    after = desk.client("worker").get(CURRENT, headers={"If-None-Match": before.headers["ETag"]})
    assert (after.status_code, after.json["edition"]) == (200, "2027")
    assert after.headers["ETag"] == f'"{answer.json["digest"]}"'
    again = desk.client("worker").get(CURRENT, headers={"If-None-Match": after.headers["ETag"]})
    assert again.status_code == 304
    assert anonymous_client(desk.app).get(CURRENT).json["edition"] == "2027"


def test_one_town_goes_ahead_and_the_county_takes_everybody_along_later(desk: Desk, folder: Path) -> None:
    given_edition(folder, "2027")
    assert activate(desk, "2027", area=desk.county.town).status_code == 201
    assert {who: in_force(desk, who) for who in ("worker", "town", "other_worker", "other_town", "centre")} == {
        "worker": "2027", "town": "2027", "other_worker": "2026", "other_town": "2026", "centre": "2026",
    }  # fmt: skip
    assert activate(desk, "2027", first_day=today(1).isoformat()).status_code == 201
    with_dates = desk.client("centre").get(EDITIONS).json["items"]
    spans = {
        one["edition"]: [(span["area"], span["first_day"], span["until"]) for span in one["spans"]]
        for one in with_dates
    }
    ahead, whole = today().isoformat(), today(1).isoformat()
    assert spans == {"2026": [(None, None, whole)], "2027": [(desk.county.town, ahead, whole), (None, whole, None)]}
    (old,) = [one for one in with_dates if one["edition"] == "2026"]
    assert old["spans"][0]["accepted_until"] == today(31).isoformat()


def test_both_editions_are_taken_during_the_hand_over_and_orders_keep_their_own(desk: Desk, folder: Path) -> None:
    given_edition(folder, "2027", ("cz", "handle: 5 work_day", "handle: 9 work_day"))
    before = desk.file("worker")
    activate(desk, "2027")
    after = desk.file("worker", filing(finding(), checklist="2027"))
    late = desk.file("worker")
    shown = {code: desk.see("captain", code)["limits"]["handle"]["amount"] for code in (before, after, late)}
    assert shown == {before: 5, after: 9, late: 5}


def test_what_was_seen_before_the_end_is_taken_however_late_it_comes(
    desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_edition(folder, "2027")
    activate(desk, "2027", grace_days=3)
    day, now = timedelta(1), clock.now()
    later = now + 200 * day
    monkeypatch.setattr(clock, "now", lambda: later)
    worker = desk.client("worker")
    for seen, status in ((now - day, 201), (now + 2 * day, 201), (now + 4 * day, 422), (later, 422)):
        answer = put_report(worker, filing(finding(), seen_at=seen.isoformat()))
        assert answer.status_code == status, (seen, answer.json)
    assert answer.json["type"] == "edition-ended"
    assert put_report(worker, filing(finding(), checklist="2027")).status_code == 201


def test_an_edition_that_is_only_planned_or_only_lies_there_is_not_filed_under(
    desk: Desk, folder: Path, no_waiting: None
) -> None:
    given_edition(folder, "2027")
    given_edition(folder, "2028", published=False)
    activate(desk, "2027", first_day=today(1).isoformat())
    for name in ("2027", "2028"):
        answer = put_report(desk.client("worker"), filing(finding(), checklist=name))
        assert (answer.status_code, answer.json["type"]) == (422, "edition-not-begun")
    assert in_force(desk, "worker") == "2026"


def test_another_process_follows_within_seconds_and_needs_no_folder(desk: Desk, folder: Path, no_waiting: None) -> None:
    made = given_edition(folder, "2027")
    activate(desk, "2027")
    shutil.rmtree(made)
    _start_anew()
    assert in_force(desk, "worker") == "2027"
    assert desk.client("worker").get("/readyz").json["checklist_faults"] == []


def test_a_temporary_clause_is_taken_on_its_days_and_by_itself_no_longer(
    desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = today(2)
    given_edition(
        folder, "2027", ("cz", "        tariff: CZ\n", f"        tariff: CZ\n        offered_until: {last}\n")
    )
    activate(desk, "2027")
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(5))
    for days, status in ((0, 201), (2, 201), (3, 422)):
        body = filing(finding(), checklist="2027", seen_at=(now + timedelta(days)).isoformat())
        answer = put_report(desk.client("worker"), body)
        assert answer.status_code == status, answer.json
    assert answer.json["errors"][0]["code"] == "clause-not-offered"
    assert str(last) in answer.json["errors"][0]["title"]


REFUSED = {
    "draft": ("edition-draft", None),
    "faulty": ("edition-faulty", "unknown-unit"),
    "changed": ("edition-faulty", "digest-differs"),
    "abolished": ("edition-faulty", "abolished-unit"),
    "missing": ("unknown-edition", None),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_used_is_refused_with_a_reason_and_the_running_edition_goes_on(
    desk: Desk, folder: Path, case: str, no_waiting: None
) -> None:
    gone = ("units", "title: 消防救援\n", f"title: 消防救援\n    abolished_on: {today(3)}\n")
    if case != "missing":
        made = given_edition(folder, "2027", *([gone] if case == "abolished" else []), published=case != "draft")
    if case in ("faulty", "changed"):
        was, becomes = ("lead: fire", "lead: fier") if case == "faulty" else ("纸箱、旧家具", "纸箱")
        (made / "xf.yaml").write_text((made / "xf.yaml").read_text("utf-8").replace(was, becomes, 1), "utf-8")
    answer = activate(desk, "2027", first_day=today(3).isoformat())
    code, fault = REFUSED[case]
    assert (answer.json["type"], [one["code"] for one in answer.json.get("errors", [])][:1]) == (
        code,
        [fault] if fault else [],
    )
    assert in_force(desk, "worker") == "2026"
    ready = desk.client("worker").get("/readyz").json
    assert ready["checklist"] == "2026"
    assert bool(ready["checklist_faults"]) == (case in ("faulty", "changed"))
    if case == "abolished":
        assert activate(desk, "2027", first_day=today(2).isoformat()).status_code == 201


def test_a_unit_that_the_running_list_abolishes_is_not_brought_back_by_another_list(desk: Desk, folder: Path) -> None:
    given_edition(folder, "2027", ("units", "title: 物业\n", f"title: 物业\n    abolished_on: {today()}\n"),
                  ("xf", "        support: [property]\n", ""))  # fmt: skip
    given_edition(folder, "2028")
    assert activate(desk, "2027").status_code == 201
    answer = activate(desk, "2028")
    assert (answer.status_code, answer.json["errors"][0]["code"]) == (422, "abolished-unit")


def test_an_edition_that_was_activated_is_not_activated_with_other_content(desk: Desk, folder: Path) -> None:
    made = given_edition(folder, "2027")
    assert activate(desk, "2027", area=desk.county.town).status_code == 201
    shutil.rmtree(made)
    given_edition(folder, "2027", ("xf", "title: 楼道堆物", "title: 楼道杂物"))
    answer = activate(desk, "2027")
    assert (answer.status_code, answer.json["errors"][0]["code"]) == (422, "digest-differs")


def test_a_file_changed_after_its_activation_changes_nothing_and_is_told(
    desk: Desk, folder: Path, no_waiting: None
) -> None:
    made = given_edition(folder, "2027")
    activate(desk, "2027")
    (made / "xf.yaml").write_text("category: XF\n", "utf-8")
    _start_anew()
    assert in_force(desk, "worker") == "2027"
    (told,) = desk.client("worker").get("/readyz").json["checklist_faults"]
    assert "xf.yaml" in told


def test_a_name_of_the_product_is_not_taken_by_another_folder(desk: Desk, folder: Path, no_waiting: None) -> None:
    given_edition(folder, "2026")
    assert any("2026-a" in fault for fault in desk.client("centre").get(EDITIONS).json["faults"])
    assert desk.client("worker").get(CURRENT).json["title"].startswith("巡查上报事项清单")


def test_the_same_activation_sent_again_is_one_and_another_under_its_id_is_refused(desk: Desk, folder: Path) -> None:
    given_edition(folder, "2027")
    same = {"id": str(uuid4()), "first_day": today(1).isoformat()}
    first, again = activate(desk, "2027", **same), activate(desk, "2027", **same)
    assert (first.status_code, first.json) == (again.status_code, again.json)
    assert activate(desk, "2027", **same, grace_days=1).json["type"] == "activation-differs"
    (span,) = next(one for one in desk.client("centre").get(EDITIONS).json["items"] if one["edition"] == "2027")[
        "spans"
    ]
    assert span["first_day"] == same["first_day"]


def test_the_same_activation_sent_twice_at_the_same_moment_is_one(desk: Desk, folder: Path) -> None:
    given_edition(folder, "2027")
    body = {"id": str(uuid4()), "edition": "2027", "first_day": today().isoformat()}
    clients = [client_for(desk.app, desk.county.people["centre"]) for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda client: client.post(ACTIVATIONS, json=body), clients))
    assert [answer.status_code for answer in answers] == [201] * 3
    assert all(answer.json == answers[0].json for answer in answers)
    assert in_force(desk, "worker") == "2027"


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"first_day": "2020-01-01"}, "activation-past"), ({"area": "320685999000"}, "unknown-area"),
        ({"area": "x"}, "invalid"), ({"edition": "../2026"}, "invalid"), ({"grace_days": 400}, "invalid"),
        ({"edition": "2019"}, "unknown-edition"),
    ],
)  # fmt: skip
def test_an_activation_that_makes_no_sense_is_refused(desk: Desk, folder: Path, changes: Any, status: str) -> None:
    given_edition(folder, "2027")
    answer = activate(desk, **{"edition": "2027"} | changes)
    assert answer.json["type"] == status
    assert in_force(desk, "worker") == "2026"


def test_only_the_centre_and_the_administrator_activate_and_everybody_reads_which_editions_there_are(
    desk: Desk, folder: Path
) -> None:
    given_edition(folder, "2027")
    assert {role for role in ROLES if activate(desk, "2027", role).status_code == 201} == {"centre", "admin"}
    assert {desk.client(role).get(EDITIONS).status_code for role in ROLES} == {200}
    assert activate(desk, "2027", "worker").status_code == 403


def test_nobody_activates_without_signing_in(app: Flask, county: County) -> None:
    body = {"id": str(uuid4()), "edition": "2026", "first_day": today().isoformat()}
    assert anonymous_client(app).post(ACTIVATIONS, json=body).status_code == 401
    assert anonymous_client(app).get(EDITIONS).status_code == 401


def test_an_operator_activates_from_the_command_line(desk: Desk, folder: Path) -> None:
    given_edition(folder, "2027")
    run = desk.app.test_cli_runner()
    result = run.invoke(args=["checklists", "activate", "2027", "--area", desk.county.town])
    assert result.exit_code == 0, result.output
    assert (in_force(desk, "worker"), in_force(desk, "other_worker")) == ("2027", "2026")
    refused = run.invoke(args=["checklists", "activate", "2029"])
    assert (refused.exit_code, "没有这个版本" in refused.output) == (1, True)


def test_a_comparison_counts_the_open_orders_under_what_changes(desk: Desk, folder: Path) -> None:
    old = given_edition(folder, "2027")
    new = given_edition(folder, "2028", ("cz", "respond: 1 work_day", "respond: 2 work_day"))
    activate(desk, "2027")
    for _ in range(2):
        desk.file("worker", filing(finding(), checklist="2027"))
    result = desk.app.test_cli_runner().invoke(args=["checklists", "diff", str(old), str(new)])
    assert "CZ01-01 出租未登记备案：在办 2 件，仍按 2027 版的时限、单位和说明办到结案" in result.output
