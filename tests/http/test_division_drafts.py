"""Drafts of divisions over HTTP: who may, what is refused in words, and the road from a file to its adoption."""

from __future__ import annotations

import io
import json
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from shapely.geometry import Point, box
from sqlalchemy import text

from backend.database import db
from backend.grids.draft_upload import spooled
from backend.grids.importing import ONE_FILE_AT_A_TIME
from backend.problems import Problem
from geo.shapes import snap
from tests.given import PEOPLE, SOUTH, County, anonymous_client, client_for
from tests.polygon_files import geojson

DRAFTS = "/api/v1/grids/drafts"
ASK = f"{DRAFTS}?area=320685100202&valid_from=2027-01-01&filename=网格.geojson"
BODY = "application/octet-stream"
CODES = {"code": ["320685100202001", "320685100202002"], "name": ["甲", "乙"]}
WEST, EAST = box(120.42, SOUTH, 120.425, SOUTH + 0.01), snap(box(120.425002, SOUTH, 120.43, SOUTH + 0.01))
MAY = {"centre", "centre2", "admin"}


@pytest.fixture
def centre(app: Flask, county: County) -> FlaskClient:
    return client_for(app, county.people["centre"])


def make(client: FlaskClient, content: bytes | None = None, ask: str = ASK) -> Any:
    return client.post(ask, data=geojson([WEST, EAST], CODES) if content is None else content, content_type=BODY)


def claimed(client: FlaskClient, content: bytes, length: int) -> Any:
    """The body with a Content-Length that it does not have."""
    told = {"CONTENT_LENGTH": str(length)}
    return client.post(ASK, input_stream=io.BytesIO(content), content_type=BODY, environ_overrides=told)


def step(client: FlaskClient, draft: str, step: str, fault: int | None = None) -> Any:
    body = {"id": str(uuid4()), "step": step} | ({} if fault is None else {"fault": fault})
    return client.post(f"{DRAFTS}/{draft}/steps", json=body)


@pytest.mark.parametrize("username", [*PEOPLE, None])
def test_only_those_who_keep_the_ground_come_near_drafts(app: Flask, county: County, username: str | None) -> None:
    draft = make(client_for(app, county.people["centre"])).get_json()["draft"]["id"]
    client = client_for(app, county.people[username]) if username else anonymous_client(app)
    calls = [
        client.get(DRAFTS), client.get(f"{DRAFTS}/{draft}"), client.get(f"{DRAFTS}/{draft}/features"),
        client.get(f"{DRAFTS}/{draft}/faults.geojson"),
        client.get(f"{DRAFTS}/{draft}/faults/1/repair.geojson"), client.get("/api/v1/grids/export?format=geojson"),
        step(client, draft, "recheck"), make(client),
    ]  # fmt: skip
    for answer in calls:
        answer.get_data()
    wanted = {200, 201} if username in MAY else {403} if username else {401}
    assert {answer.status_code for answer in calls} == wanted


def test_a_file_is_uploaded_mended_and_adopted(centre: FlaskClient) -> None:
    made = make(centre)
    assert made.status_code == 201
    told = made.get_json()
    assert (told["draft"]["errors"], told["draft"]["source"], told["draft"]["grids"]) == (1, "网格.geojson", 2)
    draft, (fault,) = told["draft"]["id"], told["faults"]
    assert (fault["code"], fault["repairable"], fault["repair"]["kind"]) == ("slit", True, "fill-gap")
    assert fault["repair"]["after_m2"] > fault["repair"]["before_m2"]
    places = centre.get(f"{DRAFTS}/{draft}/faults.geojson").get_json()["features"]
    assert [(one["id"], one["geometry"]["type"]) for one in places] == [(fault["id"], "Polygon")]
    assert step(centre, draft, "adopt").get_json()["type"] == "draft-has-faults"
    mended = step(centre, draft, "accept-repair", fault["id"]).get_json()
    assert (mended["draft"]["errors"], mended["faults"][0]["accepted"]) == (0, True)
    adopted = step(centre, draft, "adopt").get_json()
    assert (adopted["draft"]["status"], adopted["draft"]["adopted_by"]) == ("adopted", "测试centre")
    again = step(centre, draft, "adopt")
    assert (again.status_code, again.get_json()["type"]) == (409, "draft-closed")
    assert [one["id"] for one in centre.get(DRAFTS).get_json()["items"]] == [draft]


def test_the_grids_of_a_draft_are_read_page_by_page(centre: FlaskClient) -> None:
    draft = make(centre).get_json()["draft"]["id"]
    first = centre.get(f"{DRAFTS}/{draft}/features?limit=1").get_json()
    second = centre.get(f"{DRAFTS}/{draft}/features?limit=1&after={first['next']}").get_json()
    assert [one["properties"]["name"] for one in (*first["features"], *second["features"])] == ["甲", "乙"]
    assert second["next"] is None


def test_faults_are_read_page_by_page(centre: FlaskClient) -> None:
    many = geojson([Point(120, 32)] * 3, {"code": ["a"] * 3, "name": ["a"] * 3})
    draft = make(centre, many).get_json()["draft"]["id"]
    seen, after = [], ""
    while True:
        page = centre.get(f"{DRAFTS}/{draft}?limit=4{after}").get_json()
        seen += [fault["id"] for fault in page["faults"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert seen == list(range(1, page["draft"]["errors"] + page["draft"]["warnings"] + 1))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (b"x", "file-unknown"),
        (b"PK\x03\x04zip", "file-unreadable"),
        (b'{"type": "FeatureCollection", "features": []}', "file-empty"),
        (geojson([box(3e6, 3e6, 4e6, 4e6)], {"code": ["a"]}), "crs-missing"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(centre: FlaskClient, content: bytes, code: str) -> None:
    answer = make(centre, content)
    assert (answer.status_code, answer.get_json()["type"]) == (422, "file-unusable")
    assert [one["code"] for one in answer.get_json()["errors"]] == [code]
    assert answer.get_json()["detail"].endswith("。")


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ("&mapping=code=NOPE", 422),
        ("&mapping=nonsense", 422),
        ("&datum=wgs72", 422),
        ("&crs=%2Bproj=longlat", 422),
        ("&crs=EPSG:4490", 201),
        ("&crs=4549", 422),
        ("&tolerance_m=0", 422),
        ("&tolerance_m=nan", 422),
        ("&layer=%00", 422),
        ("&encoding=x", 201),
        ("&filename=%00%0a", 201),
        ("&colour=red", 422),
    ],
)
def test_how_a_file_is_to_be_read_is_checked(centre: FlaskClient, more: str, status: int) -> None:
    ask = ASK.replace("&filename=网格.geojson", "") + more
    assert make(centre, ask=ask).status_code == status


def test_an_unknown_area_or_a_day_before_history_is_refused(centre: FlaskClient) -> None:
    unknown = make(centre, ask=ASK.replace("320685100202", "999999999999"))
    assert (unknown.status_code, unknown.get_json()["type"]) == (422, "unknown-area")
    early = make(centre, ask=ASK.replace("2027-01-01", "2019-01-01"))
    assert (early.status_code, early.get_json()["type"]) == (409, "division-too-early")


def test_a_body_that_is_too_large_or_was_cut_is_refused(centre: FlaskClient) -> None:
    large = claimed(centre, b"x", 200 * 1024 * 1024)
    assert (large.status_code, large.get_json()["type"]) == (413, "too-large")
    cut = claimed(centre, b'{"type"', 500)
    assert (cut.status_code, cut.get_json()["errors"][0]["code"]) == (422, "file-cut")


def test_a_body_of_many_megabytes_is_taken_although_json_bodies_are_small(centre: FlaskClient) -> None:
    padded = geojson([WEST, EAST], CODES, note="长" * 1_000_000)
    assert len(padded) > 2_000_000
    assert make(centre, padded).status_code == 201


def test_rings_around_nothing_make_a_draft_and_no_failure(centre: FlaskClient) -> None:
    rings = [[[120.42, 32.5], [120.42, 32.5], [120.42, 32.5], [120.42, 32.5]], [[120.42, 32.5], [120.43, 32.5]], []]
    features = [
        {"type": "Feature", "properties": {"code": "a"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for ring in rings
    ]
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    made = make(centre, content)
    assert made.status_code == 201
    assert made.get_json()["draft"]["errors"] >= len(rings)


def test_a_draft_that_nobody_made_is_not_found(centre: FlaskClient) -> None:
    nobody = str(uuid4())
    for path in (f"{DRAFTS}/{nobody}", f"{DRAFTS}/{nobody}/features", f"{DRAFTS}/{nobody}/faults.geojson"):
        assert centre.get(path).status_code == 404
    assert step(centre, nobody, "recheck").status_code == 404


def test_steps_that_make_no_sense_are_refused(centre: FlaskClient) -> None:
    draft = make(centre, geojson([WEST, WEST], CODES)).get_json()["draft"]["id"]
    assert step(centre, draft, "accept-repair").status_code == 422
    assert step(centre, draft, "adopt", 1).status_code == 422
    assert step(centre, draft, "burn").status_code == 422
    assert step(centre, draft, "accept-repair", 99).get_json()["type"] == "draft-fault-gone"
    assert step(centre, draft, "accept-repair", 1).get_json()["type"] == "no-repair"


@pytest.mark.parametrize("form", ["gpkg", "geojson"])
def test_any_day_can_be_fetched_as_a_file(centre: FlaskClient, form: str) -> None:
    answer = centre.get(f"/api/v1/grids/export?format={form}&on=2025-01-01&area=320685100202")
    assert answer.status_code == 200
    assert answer.data.startswith(b"SQLite format 3" if form == "gpkg" else b'{"type": "FeatureCollection"')
    assert f".{form}" in answer.headers["Content-Disposition"]
    nothing = centre.get(f"/api/v1/grids/export?format={form}&on=1900-01-01")
    assert nothing.status_code == 200
    assert nothing.data


def test_cells_that_are_lists_or_objects_are_read_as_they_are_written(centre: FlaskClient) -> None:
    cells = {"code": CODES["code"], "name": [["甲", 1], {"a": [1]}], "kind": [[], [1, 2]]}
    made = make(centre, geojson([WEST, EAST], cells))
    assert made.status_code == 201
    assert "kind-unknown" in made.get_json()["summary"]["codes"]


def test_a_body_without_a_length_is_taken_up_to_the_limit_and_no_further(app: Flask) -> None:
    with spooled(io.BytesIO(b"x" * 10), None, 10) as path:
        assert path.read_bytes() == b"x" * 10
    with pytest.raises(Problem) as refused, spooled(io.BytesIO(b"x" * 11), None, 10):
        pass
    assert (refused.value.code, path.exists()) == ("too-large", False)


def test_one_file_is_read_at_a_time(app: Flask, centre: FlaskClient) -> None:
    with app.app_context(), db.engine.begin() as other:
        other.execute(text("SELECT pg_advisory_xact_lock(:key, 0)"), {"key": ONE_FILE_AT_A_TIME})
        busy = make(centre)
    assert (busy.status_code, busy.headers["Retry-After"]) == (503, "20")
    assert make(centre).status_code == 201


def test_what_was_the_ground_yesterday_is_not_divided_anew(centre: FlaskClient) -> None:
    past = make(centre, ask=ASK.replace("2027-01-01", "2025-01-01"))
    assert (past.status_code, past.get_json()["type"]) == (409, "division-too-early")
    assert "今天或以后" in past.get_json()["detail"]


def test_a_division_that_is_taken_back_gives_its_draft_back(centre: FlaskClient) -> None:
    draft = make(centre, geojson([WEST, box(120.425, SOUTH, 120.43, SOUTH + 0.01)], CODES)).get_json()["draft"]["id"]
    preview = f"/api/v1/divisions/preview?draft={draft}"
    assert centre.get(preview).status_code == 200
    for _ in range(2):
        assert step(centre, draft, "adopt").get_json()["draft"]["status"] == "adopted"
        assert centre.get(preview).get_json()["type"] == "draft-closed"
        planned = next(one for one in centre.get("/api/v1/divisions").get_json()["items"] if not one["withdrawn_at"])
        assert centre.delete(f"/api/v1/divisions/{planned['id']}").status_code == 204
        again = centre.get(f"{DRAFTS}/{draft}").get_json()["draft"]
        assert (again["status"], again["adopted_at"], again["adopted_by"]) == ("open", None, None)


def test_of_two_divisions_of_one_day_either_can_be_taken_back(centre: FlaskClient) -> None:
    def planned() -> dict[str, str]:
        items = centre.get("/api/v1/divisions").get_json()["items"]
        return {one["area_code"]: one["id"] for one in items if not one["withdrawn_at"]}

    def grids() -> list[str]:
        answer = centre.get("/api/v1/grids?on=2027-01-01").get_json()
        return [one["properties"]["code"] for one in answer["features"]]

    before = grids()
    halves = geojson([WEST, box(120.425, SOUTH, 120.43, SOUTH + 0.01)], CODES)
    whole = geojson([box(120.40, SOUTH, 120.42, SOUTH + 0.01)], {"code": ["320685100201001"], "name": ["凤山"]})
    for content, ask in ((halves, ASK), (whole, ASK.replace("100202", "100201")), (halves, ASK)):
        draft = make(centre, content, ask).get_json()
        assert draft["draft"]["errors"] == 0, draft["faults"]
        assert step(centre, draft["draft"]["id"], "adopt").status_code == 200
    first, second = sorted(planned())
    assert centre.delete(f"/api/v1/divisions/{planned()[first]}").status_code == 204
    assert grids() == sorted({*before, *CODES["code"]})
    assert centre.delete(f"/api/v1/divisions/{planned()[second]}").status_code == 204
    assert (grids(), planned()) == (before, {})
