"""The basemap: none unless it is set, a file of this server in ranges, or 天地图 with its hosts and no others."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from backend.settings import BadSetting, Settings
from tests.given import County, anonymous_client, client_for

FILE = os.urandom(3 * 1024 * 1024 + 17)
"""Longer than one piece of an answer."""
URL = "/api/v1/basemap.pmtiles"
GOOD = {"DATABASE_URL": "postgresql://wangge@/wangge"}


@pytest.fixture
def pmtiles(app: Flask, settings: Settings) -> Iterator[Path]:
    """The settings name a PMTiles file beside the photos, and it is there."""
    folder = Path(settings.photos_url.removeprefix("file://"))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "basemap.pmtiles"
    path.write_bytes(FILE)
    app.extensions["settings"] = replace(settings, basemap="pmtiles", basemap_attribution="© 本县测绘院")
    yield path
    app.extensions["settings"] = settings
    path.unlink(missing_ok=True)


def get(app: Flask, county: County, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client_for(app, county.people["worker"]).get(URL, headers=named)


def test_without_a_setting_there_is_no_basemap_and_no_outside_host(app: Flask, county: County) -> None:
    client = client_for(app, county.people["worker"])
    answer = client.get("/api/v1/grids/basemap")
    assert (answer.status_code, answer.json) == (200, {"basemap": None})
    assert "http" not in answer.headers["Content-Security-Policy"]
    assert client.get(URL).status_code == 404


def test_a_file_of_this_server_needs_no_outside_host(app: Flask, county: County, pmtiles: Path) -> None:
    answer = client_for(app, county.people["worker"]).get("/api/v1/grids/basemap")
    assert answer.json["basemap"] == {
        "kind": "pmtiles", "url": URL, "layers": [], "datum": "wgs84", "attribution": "© 本县测绘院", "approval": None,
    }  # fmt: skip
    assert "http" not in answer.headers["Content-Security-Policy"]


def test_the_file_is_read_in_ranges(app: Flask, county: County, pmtiles: Path) -> None:
    size = len(FILE)
    ranges = {
        "bytes=0-126": FILE[:127], "bytes=16384-16447": FILE[16384:16448], "bytes=-17": FILE[-17:],
        f"bytes={size - 5}-": FILE[-5:], "bytes=1000-2200000": FILE[1000:2_200_001],
        f"bytes=5-{size * 9}": FILE[5:], "bytes=0-0": FILE[:1],
    }  # fmt: skip
    for asked, content in ranges.items():
        answer = get(app, county, Range=asked)
        assert (answer.status_code, answer.data == content) == (206, True), asked
        first = FILE.index(content)
        assert answer.headers["Content-Range"] == f"bytes {first}-{first + len(content) - 1}/{size}", asked
        assert int(answer.headers["Content-Length"]) == len(content)
        assert answer.headers["Accept-Ranges"] == "bytes"
        assert answer.headers["Cache-Control"].startswith("private")


def test_the_whole_file_comes_to_whoever_asks_for_no_range_that_can_be_served(
    app: Flask, county: County, pmtiles: Path
) -> None:
    for asked in ({}, {"Range": "bytes=0-1,5-9"}, {"Range": "lines=0-1"}, {"Range": "bytes=x"}, {"Range": "bytes=5-2"}):
        answer = get(app, county, **asked)
        assert (answer.status_code, answer.data == FILE) == (200, True), asked


def test_a_range_beyond_the_end_is_refused_with_the_length(app: Flask, county: County, pmtiles: Path) -> None:
    for asked in (f"bytes={len(FILE)}-", f"bytes={10**30}-{10**31}", "bytes=99999999-"):
        answer = get(app, county, Range=asked)
        assert (answer.status_code, answer.json["type"]) == (416, "range"), asked
        assert answer.headers["Content-Range"] == f"bytes */{len(FILE)}"


def test_a_range_of_another_file_is_not_patched_together_with_this_one(
    app: Flask, county: County, pmtiles: Path
) -> None:
    mark = get(app, county, Range="bytes=0-9").headers["ETag"]
    assert get(app, county, Range="bytes=0-9", If_Range=mark).status_code == 206
    assert get(app, county, Range="bytes=0-9", If_None_Match=mark).status_code == 304
    pmtiles.write_bytes(FILE[::-1] + b"x")
    answer = get(app, county, Range="bytes=0-9", If_Range=mark)
    assert (answer.status_code, len(answer.data)) == (200, len(FILE) + 1)
    assert get(app, county, Range="bytes=0-9").headers["ETag"] != mark


def test_the_file_is_for_those_who_are_signed_in(app: Flask, county: County, pmtiles: Path) -> None:
    assert anonymous_client(app).get(URL).status_code == 401
    assert anonymous_client(app).get("/api/v1/grids/basemap").status_code == 401


def test_a_file_that_is_missing_is_not_found(app: Flask, county: County, pmtiles: Path) -> None:
    pmtiles.unlink()
    assert get(app, county, Range="bytes=0-9").status_code == 404


def test_a_file_anywhere_else_is_read_from_there(
    app: Flask, county: County, pmtiles: Path, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "county.pmtiles").write_bytes(b"PMTiles elsewhere")
    address = (tmp_path / "county.pmtiles").as_uri()
    app.extensions["settings"] = replace(settings, basemap="pmtiles", basemap_url=address)
    assert get(app, county, Range="bytes=0-6").data == b"PMTiles"


def test_tianditu_opens_its_eight_hosts_and_no_other(app: Flask, county: County, settings: Settings) -> None:
    app.extensions["settings"] = replace(
        settings, basemap="tianditu", tianditu_key="k3y", basemap_attribution="天地图", basemap_approval="GS(2026)1号"
    )
    try:
        answer = client_for(app, county.people["worker"]).get("/api/v1/grids/basemap")
    finally:
        app.extensions["settings"] = settings
    hosts = [f"https://t{n}.tianditu.gov.cn" for n in range(8)]
    basemap = answer.json["basemap"]
    assert (basemap["kind"], basemap["approval"], basemap["attribution"]) == ("raster", "GS(2026)1号", "天地图")
    assert [layer["id"] for layer in basemap["layers"]] == ["vec", "cva"]
    for layer in basemap["layers"]:
        assert [one.partition("/" + layer["id"])[0] for one in layer["tiles"]] == hosts
        assert all(one.endswith("&tk=k3y") and "{z}" in one for one in layer["tiles"])
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["connect-src"].split() == ["'self'", *hosts]
    assert policy["img-src"].split() == ["'self'", "data:", "blob:", *hosts]
    assert policy["worker-src"].split() == ["'self'", "blob:"]
    assert not any("http" in sources for name, sources in policy.items() if name not in ("connect-src", "img-src"))


@pytest.mark.parametrize(
    ("missing", "bad"),
    [
        ("BASEMAP", {"BASEMAP": "google"}),
        ("BASEMAP_ATTRIBUTION", {"BASEMAP": "pmtiles"}),
        ("TIANDITU_KEY", {"BASEMAP": "tianditu", "BASEMAP_APPROVAL": "GS"}),
        ("BASEMAP_APPROVAL", {"BASEMAP": "tianditu", "TIANDITU_KEY": "k"}),
        ("TIANDITU_KEY", {"BASEMAP": "tianditu", "TIANDITU_KEY": "k&x=1", "BASEMAP_APPROVAL": "GS"}),
        ("BASEMAP_URL", {"BASEMAP_URL": "https://example.org/x.pmtiles"}),
        ("BASEMAP_URL", {"BASEMAP_URL": "file:///folder/"}),
        ("BASEMAP_DATUM", {"BASEMAP_DATUM": "bd09"}),
    ],
)
def test_a_basemap_that_could_not_be_shown_as_it_must_stops_the_start(missing: str, bad: dict[str, str]) -> None:
    with pytest.raises(BadSetting, match=missing):
        Settings.from_environment({**GOOD, **bad})


def test_a_basemap_that_is_set_well_is_read_from_the_environment() -> None:
    none = Settings.from_environment(GOOD)
    assert (none.basemap, none.basemap_hosts) == ("none", ())
    set_well = Settings.from_environment({
        **GOOD, "BASEMAP": "pmtiles", "BASEMAP_URL": "s3://maps/china/county.pmtiles?region=cn",
        "BASEMAP_DATUM": "gcj02",
        "BASEMAP_ATTRIBUTION": "© 高德", "BASEMAP_APPROVAL": "GS(2026)2号",
    })  # fmt: skip
    assert (set_well.basemap_datum, set_well.basemap_approval, set_well.basemap_hosts) == ("gcj02", "GS(2026)2号", ())
