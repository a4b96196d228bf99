"""What people do on a screen, in their words: the steps that the browser stories share."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from tests.given import PASSWORD


def sign_in(context: BrowserContext, username: str) -> Page:
    """Open the app and sign in; afterwards the person's first page stands there."""
    page = context.new_page()
    page.goto("/")
    page.get_by_label("账号").fill(username)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("navigation", name="主要页面")).to_be_visible()
    return page


def await_offline_readiness(page: Page) -> None:
    """Wait until the phone could lose its signal: the worker controls the page, grids and checklist are kept."""
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    page.wait_for_load_state("networkidle")


def choose_clause(page: Page, words: str, title: str) -> None:
    """Find a clause by words or initials and take it, whatever its warnings say."""
    page.get_by_placeholder("搜条款").fill(words)
    page.get_by_role("button", name=re.compile(title)).first.click()
    go_on = page.get_by_role("button", name=re.compile("知道了，继续上报|电话已打，继续上报"))
    if go_on.is_visible():
        go_on.click()


def add_photos(page: Page, *files: Path) -> None:
    """Take photos from the gallery; afterwards each lies on the phone."""
    before = page.get_by_role("button", name="看大图").count()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name=re.compile("从相册选|相册")).click()
    chooser.value.set_files(list(files))
    expect(page.get_by_role("button", name="看大图")).to_have_count(before + len(files))


def open_order(page: Page, title: str, view: str = "等我办") -> None:
    """From the list of what waits for this person (or another view), open the order of that clause."""
    page.goto("/orders")
    page.get_by_role("button", name=view, exact=True).click()
    page.get_by_role("link", name=re.compile(title)).first.click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()


def take_step(page: Page, step: str, *, how: str = "", note: str = "", photos: tuple[Path, ...] = ()) -> None:
    """Press the step's button, fill in what it asks, confirm, and see that it is done."""
    page.get_by_role("button", name=step, exact=True).first.click()
    sheet = page.locator("form.sheet")
    expect(sheet).to_be_visible()
    if how:
        sheet.get_by_text(how, exact=True).click()
    if note:
        sheet.get_by_label("说明").fill(note)
    if photos:
        with page.expect_file_chooser() as chooser:
            sheet.get_by_role("button", name="相册").click()
        chooser.value.set_files(list(photos))
        expect(sheet.locator(".tiles > *")).to_have_count(len(photos))
    sheet.get_by_role("button", name=step, exact=True).click()
    expect(page.get_by_text(f"“{step}”已完成")).to_be_visible()
