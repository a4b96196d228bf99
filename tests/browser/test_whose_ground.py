"""Whose ground is it? Asked at a border, told outside, answered without a network, put right on a shifted phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from playwright.sync_api import BrowserContext, Locator, Page, expect
from sqlalchemy import text

from backend.database import db, transaction
from geo.coordinates import from_wgs84
from tests.browser.screens import add_photos, await_offline_readiness, choose_clause, sign_in
from tests.given import County
from tests.pictures import a_phone_photo

TOUCH = 44
STANDS = "SELECT v.name FROM work_order o JOIN grid_version v ON v.id = o.grid_version_id"


def stand(context: BrowserContext, page: Page, lon: float, lat: float, accuracy: float) -> None:
    """The phone is there now, and looks again."""
    context.set_geolocation({"longitude": lon, "latitude": lat, "accuracy": accuracy})
    page.get_by_role("button", name="重新定位", exact=True).first.click()


def touch(page: Page, dialog: Locator) -> None:
    """Touch the middle of the map in the dialog."""
    box = dialog.get_by_role("img", name="网格地图").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def kept(query: str) -> list[tuple[object, ...]]:
    with transaction():
        return [tuple(row) for row in db.session.execute(text(query))]


def test_the_phone_says_whose_ground_it_is_before_anything_is_sent(
    app: Flask, county: County, phone: Callable[..., BrowserContext], picture: Callable[[Page, str], None]
) -> None:
    context = phone()
    page = sign_in(context, "worker")
    await_offline_readiness(page)
    page.get_by_role("link", name="上报", exact=True).first.click()
    expect(page.get_by_text("所在网格：凤山村第一网格")).to_be_visible()
    picture(page, "1-sure")

    context.set_offline(True)
    stand(context, page, 120.41998, 32.502, 8)
    question = page.get_by_role("group", name="这里靠近网格边界，是哪个网格？")
    expect(question.get_by_text("凤山村第二网格")).to_be_visible()
    for label in question.locator("label").all():
        box = label.bounding_box()
        assert box
        assert box["height"] >= TOUCH
    picture(page, "2-asks")
    question.get_by_text("壮志村第一网格").click()
    expect(question.get_by_role("radio", name=re.compile("壮志村第一网格"))).to_be_checked()
    stand(context, page, 120.40999, 32.502, 8)
    expect(page.get_by_text("靠近边界，先按您负责的网格")).to_be_visible()
    picture(page, "3-own")
    page.get_by_role("button", name="改为 凤山村第二网格").click()
    expect(question.get_by_role("radio", name=re.compile("凤山村第二网格"))).to_be_checked()
    stand(context, page, 120.39, 32.505, 8)
    expect(page.get_by_text(re.compile("网格待定，最近是 凤山村第一网格，约 940 米"))).to_be_visible()
    picture(page, "4-outside")

    page.get_by_role("button", name="边界画得不对").click()
    sheet = page.get_by_role("dialog").filter(has_text="哪里不对")
    touch(page, sheet)
    sheet.get_by_label("哪里不对（选填）").fill("以河为界")
    picture(page, "5-flag")
    sheet.get_by_role("button", name="提交").click()
    expect(page.get_by_text("已记下，有网就自动发送")).to_be_visible()
    assert kept("SELECT 1 FROM border_flag") == []
    with page.expect_response(re.compile("/grids/flags/"), timeout=15_000):
        context.set_offline(False)
    assert kept("SELECT note FROM border_flag") == [("以河为界",)]


def test_what_the_phone_said_at_a_border_without_a_network_the_server_says_afterwards(
    app: Flask, county: County, phone: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    photo = tmp_path / "IMG_1.jpg"
    photo.write_bytes(a_phone_photo(1))
    context = phone()
    page = sign_in(context, "worker")
    await_offline_readiness(page)
    context.set_offline(True)
    context.set_geolocation({"longitude": 120.41002, "latitude": 32.502, "accuracy": 8})
    page.get_by_role("link", name="上报", exact=True).first.click()
    # Two metres beyond the border: the place alone would be the neighbour's, the worker's own ground goes before.
    expect(page.get_by_text("所在网格：凤山村第一网格（靠近边界，先按您负责的网格）")).to_be_visible()
    page.get_by_role("button", name="下一步").click()
    choose_clause(page, "lddw", "楼道堆物")
    add_photos(page, photo)
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="保存并发送").click()
    expect(page.get_by_text("等待发送").first).to_be_visible()
    context.set_offline(False)
    expect(page.get_by_text("全部已送达")).to_be_visible(timeout=30_000)
    assert kept(STANDS) == [("凤山村第一网格",)]


def test_a_shifted_phone_is_found_out_and_put_right(
    app: Flask, county: County, phone: Callable[..., BrowserContext], picture: Callable[[Page, str], None]
) -> None:
    context = phone()
    page = sign_in(context, "worker")
    # The own grid fills the map: its middle is where the finger goes.
    lon, lat = from_wgs84(120.405, 32.505, "gcj02")
    context.set_geolocation({"longitude": lon, "latitude": lat, "accuracy": 8})
    page.get_by_role("link", name="上报", exact=True).first.click()
    page.get_by_role("button", name="定位总是偏？").click()
    sheet = page.get_by_role("dialog").filter(has_text="核对这台手机的定位")
    expect(sheet.get_by_text("手机已定位")).to_be_visible()
    picture(page, "1-where")
    touch(page, sheet)
    sheet.get_by_role("button", name="我就站在这个点").click()
    expect(sheet.get_by_text(re.compile("偏了约"))).to_be_visible()
    picture(page, "2-shifted")
    sheet.get_by_role("button", name="知道了").click()
    expect(page.get_by_text(re.compile("已改正约"))).to_be_visible()
    picture(page, "3-righted")
    page.get_by_role("button", name="用手机原来的").click()
    expect(page.get_by_role("button", name="改正", exact=True)).to_be_visible()
    assert kept("SELECT verdict FROM device_place") == [("gcj02",)]
