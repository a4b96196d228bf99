"""`demo load`: a county to try everything in."""

from __future__ import annotations

import gc
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from time import monotonic
from typing import Final

import click
from flask import current_app
from flask.cli import with_appcontext
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from backend import clock
from backend.demo.actions import Wish, end_of
from backend.demo.county import NoOutline
from backend.demo.loading import Loaded, load_demo
from backend.demo.parts import PartLost
from backend.demo.visits import DAYS, LEAST_FINDINGS
from backend.orders.lifecycle import STATES
from backend.people.access import ROLE_TITLES
from backend.people.passwords import hash_password
from backend.problems import Problem

SELDOM: Final = 50_000
SHOWN: Final = (
    "worker", "captain", "town", "centre", "unit", "clerk", "town_reviewer", "reviewer", "appeals", "auditor", "admin",
)  # fmt: skip


@click.group("demo", help="演示县：试用时的网格、人员和三个月的工单。")
def demo() -> None:
    """Group of the commands about the demo; `wsgi` adds it to `flask`."""


@demo.command("load", help="把演示县装进空的数据库。里面只要有任何内容就不装，装到一半中断就什么都不留下。")
@click.option(
    "--findings", default=3000, show_default=True, type=click.IntRange(LEAST_FINDINGS, 50_000), help="问题条数"
)
@click.option("--seed", default=2026, show_default=True, help="随机种子：种子和结束日期相同，内容就相同")
@click.option("--end-date", type=click.DateTime(["%Y-%m-%d"]), help="最后一天，默认今天")
@click.option(
    "--password", envvar="DEMO_PASSWORD", help="全部演示账号的密码，也可用环境变量 DEMO_PASSWORD；不写就随机生成"
)
@with_appcontext
def load(findings: int, seed: int, end_date: datetime | None, password: str | None) -> None:
    """Loads everything or leaves nothing, and prints the accounts; exit status 0 only when it is all there."""
    settings = current_app.extensions["settings"]
    chosen = password or "-".join(secrets.token_hex(2) for _ in range(3))
    console = Console()
    begun = monotonic()
    with _refusals_printed():
        now = clock.now()
        end = end_of(end_date.date() if end_date else clock.local_date(now), now)
        # A hundred thousand statements leave hardly any circles behind: looking for them costs a fifth of the time.
        gc.freeze()
        gc.set_threshold(SELDOM)
        wish = Wish(settings.county, findings, seed, end, hash_password(chosen), settings.photos_url)
        with Progress(console=console, auto_refresh=False) as progress:
            task = progress.add_task("九十天的工作", total=DAYS)
            last = clock.local_date(end)

            def on_day(day: date) -> None:
                progress.update(
                    task, completed=DAYS - (last - day).days - 1, description=f"{day:%Y-%m-%d}", refresh=True
                )

            loaded = load_demo(wish, on_day)
            progress.update(task, completed=DAYS, refresh=True)
    _print_summary(console, loaded, monotonic() - begun)
    _print_accounts(console, loaded)
    console.print(f"密码：{chosen}" if password is None else "密码：DEMO_PASSWORD 里写的那一个。", highlight=False)


@contextmanager
def _refusals_printed() -> Iterator[None]:
    try:
        yield
    except Problem as problem:
        lines = [problem.kind.title, *(fault.title for fault in problem.errors)]
        raise click.ClickException("\n".join(lines)) from problem
    except PartLost as lost:
        raise click.ClickException("装到一半时进程意外结束（可能内存不够），什么都没有留下，请再试一次。") from lost
    except NoOutline as fault:
        raise click.ClickException(str(fault)) from fault


def _print_summary(console: Console, loaded: Loaded, seconds: float) -> None:
    tally, states = loaded.tally, loaded.states
    stood = "，".join(f"{state.title} {states[state.code]}" for state in STATES if states.get(state.code))
    grids, people = len(loaded.founded.county.grids), len(loaded.founded.staff.people)
    console.print(
        f"演示县已装好，用时 {seconds:.0f} 秒：{grids} 个网格，{people} 个账号，"
        f"{tally.reports} 次上报，{tally.findings} 条问题，{tally.steps} 步办理，{tally.photos} 张照片。",
        highlight=False,
    )
    console.print(f"工单：{stood}。地名、人名和内容都是编的。", highlight=False)


def _print_accounts(console: Console, loaded: Loaded) -> None:
    county, staff = loaded.founded.county, loaded.founded.staff
    names = {area.code: area.name for area in county.areas}
    table = Table("账号", "岗位", "姓名", "范围")
    for username in SHOWN:
        person = staff.people[username]
        where = "消防救援" if username == "unit" else names[person.area_code or ""]
        table.add_row(username, ROLE_TITLES[person.role], person.name, where)
    console.print(table)
    others = len(staff.people) - len(SHOWN)
    console.print(f"还有 {others} 个账号，例如 worker02、captain02、town02、unit-police，密码相同。", highlight=False)
