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
    """Wait until the phone could lose its signal: the service worker controls the page, grids and checklist are kept."""
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
