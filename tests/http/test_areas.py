"""The administrative tree over HTTP: who may change it, what a change moves, old names found."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from openpyxl import Workbook
from sqlalchemy import text

from backend.database import db, transaction
from backend.grids.areas import AreaCodes, codes_on
from backend.grids.jobs import apply_due_divisions
from tests.cases import Desk
from tests.divided import SOON, TODAY, WEST_HALF, Travel, asked, audit, file_at, travelling, versions
from tests.given import COUNTY_CODE, GRIDS, PEOPLE, County, anonymous_client

FENGSHAN, ZHUANGZHI, SANLI = "320685100201", "320685100202", "320685101201"
CHENGDONG, LIBAO = "320685100000", "320685101000"
NEW = "320685100203"
RENAME = {"change": "rename", "code": FENGSHAN, "name": "凤凰山村"}
MERGE = {"change": "merge", "codes": [FENGSHAN, ZHUANGZHI], "into": NEW, "name": "凤志村"}


@pytest.fixture
def desk(app: Flask, county: County) -> Desk:
    return Desk(app, county)


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Travel:
    return travelling(monkeypatch)


def body(*changes: dict[str, Any], **members: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "valid_from": SOON.isoformat(), "changes": list(changes), **members}


def change(desk: Desk, *changes: dict[str, Any], username: str = "centre", query: str = "", **members: Any) -> Any:
    return desk.client(username).post(f"/api/v1/areas/changes{query}", json=body(*changes, **members))


def made(desk: Desk, *changes: dict[str, Any], **members: Any) -> None:
    answer = change(desk, *changes, **members)
    assert answer.status_code == 200, answer.json


def tree(desk: Desk, query: str = "", username: str = "centre") -> dict[str, dict[str, Any]]:
    answer = desk.client(username).get(f"/api/v1/areas{query}")
    assert answer.status_code == 200, answer.json
    return {one["code"]: one for one in answer.json["items"]}


@pytest.mark.parametrize(
    ("method", "url"),
    [("GET", "/areas"), ("POST", "/areas/changes?preview=true"), ("POST", "/areas/changes"), ("GET", "/divisions"),
     ("GET", "/divisions/preview?draft=5e6f7a8b-0000-4000-8000-000000000001")],
)  # fmt: skip
def test_who_may_look_at_the_tree_and_who_may_change_it(desk: Desk, method: str, url: str) -> None:
    found, right, day = {}, {}, SOON
    for username in (*PEOPLE, None):
        client = desk.client(username) if username else anonymous_client(desk.app)
        day += timedelta(days=1)
        sent = body({**RENAME, "name": f"凤山{day.day}村"}, valid_from=day.isoformat()) if method == "POST" else None
        found[username] = client.open(f"/api/v1{url}", method=method, json=sent).status_code
        may = username is not None and (url == "/areas" or PEOPLE[username][0] in ("centre", "admin"))
        right[username] = 401 if username is None else 403 if not may else 404 if "draft=" in url else 200
    assert found == right


def test_the_tree_is_listed_as_it_stands_on_a_day(desk: Desk) -> None:
    made(desk, RENAME)
    assert tree(desk)[FENGSHAN]["name"] == "凤山村"
    assert tree(desk, f"?on={SOON}")[FENGSHAN]["name"] == "凤凰山村"
    assert set(tree(desk, f"?under={LIBAO}")) == {LIBAO, SANLI}
    assert set(tree(desk, f"?under={COUNTY_CODE}")) == {COUNTY_CODE, CHENGDONG, LIBAO, FENGSHAN, ZHUANGZHI, SANLI}


def test_the_tree_comes_in_pages(desk: Desk) -> None:
    codes: list[str] = []
    after = ""
    while True:
        page = desk.client("worker").get(f"/api/v1/areas?limit=2{after}").json
        codes += [one["code"] for one in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert codes == sorted([COUNTY_CODE, CHENGDONG, LIBAO, FENGSHAN, ZHUANGZHI, SANLI])


def test_an_old_name_is_found_with_its_successor(desk: Desk, on: Travel) -> None:
    made(desk, MERGE)
    on(SOON)
    found = tree(desk, "?q=凤山")[FENGSHAN]
    assert (found["successor"], found["valid_to"], found["in_force"]) == (NEW, SOON.isoformat(), False)
    assert FENGSHAN not in tree(desk)
    assert list(tree(desk, f"?q={FENGSHAN}")) == [FENGSHAN]
    assert tree(desk, "?q=%25") == {}


def test_a_merge_takes_grids_accounts_and_open_orders_along(desk: Desk, county: County, on: Travel) -> None:
    code = file_at(desk, WEST_HALF)
    made(desk, MERGE)
    on(SOON)
    assert apply_due_divisions() == 1
    order = desk.see("centre", code)
    assert (order["village"], order["grid"]["code"]) == ({"code": NEW, "name": "凤志村"}, county.grid)
    assert order["road"][-1]["changes"] == [{"title": "村居", "before": FENGSHAN, "after": NEW}]
    desk.app.extensions["who"].forget(county.id_of("worker"))  # as some seconds do
    areas = desk.client("worker").get("/api/v1/me").json["areas"]
    assert areas == [{"code": NEW, "name": "凤志村", "level": "village"}]
    villages = asked("SELECT DISTINCT village_code FROM grid_version WHERE valid_to IS NULL ORDER BY 1")
    assert [one.village_code for one in villages] == [NEW, SANLI]
    audit(desk)


def test_a_village_that_moves_takes_its_orders_to_the_other_towns_desk(desk: Desk, on: Travel) -> None:
    code = file_at(desk, WEST_HALF)
    desk.take("captain", code, "verify", {"how": "on_site"})
    made(desk, {"change": "move", "code": FENGSHAN, "parent": LIBAO, "new_code": "320685101202"})
    on(SOON)
    apply_due_divisions()
    order = desk.see("other_town", code)
    assert (order["desk"], order["town"]["code"]) == (f"town:{LIBAO}", LIBAO)
    desk.take("other_town", code, "accept")
    assert desk.client("town").get(f"/api/v1/orders/{code}").status_code == 404


def test_towns_that_merge_take_their_desk_along(desk: Desk, on: Travel) -> None:
    code = file_at(desk, [120.6, 32.9])
    assert desk.see("centre", code)["grid"] is None
    inside = file_at(desk, WEST_HALF)
    made(desk, {"change": "merge", "codes": [CHENGDONG, LIBAO], "into": LIBAO})
    on(SOON)
    apply_due_divisions()
    assert desk.see("town", inside)["town"]["code"] == LIBAO
    assert desk.client("town").get("/api/v1/me").json["areas"][0]["code"] == LIBAO


def test_a_split_village_deals_out_its_grids(desk: Desk, county: County) -> None:
    parts = [{"code": FENGSHAN, "name": "凤山村", "children": [county.grid]},
             {"code": NEW, "name": "凤东村", "children": [county.neighbour, county.special_grid]}]  # fmt: skip
    made(desk, {"change": "split", "code": FENGSHAN, "parts": parts})
    assert versions(county.grid)[-1][1] is None and len(versions(county.grid)) == 1
    assert len(versions(county.neighbour)) == 2
    of = asked("SELECT grid_code FROM grid_version WHERE village_code = :new ORDER BY 1", new=NEW)
    assert [one.grid_code for one in of] == [county.neighbour, county.special_grid]
    assert tree(desk, f"?on={SOON}")[NEW]["outlined"]


def test_the_same_change_sent_twice_changes_once(desk: Desk) -> None:
    sent = body(RENAME)
    for _ in range(2):
        assert desk.client("centre").post("/api/v1/areas/changes", json=sent).status_code == 200
    other = {**sent, "changes": [{**RENAME, "name": "另一个名字"}]}
    assert desk.client("centre").post("/api/v1/areas/changes", json=other).json["type"] == "division-differs"
    listed = desk.client("centre").get("/api/v1/divisions").json["items"]
    assert [(one["id"], one["kind"], one["applied_at"]) for one in listed] == [(sent["id"], "areas", None)]


def test_what_is_planned_for_a_day_is_planned_on(desk: Desk) -> None:
    made(desk, MERGE)
    made(desk, {"change": "rename", "code": NEW, "name": "凤志社区"})
    made(desk, {"change": "rename", "code": NEW, "new_code": "320685100204"})
    after = tree(desk, f"?on={SOON}")
    assert (after["320685100204"]["name"], NEW in after) == ("凤志社区", False)
    assert tree(desk, "?q=凤山村")[FENGSHAN]["successor"] == "320685100204"


def test_changes_of_the_tree_for_one_day_are_one_plan_and_are_taken_back_together(desk: Desk) -> None:
    before, centre = tree(desk, f"?on={SOON}"), desk.client("centre")
    first, second = body(MERGE), body({"change": "move", "code": SANLI, "parent": CHENGDONG})
    for sent in (first, second):
        assert centre.post("/api/v1/areas/changes", json=sent).status_code == 200
    assert centre.delete(f"/api/v1/divisions/{first['id']}").status_code == 204
    listed = centre.get("/api/v1/divisions").json["items"]
    assert [one["withdrawn_at"] is None for one in listed] == [False, False]
    assert tree(desk, f"?on={SOON}") == before


def test_a_plan_is_not_taken_back_from_under_another(desk: Desk) -> None:
    centre = desk.client("centre")
    later = (SOON + timedelta(days=1)).isoformat()
    first, second = body(MERGE), body({"change": "move", "code": SANLI, "parent": CHENGDONG}, valid_from=later)
    for sent in (first, second):
        assert centre.post("/api/v1/areas/changes", json=sent).status_code == 200
    followed = centre.delete(f"/api/v1/divisions/{first['id']}")
    assert (followed.status_code, followed.json["type"]) == (409, "division-followed")
    listed = {one["id"]: one["withdrawn_at"] for one in centre.get("/api/v1/divisions").json["items"]}
    assert listed == {first["id"]: None, second["id"]: None}


def test_a_plan_that_was_taken_back_leaves_nothing(desk: Desk, county: County, on: Travel) -> None:
    before, centre, sent = tree(desk, f"?on={SOON}"), desk.client("centre"), body(MERGE)
    assert centre.post("/api/v1/areas/changes", json=sent).status_code == 200
    url = f"/api/v1/divisions/{sent['id']}"
    assert desk.client("town").delete(url).status_code == 403
    assert [centre.delete(url).status_code for _ in range(2)] == [204, 204]
    assert tree(desk, f"?on={SOON}") == before
    assert {len(versions(grid)) for grid in GRIDS} == {1}
    assert {versions(grid)[0][1] for grid in GRIDS} == {None}
    on(SOON)
    assert apply_due_divisions() == 0
    made(desk, MERGE)
    assert apply_due_divisions() == 1
    (begun,) = [one["id"] for one in centre.get("/api/v1/divisions").json["items"] if one["applied_at"]]
    assert centre.delete(f"/api/v1/divisions/{begun}").json["type"] == "division-begun"


WRONG = {
    "past": (body(RENAME, valid_from=(TODAY - timedelta(days=1)).isoformat()), "/valid_from"),
    "area-unknown": (body({"change": "rename", "code": "999999999999", "name": "无"}), "/changes/0/code"),
    "nothing-changes": (body({"change": "rename", "code": FENGSHAN, "name": "凤山村"}), "/changes/0/name"),
    "into-itself": (body({"change": "merge", "codes": [FENGSHAN], "into": FENGSHAN}), "/changes/0/into"),
    "levels-differ": (body({"change": "merge", "codes": [FENGSHAN, LIBAO], "into": FENGSHAN}), "/changes/0/codes"),
    "own-parent": (body({"change": "move", "code": LIBAO, "parent": LIBAO}), "/changes/0/parent"),
    "parent-level": (body({"change": "move", "code": LIBAO, "parent": SANLI}), "/changes/0/parent"),
    "parent-unknown": (body({"change": "move", "code": SANLI, "parent": "999999999999"}), "/changes/0/parent"),
    "code-used": (body({"change": "create", "code": SANLI, "level": "village", "name": "又一村", "parent": LIBAO}),
                  "/changes/0/code"),
    "name-twice": (body({**RENAME, "name": "壮志村"}), "/changes"),
    "parts-too-few": (body({"change": "split", "code": FENGSHAN, "parts": [{"code": NEW, "name": "凤东村"}]}),
                      "/changes/0/parts"),
    "child-left": (body({"change": "split", "code": FENGSHAN, "parts": [
        {"code": NEW, "name": "凤东村"}, {"code": FENGSHAN, "name": "凤山村"}]}), "/changes/0/parts"),
    "name-missing": (body({"change": "merge", "codes": [FENGSHAN, ZHUANGZHI], "into": NEW}), "/changes/0/name"),
    "invalid": (body({**RENAME, "code": "３２０６８５１００２０１"}), "/changes/0/code"),
    "type": (body(RENAME, valid_from="2026-13-01"), "/valid_from"),
}  # fmt: skip


@pytest.mark.parametrize("query", ["", "?preview=true"])
def test_a_change_that_cannot_be_is_refused_in_words(desk: Desk, query: str) -> None:
    for code, (sent, pointer) in WRONG.items():
        answer = desk.client("admin").post(f"/api/v1/areas/changes{query}", json=sent)
        assert (answer.status_code, answer.json["type"]) == (422, "invalid"), answer.json
        fault = answer.json["errors"][0]
        assert (fault["pointer"], fault["code"]) == (pointer, code)
        assert fault["title"].endswith("。")
    assert asked("SELECT FROM division") == []


def test_a_change_on_a_day_before_another_is_refused(desk: Desk) -> None:
    made(desk, RENAME)
    earlier = (SOON - timedelta(days=1)).isoformat()
    answer = change(desk, {**RENAME, "name": "第三个名字"}, valid_from=earlier)
    assert (answer.status_code, answer.json["type"]) == (409, "division-too-early")


def test_a_preview_says_what_would_move_and_writes_nothing(desk: Desk, county: County) -> None:
    code = file_at(desk, WEST_HALF)
    answer = change(desk, MERGE, query="?preview=true")
    assert answer.status_code == 200, answer.json
    found = answer.json["preview"]
    assert {one["code"]: one["change"] for one in found["grids"]} == dict.fromkeys(
        (county.grid, county.neighbour, county.special_grid, county.other_village_grid), "moved"
    )
    assert found["orders"] == {"count": 1, "moving": [{"code": code, "from": county.grid, "to": county.grid}]}
    moving = {(one["name"], one["from"], one["to"]) for one in found["people"]["moving"]}
    assert ("张小明", FENGSHAN, NEW) in moving
    assert found["people"]["count"] == len(moving) == 4
    assert asked("SELECT FROM division") == []
    assert set(tree(desk, f"?on={SOON}")) == set(tree(desk))
    assert asked("SELECT FROM order_history WHERE step = 'regrid'") == []
    # Administrators see no cases.
    assert change(desk, MERGE, username="admin", query="?preview=true").json["preview"]["orders"] == {
        "count": 1, "moving": [],
    }  # fmt: skip


def test_a_preview_tells_only_what_its_own_change_moves(desk: Desk) -> None:
    file_at(desk, WEST_HALF)
    made(desk, MERGE)
    other = {"change": "rename", "code": SANLI, "name": "三里社区"}
    found = change(desk, other, query="?preview=true").json["preview"]
    assert (found["orders"]["count"], found["people"]["count"]) == (0, 0)


def test_figures_go_by_the_division_of_then_or_of_today(desk: Desk, on: Travel) -> None:
    made(desk, MERGE)
    made(
        desk, {"change": "move", "code": SANLI, "parent": CHENGDONG}, valid_from=(SOON + timedelta(days=1)).isoformat()
    )
    later = SOON + timedelta(days=2)
    with transaction():
        assert codes_on(NEW, later) == AreaCodes(frozenset(), frozenset({NEW}))
        assert codes_on(NEW, later, "today").villages == {NEW, FENGSHAN, ZHUANGZHI}
        assert codes_on(CHENGDONG, later) == AreaCodes(frozenset({CHENGDONG}), None)
        today = codes_on(CHENGDONG, later, "today")
    assert (today.towns, today.villages) == ({CHENGDONG}, {NEW, FENGSHAN, ZHUANGZHI, SANLI})


LIST = "代码,名称,级别,上级\n320685102000,曲塘镇,镇,320685000000\n320685102201,曲塘村,村,320685102000\n"


def run(desk: Desk, *args: str) -> tuple[int, str]:
    result = desk.app.test_cli_runner().invoke(args=["areas", *args])
    return result.exit_code, result.output


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_a_list_of_areas_is_taken_in_any_of_the_usual_encodings(desk: Desk, tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "areas.csv"
    file.write_bytes(LIST.encode(encoding))
    assert run(desk, "import", str(file), "--valid-from", "2020-01-01") == (
        0, "已导入：新增 2 个，改动 0 个，未变 0 个。\n",
    )  # fmt: skip
    assert tree(desk)["320685102201"]["name"] == "曲塘村"
    again = run(desk, "import", str(file), "--valid-from", TODAY.isoformat())
    assert again == (0, "已导入：新增 0 个，改动 0 个，未变 2 个。\n")
    assert "320685102201 村（社区） 曲塘村 上级 320685102000" in run(desk, "list", "--under", "320685102000")[1]


def test_a_code_that_was_used_before_is_not_used_again(desk: Desk, tmp_path: Path, on: Travel) -> None:
    made(desk, MERGE)
    on(SOON)
    file = tmp_path / "areas.csv"
    file.write_text(f"代码,名称,级别,上级\n{FENGSHAN},新凤山村,村,{CHENGDONG}\n", "utf-8")
    status, told = run(desk, "import", str(file), "--valid-from", SOON.isoformat())
    assert (status, "第 2 行" in told, "不重复使用" in told) == (1, True, True)


def test_areas_that_a_list_plans_are_a_plan_like_any_other(desk: Desk, tmp_path: Path) -> None:
    before = tree(desk, f"?on={SOON}")
    made(desk, RENAME)
    file = tmp_path / "areas.csv"
    file.write_text(LIST, "utf-8")
    assert run(desk, "import", str(file), "--valid-from", SOON.isoformat())[0] == 0
    centre = desk.client("centre")
    planned = [one["id"] for one in centre.get("/api/v1/divisions").json["items"]]
    assert len(planned) == 2
    assert tree(desk, f"?on={SOON}")["320685102201"]["name"] == "曲塘村"
    assert centre.delete(f"/api/v1/divisions/{planned[0]}").status_code == 204
    assert all(one["withdrawn_at"] for one in centre.get("/api/v1/divisions").json["items"])
    assert tree(desk, f"?on={SOON}") == before


def test_a_workbook_is_taken_and_a_dry_run_writes_nothing(desk: Desk, tmp_path: Path) -> None:
    book, file = Workbook(), tmp_path / "areas.xlsx"
    for line in ("code,name,level,parent", "320685100201,凤凰山村,村,320685101000"):
        book.active.append([int(cell) if cell.isdigit() else cell for cell in line.split(",")])
    book.save(file)
    said = "新增 0 个，改动 1 个，未变 0 个。\n"
    assert run(desk, "import", str(file), "--valid-from", SOON.isoformat(), "--dry-run") == (
        0,
        f"检查通过，未写入：{said}",
    )
    assert tree(desk, f"?on={SOON}")[FENGSHAN]["name"] == "凤山村"
    assert run(desk, "import", str(file), "--valid-from", SOON.isoformat()) == (0, f"已导入：{said}")
    moved = tree(desk, f"?on={SOON}")[FENGSHAN]
    assert (moved["name"], moved["parent"]) == ("凤凰山村", LIBAO)
    towns = asked(
        "SELECT DISTINCT town_code FROM grid_version WHERE village_code = :v AND valid_to IS NULL", v=FENGSHAN
    )
    assert [one.town_code for one in towns] == [LIBAO]


BAD_LINES = {
    "３２０６８５１０２０００,曲塘镇,镇,320685000000": "不是 12 位半角数字",
    "320685102,曲塘镇,镇,320685000000": "不是 12 位半角数字",
    "320685102000,曲塘镇,公社,320685000000": "认不出来",
    "320685102000,,镇,320685000000": "名称要有",
    "320685102000,曲塘镇,镇,320685102000": "上级写成了自己",
    "320685102000,曲塘镇,镇,320685999000": "既不在文件里",
    "320685102000,曲塘镇,镇,320685100000": "的级别不对",
    "320685100201,曲塘镇,镇,320685000000": "原来是另一级",
    "320685102000,曲塘镇,镇,": "没有写上级",
    "320685102000,曲塘镇,镇,320685000000\n320685102000,曲塘镇,镇,320685000000": "已经有了",
}


def test_a_line_that_is_wrong_is_named_and_nothing_is_taken(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "areas.csv"
    for line, reason in BAD_LINES.items():
        file.write_text(f"代码,名称,级别,上级\n320685103000,好镇,镇,320685000000\n{line}\n", "utf-8")
        status, told = run(desk, "import", str(file), "--valid-from", TODAY.isoformat())
        assert (status, reason in told, "文件没有导入" in told) == (1, True, True), told
        assert "第 3 行" in told or "第 4 行" in told
    assert len(tree(desk)) == 6


def test_a_file_that_is_no_list_is_refused_in_words(desk: Desk, tmp_path: Path) -> None:
    contents = (b"", b"\xff\xfe\x00", b"a,b\n1,2\n", b"PK\x03\x04")
    for name, content in product(("areas.csv", "areas.xlsx"), contents):
        file = tmp_path / name
        file.write_bytes(content)
        status, told = run(desk, "import", str(file), "--valid-from", TODAY.isoformat())
        assert (status, "文件没有导入" in told) == (1, True), told


def test_divisions_can_be_applied_by_hand(desk: Desk, app: Flask, on: Travel) -> None:
    made(desk, RENAME)
    on(SOON)
    for told in ("已生效 1 次划分。", "已生效 0 次划分。"):
        result = app.test_cli_runner().invoke(args=["divisions", "apply"])
        assert (result.exit_code, result.output.strip()) == (0, told)
    with transaction():
        assert db.session.execute(text("SELECT count(*) FROM division WHERE applied_at IS NOT NULL")).scalar() == 1
