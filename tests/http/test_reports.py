"""Filing over HTTP: once and only once, whatever is repeated, and with the answer that a phone needs."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import text

from backend import clock
from backend.database import db
from backend.reports.filing import digest_of
from backend.reports.receipts import read_receipt, sign_receipt
from tests.filings import declared, filing, finding, put_report
from tests.given import County, client_for

TABLES = ("report", "finding", "contact", "doubt", "photo_claim", "work_order", "order_history", "notice")


def rows() -> dict[str, int]:
    """How many rows every table that a filing touches has."""
    db.session.rollback()
    counts = ", ".join(f"(SELECT count(*) FROM {table}) AS {table}" for table in TABLES)
    return dict(db.session.execute(text(f"SELECT {counts}")).one()._mapping)


def doubt_kinds(finding_id: str) -> list[str]:
    db.session.rollback()
    query = text("SELECT kind FROM doubt WHERE finding_id = :id ORDER BY kind")
    return list(db.session.scalars(query, {"id": finding_id}))


def test_a_filing_is_answered_with_its_grid_its_order_and_a_receipt(app: Flask, county: County) -> None:
    body, report_id = filing(finding()), uuid4()
    answer = put_report(client_for(app, county.people["worker"]), body, report_id)
    assert answer.status_code == 201, answer.text
    told = answer.get_json()
    assert told["id"] == str(report_id)
    assert told["grid"] == {"code": county.grid, "name": "凤山村第一网格", "method": "covers"}
    assert [one["id"] for one in told["findings"]] == [body["findings"][0]["id"]]
    assert told["findings"][0]["photos_missing"] == []
    proof = read_receipt(app.extensions["keys"], told["receipt"])
    assert proof["report"] == str(report_id)
    assert proof["digest"] == digest_of(body).hex()
    assert proof["grid"] == county.grid


def test_a_report_sent_twice_is_filed_once(app: Flask, county: County) -> None:
    client, body, report_id = client_for(app, county.people["worker"]), filing(finding(), finding()), uuid4()
    first = put_report(client, body, report_id)
    stored = rows()
    again = put_report(client, dict(reversed(body.items())), report_id)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.get_json() == first.get_json()
    assert rows() == stored
    assert stored["report"] == 1
    assert stored["finding"] == 2


def test_five_twins_at_once_get_five_equal_successes(app: Flask, county: County) -> None:
    body, report_id, answers = filing(finding(), finding()), uuid4(), []
    gate = threading.Barrier(5)

    def send() -> None:
        client = client_for(app, county.people["worker"])
        gate.wait()
        answers.append(put_report(client, body, report_id))

    twins = [threading.Thread(target=send) for _ in range(5)]
    for twin in twins:
        twin.start()
    for twin in twins:
        twin.join()
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 200, 201]
    assert all(answer.get_json() == answers[0].get_json() for answer in answers)
    assert rows()["report"] == 1
    assert rows()["finding"] == 2


def test_the_same_id_with_other_content_is_told_so_and_changes_nothing(app: Flask, county: County) -> None:
    client, body, report_id = client_for(app, county.people["worker"]), filing(finding()), uuid4()
    put_report(client, body, report_id)
    stored = rows()
    other = put_report(client, body | {"note": "另有一事"}, report_id)
    assert (other.status_code, other.get_json()["type"]) == (409, "report-differs")
    assert rows() == stored


def test_somebody_elses_report_id_is_not_given_away(app: Flask, county: County) -> None:
    body, report_id = filing(finding()), uuid4()
    put_report(client_for(app, county.people["worker"]), body, report_id)
    answer = put_report(client_for(app, county.people["worker2"]), body, report_id)
    assert (answer.status_code, answer.get_json()["type"]) == (409, "report-differs")


def test_a_finding_id_used_in_another_report_is_refused_and_leaves_nothing(app: Flask, county: County) -> None:
    client, used = client_for(app, county.people["worker"]), finding()
    put_report(client, filing(used))
    stored = rows()
    answer = put_report(client, filing(finding(), used, finding()))
    assert (answer.status_code, answer.get_json()["type"]) == (409, "finding-id-used")
    assert rows() == stored


def test_what_was_accepted_stays_accepted_when_the_checklist_says_otherwise_later(
    app: Flask, county: County, monkeypatch: Any
) -> None:
    client, body, report_id = client_for(app, county.people["worker"]), filing(finding()), uuid4()
    first = put_report(client, body, report_id)
    monkeypatch.setattr("backend.reports.answers.find_edition", lambda name: None)
    assert put_report(client, body, report_id).get_json() == first.get_json()
    assert put_report(client, filing(finding())).get_json()["type"] == "unknown-edition"


def test_declared_photos_are_waited_for_and_named_in_the_answer(app: Flask, county: County) -> None:
    client, report_id = client_for(app, county.people["worker"]), uuid4()
    near, far = declared(b"near"), declared(b"far", kind="far")
    body = filing(finding(photos=[near, far, near]))
    answer = put_report(client, body, report_id).get_json()
    assert answer["findings"][0]["photos_missing"] == [near["sha256"], far["sha256"]]
    assert put_report(client, body, report_id).get_json() == answer


def test_a_visit_without_findings_is_a_report_too(app: Flask, county: County) -> None:
    answer = put_report(client_for(app, county.people["worker"]), filing(checked_ok=["CZ01-01", "XF01-02"]))
    assert (answer.status_code, answer.get_json()["findings"]) == (201, [])


def test_swapped_coordinates_are_put_right_kept_raw_and_noted(app: Flask, county: County) -> None:
    one = finding()
    place = {"type": "Point", "coordinates": [32.505, 120.403]}
    answer = put_report(client_for(app, county.people["worker"]), filing(one, place=place))
    assert answer.get_json()["grid"]["code"] == county.grid
    assert doubt_kinds(one["id"]) == ["swapped"]
    raw = db.session.execute(text("SELECT raw_lon, raw_lat, ST_X(place), ST_Y(place) FROM report")).one()
    assert tuple(raw) == (32.505, 120.403, 120.403, 32.505)


def test_a_place_outside_every_grid_is_filed_and_waits_for_its_grid(app: Flask, county: County) -> None:
    one = finding()
    place = {"type": "Point", "coordinates": [121.5, 31.2]}
    answer = put_report(client_for(app, county.people["worker"]), filing(one, place=place))
    assert (answer.status_code, answer.get_json()["grid"]) == (201, None)
    assert doubt_kinds(one["id"]) == ["outside"]


def test_odd_times_places_and_clocks_are_doubts_and_never_refusals(app: Flask, county: County) -> None:
    client, now = client_for(app, county.people["worker"]), clock.now()
    cases: dict[str, dict[str, Any]] = {
        "seen_in_future": {"seen_at": (now + timedelta(minutes=11)).isoformat()},
        "seen_long_ago": {"seen_at": (now - timedelta(days=31)).isoformat()},
        "accuracy": {"accuracy_m": 5001.0},
        "foreign_grid": {"place": {"type": "Point", "coordinates": [120.433, 32.505]}},
        "border": {"place": {"type": "Point", "coordinates": [120.41999, 32.502]}, "accuracy_m": 30.0},
    }
    for kind, changes in cases.items():
        one = finding()
        assert put_report(client, filing(one, **changes)).status_code == 201
        assert kind in doubt_kinds(one["id"]), kind
    for minutes, expected in ((11, ["clock"]), (-11, ["clock"]), (9, [])):
        one, phone = finding(), (now + timedelta(minutes=minutes)).isoformat()
        put_report(client, filing(one), headers={"X-Device-Time": phone})
        assert doubt_kinds(one["id"]) == expected
    one = finding()
    assert put_report(client, filing(one), headers={"X-Device-Time": "gestern"}).status_code == 201
    assert doubt_kinds(one["id"]) == []


def test_gcj02_is_converted_and_the_raw_place_kept(app: Flask, county: County) -> None:
    place = {"type": "Point", "coordinates": [120.4077, 32.5030]}
    put_report(client_for(app, county.people["worker"]), filing(finding(), place=place, datum="gcj02"))
    row = db.session.execute(text("SELECT raw_lon, datum, ST_X(place) AS lon FROM report")).one()
    assert (row.raw_lon, row.datum) == (120.4077, "gcj02")
    assert 0.003 < row.raw_lon - row.lon < 0.006


def test_a_swapped_place_of_a_photo_is_put_right_too(app: Flask, county: County) -> None:
    place = {"type": "Point", "coordinates": [32.505, 120.403]}
    body = filing(finding(photos=[declared(b"x", place=place, evidence_from="device")]))
    assert put_report(client_for(app, county.people["worker"]), body).status_code == 201
    assert tuple(db.session.execute(text("SELECT lon, lat FROM photo_claim")).one()) == (120.403, 32.505)


def test_contacts_are_stored_sealed_and_shown_masked(app: Flask, county: County) -> None:
    client, report_id = client_for(app, county.people["worker"]), uuid4()
    contact = {"name": "张小明", "phone": "13812348001", "relation": "房东", "agreed": True}
    put_report(client, filing(finding(contacts=[contact])), report_id)
    shown = client.get(f"/api/v1/reports/{report_id}").get_json()["findings"][0]["contacts"]
    assert shown == [{"name": "张*", "phone": "138****8001", "relation": "房东", "agreed": True}]
    sealed = db.session.execute(text("SELECT sealed FROM contact")).scalar_one()
    assert b"13812348001" not in sealed
    assert "13812348001" in app.extensions["keys"].unseal(sealed)


def test_a_receipt_is_verified_from_a_file_or_from_standard_input(app: Flask, county: County, tmp_path: Path) -> None:
    receipt = put_report(client_for(app, county.people["worker"]), filing(finding())).get_json()["receipt"]
    (tmp_path / "receipt.txt").write_text(f"{receipt}\n")
    run = app.test_cli_runner().invoke
    from_file = run(args=["receipts", "verify", str(tmp_path / "receipt.txt")])
    assert (from_file.exit_code, "回执有效" in from_file.output) == (0, True), from_file.output
    assert run(args=["receipts", "verify", "-"], input=receipt).exit_code == 0
    bent = run(args=["receipts", "verify", "-"], input=receipt[:-4] + "AAAA")
    assert (bent.exit_code, "签名不对" in bent.output) == (1, True), bent.output
    assert run(args=["receipts", "verify", "-"], input="什么也不是").exit_code == 1


def test_a_receipt_for_a_report_that_is_not_here_is_said_so(app: Flask, county: County) -> None:
    elsewhere = sign_receipt(app.extensions["keys"], uuid4(), b"\0" * 32, clock.now(), None)
    answer = app.test_cli_runner().invoke(args=["receipts", "verify", "-"], input=elsewhere)
    assert (answer.exit_code, "没有这次上报" in answer.output) == (1, True), answer.output
