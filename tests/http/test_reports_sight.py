"""Who reads which report, and what of it: every role against every call."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.filings import filing, finding, put_report
from tests.given import PEOPLE, County, anonymous_client, client_for

SENSITIVE = "RK01-01"
PAST_THE_CAPTAIN = "MD07-01"

# Who may read worker's report in the first grid whole; everybody else is told that there is none, or may not ask.
READERS = {"worker", "captain", "town", "centre", "centre2", "auditor"}
MAY_NOT_ASK = {"town_reviewer", "unit", "other_unit", "reviewer", "clerk", "appeals", "admin"}
WORKERS = {"worker", "worker2", "other_worker"}


def file_one(app: Flask, county: County, username: str = "worker", **changes: Any) -> str:
    report_id = str(uuid4())
    answer = put_report(client_for(app, county.people[username]), filing(finding(**changes)), report_id)
    assert answer.status_code == 201, answer.text
    return report_id


def status_of(client: FlaskClient, report_id: str) -> int:
    return client.get(f"/api/v1/reports/{report_id}").status_code


@pytest.mark.parametrize("username", PEOPLE)
def test_each_role_reads_only_what_lies_in_its_sight(app: Flask, county: County, username: str) -> None:
    report_id = file_one(app, county)
    client = client_for(app, county.people[username])
    expected = 200 if username in READERS else 403 if username in MAY_NOT_ASK else 404
    assert status_of(client, report_id) == expected
    listed = client.get("/api/v1/reports")
    assert listed.status_code == (403 if expected == 403 else 200)
    if expected != 403:
        assert [one["id"] for one in listed.get_json()["items"]] == ([report_id] if expected == 200 else [])


@pytest.mark.parametrize("username", PEOPLE)
def test_only_workers_file(app: Flask, county: County, username: str) -> None:
    answer = put_report(client_for(app, county.people[username]), filing(finding()))
    assert answer.status_code == (201 if username in WORKERS else 403), answer.text


def test_without_a_session_nothing_is_told(app: Flask, county: County) -> None:
    client, report_id = anonymous_client(app), uuid4()
    answers = [
        put_report(client, filing(finding()), report_id),
        client.get(f"/api/v1/reports/{report_id}"),
        client.get("/api/v1/reports"),
        client.get("/api/v1/grids"),
        client.get("/api/v1/grids/locate?lon=120.4&lat=32.5"),
    ]
    assert {answer.status_code for answer in answers} == {401}


def test_a_write_without_the_header_is_refused(app: Flask, county: County) -> None:
    client = client_for(app, county.people["worker"])
    answer = put_report(client, filing(finding()), headers={"X-Requested-With": "other"})
    assert (answer.status_code, answer.get_json()["type"]) == (403, "missing-header")


@pytest.mark.parametrize(
    ("clause", "readers"),
    [
        (SENSITIVE, {"worker", "captain", "town", "centre", "auditor"}),
        (PAST_THE_CAPTAIN, {"worker", "town", "centre", "auditor"}),
    ],
)
def test_dangerous_sensitive_findings_pass_the_captain_by_and_stay_with_the_centres(
    app: Flask, county: County, clause: str, readers: set[str]
) -> None:
    report_id = file_one(app, county, clause=clause)
    asked = ("worker", "captain", "town", "centre", "auditor")
    assert {who for who in asked if status_of(client_for(app, county.people[who]), report_id) == 200} == readers


def test_the_auditor_reads_names_masked(app: Flask, county: County) -> None:
    report_id = file_one(app, county)
    reporter = {
        who: client_for(app, county.people[who]).get(f"/api/v1/reports/{report_id}").get_json()["reporter"]
        for who in ("worker", "captain", "auditor")
    }
    assert reporter["worker"] == {"name": "张小明", "mine": True}
    assert reporter["captain"] == {"name": "张小明", "mine": False}
    assert reporter["auditor"] == {"name": "张*", "mine": False}


def test_doubts_are_for_those_who_verify_and_not_held_up_to_the_reporter(app: Flask, county: County) -> None:
    place = {"type": "Point", "coordinates": [120.413, 32.508]}
    report_id = str(uuid4())
    put_report(client_for(app, county.people["worker"]), filing(finding(), place=place), report_id)
    doubts = {
        who: client_for(app, county.people[who]).get(f"/api/v1/reports/{report_id}").get_json()["findings"][0]["doubts"]
        for who in ("worker", "captain")
    }
    assert doubts["worker"] == []
    assert [(one["kind"], one["title"]) for one in doubts["captain"]] == [
        ("foreign_grid", "位置不在上报人负责的网格里。")
    ]


def test_pages_join_without_gap_or_double_while_others_file(app: Flask, county: County) -> None:
    client = client_for(app, county.people["worker"])
    filed = [file_one(app, county) for _ in range(5)]
    first = client.get("/api/v1/reports?limit=2&mine=true").get_json()
    file_one(app, county)
    seen, after = [one["id"] for one in first["items"]], first["next"]
    while after:
        page = client.get(f"/api/v1/reports?limit=2&mine=true&after={after}").get_json()
        seen += [one["id"] for one in page["items"]]
        after = page["next"]
    assert seen == filed[::-1]


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "limit=x", "after=x", "after=WzFd", "unknown=1", "mine=perhaps"]
)
def test_a_question_that_makes_no_sense_is_refused(app: Flask, county: County, query: str) -> None:
    answer = client_for(app, county.people["worker"]).get(f"/api/v1/reports?{query}")
    assert (answer.status_code, answer.get_json()["type"]) == (422, "invalid")


def test_the_checklist_is_answered_whole_once_and_then_as_not_modified(app: Flask, county: County) -> None:
    client = anonymous_client(app)
    answer = client.get("/api/v1/checklists/current")
    checklist = answer.get_json()
    assert (checklist["edition"], len(checklist["items"])) == ("2026", 47)
    assert sum(len(item["clauses"]) for item in checklist["items"]) == 159
    assert answer.headers["ETag"] == f'"{checklist["digest"]}"'
    again = client.get("/api/v1/checklists/2026", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get("/api/v1/checklists/1999").status_code == 404
