"""The main job as people live it: from a phone without signal to a checked work order and a bounty."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import text

from backend.database import db
from tests.browser.conftest import DESK
from tests.browser.screens import add_photos, await_offline_readiness, choose_clause, open_order, sign_in, take_step
from tests.given import County
from tests.pictures import a_phone_photo

Look = Callable[[Page, str], None]


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    """Photos as a phone takes them, each different."""
    files = [tmp_path / f"IMG_{seed}.jpg" for seed in range(4)]
    for seed, file in enumerate(files):
        file.write_bytes(a_phone_photo(seed))
    return files


def test_a_finding_travels_from_a_phone_without_signal_to_a_checked_order_and_a_bounty(
    county: County, phone: Callable[..., BrowserContext], picture: Look, pictures: list[Path]
) -> None:
    pocket = phone()
    page = sign_in(pocket, "worker")
    picture(page, "worker-1-home")
    await_offline_readiness(page)

    pocket.set_offline(True)
    page = file_two_findings_offline(pocket, page, picture, pictures)
    assert count("report") == 0

    pocket.set_offline(False)
    expect(page.get_by_text("全部已送达")).to_be_visible(timeout=30_000)
    picture(page, "worker-7-sent")
    assert (count("report"), count("finding"), count("photo"), count("work_order")) == (1, 2, 3, 2)

    captain = sign_in(phone(), "captain")
    picture(captain, "captain-1-list")
    open_order(captain, "楼道堆物")
    picture(captain, "captain-2-order")
    take_step(captain, "核实", how="现场核实")
    picture(captain, "captain-3-verified")

    centre = sign_in(phone(DESK), "centre")
    open_order(centre, "楼道堆物", view="全部")  # it waits at the town's desk; the county may accept it first
    take_step(centre, "受理")
    take_step(centre, "派单")
    picture(centre, "centre-1-dispatched")

    unit = sign_in(phone(), "unit")
    open_order(unit, "楼道堆物")
    expect(unit.get_by_text("张小明")).to_have_count(0)
    take_step(unit, "签收")
    take_step(unit, "反馈", note="已责令清走纸箱，通道恢复畅通。", photos=(pictures[3],))
    picture(unit, "unit-1-reported")

    open_order(centre, "楼道堆物")
    take_step(centre, "核查", how="现场核查")
    take_step(centre, "结案")
    picture(centre, "centre-2-closed")

    see_road_and_bounty(page, picture)


def see_road_and_bounty(page: Page, picture: Look) -> None:
    """The worker sees what became of the finding and what it earned."""
    page.goto("/reports")
    page.get_by_role("link", name=re.compile("楼道堆物")).first.click()
    picture(page, "worker-8-report")
    page.get_by_role("link", name=re.compile("楼道堆物|工单")).first.click()
    for point in ("上报", "核实", "受理", "派单", "签收", "反馈", "核查", "结案"):
        expect(page.locator("ol").get_by_text(point, exact=True).first).to_be_visible()
    picture(page, "worker-9-road")
    page.goto("/bounties")
    expect(page.get_by_text("楼道堆物")).to_be_visible()
    expect(page.get_by_text(re.compile("¥")).first).to_be_visible()
    picture(page, "worker-10-bounties")
    page.goto("/notices")
    expect(page.get_by_text(re.compile("结案")).first).to_be_visible()
    picture(page, "worker-11-notices")


def file_two_findings_offline(pocket: BrowserContext, page: Page, picture: Look, pictures: list[Path]) -> Page:
    """The worker files two findings; in between the page is killed as a weak phone does it."""
    page.get_by_role("link", name="上报").first.click()
    expect(page.get_by_text(re.compile("误差约 8 米"))).to_be_visible()
    expect(page.get_by_text("所在网格：凤山村第一网格")).to_be_visible()
    picture(page, "worker-2-place")
    page.get_by_role("button", name="下一步").click()
    choose_clause(page, "lddw", "楼道堆物")
    add_photos(page, pictures[0], pictures[1])
    page.get_by_label("说明（选填）").fill("二楼楼道堆放纸箱，挡住一半通道")
    picture(page, "worker-3-photos")
    page.wait_for_timeout(400)  # the draft is saved within 300 ms of the last key

    page.close()
    page = pocket.new_page()
    page.goto("/file")
    page.get_by_role("link", name="继续填").or_(page.get_by_role("button", name="继续填")).click()
    expect(page.get_by_label("说明（选填）")).to_have_value("二楼楼道堆放纸箱，挡住一半通道")
    expect(page.get_by_role("button", name="看大图")).to_have_count(2)
    picture(page, "worker-4-restored")

    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="同一处再加一条问题").click()
    choose_clause(page, "灭火器", "灭火器缺失失效")
    add_photos(page, pictures[2])
    page.get_by_role("button", name="下一步").click()
    picture(page, "worker-5-review")
    page.get_by_role("button", name="保存并发送").click()
    expect(page.get_by_text("等待发送").first).to_be_visible()
    picture(page, "worker-6-waiting")
    return page


def count(table: str) -> int:
    """Rows as they are committed now."""
    db.session.rollback()
    return int(db.session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())
