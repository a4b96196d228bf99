"""Choosing from 159 clauses in the rain: found in three touches, a home gone through clause by clause, no signal."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect
from sqlalchemy import text

from backend.database import db
from backend.settings import ROOT
from tests.browser.screens import add_photos, await_offline_readiness, sign_in
from tests.given import County
from tests.pictures import a_phone_photo

Look = Callable[[Page, str], None]
AXE = ROOT / "pwa" / "node_modules" / "axe-core" / "axe.min.js"
IN_ORDER = ("无灭火器或过期", "无烟感报警")
PROBLEM = "防盗窗无逃生口"


class Finger:
    """Counts what a person touches."""

    def __init__(self) -> None:
        self.touches = 0

    def touch(self, what: Locator) -> None:
        what.tap()
        self.touches += 1


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    files = [tmp_path / f"IMG_{seed}.jpg" for seed in (71, 72)]
    for seed, file in enumerate(files, 71):
        file.write_bytes(a_phone_photo(seed))
    return files


def test_flying_wires_are_found_in_three_touches_and_a_rented_home_is_inspected_without_signal(
    county: County, phone: Callable[..., BrowserContext], picture: Look, pictures: list[Path]
) -> None:
    pocket = phone()
    page = sign_in(pocket, "worker")
    await_offline_readiness(page)
    pocket.set_offline(True)
    page.get_by_role("link", name="上报").first.click()
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("button", name="消防安全")).to_be_visible()
    assert barriers(page) == []
    picture(page, "1-picker")

    by_category, by_typing = Finger(), Finger()
    by_category.touch(page.get_by_role("button", name="消防安全"))
    expect(page.get_by_role("button", name=re.compile("^飞线充电"))).to_be_visible()
    page.get_by_role("button", name="全部类别").tap()
    by_typing.touch(page.get_by_placeholder("搜条款"))
    page.keyboard.type("feixan")  # a letter is missing
    read_help(page, picture)
    by_typing.touch(page.get_by_role("button", name=re.compile("^飞线充电")).first)
    expect(page.get_by_role("heading", name="飞线充电")).to_be_visible()
    assert by_typing.touches <= 3
    assert by_category.touches + 1 <= 3
    expect(page.get_by_role("button", name="近景 点这里拍")).to_be_visible()
    add_photos(page, pictures[0])
    expect(page.get_by_role("button", name="近景 点这里拍")).to_have_count(0)

    inspect_a_rented_home(page, picture, pictures[1])
    page.get_by_role("button", name="保存并发送").click()
    expect(page.get_by_text("等待发送").first).to_be_visible()

    pocket.set_offline(False)
    expect(page.get_by_text("全部已送达")).to_be_visible(timeout=30_000)
    db.session.rollback()
    (filed,) = db.session.execute(text("SELECT id, checked_ok FROM report")).all()
    assert sorted(filed.checked_ok) == ["CZ03-01", "CZ03-02"]
    found = db.session.execute(text("SELECT clause FROM finding ORDER BY 1")).scalars().all()
    assert list(found) == ["CZ03-04", "XF03-02"]
    page.goto(f"/reports/{filed.id}")
    expect(page.get_by_role("heading", name=re.compile("查过，没问题"))).to_be_visible()
    expect(page.get_by_text(IN_ORDER[0])).to_be_visible()
    assert barriers(page) == []
    picture(page, "6-report")


def read_help(page: Page, picture: Look) -> None:
    """One touch from the row to its help, and back to the same results."""
    page.get_by_role("button", name="说明：飞线充电").tap()
    sheet = page.get_by_role("dialog", name="说明：飞线充电")
    expect(sheet.get_by_text("时限", exact=True)).to_be_visible()
    page.wait_for_timeout(400)  # the sheet slides in; half-way its colours are mixed with what lies below
    assert barriers(page) == []
    picture(page, "2-help")
    sheet.get_by_role("button", name="关闭").tap()
    expect(sheet).to_have_count(0)


def inspect_a_rented_home(page: Page, picture: Look, photo: Path) -> None:
    """Two clauses in order, one a problem with its photo, one left open; ends on the page that shows it all."""
    page.get_by_role("button", name=re.compile("^条款")).tap()
    page.get_by_role("button", name="逐条巡查").tap()
    page.get_by_role("button", name="出租房屋").tap()
    page.get_by_role("button", name=re.compile("出租房消防配置")).tap()
    for title in IN_ORDER:
        page.get_by_role("group", name=title).get_by_role("button", name="没问题").tap()
    page.get_by_role("group", name=PROBLEM).get_by_role("button", name="有问题").tap()
    expect(page.get_by_text("查了 3 条，共 4 条。")).to_be_visible()
    assert barriers(page) == []
    picture(page, "3-inspected")
    page.get_by_role("button", name=re.compile("照片和说明")).tap()
    expect(page.get_by_role("heading", name=PROBLEM)).to_be_visible()
    add_photos(page, photo)
    page.get_by_role("button", name="核对").tap()
    expect(page.get_by_role("heading", name=re.compile("查过，没问题"))).to_be_visible()
    assert barriers(page) == []
    picture(page, "5-review")


def barriers(page: Page) -> list[str]:
    """What keeps people out, by WCAG 2 A and AA, as axe-core sees it."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    run = """async () => (await axe.run(document, {runOnly: ['wcag2a', 'wcag2aa']})).violations
      .flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target}`))"""
    return list(page.evaluate(run))
