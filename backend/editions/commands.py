"""`flask checklists …`: those that need the county's database, beside those that need the files alone."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID, uuid4

import click
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from backend import clock
from backend.api import as_system
from backend.database import transaction
from backend.editions import queries
from backend.editions.actions import activate
from backend.editions.model import ClauseRequest
from backend.editions.requests import Wish, as_written
from backend.editions.standing import GRACE_DAYS
from backend.problems import Problem
from checklists import commands as files
from checklists import writing
from checklists.checklist import Checklist
from checklists.editions import HERE
from checklists.shelf import shelf

ADMITTED = ("reviewed", "announced")

checklists = click.Group("checklists", commands=dict(files.checklists.commands), help=files.checklists.help)


@checklists.command("diff", help=files.diff.help)
@click.argument("older", type=files.FOLDER)
@click.argument("newer", type=files.FOLDER)
def diff(older: Path, newer: Path) -> None:
    """As without a database, and how many open orders stand under each clause that changes or goes."""
    try:
        with transaction():
            standing = current_app.extensions["open_orders_by_clause"](older.resolve().name)
    except (SQLAlchemyError, Problem):
        standing = None
    files.print_differences(older, newer, standing)


@checklists.command("activate", help="起用一个已发布的版本：从某天起，在全县或一个区域。各进程几秒内跟上，不用重启。")
@click.argument("edition")
@click.option("--from", "day", help="从哪天起，例如 2027-01-01（默认今天）。", metavar="DATE")
@click.option("--area", help="只在这个区域（12 位代码）；不写就是全县。")
@click.option("--grace", type=click.IntRange(0, 365), default=GRACE_DAYS, show_default=True, help="旧版再收几天。")
@click.option("--note", default="", help="写给以后看的说明。")
def activate_edition(edition: str, day: str | None, area: str | None, grace: int, note: str) -> None:
    """A row is written; exit status 1 and the reasons where the edition is refused, and the running one goes on."""
    me = as_system()
    first_day = files.read_day(day) or clock.local_date(me.at)
    try:
        with transaction():
            made = activate(me, Wish(uuid4(), edition, first_day, area, grace, note))
    except Problem as problem:
        for fault in problem.errors:
            click.echo(fault.title, err=True)
        raise click.ClickException(problem.kind.title) from problem
    where = f"区域 {area}" if area else "全县"
    click.echo(f"{where}从 {made['first_day']} 起执行 {edition} 版，旧版再收 {grace} 天。指纹 {made['digest']}")


@checklists.command("admit", help="把一项准入申请写进下一版的文件，等人看过再发布。")
@click.argument("request", type=click.UUID)
@click.option("--into", "name", required=True, help="下一版的版本号，例如 2027；还没有就从现行版本复制。")
def admit(request: UUID, name: str) -> None:
    """The draft below CHECKLISTS_DIR has the clause, or has it no longer; what changed is printed."""
    with transaction() as session:
        found = session.get(ClauseRequest, request)
        if found is None:
            raise click.ClickException("没有这项申请，请核对编号。")
        if found.state not in ADMITTED:
            raise click.ClickException("只有审核通过、还没有生效的申请才能写进清单。")
        running = queries.current()
        asked = (
            found.kind,
            found.item,
            found.clause or "",
            as_written(found.content, found.clause or "", found.temporary_until),
        )
    if not files.EDITION_NAME.fullmatch(name) or (HERE / name).exists():
        raise click.ClickException("版本号用数字、小写字母和短横线，并且不同于产品自带的版本，例如 2027。")
    source, target = shelf().folder(running.edition), current_app.extensions["settings"].own_checklists / name
    if source is None:
        raise click.ClickException(f"找不到现行 {running.edition} 版的文件夹，请先放回原处。")
    _write(asked, source, target)
    files.print_differences(source, target)
    click.echo(f"草案在 {target}。看过以后运行 checklists publish 发布，再用 checklists activate 起用。")


def _write(asked: tuple[str, str, str, dict[str, object]], source: Path, target: Path) -> Checklist:
    kind, item, code, clause = asked

    def change(folder: Path) -> None:
        if kind == "enter":
            writing.add_clause(folder, item, clause)
        else:
            writing.remove_clause(folder, code)

    with files.faults_printed():
        try:
            return writing.admit(source, target, change)
        except writing.PublishedError as error:
            raise click.ClickException(f"{target.name} 版已经发布，不能再改，请换一个版本号。") from error
        except StopIteration as error:
            raise click.ClickException(f"{target.name} 版里没有事项 {item} 或条款 {code}，请先核对文件。") from error
