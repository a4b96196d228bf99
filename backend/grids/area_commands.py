"""Command line: the list of areas, and divisions whose day has come."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click
from flask.cli import with_appcontext

from backend import clock
from backend.api import as_system
from backend.database import transaction
from backend.grids.area_import import ListFault, read_list
from backend.grids.area_intake import Taken, known_levels, take_list
from backend.grids.area_plan import LEVELS
from backend.grids.area_queries import areas_page
from backend.grids.jobs import apply_due_divisions
from backend.problems import Problem

MOST_SHOWN = 20
DAY = click.DateTime(["%Y-%m-%d"])


@click.group(help="区划：导入名录，列出镇街和村（社区）。")
def areas() -> None:
    """Group of the commands about the administrative tree."""


@areas.command("import", help="导入名录 FILE（UTF-8 或 GBK 的 CSV，或 xlsx），列名为 代码、名称、级别、上级。")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--valid-from", "day", required=True, type=DAY, help="名录从哪一天起有效，例如 2026-01-01。")
@click.option("--dry-run", is_flag=True, help="只试一遍，什么也不留下。")
@with_appcontext
def import_list(file: Path, day: datetime, dry_run: bool) -> None:
    """The list is taken, or every line that is wrong is named.

    Nothing changes unless every line is right. Areas that the list does not name stay as they are; an area ends by a
    merge or a split, see POST /areas/changes.
    """
    with _refusals_printed(), transaction() as session:
        taken = take_list(as_system(), read_list(file, known_levels(day.date())), day.date())
        if dry_run:
            session.rollback()
    click.echo(f"{'检查通过，未写入：' if dry_run else '已导入：'}{_told(taken)}")


@areas.command("list", help="按代码列出区划：代码、级别、名称、上级，已经结束的写明由谁承接。")
@click.option("--on", "day", type=DAY, default=None, help="哪一天的区划，默认今天。")
@click.option("--under", default=None, help="只列这个区域和它下面的。")
@click.option("--find", "words", default="", help="任何时候用过的名称，或代码的开头。")
@with_appcontext
def list_areas(day: datetime | None, under: str | None, words: str) -> None:
    """Prints areas by code; those that ended with their successor."""
    after: str | None = None
    today = clock.local_date(clock.now())
    while True:
        with transaction():
            found = areas_page(today, day.date() if day else None, words, under, 500, after)
        for one in found["items"]:
            ended = f"，{one['valid_to']} 止" if one["valid_to"] else ""
            then = f"，由 {one['successor']} 承接" if one["successor"] else ""
            click.echo(f"{one['code']} {LEVELS[one['level']]} {one['name']} 上级 {one['parent'] or '无'}{ended}{then}")
        after = found["next"]
        if after is None:
            return


@click.group(help="划分：让已到日期的区划和网格划分生效。")
def divisions() -> None:
    """Group of the commands about divisions."""


@divisions.command("apply", help="让已到日期的划分生效：工单、账号、责任人随之转移（后台也会自动办）。")
@with_appcontext
def apply() -> None:
    """Orders, accounts and duties follow every division whose day has come."""
    with _refusals_printed():
        click.echo(f"已生效 {apply_due_divisions()} 次划分。")


def _told(taken: Taken) -> str:
    return f"新增 {taken.new} 个，改动 {taken.changed} 个，未变 {taken.same} 个。"


@contextmanager
def _refusals_printed() -> Iterator[None]:
    try:
        yield
    except ListFault as fault:
        more = len(fault.faults) - MOST_SHOWN
        told = [*fault.faults[:MOST_SHOWN], *([f"另有 {more} 处。"] if more > 0 else [])]
        raise click.ClickException("\n".join([*told, "文件没有导入，请改好后再试。"])) from fault
    except Problem as problem:
        lines = [problem.kind.title, *filter(None, [problem.detail]), *(fault.title for fault in problem.errors)]
        raise click.ClickException("\n".join(lines)) from problem
