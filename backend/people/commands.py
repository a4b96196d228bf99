"""Command line: accounts, until an administrator has a page for them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask.cli import with_appcontext

from backend import clock
from backend.api import as_system
from backend.database import transaction
from backend.people.access import ROLE_TITLES, log_access
from backend.people.actions import NewPerson, add_person, assign, disable_person
from backend.people.model import ROLES
from backend.people.signing_in import plain_username
from backend.problems import Problem


@click.group()
def people() -> None:
    """Accounts: make one, end one."""


@people.command()
@click.argument("username")
@click.option("--name", required=True, help="The person's name, as colleagues read it.")
@click.option("--role", required=True, type=click.Choice(ROLES))
@click.option("--area", help="12-digit code of the village, town or county whose matters the person sees.")
@click.option("--unit", help="Code of the 承办单位 (checklists/…/units.yaml); a handler needs one.")
@click.option("--grid", "grids", multiple=True, help="A grid to be responsible for from today; may be repeated.")
@with_appcontext
def add(username: str, name: str, role: str, area: str | None, unit: str | None, grids: tuple[str, ...]) -> None:
    """Make the account USERNAME.

    The password is asked for; where the input is no terminal its first line is the password. A worker leads the
    grids given, anybody else is their captain.
    """
    person = NewPerson(username=plain_username(username), name=name, role=role, area_code=area, unit_code=unit)
    password = _password()
    with _refusals_printed(), transaction():
        acting = as_system()
        add_person(acting, person, password)
        for grid in grids:
            duty = "lead" if role == "worker" else "captain"
            assign(acting, person.id, grid, duty, clock.local_date(acting.at))
        log_access(acting, "person.add", f"person/{person.id}")
    told = f"，负责网格 {'、'.join(grids)}" if grids else ""
    click.echo(f"已建账号 {person.username}（{name}，{ROLE_TITLES[role]}）{told}。")


@people.command()
@click.argument("username")
@with_appcontext
def disable(username: str) -> None:
    """End the account USERNAME: it signs in no more, its sessions end within seconds, what it did stays."""
    with _refusals_printed(), transaction():
        acting = as_system()
        person_id = disable_person(acting, plain_username(username))
        log_access(acting, "person.disable", f"person/{person_id}")
    click.echo(f"账号 {plain_username(username)} 已停用，正在使用的登录几秒内失效；办过的事都保留。")


def _password() -> str:
    if sys.stdin.isatty():
        return str(click.prompt("密码", hide_input=True, confirmation_prompt="再输一次"))
    return sys.stdin.readline().rstrip("\r\n")


@contextmanager
def _refusals_printed() -> Iterator[None]:
    try:
        yield
    except Problem as problem:
        lines = [problem.kind.title, *(fault.title for fault in problem.errors)]
        raise click.ClickException("\n".join(lines)) from problem
