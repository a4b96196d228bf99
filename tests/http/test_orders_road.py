"""The main road of an order, and who reads what of it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from tests.cases import Desk
from tests.filings import filing, finding
from tests.given import County

SENSITIVE = "MD01-02"  # 赡养抚养继承: S, not urgent
PAST_CAPTAIN = "WJ01-01"  # S and T, not urgent
URGENT = "YJ01-01"


@pytest.fixture
def desk(app: Flask, county: County) -> Desk:
    return Desk(app, county)


def at(lon: float, lat: float = 32.505) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [lon, lat]}


def titles(desk: Desk, username: str) -> list[str]:
    answer = desk.client(username).get("/api/v1/notices")
    assert answer.status_code == 200
    return [notice["title"] for notice in answer.json["items"]]


def test_a_finding_walks_from_the_worker_to_a_closed_order(desk: Desk) -> None:
    code = desk.file()
    assert desk.see("captain", code)["steps_open_to_me"] == ["verify", "return", "decline", "correct", "merge"]
    order = desk.walk(code, "closed")
    assert (order["state"], order["desk"], order["version"]) == ("closed", "", 8)
    assert order["closed_at"]
    assert [each["step"] for each in order["road"]] == [
        "file", "verify", "accept", "dispatch", "sign", "result", "check", "close",
    ]  # fmt: skip
    assert desk.see("worker", code)["reporter"] == {"name": "张小明", "mine": True}


def test_the_reporter_is_told_of_every_turn_and_of_the_outcome(desk: Desk) -> None:
    desk.walk(desk.file(), "closed")
    heard = titles(desk, "worker")
    for news in ("已核实", "已受理", "已派给承办单位", "承办单位已反馈", "好了没有", "已结案"):
        assert sum(news in title for title in heard) == 1, news


def test_each_desk_is_told_when_it_is_its_turn(desk: Desk) -> None:
    code = desk.file()
    assert any(title.startswith("待核实") for title in titles(desk, "captain"))
    desk.walk(code, "dispatched")
    assert any(title.startswith("待受理") for title in titles(desk, "town"))
    assert any(title.startswith("已派单") for title in titles(desk, "other_unit"))
    assert not titles(desk, "unit")


def test_an_order_stands_at_the_desk_of_whoever_must_act(desk: Desk) -> None:
    code = desk.file()
    desks = {}
    for state in ("to_verify", "to_accept", "accepted", "dispatched", "in_hand", "to_check", "to_close", "closed"):
        desks[state] = desk.walk(code, state)["desk"]
    town = "town:320685100000"
    assert desks == {
        "to_verify": "captain:320685100201001", "to_accept": town, "accepted": town, "dispatched": "unit:police",
        "in_hand": "unit:police", "to_check": town, "to_close": town, "closed": "",
    }  # fmt: skip


def test_outside_its_sight_an_order_does_not_exist(desk: Desk) -> None:
    code = desk.file()
    seeing = {"worker", "captain", "town", "centre", "centre2", "auditor"}
    for username in desk.county.people:
        for call in ("", "/history"):
            answer = desk.client(username).get(f"/api/v1/orders/{code}{call}")
            assert answer.status_code == (200 if username in seeing else 404), username
        answer = desk.ask(username, code, "accept", expected_version=1)
        assert answer.status_code in ((403, 409) if username in seeing else (404,)), username


def test_a_unit_sees_what_was_ever_sent_to_it_and_never_who_reported(desk: Desk) -> None:
    code = desk.file()
    desk.walk(code, "dispatched")
    order = desk.see("other_unit", code)
    assert order["reporter"] == {"name": "网格员", "mine": False}
    assert "张小明" not in str(order)
    assert "李建国" not in str(order)
    desk.take("other_unit", code, "refuse", {"reason": "not_our_duty", "note": "由住建负责"})
    assert desk.see("other_unit", code)["state"] == "accepted"
    assert desk.see("centre", code)["unit"] is None


def test_the_auditor_reads_names_masked_and_moves_nothing(desk: Desk) -> None:
    order = desk.see("auditor", desk.file())
    assert order["reporter"]["name"] == "张*"
    assert order["steps_open_to_me"] == []


def test_a_neighbour_worker_sees_open_orders_of_own_grids_but_not_who_filed(desk: Desk) -> None:
    code = desk.file("other_worker", filing(finding(), grid_confirmed=None))
    order = desk.see("worker", code)
    assert order["reporter"]["name"] == "网格员"
    desk.walk(code, "closed")
    assert desk.client("worker").get(f"/api/v1/orders/{code}").status_code == 404
    assert desk.see("other_worker", code)["reporter"]["mine"]


def test_a_sensitive_order_is_seen_by_those_named_and_its_way_is_veiled(desk: Desk) -> None:
    code = desk.file("other_worker", filing(finding(clause=SENSITIVE, note="老人赡养")))
    assert desk.client("worker").get(f"/api/v1/orders/{code}").status_code == 404
    desk.take("captain", code, "verify", {"how": "by_phone", "note": "与村干部核对过"})
    desk.take("town", code, "accept")
    desk.take("town", code, "dispatch", {"unit": "police", "note": "请上门"})
    own = desk.see("other_worker", code)
    assert own["unit"] is None
    assert own["desk_title"] == "有关部门"
    assert "请上门" not in str(own)
    assert "公安" not in str(own)
    assert "police" not in str(own)
    assert "请上门" in str(desk.see("other_unit", code))
    assert [title for title in titles(desk, "other_worker") if "敏感" in title] == ["已由有关部门接收：敏感事项"]


def test_sensitive_and_phone_first_goes_past_the_captain_to_the_town(desk: Desk) -> None:
    code = desk.file(clause=PAST_CAPTAIN)
    order = desk.see("town", code)
    assert (order["state"], order["desk"]) == ("to_verify", "town:320685100000")
    assert "verify" in order["steps_open_to_me"]
    assert desk.client("captain").get(f"/api/v1/orders/{code}").status_code == 404
    assert desk.take("town", code, "verify", {"how": "by_unit"})["verified"] is False


def test_an_urgent_finding_opens_at_the_centres_desk_and_is_verified_by_its_result(desk: Desk) -> None:
    code = desk.file(clause=URGENT)
    order = desk.see("town", code)
    assert (order["state"], order["desk"], order["urgent"]) == ("to_accept", "town:320685100000", True)
    assert any(title.startswith("【紧急】") for title in titles(desk, "town"))
    desk.take("town", code, "accept")
    desk.take("town", code, "dispatch", {"unit": "police"})
    assert desk.take("other_unit", code, "sign")["verified"] is False
    assert desk.take("other_unit", code, "result", {"note": "已排水"})["verified"] is True


def test_a_finding_outside_every_grid_stands_at_the_countys_desk_and_is_verified_there(desk: Desk) -> None:
    code = desk.file(body=filing(finding(), place=at(121.2, 33.1)))
    order = desk.see("centre", code)
    assert (order["desk"], order["grid"]) == ("centre", None)
    assert desk.take("centre", code, "verify", {"how": "on_site"})["desk"] == "centre"


def test_not_found_by_the_captain_is_looked_at_by_the_county(desk: Desk) -> None:
    code = desk.file()
    order = desk.take("captain", code, "decline", {"reason": "not_found", "note": "去看了，没有"})
    assert (order["state"], order["desk"]) == ("to_accept", "centre")
    assert [tag["code"] for tag in order["tags"]] == ["not_found"]
    assert desk.see("town", code)["steps_open_to_me"] == []
    found = desk.client("centre").get("/api/v1/orders?tag=not_found").json["items"]
    assert [each["code"] for each in found] == [code]
    desk.take("centre", code, "decline", {"reason": "not_found", "note": "复看也没有"})
    assert desk.see("worker", code)["state"] == "declined"


def test_a_second_refusal_leaves_the_order_with_the_county(desk: Desk) -> None:
    code = desk.file()
    desk.walk(code, "dispatched")
    refusal = {"reason": "not_our_duty", "note": "职责不符"}
    assert desk.take("other_unit", code, "refuse", refusal)["desk"] == "town:320685100000"
    desk.take("town", code, "dispatch", {"unit": "police"})
    order = desk.take("other_unit", code, "refuse", refusal)
    assert (order["state"], order["desk"]) == ("accepted", "centre")
    assert desk.ask("town", code, "dispatch", {"unit": "police"}).status_code == 403
    assert desk.take("centre", code, "dispatch", {"unit": "police"})["state"] == "dispatched"


def test_a_unit_without_account_is_served_by_the_countys_desk(desk: Desk) -> None:
    code = desk.file()
    desk.walk(code, "accepted")
    assert desk.take("town", code, "dispatch", {"unit": "power"})["desk"] == "centre"
    desk.take("centre", code, "sign")
    assert desk.take("centre", code, "result", {"note": "供电所王工电话告知：已换线"})["state"] == "to_check"


def test_rework_goes_back_to_the_unit(desk: Desk) -> None:
    code = desk.file()
    desk.walk(code, "to_check")
    order = desk.take("town", code, "rework", {"note": "楼道里还有"})
    assert (order["state"], order["desk"]) == ("in_hand", "unit:police")


def test_a_returned_finding_comes_back_to_where_it_was(desk: Desk) -> None:
    code = desk.file()
    desk.take("captain", code, "verify", {"how": "on_site"})
    order = desk.take("town", code, "return", {"note": "请写清几号楼", "reason": "place"})
    assert order["desk"] == f"worker:{desk.county.id_of('worker')}"
    assert desk.see("worker", code)["steps_open_to_me"] == ["supplement", "withdraw"]
    assert titles(desk, "worker")[0].startswith("请补充")
    assert desk.take("worker", code, "supplement", {"note": "三号楼"})["state"] == "to_accept"


def test_the_reporter_may_withdraw_without_a_mark(desk: Desk) -> None:
    code = desk.file()
    assert desk.take("worker", code, "withdraw")["state"] == "withdrawn"
    assert desk.see("worker", code)["steps_open_to_me"] == []


def test_the_centre_that_accepts_first_keeps_the_order(desk: Desk) -> None:
    code = desk.file()
    desk.walk(code, "to_accept")
    assert desk.take("centre", code, "accept")["desk"] == "centre"
    assert desk.ask("town", code, "dispatch", {"unit": "fire"}).status_code == 403


def test_the_proposed_unit_comes_with_its_reason(desk: Desk) -> None:
    code = desk.file()
    proposed = desk.see("town", code)["proposed_unit"]
    assert proposed["unit"] == {"code": "police", "title": "公安派出所"}
    assert proposed["why"]
    assert desk.see("worker", code)["proposed_unit"] is None


def test_the_road_says_what_was_said_and_by_which_office(desk: Desk) -> None:
    code = desk.file()
    desk.take("captain", code, "verify", {"how": "on_site", "note": "去看过"})
    last = desk.see("captain", code)["road"][-1]
    assert (last["title"], last["from"], last["to"], last["note"]) == ("核实", "to_verify", "to_accept", "去看过")
    assert last["how"] == {"code": "on_site", "title": "现场核实"}
    assert last["who"] == {"role": "网格长", "name": "李建国", "unit": None, "me": True}
    assert desk.see("worker", code)["road"][-1]["who"]["name"] is None
