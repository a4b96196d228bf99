"""What a GIS officer's programs read: the real GDAL and the real OWSLib against a real server."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pyogrio
import pytest
from flask import Flask
from owslib.ogcapi.features import Features
from sqlalchemy import text

from backend import clock
from backend.database import db, transaction
from backend.settings import Settings
from tests.cases import Desk
from tests.given import County, client_for
from tests.servers import serving

ADDED = 250
"""Grids beside the small county's own, so that a reader has to turn pages."""
ADD = text("""
    INSERT INTO grid (code, kind) SELECT '320685101201' || n, 'comprehensive' FROM generate_series(101, 100 + :added) n
""")
ADD_VERSIONS = text("""
    INSERT INTO grid_version (grid_code, kind, name, village_code, town_code, geom, valid_from)
    SELECT '320685101201' || n, 'comprehensive', '三里村第' || n || '网格（河沿）', '320685101201', '320685101000',
           ST_Multi(ST_MakeEnvelope(120.5 + n * 0.001, 32.4, 120.5 + (n + 1) * 0.001, 32.401, 4326)), '2021-05-01'
    FROM generate_series(101, 100 + :added) n
""")


@pytest.fixture(scope="module")
def address(settings: Settings, migrated_app: Flask) -> Iterator[str]:
    """Where a server answers that works on this test's own database."""
    with serving(settings, "--access-log", "--blocking-threads", "4") as port:
        yield f"http://127.0.0.1:{port}/ogc"


@pytest.fixture
def token(app: Flask, county: County) -> Iterator[str]:
    """The centre's token in a county with many grids; GDAL sends it as the password, as QGIS does."""
    with transaction():
        db.session.execute(ADD, {"added": ADDED})
        db.session.execute(ADD_VERSIONS, {"added": ADDED})
    until = clock.local_date(clock.now()) + timedelta(days=30)
    asked = {"name": "办公室的 QGIS", "until": until.isoformat(), "scope": "ogc"}
    made = client_for(app, county.people["centre"]).post("/api/v1/me/tokens", json=asked)
    assert made.status_code == 201, made.json
    pyogrio.set_gdal_config_options({"GDAL_HTTP_AUTH": "BASIC", "GDAL_HTTP_USERPWD": f"qgis:{made.json['token']}"})
    yield str(made.json["token"])
    pyogrio.set_gdal_config_options({"GDAL_HTTP_AUTH": None, "GDAL_HTTP_USERPWD": None})


def read(address: str, layer: str, **options: Any) -> tuple[dict[str, list[Any]], list[bytes]]:
    """The layer as GDAL reads it: field → values, and the shapes as WKB."""
    meta, _, shapes, values = pyogrio.raw.read(f"OAPIF:{address}", layer=layer, **options)
    return {name: list(column) for name, column in zip(meta["fields"], values, strict=True)}, list(shapes)


def stored(statement: str) -> list[Any]:
    return list(db.session.execute(text(statement)).scalars())


def test_gdal_reads_every_page_with_chinese_fields(address: str, token: str, settings: Settings) -> None:
    assert {name for name, _ in pyogrio.list_layers(f"OAPIF:{address}")} == {"grids", "areas", "orders"}
    fields, shapes = read(address, "grids", PAGE_SIZE="40")
    assert fields["code"] == stored("SELECT grid_code FROM grid_version ORDER BY grid_code")
    assert fields["name"] == stored("SELECT name FROM grid_version ORDER BY grid_code")
    assert len(set(fields["code"])) == ADDED + 5
    assert shapes == [bytes(one) for one in stored("SELECT ST_AsBinary(geom) FROM grid_version ORDER BY grid_code")]
    assert str(fields["valid_from"][0]) == "2020-01-01"
    asked = (settings.data_dir / "server.log").read_text().count("/ogc/collections/grids/items")
    assert asked >= (ADDED + 5) / 40


def test_gdal_asks_for_a_part_of_the_map_only(address: str, token: str) -> None:
    fields, _ = read(address, "grids", bbox=(120.402, 32.502, 120.404, 32.504))
    assert fields["code"] == ["320685100201001"]


def test_gdal_reads_orders_and_nothing_personal(address: str, token: str, app: Flask, county: County) -> None:
    desk = Desk(app, county)
    codes = [desk.file(note="张三家门口") for _ in range(3)]
    fields, shapes = read(address, "orders", PAGE_SIZE="2")
    assert (fields["code"], len(shapes)) == (codes, 3)
    assert set(fields["state_title"]) == {"待核实"}
    assert "张三" not in repr(fields)
    assert not {"note", "premises", "reporter", "reporter_id"} & fields.keys()


def test_gdal_reads_the_national_system_with_its_axes_the_right_way_round(address: str, token: str) -> None:
    source = f"OAPIF:{address}"
    one = {"layer": "grids", "where": "code = '320685100201001'"}
    meta, _, shapes, _ = pyogrio.raw.read(source, CRS="EPSG:4490", **one)
    plain, _, same, _ = pyogrio.raw.read(source, **one)
    # GDAL asks for latitude first, as EPSG says, and hands longitude first to its callers, as maps do.
    assert ("4490" in meta["crs"], "4490" in plain["crs"]) == (True, False)
    assert list(shapes) == list(same)


def test_owslib_walks_from_the_landing_page_to_the_last_feature(address: str, token: str) -> None:
    proof = base64.b64encode(f"x:{token}".encode()).decode()
    service = Features(address, headers={"Authorization": f"Basic {proof}"})
    assert set(service.feature_collections()) == {"grids", "areas", "orders"}
    assert any(one.endswith("conf/crs") for one in service.conformance()["conformsTo"])
    codes: list[str] = []
    page = service.collection_items("grids", limit=100)
    while True:
        codes += [one["properties"]["code"] for one in page["features"]]
        after = next((link["href"] for link in page["links"] if link["rel"] == "next"), None)
        if after is None:
            break
        page = service.collection_items("grids", limit=100, after=after.partition("after=")[2])
    assert codes == stored("SELECT grid_code FROM grid_version ORDER BY grid_code")
    one = service.collection_item("grids", str(page["features"][-1]["id"]))
    assert one["properties"]["name"].endswith("网格（河沿）")
