"""What is imported, exported and imported again is the same, whatever the division and the format."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy
import pytest
import shapely
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from backend import clock
from backend.acting import Acting
from backend.database import db, transaction
from backend.grids.draft_checks import Rules
from backend.grids.exporting import Format, export_grids
from backend.grids.importing import Imported, Order, import_file
from backend.settings import Settings
from geo.stored import from_stored
from tests.given import County
from tests.polygon_files import DRIVERS, projected, write, zipped
from tests.tilings import tiling

VILLAGE, FIRST = "320685101201", date(2027, 1, 1)
FAR = (120.60, 32.60)
"""Away from the grids of the villages beside it."""


def bring(path: Path, day: date, rules: Rules, **more: Any) -> Imported:
    order = Order(VILLAGE, day, path.name, rules, **more)
    with transaction():
        return import_file(Acting(None, clock.now()), path, order)


def stands(day: date) -> tuple[list[tuple[Any, ...]], numpy.ndarray[Any, Any]]:
    sql = text("""
        SELECT grid_code, kind, name, village_code, town_code, ST_AsBinary(geom) AS geom FROM grid_version
        WHERE village_code = :village AND valid_from <= :day AND (valid_to IS NULL OR valid_to > :day) ORDER BY 1
    """)
    with transaction():
        rows = db.session.execute(sql, {"village": VILLAGE, "day": day}).all()
    return [tuple(row)[:-1] for row in rows], from_stored([row.geom for row in rows])


def versions() -> int:
    with transaction():
        return db.session.scalar(text("SELECT count(*) FROM grid_version")) or 0


@pytest.mark.parametrize("form", ["gpkg", "geojson"])
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), across=st.integers(1, 5), along=st.integers(1, 4), step=st.integers(1, 10**4))
def test_import_export_import_is_the_identity(
    app: Flask, county: County, form: Format, seed: int, across: int, along: int, step: int
) -> None:
    rules = Rules.of(Settings("", "", Path(), ""))
    grids = tiling(across, along, seed, west=FAR[0], south=FAR[1])
    columns = {
        "网格编码": [f"{VILLAGE}{at:03}" for at in range(1, len(grids) + 1)],
        "名称": [f"第{(at * step) % 97}网格" for at in range(len(grids))],
    }
    with transaction():
        day = db.session.scalar(text("SELECT coalesce(max(valid_from), '2026-12-31') FROM grid_version"))
    day = max(FIRST, day) + timedelta(days=1)
    with tempfile.TemporaryDirectory() as folder:
        result = bring(write(Path(folder) / "网格.gpkg", grids, columns), day, rules)
        assert result.faults == []
        rows, shapes = stands(day)
        assert shapely.equals_exact(shapes, grids, 0).all()
        out = Path(folder) / f"导出.{form}"
        with transaction():
            assert export_grids(day, VILLAGE, form, out) == len(grids)
        before = versions()
        for again in (day, day + timedelta(days=1)):
            assert bring(out, again, rules).faults == []
            assert versions() == before
        assert stands(day + timedelta(days=1))[0] == rows
        assert shapely.equals_exact(stands(day + timedelta(days=1))[1], shapes, 0).all()


def test_a_gis_officer_brings_a_gbk_shapefile_in_gauss_krueger_and_takes_it_back(
    app: Flask, county: County, tmp_path: Path, settings: Settings
) -> None:
    grids = tiling(4, 3, 8, west=FAR[0], south=FAR[1])
    columns = {"WGBM": [f"{VILLAGE}{at:03}" for at in range(1, 13)], "WGMC": [f"三里村第{at}网格" for at in range(12)]}
    there = [projected(grid, "EPSG:4549") for grid in grids]
    path = write(tmp_path / "wg.shp", there, columns, crs="EPSG:4549", encoding="GBK")
    path.with_suffix(".cpg").unlink()
    result = bring(zipped(path, tmp_path / "网格.zip"), FIRST, Rules.of(settings))
    assert result.faults == []
    assert "CGCS2000" in result.notes[0]
    assert "GBK" in result.notes[1]
    rows, shapes = stands(FIRST)
    assert [row[2] for row in rows] == columns["WGMC"]
    assert shapely.equals_exact(shapes, grids, 1e-7).all()
    out = tmp_path / "导出.gpkg"
    with transaction():
        export_grids(FIRST, VILLAGE, "gpkg", out)
    assert DRIVERS[out.suffix] == "GPKG"
    before = versions()
    assert bring(out, FIRST + timedelta(days=30), Rules.of(settings)).faults == []
    assert versions() == before
