"""Files as counties have them become areas in WGS-84, whoever wrote them and however."""

from __future__ import annotations

import json
import shutil
import sqlite3
import struct
from pathlib import Path
from typing import Any

import numpy
import pytest
import shapely
from shapely.geometry import GeometryCollection, LineString, Point, Polygon, box

from geo.codepages import encoding_of
from geo.coordinates import from_wgs84
from geo.file_faults import FileFault
from geo.files import PolygonFile, Reading, read_polygons
from geo.projections import seem_swapped_shapes
from tests.polygon_files import geojson, projected, write, zipped
from tests.tilings import tiling

GRIDS = tiling(3, 2, 11)
CODES = [f"320685100201{at:03}" for at in range(1, 7)]
NAMES = [f"凤山村第{at}网格" for at in "一二三四五六"]
COLUMNS = {"网格代码": CODES, "网格名称": NAMES}


def read(path: Path, asked: Reading | None = None) -> PolygonFile:
    room = path.parent / f"room-{path.name}"
    room.mkdir()
    return read_polygons(path, room, asked or Reading(), lambda fields: fields, lambda stage, done, total: None)


def refused(path: Path, asked: Reading | None = None) -> str:
    with pytest.raises(FileFault) as caught:
        read(path, asked)
    assert caught.value.title.endswith("。")
    return caught.value.code


def column(content: PolygonFile, start: str) -> list[Any]:
    return next(values for name, values in content.columns.items() if name.startswith(start))


def raw(tmp_path: Path, name: str, content: bytes) -> Path:
    (tmp_path / name).write_bytes(content)
    return tmp_path / name


@pytest.mark.parametrize("ending", [".gpkg", ".geojson", ".shp"])
def test_every_format_gives_the_same_areas_to_the_last_digit(tmp_path: Path, ending: str) -> None:
    content = read(write(tmp_path / f"网格{ending}", GRIDS, COLUMNS))
    assert shapely.equals_exact(content.shapes, GRIDS, 0).all()
    assert column(content, "网格代") == CODES
    assert column(content, "网格名") == NAMES
    assert content.troubles == {}


def test_the_folders_of_a_kml_are_one_file_and_a_column(tmp_path: Path) -> None:
    def placemark(at: int) -> str:
        ring = " ".join(f"{x!r},{y!r},12.5" for x, y in GRIDS[at].exterior.coords)
        outer = f"<outerBoundaryIs><LinearRing><coordinates>{ring}</coordinates></LinearRing></outerBoundaryIs>"
        data = f'<ExtendedData><Data name="code"><value>{CODES[at]}</value></Data></ExtendedData>'
        return f"<Placemark><name>{NAMES[at]}</name>{data}<Polygon>{outer}</Polygon></Placemark>"

    pin = "<Placemark><name>村部</name><Point><coordinates>120.4,32.5,0</coordinates></Point></Placemark>"
    folders = f"<Folder><name>凤山村</name>{placemark(0)}{placemark(1)}</Folder>"
    folders += f"<Folder><name>壮志村</name>{placemark(2)}{pin}</Folder>"
    head = '<?xml version="1.0" encoding="UTF-8"?><!-- 网格 --><kml xmlns="http://www.opengis.net/kml/2.2">'
    text = f"{head}<Document>{folders}</Document></kml>"
    content = read(raw(tmp_path, "网格.kml", text.encode()))
    assert [one is not None for one in content.shapes] == [True, True, True, False]
    assert content.shapes[2].equals_exact(GRIDS[2], 0)
    assert content.troubles == {3: "shape-not-polygonal"}
    assert content.columns["Folder"] == ["凤山村", "凤山村", "壮志村", "壮志村"]
    assert content.columns["Name"] == [*NAMES[:3], "村部"]


@pytest.mark.parametrize("encoding", ["GBK", "UTF-8"])
@pytest.mark.parametrize("page", ["right", "missing", "wrong"])
def test_attribute_tables_are_read_whatever_their_cpg_says(tmp_path: Path, encoding: str, page: str) -> None:
    path = write(tmp_path / "grids.shp", GRIDS, {"DM": CODES, "名称": NAMES}, encoding=encoding)
    if page == "missing":
        path.with_suffix(".cpg").unlink()
    elif page == "wrong":
        path.with_suffix(".cpg").write_text("UTF-8" if encoding == "GBK" else "936")
    content = read(zipped(path, tmp_path / "网格.zip", "数据/"))
    assert content.columns["DM"] == CODES
    assert content.columns["名称"] == NAMES
    assert any("属性表编码" in note for note in content.notes)


def test_a_name_that_was_cut_in_the_middle_of_a_character_is_still_read(tmp_path: Path) -> None:
    long = ["海安市城东镇" * 30 for _ in GRIDS]
    path = write(tmp_path / "grids.shp", GRIDS, {"DM": CODES, "名称": long}, encoding="UTF-8")
    path.with_suffix(".cpg").unlink()
    assert encoding_of(path.with_suffix(".dbf")).name == "UTF-8"


def test_the_encoding_can_be_said_and_an_unknown_one_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "grids.shp", GRIDS, {"DM": CODES, "名称": NAMES}, encoding="GBK")
    assert read(path, Reading(encoding="cp936")).columns["名称"] == NAMES
    shutil.rmtree(tmp_path / "room-grids.shp")
    assert refused(path, Reading(encoding="klingon")) == "encoding-unknown"


@pytest.mark.parametrize("crs", ["EPSG:4549", "EPSG:4528", "EPSG:3857", "EPSG:32651", "EPSG:4490"])
def test_any_system_that_the_file_declares_is_brought_to_wgs84(tmp_path: Path, crs: str) -> None:
    there = [projected(grid, crs) for grid in GRIDS]
    for ending in (".gpkg", ".shp"):
        content = read(write(tmp_path / f"网格{ending}", there, COLUMNS, crs=crs))
        assert shapely.equals_exact(content.shapes, GRIDS, 1e-7).all()
        assert shapely.coverage_is_valid(content.shapes)
        assert any(crs in note for note in content.notes)


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_shifted_degrees_are_unshifted_when_said(tmp_path: Path, datum: Any) -> None:
    shifted = [
        shapely.transform(grid, lambda xy: numpy.array([from_wgs84(x, y, datum) for x, y in xy])) for grid in GRIDS
    ]
    content = read(write(tmp_path / "网格.gpkg", shifted, COLUMNS), Reading(datum=datum))
    assert shapely.equals_exact(content.shapes, GRIDS, 1.01e-7).all()
    assert shapely.coverage_is_valid(content.shapes)


def test_a_file_without_a_system_asks_for_it_and_takes_it(tmp_path: Path) -> None:
    there = [projected(grid, "EPSG:4549") for grid in GRIDS]
    path = write(tmp_path / "网格.shp", there, COLUMNS, crs=None)
    assert refused(path) == "crs-missing"
    shutil.rmtree(tmp_path / "room-网格.shp")
    content = read(path, Reading(crs="EPSG:4549"))
    assert shapely.equals_exact(content.shapes, GRIDS, 1e-7).all()


@pytest.mark.parametrize(
    ("shapes", "more", "code"),
    [
        ([projected(GRIDS[0], "EPSG:4549")], {}, "crs-missing"),
        ([GRIDS[0]], {"crs": {"type": "name", "properties": {"name": "EPSG:3857"}}}, "crs-doubtful"),
        ([projected(GRIDS[0], "EPSG:3857")], {"crs": {"type": "name", "properties": {"name": "EPSG:4490"}}}, "crs-missing"),  # noqa: E501
    ],
)  # fmt: skip
def test_a_system_that_cannot_be_is_doubted(tmp_path: Path, shapes: Any, more: Any, code: str) -> None:
    assert refused(raw(tmp_path, "a.geojson", geojson(shapes, {"code": ["1"]}, **more))) == code


def test_swapped_degrees_are_told_not_refused(tmp_path: Path) -> None:
    swapped = [shapely.transform(grid, lambda xy: xy[:, ::-1]) for grid in GRIDS]
    content = read(raw(tmp_path, "a.geojson", geojson(swapped, {"code": CODES})))
    assert content.swapped
    assert seem_swapped_shapes(content.shapes)
    assert not seem_swapped_shapes(GRIDS)


def test_what_is_no_area_is_kept_as_a_row_with_its_trouble(tmp_path: Path) -> None:
    shapes = [
        Point(120.4, 32.5), LineString([(120.4, 32.5), (120.5, 32.5)]), None, Polygon(),
        GeometryCollection([GRIDS[0], Point(120.4, 32.5)]), GRIDS[1], box(120.4, 91, 120.5, 92),
    ]  # fmt: skip
    path = write(tmp_path / "网格.gpkg", shapes, {"code": list("abcdefg")})
    content = read(path)
    assert content.troubles == {
        0: "shape-not-polygonal", 1: "shape-not-polygonal", 2: "shape-empty", 3: "shape-empty",
        4: "shape-not-polygonal", 6: "shape-out-of-range",
    }  # fmt: skip
    assert content.shapes[5].equals_exact(GRIDS[1], 0)


def test_heights_and_measures_are_left_out_and_one_part_is_a_polygon(tmp_path: Path) -> None:
    high = shapely.MultiPolygon([shapely.force_3d(GRIDS[0], 5.0)])
    content = read(write(tmp_path / "网格.gpkg", [high], {"code": ["a"]}))
    assert content.shapes[0].equals_exact(GRIDS[0], 0)
    assert not content.shapes[0].has_z


def test_numbers_that_are_none_spoil_one_row_only(tmp_path: Path) -> None:
    with numpy.errstate(invalid="ignore"):
        broken = Polygon([(120.4, 32.5), (float("nan"), 32.5), (120.5, 32.6), (120.4, 32.5)])
    content = read(write(tmp_path / "网格.gpkg", [broken, GRIDS[0]], {"code": ["a", "b"]}))
    assert content.troubles == {0: "shape-malformed"}
    assert content.shapes[1].equals_exact(GRIDS[0], 0)


def test_a_curve_becomes_a_line_of_many_points(tmp_path: Path) -> None:
    path = write(tmp_path / "网格.gpkg", [GRIDS[0]], {"code": ["a"]}, layer_options={"SPATIAL_INDEX": "NO"})
    points = [(120.4, 32.5), (120.41, 32.51), (120.42, 32.5), (120.41, 32.49), (120.4, 32.5)]
    ring = struct.pack("<BII", 1, 8, 5) + b"".join(struct.pack("<dd", *point) for point in points)
    curve = b"GP\0\1" + struct.pack("<i", 4326) + struct.pack("<BII", 1, 10, 1) + ring
    opened = sqlite3.connect(path)
    opened.execute('UPDATE "网格" SET geom = ?', (curve,))
    opened.commit()
    opened.close()
    content = read(path)
    assert content.troubles == {}
    assert len(content.shapes[0].exterior.coords) > 50


def test_a_million_points_are_read(tmp_path: Path) -> None:
    turn = numpy.linspace(0, 2 * numpy.pi, 1_000_001)[:-1]
    ring = numpy.column_stack([120.5 + 0.2 * numpy.cos(turn), 32.5 + 0.2 * numpy.sin(turn)])
    content = read(write(tmp_path / "网格.gpkg", [Polygon(ring)], {"code": ["a"]}))
    assert shapely.get_num_coordinates(content.shapes[0]) > 900_000


def test_several_layers_ask_which_one(tmp_path: Path) -> None:
    path = write(tmp_path / "网格.gpkg", GRIDS, COLUMNS, layer="综合")
    write(path, GRIDS[:2], {"code": CODES[:2]}, layer="专属", append=True)
    assert refused(path) == "layer-needed"
    for wanted, count in (("综合", 6), ("专属", 2)):
        shutil.rmtree(tmp_path / "room-网格.gpkg")
        assert len(read(path, Reading(layer=wanted)).shapes) == count
    shutil.rmtree(tmp_path / "room-网格.gpkg")
    assert refused(path, Reading(layer="微")) == "layer-unknown"


def test_a_folder_with_one_shapefile_is_that_shapefile(tmp_path: Path) -> None:
    folder = tmp_path / "网格"
    folder.mkdir()
    write(folder / "网格.shp", GRIDS, COLUMNS)
    assert len(read(folder).shapes) == 6
    (folder / "网格.dbf").unlink()
    shutil.rmtree(tmp_path / "room-网格")
    assert refused(folder) == "file-parts-missing"


def test_columns_are_only_read_where_they_are_wanted(tmp_path: Path) -> None:
    path = write(tmp_path / "网格.gpkg", GRIDS, {**COLUMNS, "备注": NAMES})
    content = read_polygons(path, tmp_path, Reading(), lambda fields: ["网格代码"], lambda *_: None)
    assert list(content.columns) == ["网格代码"]
    assert json.dumps(content.columns, ensure_ascii=False).count("凤山") == 0
