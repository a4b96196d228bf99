"""What changed between two editions, in words, and what that does to orders that are under way."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from checklists.checklist import Checklist, Clause
from checklists.differences import REWRITTEN, differences, on_running_orders
from checklists.editions import load_edition
from tests.editions import given_edition

REST = "、远景1张、处置前1张、处置后1张"
CHANGES = [
    ("title: 楼道堆物", "title: 楼道杂物", "名称由“楼道堆物”改为“楼道杂物”"),
    ("help: 走廊、楼梯", "help: 楼梯", "说明已改写"),
    ("counts: 楼梯转角堆着纸箱。", "counts: 走廊堆着纸箱。", "正例已改写"),
    ("counts_not: 门口的脚垫不算。", "counts_not: 门口的鞋不算。", "反例已改写"),
    ("photos: [near 1,", "photos: [near 2,", f"照片由“近景1张{REST}”改为“近景2张{REST}”"),
    ("on_the_spot: 请住户当场搬走。", "on_the_spot: 请物业当场搬走。", "怎样自行处置已改写"),
    ("nicknames: [杂物, 堆物]", "nicknames: [杂物]", "俗称由“杂物、堆物”改为“杂物”"),
    ("lead: fire\n        supp", "lead: police\n        supp", "牵头单位由“消防救援”改为“公安派出所”"),
    ("level: L", "level: M", "级别由“较大”改为“重大”"),
    ("level_reason: 着火时挡路。", "level_reason: 挡路。", "定级理由已改写"),
    ("respond: 2 work_hour", "respond: 4 work_hour", "受理时限由“2个工作小时内”改为“4个工作小时内”"),
    ("handle: 1 work_day", "handle: 0 natural_day", "处置时限由“1个工作日内”改为“当天24时前”"),
    ("pays: yes", "pays: yes\n        contact_every: 7 natural_day", "联系间隔由“无”改为“7天内”"),
    ("pays: yes", "pays: yes\n        ext_codes: {国标: 01}", "外部代码由“无”改为“国标 01”"),
    ("pays: yes", "pays: yes\n        offered_until: 2027-06-30", "最后一天由“无”改为“2027-06-30”"),
    ("tariff: XF", "tariff: default", "奖励标准由“XF”改为“default”"),
    ("pays: yes", "pays: yes\n        only_from_instruction: true", "来源由“可自行上报”改为“只由指令派发”"),
    ("flags: [P, F]", "flags: [P, F, S]", "增加标记“敏感”"),
]  # fmt: skip


def compared(tmp_path: Path, *changes: tuple[str, str, str]) -> tuple[Checklist, Checklist]:
    older = load_edition(given_edition(tmp_path, "2027", published=False))
    return older, load_edition(given_edition(tmp_path, "2028", *changes, published=False))


@pytest.mark.parametrize(("was", "becomes", "words"), CHANGES)
def test_every_change_of_a_clause_is_told_in_words(tmp_path: Path, was: str, becomes: str, words: str) -> None:
    found = differences(*compared(tmp_path, ("xf", was, becomes)))
    assert (found.added, found.removed) == ((), ())
    assert [one.words for one in found.changed] == [(words,)]


def test_no_field_of_a_clause_changes_without_a_word(tmp_path: Path) -> None:
    """A field that is added to clauses must be told of, or be named here with the reason."""
    older, _ = compared(tmp_path)
    told = set(REWRITTEN) | {
        "title", "nicknames", "lead", "support", "level", "respond", "handle", "contact_every", "photos", "pays",
        "tariff", "ext_codes", "offered_from", "offered_until", "only_from_instruction", "flags",
    }  # fmt: skip
    silent = {"code", "item", "category", "search"}
    """The code names the clause and says item and category; search words follow from names."""
    assert {field.name for field in fields(Clause)} == told | silent
    assert older.clauses


def test_what_came_and_what_went_is_told(tmp_path: Path) -> None:
    found = differences(*compared(tmp_path, ("cz", "code: CZ01-01", "code: CZ01-02")))
    assert [one.in_one_line() for one in found.added] == ["CZ01-02 出租未登记备案"]
    assert [one.code for one in found.removed] == ["CZ01-01"]
    assert found.changed == ()


def test_running_orders_keep_their_own_edition_and_are_counted_where_they_can_be(tmp_path: Path) -> None:
    older, newer = compared(tmp_path, ("xf", "level: L", "level: M"), ("cz", "code: CZ01-01", "code: CZ01-02"))
    found = differences(older, newer)
    keep = "仍按 2027 版的时限、单位和说明办到结案"
    assert on_running_orders(found, older, None) == [f"没有连接数据库，未统计在办工单。已上报的事项{keep}。"]
    assert on_running_orders(found, older, {"XF01-02": 9}) == [f"取消和改动的条款没有在办工单。已上报的事项{keep}。"]
    assert on_running_orders(found, older, {"XF01-01": 2, "CZ01-01": 1, "XF01-02": 9}) == [
        "取消和改动的条款有在办工单 3 件：",
        f"  CZ01-01 出租未登记备案：在办 1 件，{keep}",
        f"  XF01-01 楼道堆物：在办 2 件，{keep}",
    ]
