"""Files that are broken, or meant to do harm: refused in words, and nothing outside is ever read or written."""

from __future__ import annotations

import sqlite3
import zipfile
from pathlib import Path

import pytest

from geo import archives
from geo.archives import unpack
from geo.file_faults import FileFault
from geo.files import Reading, read_polygons
from tests.polygon_files import geojson, write, zipped
from tests.tilings import tiling

GRIDS = tiling(2, 1, 3)
GOOD = geojson(GRIDS, {"code": ["a", "b"]})
VRT = b'<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer>'
KML = b'<kml xmlns="http://www.opengis.net/kml/2.2"><Document></Document></kml>'


def refused(path: Path) -> str:
    room = path.parent / "room"
    room.mkdir(exist_ok=True)
    with pytest.raises(FileFault) as caught:
        read_polygons(path, room, Reading(), lambda fields: fields, lambda *_: None)
    return caught.value.code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (b"hello", "file-unknown"),
        (b"\0" * 5000, "file-unknown"),
        (VRT, "file-unknown"),
        (b"<kml>" + VRT + b"</kml>", "file-forbidden"),
        (b"<!--" + VRT + b"-->" + KML, "file-forbidden"),
        (b'<!DOCTYPE kml [<!ENTITY a "b">]>' + KML, "file-unknown"),
        (b'<?xml version="1.0"?><kml><!DOCTYPE x></kml>', "file-forbidden"),
        (KML[:40], "file-unreadable"),
        (KML, "file-empty"),
        (b"<html><body>kml</body></html>", "file-unknown"),
        (b'{"type": "gdal_streamed_alg", "command_line": "gdal vector read /etc/passwd"}', "file-unreadable"),
        (b'{"type": "Topology", "objects": {}}', "file-unreadable"),
        (b'{"type": "FeatureCollection", "features": []}', "file-empty"),
        (b'{"a": [1, 2', "file-unreadable"),
        (GOOD[: len(GOOD) // 2], "file-unreadable"),
        ("{\"type\": \"网\"}".encode("gbk"), "file-unreadable"),
        (b"[" * 100_000, "file-unknown"),
        (b'{"a":' * 100_000, "file-unreadable"),
        (b"SQLite format 3\0" + b"x" * 5000, "file-unreadable"),
        (b"\0\0\x27\x0a" + b"\0" * 200, "file-parts-missing"),
        (b"PK\x03\x04" + b"x" * 500, "file-unreadable"),
        (b"PK\x05\x06" + b"\0" * 18, "file-unknown"),
    ],
)  # fmt: skip
def test_bytes_that_are_no_polygons_are_refused_in_words(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "upload"
    path.write_bytes(content)
    assert refused(path) == code


@pytest.mark.parametrize("cut", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("ending", [".gpkg", ".shp"])
def test_files_that_were_cut_short_are_refused_or_read_row_by_row(tmp_path: Path, ending: str, cut: float) -> None:
    path = write(tmp_path / f"a{ending}", tiling(6, 6, 1), {"code": [str(at) for at in range(36)]})
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * cut)])
    try:
        found = read_polygons(path, tmp_path, Reading(), lambda fields: fields, lambda *_: None)
    except FileFault as fault:
        assert fault.code in ("file-unreadable", "file-empty", "file-unknown")
    else:
        assert len(found.shapes) <= 36


@pytest.mark.parametrize("named", ["'/etc/passwd'", "'/etc/passwd', 'x USING rtree(a)'"])
def test_a_geopackage_that_reads_another_file_is_refused(tmp_path: Path, named: str) -> None:
    path = write(tmp_path / "a.gpkg", GRIDS, {"code": ["a", "b"]})
    opened = sqlite3.connect(path)
    opened.execute("PRAGMA writable_schema = ON")
    opened.execute(
        "INSERT INTO sqlite_master VALUES ('table', 'spy', 'spy', 0, ?)",
        (f"CREATE VIRTUAL TABLE spy USING VirtualOGR({named})",),
    )
    opened.commit()
    opened.close()
    assert refused(path) == "file-forbidden"


@pytest.mark.parametrize(
    "name", ["../../evil.geojson", "/etc/evil.geojson", "C:/evil.geojson", "a\\..\\..\\evil.geojson"]
)
def test_paths_that_lead_out_of_an_archive_are_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), GOOD)
    assert refused(path) == "archive-unsafe"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.zip", "room"]


def test_an_archive_that_unpacks_without_end_is_stopped(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.geojson", b" " * 5_000_000)
    room = tmp_path / "room"
    room.mkdir()
    with pytest.raises(FileFault) as caught:
        unpack(path, room, limit=1_000_000)
    assert caught.value.code == "archive-too-large"
    assert sum(one.stat().st_size for one in room.iterdir()) <= 1_000_000


def test_an_archive_that_lies_about_its_sizes_is_counted_while_unpacking(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.geojson", b" " * 5_000_000)
    content = path.read_bytes().replace((5_000_000).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    path.write_bytes(content)
    room = tmp_path / "room"
    room.mkdir()
    with pytest.raises(FileFault) as caught:
        unpack(path, room, limit=1_000_000)
    assert caught.value.code in ("archive-too-large", "file-unreadable")
    assert sum(one.stat().st_size for one in room.iterdir()) <= 1_000_000


def test_an_archive_with_thousands_of_members_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_MEMBERS", 5)
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for at in range(6):
            archive.writestr(f"{at}.txt", b"")
    assert refused(path) == "archive-too-large"


def test_an_archive_in_an_archive_is_not_followed(tmp_path: Path) -> None:
    inner = tmp_path / "a.kml"
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("doc.kml", KML)
    path = tmp_path / "outer.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(inner, "a.kml")
    assert refused(path) == "file-unknown"


def test_several_shapefiles_in_an_archive_ask_which_one(tmp_path: Path) -> None:
    for name in ("综合", "专属"):
        write(tmp_path / f"{name}.shp", GRIDS, {"code": ["a", "b"]})
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for one in tmp_path.glob("*.[sd]*"):
            archive.write(one, one.name)
    assert refused(path) == "layer-needed"
    room = tmp_path / "chosen"
    room.mkdir()
    with pytest.raises(FileFault) as caught:
        read_polygons(path, room, Reading(layer="微"), lambda fields: fields, lambda *_: None)
    assert caught.value.code == "layer-unknown"
    assert "综合" in caught.value.detail


def test_names_that_windows_wrote_in_gbk_are_read(tmp_path: Path) -> None:
    source = write(tmp_path / "abcd.shp", GRIDS, {"code": ["a", "b"]})
    path = zipped(source, tmp_path / "b.zip")
    # Four letters give way to the four bytes of two characters, as the explorer of a Chinese Windows writes them.
    path.write_bytes(path.read_bytes().replace(b"abcd.", "网格.".encode("gbk")))
    room = tmp_path / "room"
    room.mkdir()
    found = read_polygons(path, room, Reading(), lambda fields: fields, lambda *_: None)
    assert found.layer == "网格"
    assert len(found.shapes) == 2


def test_a_geopackage_whose_own_list_of_tables_is_no_text_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.gpkg", GRIDS, {"code": ["a", "b"]})
    content = path.read_bytes()
    path.write_bytes(content.replace(b"CREATE TABLE gpkg_contents", b"CREATE TABLE gpkg_content\xa9"))
    assert refused(path) == "file-unreadable"
