"""Photos that belong to steps, and who sees what was found and what was done."""

from __future__ import annotations

from uuid import uuid4

import pytest
from flask import Flask

from tests.cases import Desk
from tests.filings import declared, filing, finding, put_report
from tests.given import County
from tests.phones import photo_for_order, send_photo
from tests.pictures import a_photo, sha256_of

WITH_PHOTO = "XF02-01"  # 灭火器缺失失效: P, level N, led by the fire brigade


@pytest.fixture
def desk(app: Flask, county: County) -> Desk:
    return Desk(app, county)


def file_with_photo(desk: Desk, content: bytes, *, send: bool = True, **changes: object) -> str:
    report = uuid4()
    body = filing(finding(clause=WITH_PHOTO, photos=[declared(content)], **changes))
    answer = put_report(desk.client("worker"), body, report)
    assert answer.status_code == 201, answer.json
    if send:
        assert send_photo(desk.client("worker"), content, f"report/{report}").status_code == 201
    return str(answer.json["findings"][0]["order"])


def in_hand(desk: Desk, code: str) -> None:
    desk.take("captain", code, "verify", {"how": "on_site"})
    desk.take("town", code, "accept")
    desk.take("town", code, "dispatch", {"unit": "fire"})
    desk.take("unit", code, "sign")


def test_a_result_of_a_photo_clause_needs_a_whole_after_photo(desk: Desk) -> None:
    code = file_with_photo(desk, a_photo(1))
    in_hand(desk, code)
    assert desk.ask("unit", code, "result", {"note": "已更换"}).status_code == 422
    photo = photo_for_order(desk.client("unit"), code, 2)
    order = desk.take("unit", code, "result", {"note": "已更换", "photos": [photo]})
    assert order["state"] == "to_check"
    assert order["road"][-1]["photos"] == [photo]


def test_a_photo_of_somebody_else_is_not_whole_for_my_step(desk: Desk) -> None:
    code = file_with_photo(desk, a_photo(3))
    photo = photo_for_order(desk.client("captain"), code, 4)
    in_hand(desk, code)
    answer = desk.ask("unit", code, "result", {"note": "已更换", "photos": [photo]})
    assert (answer.status_code, answer.json["type"]) == (409, "photos-not-whole")
    assert desk.see("unit", code)["state"] == "in_hand"


def test_the_unit_sees_what_was_found_and_strangers_see_neither_that_nor_the_result(desk: Desk) -> None:
    content = a_photo(5)
    code = file_with_photo(desk, content)
    found = f"/api/v1/photos/{sha256_of(content)}?size=original"
    assert desk.client("unit").get(found).status_code == 404
    in_hand(desk, code)
    assert desk.client("unit").get(found).status_code == 200
    photo = photo_for_order(desk.client("unit"), code, 6)
    desk.take("unit", code, "result", {"note": "已更换", "photos": [photo]})
    result = f"/api/v1/photos/{photo['sha256']}?size=original"
    for username, status in {
        "worker": 200, "captain": 200, "town": 200, "centre": 200, "auditor": 200, "unit": 200,
        "other_captain": 404, "other_town": 404, "other_unit": 404, "other_worker": 404, "admin": 404,
    }.items():  # fmt: skip
        assert desk.client(username).get(result).status_code == status, username
        assert desk.client(username).get(found).status_code == status, username


def test_a_photo_is_taken_for_an_order_only_while_a_step_with_photos_is_open(desk: Desk) -> None:
    code = file_with_photo(desk, a_photo(7))
    for username in ("unit", "other_captain", "admin", "auditor"):
        answer = send_photo(desk.client(username), a_photo(8), f"order/{code}")
        assert (answer.status_code, answer.json["type"]) == (409, "photo-not-expected"), username
    assert send_photo(desk.client("captain"), a_photo(8), f"order/{code}").status_code == 201
    assert send_photo(desk.client("captain"), a_photo(9), "order/none").status_code == 409


def test_missing_photos_are_counted_until_they_are_there(desk: Desk) -> None:
    content = a_photo(10)
    code = file_with_photo(desk, content, send=False)
    order = desk.see("captain", code)
    assert order["photos_missing"] == 1
    report = order["findings"][0]["report"]
    assert order["findings"][0]["photos"][0]["whole"] is False
    assert send_photo(desk.client("worker"), content, f"report/{report}").status_code == 201
    order = desk.see("captain", code)
    assert (order["photos_missing"], order["findings"][0]["photos"][0]["whole"]) == (0, True)


def test_a_finding_settled_on_the_spot_takes_the_short_road(desk: Desk) -> None:
    before, after = a_photo(11), a_photo(12)
    photos = [declared(before, kind="before"), declared(after, kind="after")]
    code = desk.file("worker", filing(finding(clause="XF01-01", handled_on_spot=True, photos=photos)))
    assert desk.take("captain", code, "verify", {"how": "on_site"})["state"] == "to_check"
    desk.take("town", code, "check", {"how": "by_photo"})
    assert desk.take("town", code, "close")["state"] == "closed"


def test_what_was_not_settled_on_the_spot_after_all_takes_the_long_road(desk: Desk) -> None:
    photos = [declared(a_photo(13), kind="before"), declared(a_photo(14), kind="after")]
    code = desk.file("worker", filing(finding(clause="XF01-01", handled_on_spot=True, photos=photos)))
    desk.take("captain", code, "verify", {"how": "on_site"})
    assert desk.take("town", code, "rework", {"note": "又堆上了"})["state"] == "accepted"
    assert desk.take("town", code, "dispatch", {"unit": "fire"})["desk"] == "unit:fire"
    desk.take("unit", code, "sign")
    photo = photo_for_order(desk.client("unit"), code, 15)
    desk.take("unit", code, "result", {"note": "已清", "photos": [photo]})
    assert desk.take("town", code, "rework", {"note": "还有"})["state"] == "in_hand"
