"""Clauses come in and leave by request (准入): who applies, who decides, in which order, and what is kept of it."""

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
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from werkzeug.test import TestResponse

from backend import clock
from backend.database import db
from backend.editions import queries
from backend.editions.lifecycle import MOVE
from backend.people.model import ROLES
from backend.settings import Settings
from checklists.editions import load_edition
from checklists.shelf import start_anew
from tests.cases import Desk
from tests.editions import given_edition
from tests.given import County, anonymous_client, client_for, given_deputy

ADMISSIONS = "/api/v1/admissions"
CONTENT = {
    "title": "电动自行车飞线充电", "help": "从窗户拉线给车充电的算。", "counts": "二楼拉线到楼下。",
    "counts_not": "在充电桩充电的不算。", "lead": "fire", "support": ["property"], "level": "L",
    "level_reason": "充电时容易起火。", "respond": "2 work_hour", "handle": "1 work_day", "pays": "no",
}  # fmt: skip


def today(days: int = 0) -> date:
    return clock.local_date(clock.now()) + timedelta(days)


@pytest.fixture
def desk(app: Flask, county: County) -> Desk:
    return Desk(app, county)


@pytest.fixture
def folder(desk: Desk, settings: Settings) -> Iterator[Path]:
    """The county's own folder; the small list of 2027 is in force."""
    settings.own_checklists.mkdir()
    given_edition(settings.own_checklists, "2027")
    activate(desk, "2027")
    yield settings.own_checklists
    shutil.rmtree(settings.own_checklists)
    start_anew()
    queries.forget()


def activate(desk: Desk, edition: str) -> None:
    body = {"id": str(uuid4()), "edition": edition, "first_day": today().isoformat()}
    assert desk.client("centre").post("/api/v1/checklists/activations", json=body).status_code == 201


def proposal(**changes: Any) -> dict[str, Any]:
    whole = {
        "kind": "enter", "item": "XF01", "content": CONTENT, "basis": "《消防法》第二十八条", "workload_per_month": 40,
    }  # fmt: skip
    return whole | changes


def ask(desk: Desk, who: str = "unit", **changes: Any) -> TestResponse:
    return desk.client(who).post(ADMISSIONS, json={"id": str(uuid4())} | proposal(**changes))


def asked(desk: Desk, who: str = "unit", **changes: Any) -> str:
    answer = ask(desk, who, **changes)
    assert answer.status_code == 201, answer.json
    return str(answer.json["id"])


def step(desk: Desk, who: str, request: str, name: str, **carried: Any) -> TestResponse:
    body = {"id": str(uuid4()), "step": name} | carried
    return desk.client(who).post(f"{ADMISSIONS}/{request}/steps", json=body)


def taken(desk: Desk, who: str, request: str, name: str, **carried: Any) -> dict[str, Any]:
    answer = step(desk, who, request, name, **carried)
    assert answer.status_code == 200, answer.json
    return dict(answer.json)


def see(desk: Desk, who: str, request: str) -> dict[str, Any]:
    return dict(desk.client(who).get(f"{ADMISSIONS}/{request}").json)


def notice(days: int = 0, until: int = 5) -> dict[str, str]:
    return {"notice_from": today(days).isoformat(), "notice_until": today(until).isoformat()}


def reviewed(desk: Desk, **changes: Any) -> str:
    request = asked(desk, **changes)
    taken(desk, "unit", request, "submit")
    taken(desk, "centre", request, "review", note="依据充分，工作量可以承担")
    return request


def test_a_request_is_a_draft_until_its_applicant_submits_it(desk: Desk, folder: Path) -> None:
    request = asked(desk, trial_area=desk.county.town, temporary_until=today(90).isoformat())
    shown = see(desk, "unit", request)
    assert (shown["state"], shown["applicant"], shown["clause"]) == ("draft", "消防救援", None)
    assert (shown["trial_area"]["name"], shown["content"]["title"]) == ("城东镇", CONTENT["title"])
    assert shown["steps_open_to_me"] == ["amend", "submit", "withdraw"]
    assert see(desk, "centre", request)["steps_open_to_me"] == []
    taken(desk, "unit", request, "amend", proposal=proposal(workload_per_month=60))
    assert taken(desk, "unit", request, "submit")["workload_per_month"] == 60


def test_the_review_gives_a_code_that_was_never_used(desk: Desk, folder: Path) -> None:
    first = taken(desk, "centre", _submitted(desk), "review", note="同意")
    second = taken(desk, "centre", _submitted(desk, content={**CONTENT, "title": "别的"}), "review", note="同意")
    taken(desk, "unit", second["id"], "withdraw")
    third = taken(desk, "centre", _submitted(desk, content={**CONTENT, "title": "另外的"}), "review", note="同意")
    # 2026 comes with the product and has four clauses there: their codes stay theirs for ever.
    assert [one["clause"] for one in (first, second, third)] == ["XF01-05", "XF01-06", "XF01-07"]


def _submitted(desk: Desk, **changes: Any) -> str:
    request = asked(desk, **changes)
    taken(desk, "unit", request, "submit")
    return request


def test_who_applied_neither_reviews_nor_announces_nor_rejects(desk: Desk, folder: Path) -> None:
    request = asked(desk, "centre")
    assert taken(desk, "centre", request, "submit")["steps_open_to_me"] == ["withdraw"]
    for name, carried in (("review", {"note": "同意"}), ("reject", {"note": "不"}), ("return", {"note": "改"})):
        answer = step(desk, "centre", request, name, **carried)
        assert (answer.status_code, answer.json["type"]) == (403, "own-admission")
    assert taken(desk, "centre2", request, "review", note="同意")["state"] == "reviewed"
    assert step(desk, "centre", request, "announce", **notice()).json["type"] == "own-admission"


def test_a_deputy_counts_as_both(desk: Desk, folder: Path) -> None:
    people = desk.county.people
    given_deputy(people["centre"], people["town"], today(), today(5))
    request = asked(desk, "centre")
    taken(desk, "centre", request, "submit")
    assert step(desk, "town", request, "review", note="同意").json["type"] == "own-admission"
    own = asked(desk, "town")
    taken(desk, "town", own, "submit")
    assert step(desk, "town", own, "review", note="同意").json["type"] == "own-admission"
    assert taken(desk, "centre2", own, "review", note="同意")["state"] == "reviewed"


def test_the_notice_has_its_days_and_effect_comes_after_them_with_the_file(
    desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = reviewed(desk)
    assert step(desk, "centre", request, "announce").status_code == 422
    assert step(desk, "centre", request, "announce", **notice(-1)).json["errors"][0]["code"] == "dates"
    assert step(desk, "centre", request, "announce", **notice(5, 4)).json["errors"][0]["code"] == "dates"
    assert taken(desk, "centre", request, "announce", **notice())["state"] == "announced"
    early = step(desk, "centre", request, "take-effect", edition="2027")
    assert early.json["errors"][0]["code"] == "notice-running"
    later = clock.now() + timedelta(6)
    monkeypatch.setattr(clock, "now", lambda: later)
    refused = step(desk, "centre", request, "take-effect", edition="2027")
    assert refused.json["errors"][0]["code"] == "not-in-the-file"
    assert step(desk, "centre", request, "take-effect", edition="2026").json["errors"][0]["code"] == "not-activated"


def test_the_history_says_who_when_and_why_and_cannot_be_changed(desk: Desk, folder: Path) -> None:
    request = reviewed(desk)
    taken(desk, "centre2", request, "reject", note="已有类似条款")
    history = see(desk, "unit", request)["history"]
    assert [(one["step"], one["from"], one["to"], one["role_title"]) for one in history] == [
        ("apply", None, "draft", "承办单位"), ("submit", "draft", "submitted", "承办单位"),
        ("review", "submitted", "reviewed", "县综治中心"), ("reject", "reviewed", "rejected", "县综治中心"),
    ]  # fmt: skip
    assert history[-1]["note"] == "已有类似条款"
    assert history[0]["by"] == "王海"
    assert see(desk, "auditor", request)["history"][0]["by"] == "王*"
    for change in ("UPDATE clause_request_step SET note = ''", "DELETE FROM clause_request_step",
                   "UPDATE edition_activation SET edition = ''", "DELETE FROM edition_copy"):  # fmt: skip
        with pytest.raises(ProgrammingError):
            db.session.execute(text(change))
        db.session.rollback()


def test_the_same_request_and_the_same_step_sent_again_are_one(desk: Desk, folder: Path) -> None:
    body = {"id": str(uuid4())} | proposal()
    unit = desk.client("unit")
    first, again = unit.post(ADMISSIONS, json=body), unit.post(ADMISSIONS, json=body)
    assert (first.status_code, first.json) == (again.status_code, again.json)
    assert unit.post(ADMISSIONS, json=body | {"basis": "别的"}).json["type"] == "admission-differs"
    assert desk.client("other_unit").post(ADMISSIONS, json=body).json["type"] == "admission-differs"
    sent = {"id": str(uuid4()), "step": "submit"}
    url = f"{ADMISSIONS}/{body['id']}/steps"
    assert unit.post(url, json=sent).json == unit.post(url, json=sent).json
    assert unit.post(url, json=sent | {"note": "x"}).json["type"] == "step-differs"
    assert len(see(desk, "unit", body["id"])["history"]) == 2
    assert step(desk, "unit", body["id"], "submit").json["type"] == "admission-step-not-open"


def test_requests_and_reviews_of_the_same_moment_stand_side_by_side(desk: Desk, folder: Path) -> None:
    bodies = [{"id": str(uuid4())} | proposal() for _ in range(2)]
    units = [client_for(desk.app, desk.county.people["unit"]) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda unit, body: unit.post(ADMISSIONS, json=body), units, bodies * 2))
    assert [answer.status_code for answer in made] == [201] * 4
    for body in bodies:
        taken(desk, "unit", str(body["id"]), "submit")
    centres = [client_for(desk.app, desk.county.people["centre"]) for _ in bodies]
    review = {"step": "review", "note": "依据充分"}

    def pass_it(centre: FlaskClient, body: dict[str, Any]) -> TestResponse:
        return centre.post(f"{ADMISSIONS}/{body['id']}/steps", json=review | {"id": str(uuid4())})

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(pass_it, centres, bodies))
    assert [answer.status_code for answer in answers] == [200] * 2, [answer.json for answer in answers]
    assert len({answer.json["clause"] for answer in answers}) == 2


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"item": "ZZ99"}, "/item", "item-unknown"),
    ({"clause": "XF01-09"}, "/clause", "unknown"),
    ({"content": {**CONTENT, "code": "XF01-09"}}, "/content/code", "unknown"),
    ({"content": {**CONTENT, "lead": "nobody"}}, "/content/lead", "unknown-unit"),
    ({"content": {**CONTENT, "level": "X"}}, "/content/level", "level"),
    ({"content": {**CONTENT, "respond": "２ work_hour"}}, "/content/respond", "limit"),
    ({"content": {**CONTENT, "flags": ["P", "Q"]}}, "/content/flags/1", "flag"),
    ({"content": {**CONTENT, "surprise": "x"}}, "/content/surprise", "unknown-key"),
    ({"content": {**CONTENT, "title": "楼道堆物"}}, "/content/title", "doubled-title"),
    ({"content": {}}, "/content/title", "missing-key"),
    ({"content": {**CONTENT, "title": 7}}, "/content/title/value", "invalid"),
    ({"temporary_until": "2020-01-01"}, "/temporary_until", "past"),
    ({"kind": "leave", "content": {}, "clause": "XF01-09", "reason": "x"}, "/clause", "clause-unknown"),
    ({"kind": "leave", "content": {}, "clause": "XF01-01"}, "/reason", "missing"),
    ({"kind": "leave", "clause": "XF01-01", "reason": "x"}, "/content", "unknown"),
    ({"basis": ""}, "/basis", "invalid"),
    ({"workload_per_month": -1}, "/workload_per_month", "invalid"),
    ({"trial_area": "x"}, "/trial_area", "invalid"),
]


def test_a_proposal_that_no_file_could_hold_is_refused_with_the_place(desk: Desk, folder: Path) -> None:
    for changes, pointer, code in WRONG:
        answer = ask(desk, **changes)
        assert answer.status_code == 422, (changes, answer.json)
        told = {(fault["pointer"], fault["code"]): fault["title"] for fault in answer.json["errors"]}
        assert (pointer, code) in told, (changes, told)
        assert all("{" not in title for title in told.values())


def test_an_area_that_nobody_knows_is_refused(desk: Desk, folder: Path) -> None:
    assert ask(desk, trial_area="320685999000").json["type"] == "unknown-area"


def test_a_request_is_read_by_its_own_house_and_after_the_notice_by_everybody_concerned(
    desk: Desk, folder: Path
) -> None:
    of_unit, of_town = asked(desk), asked(desk, "town")
    readers = {
        who: {one["id"] for one in desk.client(who).get(ADMISSIONS).json.get("items", [])} for who in desk.county.people
    }
    whole = {of_unit, of_town}
    assert {who: seen for who, seen in readers.items() if seen} == {
        "unit": {of_unit}, "town": {of_town}, "centre": whole, "centre2": whole, "admin": whole, "auditor": whole,
    }  # fmt: skip
    assert desk.client("other_unit").get(f"{ADMISSIONS}/{of_unit}").status_code == 404
    assert step(desk, "other_unit", of_unit, "withdraw").status_code == 404
    taken(desk, "unit", of_unit, "submit")
    taken(desk, "centre", of_unit, "review", note="同意")
    taken(desk, "centre", of_unit, "announce", **notice())
    assert see(desk, "other_unit", of_unit)["state"] == "announced"
    assert [one["id"] for one in desk.client("other_town").get(f"{ADMISSIONS}?state=announced").json["items"]] == [
        of_unit
    ]


def test_requests_come_in_pages_newest_first(desk: Desk, folder: Path) -> None:
    made = [asked(desk, content={**CONTENT, "title": f"条款{number}"}) for number in range(3)]
    first = desk.client("centre").get(f"{ADMISSIONS}?limit=2").json
    second = desk.client("centre").get(f"{ADMISSIONS}?limit=2&after={first['next']}").json
    assert [one["id"] for one in (*first["items"], *second["items"])] == made[::-1]
    assert second["next"] is None


# Role × call: who applies, who reads, who decides.
APPLIES, ADMITS, READS = {"town", "centre", "unit"}, {"centre", "admin"}, {"town", "centre", "unit", "auditor", "admin"}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_call_exactly_what_the_table_says(desk: Desk, folder: Path, role: str) -> None:
    assert ask(desk, role).status_code == (201 if role in APPLIES else 403)
    assert desk.client(role).get(ADMISSIONS).status_code == (200 if role in READS else 403)
    request = asked(desk, "centre2")
    taken(desk, "centre2", request, "submit")
    sees = role in ("centre", "admin", "auditor")
    assert desk.client(role).get(f"{ADMISSIONS}/{request}").status_code == (
        200 if sees else 404 if role in READS else 403
    )
    answer = step(desk, role, request, "review", note="同意")
    assert answer.status_code == (200 if role in ADMITS else 403 if sees else 404)


def test_nobody_calls_without_signing_in(app: Flask, county: County) -> None:
    client = anonymous_client(app)
    assert client.get(ADMISSIONS).status_code == 401
    assert client.post(ADMISSIONS, json={"id": str(uuid4())} | proposal()).status_code == 401
    url = f"{ADMISSIONS}/{uuid4()}"
    assert client.get(url).status_code == 401
    assert client.post(f"{url}/steps", json={"id": str(uuid4()), "step": "submit"}).status_code == 401


def test_a_step_carries_what_it_needs_and_nothing_else(desk: Desk, folder: Path) -> None:
    request = _submitted(desk)
    assert step(desk, "centre", request, "review").json["errors"][0]["pointer"] == "/note"
    assert (
        step(desk, "centre", request, "review", note="同意", edition="2027").json["errors"][0]["pointer"] == "/edition"
    )
    assert step(desk, "centre", request, "decide").json["type"] == "invalid"
    assert {move.step for move in MOVE.values()} >= {"submit", "review", "announce", "take-effect", "withdraw"}


def test_an_approved_request_is_written_into_the_next_edition_as_a_change_to_read(desk: Desk, folder: Path) -> None:
    request, run = reviewed(desk, temporary_until=today(90).isoformat()), desk.app.test_cli_runner()
    result = run.invoke(args=["checklists", "admit", request, "--into", "2028"])
    assert result.exit_code == 0, result.output
    assert "增加 1 条\n  XF01-05 电动自行车飞线充电\n取消 0 条\n改动 0 条" in result.output
    draft = load_edition(folder / "2028")
    assert (draft.status, len(draft.clauses), draft.clause("XF01-05").offered_until) == ("draft", 4, today(90))
    before, after = ((folder / name / "xf.yaml").read_text("utf-8").splitlines() for name in ("2027", "2028"))
    assert after[: len(before)] == before
    leaving = asked(desk, kind="leave", content={}, clause="CZ01-01", item="CZ01", reason="登记已由警务站承担")
    taken(desk, "unit", leaving, "submit")
    assert run.invoke(args=["checklists", "admit", leaving, "--into", "2028"]).exit_code == 1
    taken(desk, "centre", leaving, "review", note="同意")
    result = run.invoke(args=["checklists", "admit", leaving, "--into", "2028"])
    assert "取消 1 条\n  CZ01-01 出租未登记备案" in result.output
    assert [clause.code for clause in load_edition(folder / "2028").clauses] == ["XF01-01", "XF01-02", "XF01-05"]


@pytest.mark.parametrize("name", ["2026", "../2028", "２０２８", "2027"])
def test_a_request_goes_into_no_published_edition_and_no_strange_folder(desk: Desk, folder: Path, name: str) -> None:
    request = reviewed(desk)
    before = {path: path.read_bytes() for path in folder.rglob("*.yaml")}
    result = desk.app.test_cli_runner().invoke(args=["checklists", "admit", request, "--into", name])
    assert (result.exit_code, "Error: " in result.output) == (1, True)
    assert {path: path.read_bytes() for path in folder.rglob("*.yaml")} == before
