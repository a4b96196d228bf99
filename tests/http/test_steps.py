"""The one door: steps sent again, at once, in bulk, and wrongly."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from tests.cases import Desk
from tests.given import County, client_for, given_deputy

NOT_TAKEN = ("void", "step_back", "reopen", "file", "join")
DEPUTY_DAYS = (date(2020, 1, 1), date(2199, 1, 1))


@pytest.fixture
def desk(app: Flask, county: County) -> Desk:
    return Desk(app, county)


def body(step: str, version: int, evidence: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "step": step, "expected_version": version, "evidence": evidence or {}, **changes}


def post(desk: Desk, username: str, code: str, sent: Any) -> Any:
    return desk.client(username).post(f"/api/v1/orders/{code}/steps", json=sent)


def refusal(answer: Any) -> tuple[int, str]:
    assert answer.content_type.startswith("application/problem+json")
    return answer.status_code, answer.json["type"]


def test_a_step_sent_again_is_taken_once_and_answered_alike(desk: Desk) -> None:
    code = desk.file()
    sent = body("verify", 1, {"how": "on_site"})
    first, again = post(desk, "captain", code, sent), post(desk, "captain", code, sent)
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json == again.json
    assert len(again.json["road"]) == 2


def test_a_step_sent_again_much_later_is_still_the_same_step(desk: Desk) -> None:
    code = desk.file()
    sent = body("verify", 1, {"how": "on_site"})
    post(desk, "captain", code, sent)
    desk.walk(code, "closed")
    again = post(desk, "captain", code, sent)
    assert (again.status_code, again.json["state"]) == (200, "closed")


def test_the_same_id_with_other_content_differs(desk: Desk) -> None:
    code = desk.file()
    sent = body("verify", 1, {"how": "on_site"})
    post(desk, "captain", code, sent)
    assert refusal(post(desk, "captain", code, {**sent, "evidence": {"how": "by_phone"}})) == (409, "step-differs")


def test_an_id_used_on_another_order_differs(desk: Desk) -> None:
    one, other = desk.file(), desk.file()
    sent = body("verify", 1, {"how": "on_site"})
    post(desk, "captain", one, sent)
    assert refusal(post(desk, "captain", other, sent)) == (409, "step-differs")
    assert desk.see("captain", other)["state"] == "to_verify"


def test_five_twins_at_once_get_five_equal_successes(desk: Desk) -> None:
    code = desk.file()
    sent = body("verify", 1, {"how": "on_site"})
    twins = [client_for(desk.app, desk.county.people["captain"]) for _ in range(5)]
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda client: client.post(f"/api/v1/orders/{code}/steps", json=sent), twins))
    assert [answer.status_code for answer in answers] == [200] * 5
    assert all(answer.json == answers[0].json for answer in answers)
    assert len(desk.see("captain", code)["road"]) == 2


def test_of_two_different_steps_at_once_one_is_told_that_the_order_moved_on(desk: Desk) -> None:
    code = desk.file()
    sent = [body("verify", 1, {"how": "on_site"}), body("return", 1, {"note": "缺照片"})]
    clients = [client_for(desk.app, desk.county.people["captain"]) for _ in sent]
    with ThreadPoolExecutor(2) as pool:
        url = f"/api/v1/orders/{code}/steps"
        posts = [pool.submit(client.post, url, json=step) for client, step in zip(clients, sent, strict=True)]
        answers = [each.result() for each in posts]
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert {answer.json["type"] for answer in answers if answer.status_code == 409} == {"order-moved-on"}
    assert len(desk.see("captain", code)["road"]) == 2


def test_a_stale_version_is_told_so(desk: Desk) -> None:
    code = desk.file()
    desk.take("captain", code, "verify", {"how": "on_site"})
    assert refusal(post(desk, "town", code, body("accept", 1))) == (409, "order-moved-on")
    assert refusal(post(desk, "town", code, body("accept", 99))) == (409, "order-moved-on")


REFUSED: list[tuple[str, str, dict[str, Any], tuple[int, str]]] = [
    ("worker", "verify", {"how": "on_site"}, (403, "not-allowed")),
    ("captain", "accept", {}, (403, "not-allowed")),
    ("town", "verify", {"how": "on_site"}, (403, "not-allowed")),
    ("auditor", "verify", {"how": "on_site"}, (403, "not-allowed")),
    ("town", "accept", {}, (409, "step-not-open")),
    ("centre", "close", {}, (409, "step-not-open")),
    ("other_captain", "verify", {"how": "on_site"}, (404, "not-found")),
    ("unit", "sign", {}, (404, "not-found")),
    ("admin", "close", {}, (404, "not-found")),
    ("captain", "verify", {}, (422, "invalid")),
    ("captain", "verify", {"how": "guess"}, (422, "invalid")),
    ("captain", "verify", {"how": ["on_site"]}, (422, "invalid")),
    ("captain", "verify", {"how": "on_site", "unit": "fire"}, (422, "invalid")),
    ("captain", "verify", {"how": "on_site", "bribe": 1}, (422, "invalid")),
    ("captain", "verify", {"how": "on_site", "note": "字" * 2001}, (422, "invalid")),
    ("captain", "verify", {"how": "on_site", "photos": ["a" * 64]}, (422, "invalid")),
    ("captain", "verify", {"how": "on_site", "photos": [{"sha256": "A"}]}, (422, "invalid")),
    ("captain", "verify", {"how": "on_site", "photos": [{"sha256": "a" * 64}]}, (409, "photos-not-whole")),
    ("captain", "return", {"note": "  "}, (422, "invalid")),
    ("captain", "decline", {"reason": "known"}, (422, "invalid")),
    ("captain", "merge", {"into": "3206852026112210000000"}, (422, "invalid")),
    ("captain", "merge", {"into": 7}, (422, "invalid")),
    ("captain", "correct", {"reason": "clause", "clause": "XX99-99"}, (422, "invalid")),
    ("captain", "correct", {"reason": "clause", "clause": "CZ01-01"}, (422, "invalid")),
    ("captain", "correct", {"reason": "clause", "clause": "FZ01-01"}, (422, "invalid")),
    ("captain", "correct", {"reason": "place", "grid": "nowhere"}, (422, "invalid")),
    ("captain", "correct", {"reason": "place", "place": {"type": "Point", "coordinates": [200, 1]}}, (422, "invalid")),
    ("captain", "correct", {"reason": "place", "place": {"type": "Polygon", "coordinates": []}}, (422, "invalid")),
    ("captain", "correct", {"reason": "level", "level": "X"}, (422, "invalid")),
]


def test_steps_that_may_not_be_are_refused_and_change_nothing(desk: Desk) -> None:
    code = desk.file()
    for username, step, evidence, expected in REFUSED:
        assert refusal(post(desk, username, code, body(step, 1, evidence))) == expected, (username, step, evidence)
    order = desk.see("centre", code)
    assert (order["version"], order["state"], len(order["road"])) == (1, "to_verify", 1)


MALFORMED: list[dict[str, Any]] = [
    {"step": "bless"}, {"step": None}, {"step": 3}, {"id": "x"}, {"id": None}, {"expected_version": "1"},
    {"expected_version": 1.5}, {"expected_version": 0}, {"expected_version": 2**40}, {"expected_version": True},
    {"evidence": []}, {"evidence": None}, {"more": 1}, *({"step": step} for step in NOT_TAKEN),
]  # fmt: skip


def test_malformed_steps_and_those_that_nobody_takes_are_refused_by_their_shape(desk: Desk) -> None:
    code = desk.file()
    for changes in MALFORMED:
        sent = {**body("verify", 1, {"how": "on_site"}), **changes}
        assert refusal(post(desk, "captain", code, sent)) == (422, "invalid"), changes
    assert desk.version(code) == 1


def test_an_order_that_is_none_is_not_found(desk: Desk) -> None:
    for code in ("x", "3206852026112210000000", "%00", "3" * 5000):
        assert post(desk, "centre", code, body("accept", 1)).status_code == 404, code
        for call in ("", "/history"):
            assert desk.client("centre").get(f"/api/v1/orders/{code}{call}").status_code == 404, code


def test_a_unit_that_does_not_exist_is_not_dispatched_to(desk: Desk) -> None:
    code = desk.file()
    desk.walk(code, "accepted")
    answer = desk.ask("town", code, "dispatch", {"unit": "ghost"})
    assert refusal(answer) == (422, "invalid")
    assert answer.json["errors"][0]["pointer"] == "/evidence/unit"
    assert desk.see("town", code)["state"] == "accepted"


def test_many_steps_are_answered_row_by_row(desk: Desk) -> None:
    codes = [desk.file() for _ in range(3)]
    for code in codes[:2]:
        desk.take("captain", code, "verify", {"how": "on_site"})
    rows = [{**body("accept", 2), "code": code} for code in codes]
    rows.append({**body("accept", 2), "code": "3206852026112210000000"})
    rows.append({**rows[0], "id": str(uuid4())})
    answer = desk.client("town").post("/api/v1/orders/steps", json=rows)
    assert answer.status_code == 200
    told = [(row["state"], row["problem"] and row["problem"]["type"]) for row in answer.json["items"]]
    assert told == [
        ("accepted", None), ("accepted", None), (None, "order-moved-on"), (None, "not-found"), (None, "order-moved-on"),
    ]  # fmt: skip
    assert [row["id"] for row in answer.json["items"]] == [row["id"] for row in rows]
    again = desk.client("town").post("/api/v1/orders/steps", json=rows[:2])
    assert [row["problem"] for row in again.json["items"]] == [None, None]


def test_a_step_id_used_twice_in_bulk_harms_only_its_own_row(desk: Desk) -> None:
    codes = sorted(desk.file() for _ in range(2))
    rows = [{**body("verify", 1, {"how": "on_site"}), "code": code} for code in codes]
    rows[1]["id"] = rows[0]["id"]
    answer = desk.client("captain").post("/api/v1/orders/steps", json=rows)
    assert [row["problem"] and row["problem"]["type"] for row in answer.json["items"]] == [None, "step-differs"]
    assert [desk.see("captain", code)["state"] for code in codes] == ["to_accept", "to_verify"]


def test_more_than_five_hundred_at_once_are_refused_whole(desk: Desk) -> None:
    code = desk.file()
    rows = [{**body("verify", 1, {"how": "on_site"}), "code": code} for _ in range(501)]
    assert refusal(desk.client("captain").post("/api/v1/orders/steps", json=rows)) == (422, "invalid")
    assert desk.version(code) == 1


def test_a_correction_moves_the_order_and_keeps_what_was_filed(desk: Desk) -> None:
    code = desk.file()
    place = {"type": "Point", "coordinates": [120.433, 32.505]}
    order = desk.take("captain", code, "correct", {"reason": "place", "place": place, "level": "L", "note": "在隔壁村"})
    assert order["grid"]["code"] == desk.county.foreign_grid
    assert (order["level"], order["note"], order["state"]) == ("L", "在隔壁村", "to_verify")
    assert order["desk"] == f"captain:{desk.county.foreign_grid}"
    assert desk.client("captain").get(f"/api/v1/orders/{code}").status_code == 404
    seen = desk.see("other_captain", code)
    assert seen["findings"][0]["note"] == "出租房登记信息有变化"
    assert {change["title"]: change["after"] for change in seen["road"][-1]["changes"]}["级别"] == "L"


def test_a_corrected_clause_brings_its_own_level_and_secrecy(desk: Desk) -> None:
    code = desk.file()
    order = desk.take("captain", code, "correct", {"reason": "clause", "clause": "MD03-01"})
    assert (order["clause"]["code"], order["level"], order["sensitive"]) == ("MD03-01", "L", True)


def test_a_correction_naming_a_grid_goes_by_that_grid(desk: Desk) -> None:
    code = desk.file()
    order = desk.take("captain", code, "correct", {"reason": "place", "grid": desk.county.special_grid})
    assert order["grid"]["code"] == desk.county.special_grid


def test_nothing_is_corrected_once_it_was_dispatched(desk: Desk) -> None:
    code = desk.file()
    desk.walk(code, "dispatched")
    assert refusal(desk.ask("town", code, "correct", {"reason": "words", "note": "x"})) == (409, "step-not-open")


def test_merging_moves_the_finding_and_all_that_joined_it(desk: Desk) -> None:
    first, second = desk.file(), desk.file("worker2")
    joined = desk.file("other_worker", None)
    desk.take("captain", joined, "merge", {"into": second})
    merged = desk.take("captain", second, "merge", {"into": first})
    assert (merged["state"], merged["merged_into"], merged["desk"]) == ("merged", first, "")
    order = desk.see("captain", first)
    assert [each["joined"] for each in order["findings"]] == [False, True, True]
    assert order["road"][-1]["step"] == "join"
    for username in ("worker2", "other_worker"):
        assert desk.see(username, first)["reporter"]["mine"]
    desk.walk(first, "closed")
    for username in ("worker", "worker2", "other_worker"):
        notices = desk.client(username).get("/api/v1/notices").json["items"]
        assert sum("已结案" in notice["title"] for notice in notices) == 1, username


def test_what_goes_past_the_captain_is_not_merged_into_what_the_captain_sees(desk: Desk) -> None:
    past, seen = desk.file(clause="WJ01-01"), desk.file(clause="MD01-01")
    answer = desk.ask("town", past, "merge", {"into": seen})
    assert (answer.status_code, answer.json["errors"][0]["code"]) == (422, "past-captain")
    assert desk.take("town", seen, "merge", {"into": past})["merged_into"] == past


def test_an_order_is_not_merged_into_itself_or_what_is_done_unseen_or_of_other_secrecy(desk: Desk) -> None:
    code = desk.file()
    withdrawn = desk.file()
    desk.take("worker", withdrawn, "withdraw")
    foreign = desk.file("other_worker", None)
    desk.take("centre", foreign, "correct", {"reason": "place", "grid": desk.county.foreign_grid})
    sensitive = desk.file(clause="MD01-01")
    for into, fault in ((code, "itself"), (withdrawn, "not-open"), (foreign, "not-found"), (sensitive, "sensitive")):
        answer = desk.ask("captain", code, "merge", {"into": into})
        assert refusal(answer) == (422, "invalid")
        assert answer.json["errors"][0]["code"] == fault
    assert desk.version(code) == 1


def test_two_orders_merged_into_each_other_at_once_leave_one_open(desk: Desk) -> None:
    one, other = desk.file(), desk.file()
    sent = [(one, body("merge", 1, {"into": other})), (other, body("merge", 1, {"into": one}))]
    clients = [client_for(desk.app, desk.county.people["captain"]) for _ in sent]
    with ThreadPoolExecutor(2) as pool:
        posts = [
            pool.submit(client.post, f"/api/v1/orders/{code}/steps", json=step)
            for client, (code, step) in zip(clients, sent, strict=True)
        ]
        answers = [each.result() for each in posts]
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert sorted(desk.see("centre", code)["state"] for code in (one, other)) == ["merged", "to_verify"]


def test_a_deputy_acts_for_the_captain_and_the_road_says_so(desk: Desk) -> None:
    given_deputy(desk.county.people["captain"], desk.county.people["captain2"], *DEPUTY_DAYS)
    code = desk.file()
    order = desk.take("captain2", code, "verify", {"how": "on_site"})
    assert order["road"][-1]["deputy"] is True
    assert desk.see("worker", code)["road"][-1]["who"]["role"] == "网格长"
