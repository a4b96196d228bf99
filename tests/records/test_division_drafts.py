"""From a file to a division: adopted whole or not at all, a draft where something is wrong, mended step by step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import shapely
from click.testing import Result
from flask import Flask
from shapely.geometry import Point, box
from sqlalchemy import text

from backend import clock
from backend.acting import Acting
from backend.database import db, transaction
from backend.grids.draft_checks import Rules
from backend.grids.draft_queries import draft_document
from backend.grids.drafts import take_step
from backend.problems import Problem
from backend.settings import Settings
from geo.shapes import snap
from tests.given import BEFORE, SIDE, SOUTH, County
from tests.polygon_files import geojson, write

VILLAGE, DAY = "320685100201", "2027-01-01"
LATER = date(2027, 1, 1)


def square(west: float, east: float | None = None) -> Any:
    return snap(box(west, SOUTH, west + SIDE if east is None else east, SOUTH + SIDE))


def columns(count: int, first: int = 1) -> dict[str, list[str]]:
    numbers = range(first, first + count)
    return {"网格编码": [f"{VILLAGE}{at:03}" for at in numbers], "名称": [f"第{at}网格" for at in numbers]}


class Clerk:
    """Somebody at the command line, with a folder for files."""

    def __init__(self, app: Flask, folder: Path, settings: Settings) -> None:
        self.runner, self.folder, self.settings = app.test_cli_runner(), folder, settings

    def file(self, shapes: list[Any], cells: dict[str, list[str]] | None = None, name: str = "网格.geojson") -> Path:
        path = self.folder / name
        path.write_bytes(geojson(shapes, cells or columns(len(shapes))))
        return path

    def bring(self, path: Path, *more: str, area: str = VILLAGE, day: str = DAY) -> Result:
        return self.runner.invoke(args=["grids", "import", str(path), "--area", area, "--valid-from", day, *more])

    def run(self, *args: str) -> Result:
        return self.runner.invoke(args=["grids", *args])

    def step(self, draft: UUID, step: str, fault: int | None = None, step_id: UUID | None = None) -> None:
        with transaction():
            take_step(Acting(None, clock.now()), draft, step_id or uuid4(), step, fault, Rules.of(self.settings))


@pytest.fixture
def clerk(app: Flask, county: County, tmp_path: Path, settings: Settings) -> Iterator[Clerk]:
    yield Clerk(app, tmp_path, settings)
    db.session.rollback()


def counts() -> dict[str, int]:
    tables = ("grid_version", "division", "grid_draft", "grid_draft_row", "grid_draft_fault", "grid")
    with transaction():
        return {table: db.session.scalar(text(f"SELECT count(*) FROM {table}")) or 0 for table in tables}


def the_draft() -> UUID:
    with transaction():
        found: UUID = db.session.execute(text("SELECT id FROM grid_draft")).scalar_one()
        return found


def shown(draft: UUID) -> dict[str, Any]:
    with transaction():
        return draft_document(draft, 200, None)


def in_force(day: date) -> dict[str, str]:
    sql = "SELECT grid_code, name FROM grid_version WHERE village_code = :v AND valid_from <= :d" \
          " AND (valid_to IS NULL OR valid_to > :d) ORDER BY 1"  # fmt: skip
    with transaction():
        return {code: name for code, name in db.session.execute(text(sql), {"v": VILLAGE, "d": day})}  # noqa: C416


def test_a_file_without_a_fault_is_the_division_from_its_day_on(clerk: Clerk) -> None:
    old = in_force(LATER)
    result = clerk.bring(clerk.file([square(120.40), square(120.41)]))
    assert result.exit_code == 0, result.output
    assert "已导入：2 个网格" in result.output
    assert "网格代码取自“网格编码”" in result.output
    assert in_force(LATER) == {f"{VILLAGE}001": "第1网格", f"{VILLAGE}002": "第2网格"}
    assert in_force(date(2026, 12, 31)) == old
    assert counts()["grid_draft"] == 0


def test_a_trial_leaves_nothing_whether_the_file_is_good_or_not(clerk: Clerk) -> None:
    before = counts()
    good = clerk.bring(clerk.file([square(120.40), square(120.41)]), "--dry-run")
    assert (good.exit_code, "什么也没有留下" in good.output) == (0, True)
    bad = clerk.bring(clerk.file([square(120.40), square(120.405)]), "--dry-run")
    assert (bad.exit_code, "没有留下草案" in bad.output) == (1, True)
    assert counts() == before


def test_a_file_with_faults_changes_nothing_and_becomes_a_draft(clerk: Clerk) -> None:
    before = counts()
    result = clerk.bring(clerk.file([square(120.40), square(120.405), Point(120.4, 32.5)]))
    assert result.exit_code == 1
    assert "两个网格互相重叠" in result.output
    assert str(the_draft()) in result.output
    after = counts()
    assert (after["grid_version"], after["division"], after["grid"]) == (before["grid_version"], 0, before["grid"])
    assert (after["grid_draft"], after["grid_draft_row"]) == (1, 3)


def test_many_faults_are_counted_and_the_gravest_twenty_told(clerk: Clerk) -> None:
    result = clerk.bring(clerk.file([Point(120.4, 32.5)] * 36))
    assert result.exit_code == 1
    assert result.output.count("[错误]") == 20
    assert "共 36 处，这里是最要紧的 20 处" in result.output


def test_repairs_are_accepted_one_by_one_and_the_draft_is_adopted(clerk: Clerk) -> None:
    shapes = [square(120.40), square(120.410002, 120.42), Point(120.4, 32.5)]
    assert clerk.bring(clerk.file(shapes)).exit_code == 1
    draft = the_draft()
    codes = [(fault["code"], fault["repairable"]) for fault in shown(draft)["faults"]]
    assert codes == [("shape-not-polygonal", True), ("slit", True)]
    with pytest.raises(Problem) as caught:
        clerk.step(draft, "adopt")
    assert caught.value.code == "draft-has-faults"
    for left in (1, 0):
        clerk.step(draft, "accept-repair", next(f["id"] for f in shown(draft)["faults"] if not f["accepted"]))
        assert shown(draft)["draft"]["errors"] == left
    clerk.step(draft, "adopt")
    assert shown(draft)["draft"]["status"] == "adopted"
    assert [fault["accepted"] for fault in shown(draft)["faults"]] == [True, True]
    assert list(in_force(LATER)) == [f"{VILLAGE}001", f"{VILLAGE}002"]
    with pytest.raises(Problem) as caught:
        clerk.step(draft, "recheck")
    assert caught.value.code == "draft-closed"


def test_a_step_sent_twice_is_taken_once(clerk: Clerk) -> None:
    clerk.bring(clerk.file([square(120.40), square(120.410002, 120.42), Point(120.4, 32.5)]))
    draft, step = the_draft(), uuid4()
    first = shown(draft)["faults"][0]["id"]
    clerk.step(draft, "accept-repair", first, step)
    after = shown(draft)
    clerk.step(draft, "accept-repair", first, step)
    assert shown(draft) == after
    with pytest.raises(Problem) as caught:
        clerk.step(draft, "drop", None, step)
    assert caught.value.code == "step-differs"
    with pytest.raises(Problem) as caught:
        clerk.step(draft, "accept-repair", first)
    assert caught.value.code == "draft-fault-gone"


def test_swapped_degrees_are_turned_when_the_repair_is_accepted(clerk: Clerk) -> None:
    swapped = [shapely.transform(one, lambda xy: xy[:, ::-1]) for one in (square(120.40), square(120.41))]
    assert clerk.bring(clerk.file(swapped)).exit_code == 1
    draft = the_draft()
    (fault,) = shown(draft)["faults"]
    assert (fault["code"], fault["repair"]["kind"]) == ("axes-swapped", "swap-axes")
    clerk.step(draft, "accept-repair", fault["id"])
    assert shown(draft)["draft"]["errors"] == 0
    clerk.step(draft, "adopt")
    assert len(in_force(LATER)) == 2


def test_a_draft_that_is_dropped_keeps_its_faults_and_loses_its_rows(clerk: Clerk) -> None:
    clerk.bring(clerk.file([square(120.40), square(120.405)]))
    clerk.step(the_draft(), "drop")
    assert (counts()["grid_draft_row"], counts()["grid_draft_fault"]) == (0, 1)
    assert shown(the_draft())["draft"]["status"] == "dropped"


def test_what_is_already_history_is_not_rewritten(clerk: Clerk) -> None:
    early = clerk.bring(clerk.file([square(120.40)]), day=BEFORE.replace(year=2019).isoformat())
    assert early.exit_code == 1
    assert "历史不改写" in early.output
    assert counts()["grid_draft"] == 0


def test_a_division_does_not_run_over_the_grids_beside_its_area(clerk: Clerk) -> None:
    result = clerk.bring(clerk.file([square(120.40), square(120.41, 120.425)]))
    assert result.exit_code == 1
    assert "与区域外现有的网格重叠" in result.output
    assert "320685100202001" in result.output
    (fault,) = shown(the_draft())["faults"]
    assert fault["codes"] == [f"{VILLAGE}002"]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"网格编码": [f"{VILLAGE}001"] * 2, "名称": ["甲", "乙"]}, "code-twice"),
        ({"网格编码": ["", f"{VILLAGE}002"], "名称": ["甲", "乙"]}, "code-missing"),
        ({"网格编码": ["17", f"{VILLAGE}002"], "名称": ["甲", "乙"]}, "code-malformed"),
        ({"网格编码": ["320685101201009", f"{VILLAGE}002"], "名称": ["甲", "乙"]}, "code-foreign"),
        ({"网格编码": [f"{VILLAGE}001", f"{VILLAGE}002"], "名称": ["甲", ""]}, "name-missing"),
        ({**columns(2), "类型": ["综合网格", "大网格"]}, "kind-unknown"),
        ({**columns(2), "类型": ["综合网格", "专属网格"]}, "kind-changed"),
        ({**columns(2), "所属村": ["320685999999", VILLAGE]}, "village-unknown"),
    ],
)
def test_what_the_table_says_is_looked_at_too(clerk: Clerk, cells: dict[str, list[str]], code: str) -> None:
    assert clerk.bring(clerk.file([square(120.40), square(120.41)], cells)).exit_code == 1
    assert code in shown(the_draft())["summary"]["codes"]


def test_a_village_that_the_code_does_not_belong_to_is_told(clerk: Clerk) -> None:
    cells = {**columns(2), "所属村": ["凤山村", "壮志村"]}
    town = clerk.file([square(120.40), square(120.41)], cells)
    assert clerk.bring(town, area="320685100000").exit_code == 1
    assert shown(the_draft())["summary"]["codes"]["village-mismatch"] == 1


def test_columns_are_found_by_mapping_and_unknown_ones_named(clerk: Clerk) -> None:
    file = clerk.file([square(120.40)], {"DMX": [f"{VILLAGE}001"], "MCX": ["甲"]})
    assert clerk.bring(file, "--mapping", "code=DMX,name=MCX").exit_code == 0
    unknown = clerk.bring(file, "--mapping", "code=DMX,name=NOPE")
    assert (unknown.exit_code, "文件里没有“NOPE”这一列" in unknown.output) == (1, True)
    assert "看不懂" in clerk.bring(file, "--mapping", "colour=DMX").output


def test_a_file_that_cannot_be_read_is_refused_with_the_next_step(clerk: Clerk) -> None:
    path = clerk.folder / "a.kml"
    path.write_bytes(b"nothing")
    result = clerk.bring(path)
    assert (result.exit_code, "不认识这种文件" in result.output) == (1, True)
    there = write(clerk.folder / "b.shp", [square(120.40)], columns(1), crs=None)
    shifted = clerk.bring(there, "--crs", "EPSG:4326")
    assert shifted.exit_code == 0, shifted.output
    assert "没有说明坐标系" in clerk.bring(there).output
    assert "没有这个区域" in clerk.bring(there, "--crs", "EPSG:4326", area="999999999999").output


def test_the_check_of_a_file_or_of_the_day_in_force_writes_where_and_changes_nothing(clerk: Clerk) -> None:
    before, places = counts(), clerk.folder / "places.geojson"
    bad = clerk.file([square(120.40), square(120.405)])
    result = clerk.run("check", str(bad), "--area", VILLAGE, "--geojson", str(places))
    assert result.exit_code == 1
    assert '"code": "overlap"' in places.read_text("utf-8")
    force = clerk.run("check", "--area", "320685000000", "--on", "2026-01-01")
    assert (force.exit_code, "没有错误" in force.output) == (0, True), force.output
    assert counts() == before


def test_an_export_holds_any_day_with_chinese_fields_and_ancestry(clerk: Clerk) -> None:
    clerk.bring(clerk.file([square(120.40, 120.42)]))
    for day, count in (("2026-06-01", 3), (DAY, 1)):
        out = clerk.folder / f"{day}.geojson"
        told = clerk.run("export", str(out), "--on", day, "--area", VILLAGE, "--format", "geojson")
        assert (told.exit_code, f"网格 {count} 个" in told.output) == (0, True)
    assert '"沿革": "320685100201001,320685100201002"' in out.read_text("utf-8")
    assert '"村名称": "凤山村"' in out.read_text("utf-8")


def test_a_fault_is_told_as_one_sentence(clerk: Clerk) -> None:
    told = clerk.bring(clerk.file([square(120.40), square(120.405)])).output
    lines = [line for line in told.splitlines() if "[错误]" in line]
    assert lines
    assert all(line.endswith("。") and line.count("。") == 1 and "。，" not in line for line in lines)
