"""`flask orders …` and `flask audit verify`: the picture, the routing, and the proof that nothing was changed."""

from __future__ import annotations

import sys

import click
from flask import current_app

from backend.database import transaction
from backend.orders import audit as audits
from backend.orders import picture as pictures
from backend.orders.routing import RoutingFault, load_routes, unknown_codes
from checklists.shelf import shelf


@click.group("orders", help="工单：流程图和派单规则。")
def orders() -> None:
    """Group of the commands about orders; `wsgi` adds it to `flask`."""


@orders.command("picture", help="按流程表画出工单的一生（mermaid）。")
def picture() -> None:
    """Prints the diagram that the README shows."""
    click.echo(pictures.picture(), nl=False)


@orders.command("routing", help="检查派单规则 routing.yaml。")
def routing() -> None:
    """Prints how many rules there are; exit status 1 where the file cannot be used."""
    try:
        routes = load_routes()
    except RoutingFault as fault:
        raise click.ClickException(str(fault)) from fault
    units = [unit.code for unit in shelf().default.units]
    if unknown := unknown_codes(routes, units):
        raise click.ClickException(f"清单里没有这些单位：{'、'.join(unknown)}。请核对 units.yaml。")
    click.echo(f"派单规则 {len(routes)} 条，没有错误。其余事项派给条款的牵头单位。")


@click.group("audit", help="核对：全过程记录和奖励台账有没有被改过。")
def audit() -> None:
    """Group of the proofs; `wsgi` adds it to `flask`."""


@audit.command("verify", help="核对全部：工单全过程、奖励台账。")
def verify() -> None:
    """One sentence per proof that wsgi registered; exit status 1 with the first broken row by name."""
    for title, rows, prove in current_app.extensions["proofs"]:
        with transaction(), click.progressbar(length=rows(), label=title, file=sys.stderr) as bar:
            try:
                told = prove(lambda bar=bar: bar.update(1))
            except audits.Broken as broken:
                raise click.ClickException(str(broken)) from broken
        click.echo(told)
