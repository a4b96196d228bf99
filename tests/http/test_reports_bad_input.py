"""Everything wrong that can be sent to PUT /reports: each gets its problem document and leaves nothing behind."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.editions.standing import Standing
from checklists.editions import shipped
from tests.filings import declared, filing, finding
from tests.given import County, client_for
from tests.http.test_reports import rows

JSON = "application/json"
CHINESE = re.compile("[一-龥]")
PHOTO = declared(b"picture")


def _point(lon: Any, lat: Any) -> dict[str, Any]:
    return {"place": {"type": "Point", "coordinates": [lon, lat]}}


# What is wrong → (raw body, status, type of the problem, pointer of the first fault or None)
RAW: dict[str, tuple[bytes, int, str]] = {
    "nothing at all": (b"", 400, "bad-json"),
    "half a document": (b'{"checklist": "2026", "seen', 400, "bad-json"),
    "a list": (b"[1, 2]", 422, "invalid"),
    "a text": (b'"report"', 422, "invalid"),
    "null": (b"null", 422, "invalid"),
    "not a number as coordinate": (json.dumps(filing(finding(), **_point(float("nan"), 32))).encode(), 400, "bad-json"),
    "infinity as accuracy": (json.dumps(filing(finding(), accuracy_m=float("inf"))).encode(), 400, "bad-json"),
    "a number beyond every double": (json.dumps(filing(finding())).replace("10.0", "1e999").encode(), 422, "invalid"),
    "NUL in a note": (json.dumps(filing(finding(note="a\0b"))).encode(), 400, "bad-json"),
    "half a surrogate in a note": (json.dumps(filing(finding(note="\ud800"))).encode(), 400, "bad-json"),
    "bytes that are no UTF-8": (json.dumps(filing(finding(note="?"))).encode().replace(b"?", b"\xff"), 400, "bad-json"),
    "lists nested without end": (b"[" * 100_000 + b"]" * 100_000, 400, "bad-json"),
    "a body of a megabyte": (json.dumps(filing(finding(note="长" * 200_000))).encode(), 413, "too-large"),
    "ten thousand findings": (json.dumps(filing(*[{}] * 10_000)).encode(), 422, "invalid"),
}

# What is wrong → (the whole body, pointer of the first fault)
SHAPES: dict[str, tuple[Any, str]] = {
    "an unknown key": (filing(finding(), speed=3), "/speed"),
    "an unknown key in a finding": (filing(finding(amount=100)), "/findings/0/amount"),
    "no place": ({k: v for k, v in filing(finding()).items() if k != "place"}, "/place"),
    "a polygon as place": (filing(finding(), place={"type": "Polygon", "coordinates": [[[120, 32]] * 4]}), "/place"),
    "three coordinates": (filing(finding(), place={"type": "Point", "coordinates": [120, 32, 5]}), "/place"),
    "coordinates as texts": (filing(finding(), **_point("120.4", "32.5")), "/place"),
    "a boolean as longitude": (filing(finding(), **_point(True, 32.5)), "/place"),
    "a longitude off the earth": (filing(finding(), **_point(200.5, 32.5)), "/place"),
    "a latitude off the earth": (filing(finding(), **_point(120.4, -190)), "/place"),
    "swapped and off the earth": (filing(finding(), **_point(95, 120.4)), "/place"),
    "a negative accuracy": (filing(finding(), accuracy_m=-1), "/accuracy_m"),
    "a text as accuracy": (filing(finding(), accuracy_m="12.5"), "/accuracy_m"),
    "a boolean as accuracy": (filing(finding(), accuracy_m=True), "/accuracy_m"),
    "an unknown datum": (filing(finding(), datum="wgs72"), "/datum"),
    "an unknown way of placing": (filing(finding(), place_method="guess"), "/place_method"),
    "a moment without offset": (filing(finding(), seen_at="2026-11-22T08:00:00"), "/seen_at"),
    "a date only": (filing(finding(), seen_at="2026-11-22"), "/seen_at"),
    "a moment as number": (filing(finding(), seen_at=1_763_769_600), "/seen_at"),
    "the 30th of February": (filing(finding(), seen_at="2026-02-30T08:00:00+08:00"), "/seen_at"),
    "the year 9999": (filing(finding(), seen_at="9999-12-31T23:59:59-08:00"), "/seen_at"),
    "the year 1": (filing(finding(), seen_at="0001-01-01T00:00:00+08:00"), "/seen_at"),
    "a note that is a number": (filing(finding(note=5)), "/findings/0/note"),
    "a note that is too long": (filing(finding(note="长" * 2_001)), "/findings/0/note"),
    "a finding that is a text": (filing("XF01-01"), "/findings/0"),  # type: ignore[arg-type]
    "findings that are an object": (filing(findings={}), "/findings"),
    "21 findings": (filing(*[finding() for _ in range(21)]), "/findings"),
    "a finding without id": (filing({"clause": "CZ01-01"}), "/findings/0/id"),
    "a finding id that is no UUID": (filing(finding(id="1234")), "/findings/0/id"),
    "a finding id that is a number": (filing(finding(id=7)), "/findings/0/id"),
    "one as yes": (filing(finding(handled_on_spot=1)), "/findings/0/handled_on_spot"),
    "a text as yes": (filing(finding(handled_on_spot="yes")), "/findings/0/handled_on_spot"),
    "ten photos": (filing(finding(photos=[PHOTO] * 10)), "/findings/0/photos"),
    "a hash in capitals": (filing(finding(photos=[PHOTO | {"sha256": "A" * 64}])), "/findings/0/photos/0/sha256"),
    "a hash with a line end": (
        filing(finding(photos=[PHOTO | {"sha256": "a" * 64 + "\n"}])),
        "/findings/0/photos/0/sha256",
    ),
    "an unknown kind of photo": (filing(finding(photos=[PHOTO | {"kind": "selfie"}])), "/findings/0/photos/0/kind"),
    "photo bytes as text": (filing(finding(photos=[PHOTO | {"bytes": "5"}])), "/findings/0/photos/0/bytes"),
    "a photo of minus one byte": (filing(finding(photos=[PHOTO | {"bytes": -1}])), "/findings/0/photos/0/bytes"),
    "a photo place that is a line": (
        filing(finding(photos=[PHOTO | {"place": {"type": "LineString", "coordinates": []}}])),
        "/findings/0/photos/0/place",
    ),
    "a contact without agreement": (
        filing(finding(contacts=[{"name": "张", "phone": "1", "relation": ""}])),
        "/findings/0/contacts/0/agreed",
    ),
    "checked clauses that are numbers": (filing(checked_ok=[1]), "/checked_ok/0"),
    "neither finding nor checked clause": (filing(), ""),
    "an unknown clause": (filing(finding(clause="XX99-99")), "/findings/0/clause"),
    "a clause that only an instruction opens": (filing(finding(clause="FZ01-01")), "/findings/0/clause"),
    "a missing photo": (filing(finding(clause="XF01-01")), "/findings/0/photos"),
    "found and in order at once": (filing(finding(), checked_ok=["CZ01-01"]), "/checked_ok/0"),
    "not to be mended on the spot": (filing(finding(handled_on_spot=True)), "/findings/0/handled_on_spot"),
}


@pytest.mark.parametrize("what", RAW)
def test_a_body_that_is_no_filing_is_named_and_leaves_nothing(app: Flask, county: County, what: str) -> None:
    body, status, kind = RAW[what]
    answer = client_for(app, county.people["worker"]).put(f"/api/v1/reports/{uuid4()}", data=body, content_type=JSON)
    assert (answer.status_code, answer.get_json()["type"]) == (status, kind), answer.text
    assert answer.content_type.startswith("application/problem+json")
    assert not any(rows().values())


@pytest.mark.parametrize("what", SHAPES)
def test_a_filing_with_a_fault_is_pointed_at_and_leaves_nothing(app: Flask, county: County, what: str) -> None:
    body, pointer = SHAPES[what]
    answer = client_for(app, county.people["worker"]).put(f"/api/v1/reports/{uuid4()}", json=body)
    problem = answer.get_json()
    assert (answer.status_code, problem["type"], problem["retry"]) == (422, "invalid", False), answer.text
    assert pointer in [fault["pointer"] for fault in problem["errors"]], problem
    assert all(CHINESE.search(fault["title"]) for fault in problem["errors"]), problem
    assert not any(rows().values())


def test_the_same_finding_id_twice_in_one_report_is_refused(app: Flask, county: County) -> None:
    one = finding()
    answer = client_for(app, county.people["worker"]).put(f"/api/v1/reports/{uuid4()}", json=filing(one, one))
    assert answer.get_json()["errors"][0]["code"] == "finding-id-doubled"
    assert not any(rows().values())


@pytest.mark.parametrize("edition", ["2019", "", "../2026"])
def test_an_edition_that_nobody_knows_is_refused(app: Flask, county: County, edition: str) -> None:
    body = filing(finding(), checklist=edition)
    answer = client_for(app, county.people["worker"]).put(f"/api/v1/reports/{uuid4()}", json=body)
    assert (answer.status_code, answer.get_json()["type"]) == (422, "unknown-edition")


def test_a_clause_of_another_edition_is_named_with_its_edition(
    app: Flask, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = shipped()["2026"]
    later = replace(known, edition="2027", items=tuple(item for item in known.items if item.code != "CZ01"))
    monkeypatch.setattr("backend.reports.answers.editions", lambda: {"2026": known, "2027": later})
    monkeypatch.setattr("backend.reports.answers.find_edition", {"2026": known, "2027": later}.get)
    monkeypatch.setattr("backend.reports.answers.in_force", lambda: Standing("2027"))
    body = filing(finding(clause="CZ01-01"), checklist="2027")
    fault = (
        client_for(app, county.people["worker"]).put(f"/api/v1/reports/{uuid4()}", json=body).get_json()["errors"][0]
    )
    assert (fault["pointer"], fault["code"]) == ("/findings/0/clause", "clause-other-edition")
    assert "2026" in fault["title"]
    assert not any(rows().values())


@pytest.mark.parametrize("report_id", ["1", "not-a-uuid", "00000000-0000-0000-0000-00000000000g", "%00"])
def test_an_id_that_is_no_uuid_is_not_found(app: Flask, county: County, report_id: str) -> None:
    answer = client_for(app, county.people["worker"]).put(f"/api/v1/reports/{report_id}", json=filing(finding()))
    assert answer.status_code in (404, 405)
    assert answer.content_type.startswith("application/problem+json")


def test_a_filing_in_another_content_type_is_refused(app: Flask, county: County) -> None:
    client = client_for(app, county.people["worker"])
    answer = client.put(f"/api/v1/reports/{uuid4()}", data=json.dumps(filing(finding())), content_type="text/plain")
    assert answer.status_code in (415, 422)
    assert not any(rows().values())


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(key=st.sampled_from(sorted(filing())), inside=st.sampled_from(sorted(finding())), odd=ODD, deep=st.booleans())
def test_no_value_anywhere_brings_the_server_down(
    app: Flask, county: County, key: str, inside: str, odd: Any, deep: bool
) -> None:
    body = filing(finding(**{inside: odd})) if deep else filing(finding(), **{key: odd})
    answer = client_for(app, county.people["worker"]).put(f"/api/v1/reports/{uuid4()}", json=body)
    assert answer.status_code in (201, 400, 409, 422), answer.text
