"""A phone that goes from hand to hand: what one person keeps on it stays that person's."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import text

from backend.database import db
from tests.browser.screens import await_offline_readiness, choose_clause, sign_in
from tests.given import PASSWORD, County

LONG = 30_000
FILED = "电梯困人"
UNFINISHED = "楼道堆物"


def test_two_people_on_one_phone_see_nothing_of_each_other(
    county: County, phone: Callable[..., BrowserContext], picture: Callable[[Page, str], None]
) -> None:
    pocket = phone()
    page = sign_in(pocket, "worker")
    await_offline_readiness(page)
    pocket.set_offline(True)
    file_one_and_leave_another_unfinished(page)
    sign_out(page, warned="还有 1 条没有发送")
    expect(page.get_by_text("手机里有 1 条没发出去的上报")).to_be_visible(timeout=LONG)
    picture(page, "1-signed-out")

    pocket.set_offline(False)
    enter(page, "worker2")
    for path, landmark in (("/", "我的网格"), ("/reports", "还没有上报"), ("/me", "待发送 0 条，草稿 0 份")):
        page.goto(path)
        expect(page.get_by_text(landmark).first).to_be_visible(timeout=LONG)
        expect(page.get_by_text(re.compile(f"{FILED}|{UNFINISHED}|没填完"))).to_have_count(0)
        picture(page, f"2-other{path.replace('/', '-')}")
    page.goto("/file")  # a new report opens: there is no draft to go on with
    expect(page.get_by_role("button", name="下一步")).to_be_visible(timeout=LONG)
    page.goto("/me")
    assert reporters() == []
    sign_out(page)

    enter(page, "worker")
    expect(page.get_by_text("全部已送达")).to_be_visible(timeout=LONG)
    expect(page.get_by_role("link", name=re.compile("有 1 份没填完的上报"))).to_be_visible()
    assert reporters() == [county.id_of("worker")]
    picture(page, "3-owner-again")


def file_one_and_leave_another_unfinished(page: Page) -> None:
    """Without signal: one report waits in the queue, another lies as a draft."""
    begin(page, FILED)
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="保存并发送").click()
    expect(page.get_by_text("等待发送").first).to_be_visible(timeout=LONG)
    begin(page, UNFINISHED)
    page.get_by_role("button", name="返回").click()
    expect(page.get_by_role("link", name=re.compile("有 1 份没填完的上报"))).to_be_visible(timeout=LONG)


def begin(page: Page, clause: str) -> None:
    page.get_by_role("link", name="上报").first.click()
    expect(page.get_by_text("所在网格：凤山村第一网格")).to_be_visible(timeout=LONG)
    page.get_by_role("button", name="下一步").click()
    choose_clause(page, clause, clause)
    expect(page.get_by_role("heading", name=clause)).to_be_visible()


def sign_out(page: Page, warned: str = "再次使用需要网络和密码") -> None:
    page.get_by_role("link", name="我的", exact=True).click()
    page.get_by_role("button", name="退出登录").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text(warned)).to_be_visible(timeout=LONG)
    dialog.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("button", name="登录", exact=True)).to_be_visible(timeout=LONG)


def enter(page: Page, username: str) -> None:
    page.get_by_label("账号").fill(username)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("navigation", name="主要页面")).to_be_visible(timeout=LONG)


def reporters() -> list[object]:
    """Who filed what the server holds now."""
    db.session.rollback()
    return list(db.session.execute(text("SELECT person_id FROM report")).scalars())
