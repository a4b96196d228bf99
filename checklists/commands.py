"""`checklists check` and `checklists diff`: reading an edition before phones do."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from checklists.checklist import Checklist
from checklists.differences import differences
from checklists.editions import HERE, load_all, load_edition
from checklists.faults import EditionFault

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_STATUS_WORDS = {"draft": "草案", "published": "已发布"}


@click.group("checklists", help="检查和比较巡查清单。")
def checklists() -> None:
    """Group of the commands about editions; `wsgi` adds it to `flask`."""


@checklists.command("check", help="检查一个版本，或一个文件夹里的全部版本（默认：随产品带的全部版本）。")
@click.argument("folder", type=_FOLDER, required=False)
def check(folder: Path | None) -> None:
    """Prints each fault on a line of its own, or a summary; exit status 0 only when there is no fault."""
    chosen = folder or Path(os.path.relpath(HERE))
    with _faults_printed():
        one = (chosen / "edition.yaml").exists()
        loaded = [load_edition(chosen)] if one else list(load_all(chosen).values())
    for checklist in loaded:
        click.echo(_summary(checklist))


@checklists.command("diff", help="比较两个版本：OLDER 到 NEWER 增加、取消、改动了哪些条款。")
@click.argument("older", type=_FOLDER)
@click.argument("newer", type=_FOLDER)
def diff(older: Path, newer: Path) -> None:
    """Prints what the newer edition adds, removes and changes."""
    with _faults_printed():
        before, after = load_edition(older), load_edition(newer)
    found = differences(before, after)
    for heading, lines in (("增加", found.added), ("取消", found.removed), ("改动", found.changed)):
        click.echo(f"{heading} {len(lines)} 条")
        for line in lines:
            click.echo(f"  {line}")
    click.echo(f"由 {before.edition} 版到 {after.edition} 版。已上报的事项仍按上报时的版本办理。")


@contextmanager
def _faults_printed() -> Iterator[None]:
    """Ends the command with status 1 and the faults, one in a line, when an edition cannot be used."""
    try:
        yield
    except EditionFault as error:
        for fault in error.faults:
            click.echo(fault.in_one_line(), err=True)
        click.echo(f"共 {len(error.faults)} 处要改。", err=True)
        raise click.exceptions.Exit(1) from error


def _summary(checklist: Checklist) -> str:
    clauses = checklist.clauses
    urgent = sum(clause.urgent for clause in clauses)
    sensitive = sum(clause.sensitive for clause in clauses)
    return (
        f"{checklist.edition} {checklist.title}（{_STATUS_WORDS[checklist.status]}）："
        f"{len(checklist.items)} 项 {len(clauses)} 条，其中紧急 {urgent} 条、敏感 {sensitive} 条；"
        f"{len(checklist.units)} 个单位。没有错误。\n指纹 {checklist.digest}"
    )
