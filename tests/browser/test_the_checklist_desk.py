"""A clause on its way to the list, at desks: a unit asks, the centre reviews and announces, the facts stand there."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from backend.settings import ROOT
from tests.browser.conftest import DESK, PHONE
from tests.browser.screens import sign_in
from tests.given import County

LONG = 30_000
AXE = ROOT / "pwa" / "node_modules" / "axe-core" / "axe.min.js"
TITLE = "电动自行车拉线到树上充电"
WORDS = {
    "名称": "楼道堆物",
    "给网格员看的说明": "从窗户或树上拉线给车充电的算。",
    "什么样的算": "从二楼拉线到树上充电。",
    "什么样的不算": "在充电桩充电的不算。",
    "定级理由": "充电时容易起火。",
    "俗称": "飞线、树上拉线",
}


def test_a_unit_asks_for_a_clause_and_the_centre_reviews_and_announces_it(
    county: County, phone: Callable[..., BrowserContext], picture: Callable[[Page, str], None]
) -> None:
    unit = sign_in(phone(DESK, reduced_motion="reduce"), "unit")
    ask_for_a_clause(unit, picture)
    take(unit, "提交审核")

    centre = sign_in(phone(PHONE, reduced_motion="reduce", color_scheme="dark"), "centre")
    centre.get_by_role("link", name="我的", exact=True).click()
    centre.get_by_role("link", name="条款准入申请").click()
    expect(centre.get_by_text("等我办")).to_be_visible(timeout=LONG)
    accessible(centre)
    picture(centre, "3-list")
    centre.get_by_role("link", name=re.compile(TITLE)).click()
    refused_without_a_note(centre, "审核通过")
    take(centre, "公示")
    expect(centre.get_by_role("listitem").filter(has_text="公示：")).to_be_visible()
    accessible(centre)
    picture(centre, "4-announced")

    read_the_facts(centre, picture)
    see_what_an_edition_would_change(centre, picture)


def ask_for_a_clause(page: Page, picture: Callable[[Page, str], None]) -> None:
    """The unit's form; one fault is pointed out at its field, and the draft shows the lines of the file."""
    page.get_by_role("link", name="清单", exact=True).click()
    page.get_by_role("button", name="提出申请").click()
    page.get_by_label("归入哪个事项").select_option(label="消防安全 · 疏散通道与消防车道")
    page.get_by_label("法律依据").fill("《消防法》第二十八条")
    page.get_by_label("每月工作量").fill("40")
    page.get_by_label("试行区域").fill("城东")
    page.get_by_role("option", name="城东镇").click()
    for label, words in WORDS.items():
        page.get_by_label(re.compile(f"^{label}")).first.fill(words)
    page.get_by_label("牵头单位").select_option(label="消防救援")
    accessible(page)
    page.get_by_role("button", name="保存拟稿").click()
    expect(page.get_by_text("现行清单里已有同名条款")).to_be_visible(timeout=LONG)
    picture(page, "1-form")
    page.get_by_label(re.compile("^名称")).first.fill(TITLE)
    page.get_by_role("button", name="保存拟稿").click()
    expect(page.get_by_text(f"title: {TITLE}")).to_be_visible(timeout=LONG)
    accessible(page)
    picture(page, "2-draft")


def take(page: Page, step: str, note: str = "") -> None:
    page.get_by_role("button", name=step, exact=True).first.click()
    sheet = page.locator("form.sheet")
    if note:
        sheet.get_by_label("说明").fill(note)
    sheet.get_by_role("button", name=step, exact=True).click()
    expect(page.get_by_text(f"“{step}”已完成")).to_be_visible(timeout=LONG)
    expect(sheet).to_have_count(0)


def refused_without_a_note(page: Page, step: str) -> None:
    """The server's own sentence stands at the field; what was begun goes on from there."""
    page.get_by_role("button", name=step, exact=True).first.click()
    sheet = page.locator("form.sheet")
    sheet.get_by_role("button", name=step, exact=True).click()
    expect(sheet.get_by_text("请写明理由")).to_be_visible(timeout=LONG)
    accessible(page)
    sheet.get_by_label("说明").fill("依据充分，先在城东镇试行")
    sheet.get_by_role("button", name=step, exact=True).click()
    expect(page.get_by_text(f"“{step}”已完成")).to_be_visible(timeout=LONG)
    expect(sheet).to_have_count(0)


def read_the_facts(page: Page, picture: Callable[[Page, str], None]) -> None:
    page.get_by_role("link", name="条款使用").click()
    expect(page.get_by_text("共 159 条")).to_be_visible(timeout=LONG)
    accessible(page)
    picture(page, "5-facts")
    page.get_by_label(re.compile("搜条款")).fill("ldd w")
    page.get_by_role("button", name=re.compile("楼道堆物")).first.click()
    expect(page.get_by_role("heading", name="最近 90 天")).to_be_visible(timeout=LONG)
    accessible(page)
    picture(page, "6-clause")
    page.get_by_role("button", name="关闭").click()


def see_what_an_edition_would_change(page: Page, picture: Callable[[Page, str], None]) -> None:
    page.get_by_role("link", name="版本", exact=True).click()
    expect(page.get_by_text("正在执行")).to_be_visible(timeout=LONG)
    page.get_by_role("button", name="看看会改变什么").click()
    expect(page.get_by_text("内容没有改变")).to_be_visible(timeout=LONG)
    accessible(page)
    picture(page, "7-editions")


def accessible(page: Page) -> None:
    """What axe finds against WCAG 2 A and AA: nothing."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("() => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa']})")
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found["violations"]] == []
