"""Bounties: what a verified, complete finding earns, once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from flask import Flask

from backend import clock
from backend.settings import Settings
from rewards.jobs import seal_ledger
from tests.cases import Desk
from tests.filings import declared, filing, finding, put_report
from tests.given import County, anonymous_client, client_for
from tests.phones import send_photo
from tests.pictures import a_photo


@pytest.fixture
def desk(app: Flask, county: County) -> Desk:
    return Desk(app, county)


def mine(desk: Desk, username: str = "worker", query: str = "") -> dict[str, Any]:
    answer = desk.client(username).get(f"/api/v1/rewards/mine{query}")
    assert answer.status_code == 200, answer.json
    return dict(answer.json)


def why_none(desk: Desk, finding_id: str, username: str = "worker") -> str | None:
    found = mine(desk, username, f"?finding={finding_id}")
    assert found["items"] == []
    return found["why_none"] and str(found["why_none"]["code"])


def command(desk: Desk, *args: str) -> tuple[int, str]:
    result = desk.app.test_cli_runner().invoke(args=list(args))
    return result.exit_code, result.output


def test_a_verified_finding_earns_its_tariff_and_says_by_which_rule(desk: Desk) -> None:
    code = desk.file()
    assert mine(desk)["items"] == []
    desk.take("captain", code, "verify", {"how": "on_site"})
    found = mine(desk)
    (row,) = found["items"]
    assert (row["order"], row["amount_fen"], row["step"], row["kind"]) == (code, 1000, "candidate", "award")
    assert row["rule_text"] == "通用标准，一般，10元"
    month = clock.local_month(clock.now())
    assert found["months"] == [{"month": month, "findings": 1, "amount_fen": 1000}]
    assert mine(desk, query=f"?month={month}")["items"] == found["items"]
    assert mine(desk, query="?month=2020-01")["items"] == []


def test_walking_on_to_the_end_earns_nothing_twice(desk: Desk) -> None:
    desk.walk(desk.file(), "closed")
    assert len(mine(desk)["items"]) == 1


def test_passing_it_on_is_no_verification_the_units_result_is(desk: Desk) -> None:
    code = desk.file()
    desk.take("captain", code, "verify", {"how": "by_unit"})
    assert mine(desk)["items"] == []
    desk.walk(code, "in_hand")
    assert mine(desk)["items"] == []
    desk.walk(code, "to_check")
    assert len(mine(desk)["items"]) == 1


def test_the_later_of_verification_and_last_photo_brings_the_award(desk: Desk) -> None:
    content, report = a_photo(21), uuid4()
    body = filing(finding(clause="XF02-01", photos=[declared(content)]))
    answer = put_report(desk.client("worker"), body, report)
    code, finding_id = answer.json["findings"][0]["order"], body["findings"][0]["id"]
    assert why_none(desk, finding_id) == "photos-missing"
    desk.take("captain", code, "verify", {"how": "on_site"})
    assert why_none(desk, finding_id) == "photos-missing"
    send_photo(desk.client("worker"), content, f"report/{report}")
    (row,) = mine(desk)["items"]
    assert (row["amount_fen"], row["rule"]) == (1500, "category XF N")


def test_verification_and_last_photo_at_the_same_time_bring_one_award(desk: Desk) -> None:
    for seed in range(30, 36):
        content, report = a_photo(seed), uuid4()
        answer = put_report(
            desk.client("worker"), filing(finding(clause="XF02-01", photos=[declared(content)])), report
        )
        code = answer.json["findings"][0]["order"]
        step = {"id": str(uuid4()), "step": "verify", "evidence": {"how": "on_site"}, "expected_version": 1}
        captain = client_for(desk.app, desk.county.people["captain"])
        worker = client_for(desk.app, desk.county.people["worker"])
        with ThreadPoolExecutor(2) as pool:
            verifying = pool.submit(captain.post, f"/api/v1/orders/{code}/steps", json=step)
            sending = pool.submit(send_photo, worker, content, f"report/{report}")
            assert (verifying.result().status_code, sending.result().status_code) == (200, 201)
    assert len(mine(desk)["items"]) == 6


@pytest.mark.parametrize(
    ("clause", "how", "reason"),
    [("RK04-03", "on_site", "excluded"), ("MD01-01", "on_site", "after-settlement"), ("CZ01-01", None, "not-verified")],
)
def test_what_earns_nothing_says_why(desk: Desk, clause: str, how: str | None, reason: str) -> None:
    body = filing(finding(clause=clause))
    code = desk.file("worker", body)
    if how:
        desk.take("captain", code, "verify", {"how": how})
    assert why_none(desk, body["findings"][0]["id"]) == reason


def test_a_joined_finding_is_thanked_and_a_strangers_is_not_spoken_of(desk: Desk) -> None:
    code = desk.file()
    body = filing(finding(joins=code))
    desk.file("worker", body)
    finding_id = body["findings"][0]["id"]
    assert why_none(desk, finding_id) == "joined"
    assert why_none(desk, finding_id, "worker2") is None
    assert why_none(desk, str(uuid4())) is None


def test_a_finding_merged_after_it_was_verified_gives_its_bounty_back(desk: Desk) -> None:
    first, second = desk.file(), desk.file("worker2")
    desk.take("captain", second, "verify", {"how": "on_site"})
    desk.take("captain", second, "merge", {"into": first})
    rows = mine(desk, "worker2")["items"]
    assert sorted((row["kind"], row["amount_fen"]) for row in rows) == [("award", 1000), ("reversed", -1000)]
    assert any("谢谢" in row["reason"] for row in rows)
    assert command(desk, "rewards", "recompute") == (0, "台账与重算结果全部相符。\n")


def test_a_correction_after_verification_is_followed_by_the_ledger(desk: Desk) -> None:
    code = desk.file()
    desk.take("captain", code, "verify", {"how": "on_site"})
    desk.take("town", code, "correct", {"reason": "level", "level": "L"})
    assert mine(desk)["months"][0]["amount_fen"] == 2000
    desk.take("town", code, "correct", {"reason": "clause", "clause": "RK04-03"})
    assert mine(desk)["months"][0]["amount_fen"] == 0
    desk.take("town", code, "correct", {"reason": "clause", "clause": "CZ01-02"})
    assert mine(desk)["months"][0]["amount_fen"] == 1000
    assert len(mine(desk)["items"]) == 4
    assert command(desk, "rewards", "recompute") == (0, "台账与重算结果全部相符。\n")


def test_only_workers_have_bounties_and_each_sees_only_own_ones(desk: Desk) -> None:
    code = desk.file()
    desk.take("captain", code, "verify", {"how": "on_site"})
    assert mine(desk, "worker2")["items"] == []
    assert anonymous_client(desk.app).get("/api/v1/rewards/mine").status_code == 401
    for username in ("captain", "town", "centre", "unit", "auditor", "admin", "clerk", "reviewer"):
        assert desk.client(username).get("/api/v1/rewards/mine").status_code == 403, username


def test_rows_come_page_by_page_each_once(desk: Desk) -> None:
    for _ in range(3):
        desk.take("captain", desk.file(), "verify", {"how": "on_site"})
    first = mine(desk, query="?limit=2")
    rest = mine(desk, query=f"?limit=2&after={first['next']}")
    assert len({row["id"] for row in first["items"] + rest["items"]}) == 3
    assert rest["next"] is None


@pytest.mark.parametrize(
    "query", ["?month=2026", "?month=2026-13", "?finding=x", "?after=WyIyMDI2IiwxXQ", "?after=WzEsMl0", "?worker=1"]
)
def test_questions_that_make_no_sense_are_refused(desk: Desk, query: str) -> None:
    answer = desk.client("worker").get(f"/api/v1/rewards/mine{query}")
    assert (answer.status_code, answer.json["type"]) == (422, "invalid")


def test_the_ledger_is_sealed_after_commit_and_any_change_shows(desk: Desk, settings: Settings) -> None:
    for _ in range(3):
        desk.take("captain", desk.file(), "verify", {"how": "on_site"})
    assert "还有 3 笔等待封存" in command(desk, "audit", "verify")[1]
    assert (seal_ledger(), seal_ledger()) == (3, 0)
    desk.take("captain", desk.file(), "verify", {"how": "on_site"})
    assert seal_ledger() == 1
    status, told = command(desk, "audit", "verify")
    assert (status, "奖励台账 4 笔，全部相符；还有 0 笔等待封存" in told) == (0, True), told
    url = settings.migration_database_url.replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True, options=f"-c search_path={settings.schema},public") as owner:
        second = "SELECT entry_id FROM ledger_seal WHERE seq = 2"
        owner.execute(f"UPDATE ledger_entry SET amount_fen = 9 WHERE id = ({second})")
    status, told = command(desk, "audit", "verify")
    assert (status, "第 2 笔" in told) == (1, True), told
    status, told = command(desk, "rewards", "recompute")
    assert (status, "台账 0.09元，应为 10元" in told) == (1, True), told


def test_the_tariff_is_told_in_words(desk: Desk) -> None:
    status, told = command(desk, "rewards", "tariff")
    assert status == 0, told
    assert "消防安全（XF）：一般 15元，较大 30元，重大 80元" in told
    assert "本项目参考" in told


def test_routing_and_picture_have_their_commands(desk: Desk) -> None:
    assert command(desk, "orders", "routing")[0] == 0
    assert command(desk, "orders", "picture")[1].startswith("stateDiagram-v2\n")
