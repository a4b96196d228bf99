"""What an officer sees who checks or compares editions before phones read them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from checklists.commands import checklists
from tests.editions import given_edition


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(checklists, [str(argument) for argument in arguments])


@pytest.fixture
def edition(tmp_path: Path) -> Path:
    return given_edition(tmp_path, "2026", published=False)


def rewrite(path: Path, was: str, becomes: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert was in text
    path.write_text(text.replace(was, becomes, 1), encoding="utf-8")


def later(edition: Path, *changes: tuple[str, str, str]) -> Path:
    return given_edition(edition.parent, "2027", *changes, published=False)


def test_checking_without_a_folder_checks_what_comes_with_the_product() -> None:
    result = run("check")
    assert result.exit_code == 0
    assert "47 项 159 条" in result.output


@pytest.mark.parametrize("chosen", [lambda edition: edition, lambda edition: edition.parent])
def test_an_edition_or_a_folder_of_editions_can_be_checked(edition: Path, chosen: Callable[[Path], Path]) -> None:
    assert run("check", chosen(edition)).exit_code == 0


def test_each_fault_is_one_line_and_the_exit_status_tells(edition: Path) -> None:
    rewrite(edition / "xf.yaml", "lead: fire", "lead: fier")
    rewrite(edition / "edition.yaml", "clauses: 3", "clauses: 4")
    result = run("check", edition)
    assert result.exit_code == 1
    lines = result.output.splitlines()
    assert lines[0].startswith(f"{edition / 'edition.yaml'}:")
    assert "写明 4 个条款，实际有 3 个 — " in lines[0]
    assert lines[1].startswith(f"{edition / 'xf.yaml'}:16:15: units.yaml 里没有单位“fier” — ")
    assert lines[2] == "共 2 处要改。"


def test_an_edition_compared_with_itself_has_no_differences(edition: Path) -> None:
    result = run("diff", edition, edition)
    assert result.exit_code == 0
    assert result.output.splitlines()[:3] == ["增加 0 条", "取消 0 条", "改动 0 条"]


def test_differences_are_told_in_words(edition: Path) -> None:
    newer = later(
        edition,
        ("xf", "respond: 2 work_hour", "respond: 4 work_hour"),
        ("xf", "flags: [P, F]", "flags: [P]"),
        ("xf", "photos: [near 1, far 1, before 1, after 1]\n        on_the_spot: 请住户当场搬走。", "photos: [near 2]"),
        ("xf", "support: [property]", "support: [property, police]"),
        ("xf", "title: 安全出口锁闭", "title: 出口锁闭"),
        ("cz", "code: CZ01-01", "code: CZ01-02"),
    )
    lines = run("diff", edition, newer).output.splitlines()
    assert lines[:4] == ["增加 1 条", "  CZ01-02 出租未登记备案", "取消 1 条", "  CZ01-01 出租未登记备案"]
    assert lines[4:7] == [
        "改动 2 条",
        "  XF01-01 楼道堆物：配合单位由“物业”改为“物业、公安派出所”；受理时限由“2个工作小时内”改为“4个工作小时内”；"
        "照片由“近景1张、远景1张、处置前1张、处置后1张”改为“近景2张”；怎样自行处置已改写；取消标记“可自行处置”",
        "  XF01-02 出口锁闭：名称由“安全出口锁闭”改为“出口锁闭”",
    ]
    assert lines[7:] == [
        "由 2026 版到 2027 版。",
        "没有连接数据库，未统计在办工单。已上报的事项仍按 2026 版的时限、单位和说明办到结案。",
    ]


def test_editions_with_faults_are_not_compared(edition: Path) -> None:
    newer = later(edition, ("xf", "level: L", "level: X"))
    result = run("diff", edition, newer)
    assert result.exit_code == 1
    assert "级别“X”不认识" in result.output
