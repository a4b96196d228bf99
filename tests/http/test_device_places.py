"""A device that gives shifted places: found out at a spot that its person knows, kept beside what it said."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import text

from backend.database import db
from geo.coordinates import from_wgs84, to_wgs84
from tests.filings import filing, finding
from tests.given import County, client_for

SPOT = (120.405, 32.505)
DEVICE = "019563e8-20b1-4bf5-9f6e-0123456789ab"


def point(lon: float, lat: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [lon, lat]}


def said(fix: tuple[float, float], **changes: Any) -> dict[str, Any]:
    return {"device": DEVICE, "fix": point(*fix), "accuracy_m": 12, "spot": point(*SPOT)} | changes


def test_an_offset_that_is_the_gcj02_shift_flags_the_device(app: Flask, county: County) -> None:
    client = client_for(app, county.people["worker"])
    told = client.put(f"/api/v1/me/device-places/{uuid4()}", json=said(from_wgs84(*SPOT, "gcj02"))).get_json()
    assert (told["device"], told["datum"], told["places"][0]["verdict"]) == (DEVICE, "gcj02", "gcj02")
    assert told["places"][0]["off_m"] > 400
    assert told["places"][0]["righted_off_m"] == 0


def test_the_last_clear_word_counts_and_an_unclear_one_changes_nothing(app: Flask, county: County) -> None:
    client = client_for(app, county.people["worker"])
    for fix, datum in (
        ((120.42, 32.52), None), (from_wgs84(*SPOT, "gcj02"), "gcj02"), ((120.42, 32.52), "gcj02"), (SPOT, "wgs84")
    ):  # fmt: skip
        answer = client.put(f"/api/v1/me/device-places/{uuid4()}", json=said(fix))
        assert answer.get_json()["datum"] == datum
    known = client.get(f"/api/v1/me/device-places?device={DEVICE}").get_json()
    assert [one["verdict"] for one in known["places"]] == ["wgs84", "unclear", "gcj02", "unclear"]


def test_what_a_device_said_twice_is_kept_once_and_never_changed(app: Flask, county: County) -> None:
    client = client_for(app, county.people["worker"])
    address = f"/api/v1/me/device-places/{uuid4()}"
    assert client.put(address, json=said(SPOT)).status_code == 200
    assert len(client.put(address, json=said(SPOT)).get_json()["places"]) == 1
    assert client.put(address, json=said(SPOT, accuracy_m=None)).get_json()["type"] == "place-differs"
    other = client_for(app, county.people["worker2"])
    assert other.put(address, json=said(SPOT)).get_json()["type"] == "place-differs"


def test_a_device_is_known_per_person(app: Flask, county: County) -> None:
    client_for(app, county.people["worker"]).put(f"/api/v1/me/device-places/{uuid4()}", json=said(SPOT))
    other = client_for(app, county.people["worker2"])
    assert other.get(f"/api/v1/me/device-places?device={DEVICE}").get_json() == {
        "device": DEVICE, "datum": None, "places": [],
    }  # fmt: skip
    assert client_for(app, county.people["town"]).get(f"/api/v1/me/device-places?device={DEVICE}").status_code == 403


def test_a_corrected_report_keeps_both_places_and_the_device(app: Flask, county: County) -> None:
    raw = from_wgs84(*SPOT, "gcj02")
    client = client_for(app, county.people["worker"])
    body = filing(finding(), place=point(*raw), datum="gcj02", device=DEVICE)
    answer = client.put(f"/api/v1/reports/{uuid4()}", json=body)
    assert answer.get_json()["grid"]["code"] == county.grid
    kept = db.session.execute(
        text("SELECT raw_lon, raw_lat, datum, ST_X(place) AS lon, ST_Y(place) AS lat, device_id FROM report")
    ).one()
    assert (kept.raw_lon, kept.raw_lat, kept.datum, str(kept.device_id)) == (*raw, "gcj02", DEVICE)
    assert (kept.lon, kept.lat) == to_wgs84(*raw, "gcj02")
