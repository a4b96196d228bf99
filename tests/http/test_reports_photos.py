"""What a picture says against a report: doubts for the captain, and the moment when a finding has all of its photos."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask

from backend.reports.events import FindingPhotosComplete, ReportFiled
from tests.filings import declared, filing, finding, put_report
from tests.given import County, client_for
from tests.http.test_reports import doubt_kinds
from tests.phones import send_photo
from tests.pictures import a_phone_photo, a_photo, sha256_of


@pytest.fixture
def heard(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What reports announce, in order, beside those who hear it in earnest."""
    told: list[object] = []
    listen: Any = lambda acting, event: told.append(event)  # noqa: E731
    subscriptions = dict(app.extensions["subscriptions"])
    for kind in (ReportFiled, FindingPhotosComplete):
        subscriptions[kind] = [*subscriptions.get(kind, ()), listen]
    monkeypatch.setitem(app.extensions, "subscriptions", subscriptions)
    return told


def file_with(app: Flask, county: County, username: str, *photos: bytes, **changes: Any) -> tuple[str, dict[str, Any]]:
    """A report of this worker with one finding that names these photos."""
    one, report_id = finding(photos=[declared(photo) for photo in photos]), str(uuid4())
    answer = put_report(client_for(app, county.people[username]), filing(one, **changes), report_id)
    assert answer.status_code == 201, answer.text
    return report_id, one


def complete(heard: list[object]) -> list[UUID]:
    return [event.finding_id for event in heard if isinstance(event, FindingPhotosComplete)]


def test_a_finding_is_complete_when_its_last_photo_arrives(app: Flask, county: County, heard: list[object]) -> None:
    client, near, far = client_for(app, county.people["worker"]), a_photo(1), a_photo(2)
    report_id, one = file_with(app, county, "worker", near, far, near)
    assert send_photo(client, near, f"report/{report_id}").status_code == 201
    assert complete(heard) == []
    assert send_photo(client, far, f"report/{report_id}").status_code == 201
    assert complete(heard) == [UUID(one["id"])]
    send_photo(client, far, f"report/{report_id}")
    assert complete(heard) == [UUID(one["id"])]
    photos = client.get(f"/api/v1/reports/{report_id}").get_json()["findings"][0]
    assert photos["photos_missing"] == []
    assert [photo["whole"] for photo in photos["photos"]] == [True] * 3


def test_a_finding_without_photos_is_complete_at_once_but_after_the_filing(
    app: Flask, county: County, heard: list[object]
) -> None:
    _, one = file_with(app, county, "worker")
    assert [type(event) for event in heard] == [ReportFiled, FindingPhotosComplete]
    assert complete(heard) == [UUID(one["id"])]


def test_a_photo_that_another_has_sent_completes_a_finding_once_it_is_sent_again_and_is_noticed(
    app: Flask, county: County, heard: list[object]
) -> None:
    photo = a_photo(3)
    first_report, first = file_with(app, county, "worker", photo)
    send_photo(client_for(app, county.people["worker"]), photo, f"report/{first_report}")
    second_report, second = file_with(app, county, "worker2", photo)
    assert complete(heard) == [UUID(first["id"])]
    assert "photo_known" not in doubt_kinds(second["id"])
    send_photo(client_for(app, county.people["worker2"]), photo, f"report/{second_report}")
    assert complete(heard) == [UUID(first["id"]), UUID(second["id"])]
    assert "photo_known" in doubt_kinds(second["id"])
    assert doubt_kinds(first["id"]) == []


def test_the_same_photo_in_two_reports_is_noticed_when_it_arrives(app: Flask, county: County) -> None:
    photo = a_photo(4)
    report_id, first = file_with(app, county, "worker", photo)
    _, second = file_with(app, county, "worker", photo)
    send_photo(client_for(app, county.people["worker"]), photo, f"report/{report_id}")
    assert doubt_kinds(first["id"]) == doubt_kinds(second["id"]) == ["photo_known"]


def test_the_same_photo_twice_in_one_report_is_no_doubt(app: Flask, county: County) -> None:
    photo, report_id = a_photo(5), str(uuid4())
    findings = [finding(photos=[declared(photo)] * 2), finding(photos=[declared(photo)])]
    client = client_for(app, county.people["worker"])
    put_report(client, filing(*findings), report_id)
    assert send_photo(client, photo, f"report/{report_id}").status_code == 201
    assert [doubt_kinds(one["id"]) for one in findings] == [[], []]


def test_a_photo_that_looks_like_one_of_another_report_is_noticed(app: Flask, county: County) -> None:
    client = client_for(app, county.people["worker"])
    for quality, expected in ((90, []), (60, ["photo_alike"])):
        photo = a_photo(6, quality=quality)
        report_id, one = file_with(app, county, "worker", photo)
        send_photo(client, photo, f"report/{report_id}")
        assert doubt_kinds(one["id"]) == expected


def test_a_picture_that_says_it_was_taken_elsewhere_is_noticed(app: Flask, county: County) -> None:
    client, photo = client_for(app, county.people["worker"]), a_phone_photo(7)  # its EXIF says 120.46°E, 32.55°N
    report_id, one = file_with(app, county, "worker", photo)
    assert doubt_kinds(one["id"]) == []
    send_photo(client, photo, f"report/{report_id}")
    assert doubt_kinds(one["id"]) == ["photo_elsewhere"]
    near = a_phone_photo(8)
    report_id, one = file_with(
        app, county, "worker", near, place={"type": "Point", "coordinates": [120.4601, 32.5499]}, accuracy_m=None
    )
    send_photo(client, near, f"report/{report_id}")
    assert "photo_elsewhere" not in doubt_kinds(one["id"])


def test_what_the_phone_read_from_exif_speaks_before_the_picture_arrives(app: Flask, county: County) -> None:
    far = {"type": "Point", "coordinates": [120.46, 32.55]}
    for source, expected in (("exif", ["photo_elsewhere"]), ("device", [])):
        one = finding(photos=[declared(b"x", place=far, evidence_from=source)])
        put_report(client_for(app, county.people["worker"]), filing(one), uuid4())
        assert doubt_kinds(one["id"]) == expected


def test_a_withdrawn_photo_is_no_longer_named_so_that_nobody_can_claim_it(app: Flask, county: County) -> None:
    worker, photo = client_for(app, county.people["worker"]), a_photo(9)
    report_id, _ = file_with(app, county, "worker", photo)
    send_photo(worker, photo, f"report/{report_id}")
    assert worker.delete(f"/api/v1/photos/{sha256_of(photo)}").status_code == 204
    report = worker.get(f"/api/v1/reports/{report_id}")
    order = worker.get(f"/api/v1/orders/{report.json['findings'][0]['order']}")
    for answer in (report, order):
        assert answer.status_code == 200
        assert '"withdrawn": true' in answer.text or '"withdrawn":true' in answer.text
        assert sha256_of(photo) not in answer.text
