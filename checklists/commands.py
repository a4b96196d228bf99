"""`checklists check`, `diff`, `publish`, `template`, `import`: making an edition and reading it before phones do."""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click

from checklists.checklist import Checklist
from checklists.differences import differences, on_running_orders
from checklists.editions import HERE, load_all, load_edition
from checklists.faults import EditionFault
from checklists.sheet_import import import_book
from checklists.sheets import book_of, write_book
from checklists.writing import publish as publish_edition

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
EDITION_NAME = re.compile(r"[0-9a-z]+(-[0-9a-z]+)*")
_STATUS_WORDS = {"draft": "草案", "published": "已发布"}


@click.group("checklists", help="检查、比较、制作巡查清单。")
def checklists() -> None:
    """Group of the commands about editions; the editions part adds those that need the database."""


@checklists.command("check", help="检查一个版本，或一个文件夹里的全部版本（默认：随产品带的全部版本）。")
@click.argument("folder", type=FOLDER, required=False)
@click.option("--on", "day", help="按这一天起用来检查，例如 2027-01-01：到那天已撤销的单位也算错。", metavar="DATE")
def check(folder: Path | None, day: str | None) -> None:
    """Prints each fault on a line of its own, or a summary; exit status 0 only when there is no fault."""
    chosen, on = folder or Path(os.path.relpath(HERE)), read_day(day)
    with faults_printed():
        one = (chosen / "edition.yaml").exists()
        loaded = [load_edition(chosen, on)] if one else list(load_all(chosen).values())
    for checklist in loaded:
        click.echo(summary(checklist))


@checklists.command("diff", help="比较两个版本：OLDER 到 NEWER 增加、取消、改动了哪些条款，对在办工单有什么影响。")
@click.argument("older", type=FOLDER)
@click.argument("newer", type=FOLDER)
def diff(older: Path, newer: Path) -> None:
    """Prints what the newer edition adds, removes and changes; without a database no order is counted."""
    print_differences(older, newer)


@checklists.command("publish", help="发布一个草案：检查无误后固定指纹，此后内容不再改动。")
@click.argument("folder", type=FOLDER)
def publish(folder: Path) -> None:
    """The edition's own file says `published` and the digest; with a fault it stays as it was."""
    with faults_printed():
        checklist = publish_edition(folder.resolve())
    click.echo(summary(checklist))


@checklists.command("template", help="写出表格模板 OUT.xlsx：说明、事项、条款、单位四张表，供干部填写。")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--from", "folder", type=FOLDER, help="照这个版本填好，只改要改的；不写就是空表。")
def template(out: Path, folder: Path | None) -> None:
    """The workbook stands at OUT; a file that is there already is not overwritten."""
    if out.exists():
        raise click.ClickException(f"{out} 已经有了，请换一个文件名。")
    with faults_printed():
        write_book(out, book_of(folder) if folder else None)
    click.echo(f"模板已写到 {out}。填好后运行 checklists import {out.name} --edition 版本号。")


@checklists.command("import", help="把填好的表格变成一个版本的文件夹（草案）；有错就逐格写明，不写任何文件。")
@click.argument("book", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--edition", "name", required=True, help="版本号，例如 2027；也是文件夹的名称。")
@click.option(
    "--into", "root", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="写到哪个文件夹下。"
)
def import_sheets(book: Path, name: str, root: Path) -> None:
    """The draft's folder stands below `root`; exit status 1 with every fault by sheet, row and column otherwise."""
    if not EDITION_NAME.fullmatch(name):
        raise click.ClickException("版本号用数字、小写字母和短横线，例如 2027。")
    if (root / name).exists():
        raise click.ClickException(f"{root / name} 已经有了，请换一个版本号。")
    with faults_printed():
        checklist = import_book(book, root.resolve() / name, name)
    click.echo(summary(checklist))
    click.echo(f"草案在 {root / name}。看过以后运行 checklists publish 发布。")


def print_differences(older: Path, newer: Path, standing: Mapping[str, int] | None = None) -> None:
    """Three lists of clauses, and what that does to orders under way; `standing` counts them by clause."""
    with faults_printed():
        before, after = load_edition(older), load_edition(newer)
    found = differences(before, after)
    for heading, lines in (("增加", found.added), ("取消", found.removed), ("改动", found.changed)):
        click.echo(f"{heading} {len(lines)} 条")
        for line in lines:
            click.echo(f"  {line.in_one_line()}")
    click.echo(f"由 {before.edition} 版到 {after.edition} 版。")
    for told in on_running_orders(found, before, standing):
        click.echo(told)


@contextmanager
def faults_printed() -> Iterator[None]:
    """Ends the command with status 1 and the faults, one in a line, when an edition cannot be used."""
    try:
        yield
    except EditionFault as error:
        for fault in error.faults:
            click.echo(fault.in_one_line(), err=True)
        click.echo(f"共 {len(error.faults)} 处要改。", err=True)
        raise click.exceptions.Exit(1) from error


def read_day(text: str | None) -> date | None:
    """The date as written on a command line; a usage error for anything else."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise click.BadParameter(f"“{text}”不是日期，要写成 2027-01-01 这样。") from error


def summary(checklist: Checklist) -> str:
    """One edition in three lines: what it holds, that it is right, its digest."""
    clauses = checklist.clauses
    urgent = sum(clause.urgent for clause in clauses)
    sensitive = sum(clause.sensitive for clause in clauses)
    return (
        f"{checklist.edition} {checklist.title}（{_STATUS_WORDS[checklist.status]}）："
        f"{len(checklist.items)} 项 {len(clauses)} 条，其中紧急 {urgent} 条、敏感 {sensitive} 条；"
        f"{len(checklist.units)} 个单位。没有错误。\n指纹 {checklist.digest}"
    )
