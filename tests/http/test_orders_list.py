"""Lists of orders: whose, filtered how, page by page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from backend import clock
from tests.cases import Desk
from tests.filings import filing, finding
from tests.given import County, anonymous_client


@pytest.fixture
def desk(app: Flask, county: County) -> Desk:
    return Desk(app, county)


def listed(desk: Desk, username: str, query: str = "") -> list[str]:
    answer = desk.client(username).get(f"/api/v1/orders{query}")
    assert answer.status_code == 200, answer.json
    return [item["code"] for item in answer.json["items"]]


def in_grid(desk: Desk, grid: str, **changes: Any) -> dict[str, Any]:
    lon, lat = desk.county.inside[grid]
    return filing(finding(**changes), place={"type": "Point", "coordinates": [lon, lat]})


def test_each_role_lists_what_it_sees_newest_first(desk: Desk) -> None:
    county = desk.county
    own = desk.file("worker", in_grid(desk, county.grid))
    neighbour = desk.file("worker2", in_grid(desk, county.neighbour))
    foreign = desk.file("other_worker", in_grid(desk, county.foreign_grid))
    sensitive = desk.file("worker2", in_grid(desk, county.grid, clause="MD01-01"))
    past = desk.file("worker2", in_grid(desk, county.grid, clause="WJ01-01"))
    desk.walk(own, "dispatched")
    expected = {
        "worker": [own], "worker2": [past, sensitive, neighbour], "other_worker": [foreign],
        "captain": [sensitive, neighbour, own], "captain2": [], "other_captain": [foreign],
        "town": [past, sensitive, neighbour, own], "other_town": [foreign],
        "centre": [past, sensitive, foreign, neighbour, own], "auditor": [past, sensitive, foreign, neighbour, own],
        "other_unit": [own], "unit": [],
    }  # fmt: skip
    assert {username: listed(desk, username) for username in expected} == expected


def test_roles_without_cases_list_none(desk: Desk) -> None:
    for username in ("admin", "clerk", "reviewer", "town_reviewer", "appeals"):
        answer = desk.client(username).get("/api/v1/orders")
        assert (answer.status_code, answer.json["type"]) == (403, "not-allowed"), username
    assert anonymous_client(desk.app).get("/api/v1/orders").status_code == 401


def test_filters_narrow_the_list_and_nothing_else(desk: Desk) -> None:
    county = desk.county
    first = desk.file("worker", in_grid(desk, county.grid, note="二楼楼道 100% 堆放纸箱"))
    second = desk.file("worker2", in_grid(desk, county.neighbour, clause="CZ01-02", note="电动车"))
    urgent = desk.file("worker", in_grid(desk, county.grid, clause="YJ01-01"))
    desk.take("captain", first, "verify", {"how": "on_site"})
    lon, lat = county.inside[county.neighbour]
    now = clock.now()
    cases = {
        "?state=to_accept": [urgent, first],
        "?state=to_verify": [second],
        "?desk=mine": [second],
        f"?desk=town:{county.town}": [urgent, first],
        f"?grid={county.neighbour}": [second],
        "?clause=YJ01-01": [urgent],
        "?mine=true": [],
        f"?near={lon},{lat}&radius=50": [second],
        "?near=120.5,32.6": [],
        "?q=纸箱": [first],
        "?q=100%25": [first],
        "?q=__": [],
        f"?q={second}": [second],
        f"?q={second[:15]}": [urgent, second, first],
        "?q=320600": [],
        "?tag=not_found": [],
        "?overdue=true": [],
        "?overdue=false": [urgent, second, first],
        f"?since={(now + timedelta(hours=1)).isoformat().replace('+', '%2B')}": [],
        f"?since={(now - timedelta(hours=1)).isoformat().replace('+', '%2B')}": [urgent, second, first],
        "?state=to_accept&clause=CZ01-01": [first],
    }
    assert {query: listed(desk, "captain", query) for query in cases} == cases
    assert listed(desk, "worker", "?mine=true") == [urgent, first]


def test_a_filter_does_not_tell_the_reporter_which_desk_has_a_sensitive_matter(desk: Desk) -> None:
    code = desk.file("worker", clause="MD01-01")
    desk.walk(code, "dispatched")
    for query in ("?desk=unit:police", "?mine=true&desk=unit:police"):
        assert listed(desk, "worker", query) == [], query
    assert listed(desk, "captain", "?desk=unit:police") == [code]
    assert listed(desk, "other_unit", "?desk=unit:police") == [code]
    assert listed(desk, "other_unit", "?tag=not_found") == []
    plain = desk.file("worker")
    assert listed(desk, "worker", f"?desk=captain:{desk.county.grid}") == [plain]


def test_no_sensitive_order_is_in_a_nearby_list(desk: Desk) -> None:
    desk.file("worker", in_grid(desk, desk.county.grid, clause="MD01-01"))
    lon, lat = desk.county.inside[desk.county.grid]
    assert listed(desk, "centre", f"?near={lon},{lat}&radius=500") == []


def test_pages_hold_every_order_once_while_new_ones_come_in(desk: Desk) -> None:
    codes = [desk.file("worker") for _ in range(7)]
    for username in ("worker", "captain", "town", "centre"):
        seen, after = [], ""
        while True:
            answer = desk.client(username).get(f"/api/v1/orders?limit=3{after}").json
            seen.extend(item["code"] for item in answer["items"])
            if not answer["next"]:
                break
            after = f"&after={answer['next']}"
            if username == "centre":
                desk.file("worker2", in_grid(desk, desk.county.foreign_grid))
        assert seen == codes[::-1], username


def test_a_units_list_pages_through_what_was_sent_to_it(desk: Desk) -> None:
    codes = [desk.file("worker") for _ in range(3)]
    for code in codes:
        desk.walk(code, "dispatched")
    first = desk.client("other_unit").get("/api/v1/orders?limit=2").json
    rest = desk.client("other_unit").get(f"/api/v1/orders?limit=2&after={first['next']}").json
    assert [item["code"] for item in first["items"] + rest["items"]] == codes[::-1]
    assert rest["next"] is None
    assert listed(desk, "other_unit", "?desk=mine&state=dispatched") == codes[::-1]


WRONG = (
    "?state=open", "?limit=0", "?limit=201", "?limit=x", "?after=x", "?after=W10", "?after=WzEsMl0",
    "?near=1", "?near=999,1", "?near=nan,1", "?near=1,2&radius=0", "?near=1,2&radius=9000",
    "?near=1,2&radius=nan", "?since=yesterday", "?since=2026-11-22T08:00:00", "?q=x", "?mine=perhaps",
    "?sort=state", f"?q={'长' * 51}", f"?desk={'d' * 61}", "?grid=%00", "?q=%00%00",
)  # fmt: skip


def test_questions_that_make_no_sense_are_refused(desk: Desk) -> None:
    desk.file()
    for query in WRONG:
        answer = desk.client("centre").get(f"/api/v1/orders{query}")
        assert (answer.status_code, answer.json.get("type")) == (422, "invalid"), query


def test_the_lifecycle_and_the_units_are_told_to_whoever_is_signed_in(desk: Desk) -> None:
    life = desk.client("worker").get("/api/v1/orders/lifecycle").json
    assert [state["code"] for state in life["states"]][:3] == ["to_verify", "to_accept", "accepted"]
    verify = life["steps"][0]
    assert (verify["code"], verify["from"], verify["needs"]) == ("verify", ["to_verify"], ["how"])
    assert verify["roles"] == ["captain", "town", "centre"]
    units = desk.client("town").get("/api/v1/orders/units").json["items"]
    assert {"code": "power", "title": "供电", "relay": True} in units
    for call in ("lifecycle", "units"):
        assert anonymous_client(desk.app).get(f"/api/v1/orders/{call}").status_code == 401


def test_an_urgent_order_that_no_unit_signed_in_time_is_overdue(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    urgent, calm = desk.file(clause="YJ01-01"), desk.file()
    later = clock.now() + timedelta(minutes=16)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert listed(desk, "town", "?overdue=true") == [urgent]
    assert listed(desk, "town", "?overdue=false") == [calm]


def test_a_finding_joins_an_open_order_that_its_reporter_may_see(desk: Desk) -> None:
    code = desk.file("worker")
    # worker2 does not work in that grid: no joining by a code that one should not know.
    assert desk.file("worker2", filing(finding(joins=code))) != code
    assert desk.file("worker", filing(finding(joins=code), finding(joins=code))) == code
    order = desk.see("worker", code)
    assert [each["joined"] for each in order["findings"]] == [False, True, True]
    assert [each["step"] for each in order["road"]] == ["file", "join"]


def test_a_finding_that_cannot_join_opens_its_own_order(desk: Desk) -> None:
    done, secret = desk.file("worker"), desk.file("worker", clause="MD01-01")
    desk.take("worker", done, "withdraw")
    own = desk.file("worker")
    for finding_body in (
        finding(joins=done), finding(joins=secret), finding(joins=own, clause="MD01-01"), finding(joins="nonsense"),
        finding(joins="3206852026112210000000"),
    ):  # fmt: skip
        code = desk.file("worker", filing(finding_body))
        assert code not in (done, secret, own)
        assert desk.see("worker", code)["state"] == "to_verify"
