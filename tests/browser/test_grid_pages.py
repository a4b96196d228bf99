"""A GIS officer's afternoon: a file with faults becomes the division of tomorrow, and yesterday's can still be had."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
import shapely
from PIL import Image
from playwright.sync_api import BrowserContext, Locator, Page, Request, expect
from pyogrio.raw import write
from shapely.geometry import MultiPolygon, Polygon, box

from backend import clock
from backend.settings import ROOT
from tests.browser.conftest import DESK, PHONE
from tests.browser.screens import sign_in
from tests.given import County

LONG = 30_000
AXE = ROOT / "pwa" / "node_modules" / "axe-core" / "axe.min.js"
METRE = 1e-5
NEW_NAME = "凤山村东网格"
FAULTS = 4
PAGES = (
    ("区划", "海安市"),
    ("责任人", "缺责任人的网格"),
    ("边界反馈", "没有等答复的边界反馈"),
)


@pytest.fixture
def faulty_file(tmp_path: Path) -> Path:
    """城东镇 as a zipped Shapefile in GBK: one grid with a small hole, one with a crumb, one that crosses itself
    and so holds another hole."""
    squares = [box(120.40 + 0.01 * i, 32.50, 120.41 + 0.01 * i, 32.51) for i in range(3)]
    hole = box(120.4045, 32.5045, 120.4045 + 6 * METRE, 32.5045 + 6 * METRE)
    crumb = box(120.415, 32.52, 120.415 + 5 * METRE, 32.52 + 5 * METRE)
    crossing = [(120.42, 32.50), (120.43, 32.50), (120.43, 32.51), (120.425, 32.51),
                (120.42502, 32.5099), (120.42498, 32.5099), (120.42502, 32.51), (120.42, 32.51)]  # fmt: skip
    shapes = [
        squares[0] - hole,
        MultiPolygon([squares[1], crumb]),
        Polygon(crossing),
        box(120.408, 32.504, 120.412, 32.506),
    ]
    columns = {
        "DM": ["320685100201001", "320685100201002", "320685100202001", "320685100201901"],
        "MC": ["凤山村第一网格", NEW_NAME, "壮志村第一网格", "凤山市场专属网格"],
        "LX": ["综合", "综合", "综合", "专属"],
    }
    values = [np.array(column, dtype=object) for column in columns.values()]
    outlines = np.array([shapely.to_wkb(shape) for shape in shapes], dtype=object)
    (tmp_path / "grids").mkdir()
    write(tmp_path / "grids" / "grids.shp", outlines, values, list(columns), geometry_type="MultiPolygon",
          crs="EPSG:4490", encoding="GBK", driver="ESRI Shapefile")  # fmt: skip
    made = tmp_path / "城东镇.zip"
    with zipfile.ZipFile(made, "w") as archive:
        for part in (tmp_path / "grids").iterdir():
            archive.write(part, part.name)
    return made


def test_a_file_with_faults_becomes_the_division_of_tomorrow_and_yesterdays_can_still_be_had(
    county: County, phone: Callable[..., BrowserContext], picture: Callable[[Page, str], None], faulty_file: Path
) -> None:
    today = clock.local_date(clock.now())
    desk = phone(DESK, reduced_motion="reduce")
    asked: list[Request] = []
    desk.on("request", lambda request: asked.append(request))
    page = sign_in(desk, "centre")

    drop_the_file(page, faulty_file, picture)
    mend_what_must_be_mended(page, picture)
    adopt(page, picture)
    see_the_new_division(page, today + timedelta(days=1), picture)
    exported = export(page, today - timedelta(days=1))
    names = {feature["properties"]["网格名称"] for feature in exported["features"]}
    assert "凤山村第二网格" in names
    assert NEW_NAME not in names

    look_at_the_other_pages(page, phone(PHONE), picture)
    assert {urlsplit(request.url).hostname for request in asked} - {"localhost", None, ""} == set()


def drop_the_file(page: Page, file: Path, picture: Callable[[Page, str], None]) -> None:
    page.get_by_role("link", name="网格", exact=True).click()
    page.get_by_label("划分哪个区域").fill("城东")
    page.get_by_role("option", name="城东镇").click()
    page.locator("input[type=file]").set_input_files(file)
    accessible(page)
    picture(page, "1-file")
    page.get_by_role("button", name="导入并检查").click()
    expect(page.get_by_text(f"必须改 {FAULTS} 处")).to_be_visible(timeout=LONG)


def mend_what_must_be_mended(page: Page, picture: Callable[[Page, str], None]) -> None:
    """By keyboard: j opens a fault, Enter shows what would become of it, Enter again accepts."""
    assert shades(page.get_by_role("region", name="草案和问题的地图")) > 4
    accessible(page)
    picture(page, "2-faults")
    page.keyboard.press("j")
    clean = page.get_by_text("没有必须改的问题")
    for turn in range(FAULTS):
        expect(page.get_by_role("button", name="接受这处修正").or_(clean)).to_be_visible(timeout=LONG)
        if clean.is_visible():
            break  # one repair mended two faults
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="修正后")).to_have_attribute("aria-pressed", "true")
        if turn == 0:  # a picture of a drawn map takes a second, and the others look alike
            picture(page, "3-repair")
        with page.expect_response("**/steps"):
            page.keyboard.press("Enter")
        expect(page.get_by_text(f"必须改 {FAULTS - turn} 处")).to_have_count(0, timeout=LONG)
    expect(clean).to_be_visible(timeout=LONG)


def adopt(page: Page, picture: Callable[[Page, str], None]) -> None:
    page.get_by_role("button", name="看看会改变什么").click()
    expect(page.get_by_text("改名 1 个")).to_be_visible(timeout=LONG)
    picture(page, "4-preview")
    page.get_by_role("button", name="启用这份划分").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("城东镇按这份草案划分")).to_be_visible()
    dialog.get_by_role("button", name="启用这份划分").click()
    expect(page.get_by_text("已启用", exact=False).first).to_be_visible(timeout=LONG)


def see_the_new_division(page: Page, day: date, picture: Callable[[Page, str], None]) -> None:
    """The map of that day is drawn from tiles that name the new grid; a touch opens a grid's card."""
    page.get_by_role("link", name="地图", exact=True).click()
    expect(page.get_by_role("button", name="放大")).to_be_visible(timeout=LONG)
    with page.expect_response(
        lambda got: "/tiles/grids/" in got.url and f"on={day}" in got.url and NEW_NAME.encode() in got.body()
    ):
        page.get_by_label("哪一天的网格").fill(day.isoformat())
    page.wait_for_load_state("networkidle")
    ground = page.get_by_role("region", name="辖区地图")
    assert shades(ground) > 4
    accessible(page)
    place = ground.bounding_box()
    assert place is not None
    page.mouse.click(place["x"] + place["width"] * 0.45, place["y"] + place["height"] * 0.5)
    expect(page.get_by_role("heading", name=NEW_NAME)).to_be_visible()
    picture(page, "5-new-division")


def export(page: Page, day: date) -> dict[str, list[dict[str, dict[str, str]]]]:
    page.get_by_role("link", name="网格", exact=True).click()
    page.get_by_role("link", name="导出", exact=True).click()
    page.get_by_label("哪一天的划分").fill(day.isoformat())
    page.get_by_label("格式").select_option("geojson")
    accessible(page)
    with page.expect_download() as taken:
        page.get_by_role("button", name="导出", exact=True).click()
    found: dict[str, list[dict[str, dict[str, str]]]] = json.loads(taken.value.path().read_text())
    return found


def look_at_the_other_pages(page: Page, pocket: BrowserContext, picture: Callable[[Page, str], None]) -> None:
    places = page.get_by_role("navigation", name="网格管理的各页")
    for number, (place, words) in enumerate(PAGES):
        places.get_by_role("link", name=place, exact=True).click()
        expect(page.get_by_text(words).first).to_be_visible(timeout=LONG)
        accessible(page)
        picture(page, f"6-{number}")
    captain = sign_in(pocket, "captain")
    captain.get_by_role("link", name="地图", exact=True).click()
    expect(captain.get_by_role("button", name="放大")).to_be_visible(timeout=LONG)
    accessible(captain)
    assert captain.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    picture(captain, "7-captain")


def accessible(page: Page) -> None:
    """What axe finds against WCAG 2 A and AA: nothing."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("() => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa']})")
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found["violations"]] == []


def shades(part: Locator) -> int:
    """How many colours stand there in more than a few dots: an empty map has one."""
    image = Image.open(io.BytesIO(part.screenshot())).convert("RGB")
    counted = image.getcolors(image.width * image.height) or []
    return sum(1 for count, _ in counted if count > 20)
