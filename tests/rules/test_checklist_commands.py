"""What an officer sees who checks or compares editions before phones read them."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from checklists.commands import checklists
from checklists.editions import HERE


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(checklists, [str(argument) for argument in arguments])


@pytest.fixture
def edition(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HERE / "2026", tmp_path / "2026"))


def rewrite(path: Path, was: str, becomes: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert was in text
    path.write_text(text.replace(was, becomes, 1), encoding="utf-8")


def later(edition: Path, *changes: tuple[str, str, str]) -> Path:
    folder = Path(shutil.copytree(edition, edition.parent / "2027"))
    rewrite(folder / "edition.yaml", 'edition: "2026"', 'edition: "2027"')
    for name, was, becomes in changes:
        rewrite(folder / name, was, becomes)
    return folder


def test_checking_without_a_folder_checks_what_comes_with_the_product() -> None:
    result = run("check")
    assert result.exit_code == 0
    assert "47 项 159 条" in result.output


@pytest.mark.parametrize("chosen", [lambda edition: edition, lambda edition: edition.parent])
def test_an_edition_or_a_folder_of_editions_can_be_checked(edition: Path, chosen: Callable[[Path], Path]) -> None:
    assert run("check", chosen(edition)).exit_code == 0


def test_each_fault_is_one_line_and_the_exit_status_tells(edition: Path) -> None:
    rewrite(edition / "xf.yaml", "lead: fire", "lead: fier")
    rewrite(edition / "edition.yaml", "clauses: 159", "clauses: 160")
    result = run("check", edition)
    assert result.exit_code == 1
    lines = result.output.splitlines()
    assert lines[0].startswith(f"{edition / 'edition.yaml'}:")
    assert "写明 160 个条款，实际有 159 个 — " in lines[0]
    assert lines[1].startswith(f"{edition / 'xf.yaml'}:13:15: units.yaml 里没有单位“fier” — ")
    assert lines[2] == "共 2 处要改。"


def test_an_edition_compared_with_itself_has_no_differences(edition: Path) -> None:
    result = run("diff", edition, edition)
    assert result.exit_code == 0
    assert result.output.splitlines()[:3] == ["增加 0 条", "取消 0 条", "改动 0 条"]


def test_differences_are_told_in_words(edition: Path) -> None:
    newer = later(
        edition,
        ("xf.yaml", "respond: 2 work_hour", "respond: 4 work_hour"),
        ("xf.yaml", "flags: [P, F]", "flags: [P]"),
        ("xf.yaml", "support: [property, traffic-police]", "support: [property]"),
        ("hj.yaml", "code: HJ02-04", "code: HJ02-05"),
        ("yj.yaml", "title: 内涝积水", "title: 积水内涝"),
    )
    lines = run("diff", edition, newer).output.splitlines()
    assert lines[:4] == ["增加 1 条", "  HJ02-05 暴露垃圾与保洁", "取消 1 条", "  HJ02-04 暴露垃圾与保洁"]
    assert lines[4:7] == [
        "改动 2 条",
        "  XF01-01 楼道堆物：配合单位由“物业、公安交警”改为“物业”；受理时限由“2个工作小时内”改为“4个工作小时内”；"
        "取消标记“可自行处置”",
        "  YJ01-01 积水内涝：名称由“内涝积水”改为“积水内涝”",
    ]


def test_editions_with_faults_are_not_compared(edition: Path) -> None:
    newer = later(edition, ("xf.yaml", "level: L", "level: X"))
    result = run("diff", edition, newer)
    assert result.exit_code == 1
    assert "级别“X”不认识" in result.output
