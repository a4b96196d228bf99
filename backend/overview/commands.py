"""Command line: counting the heat map anew."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from backend.api import as_system
from backend.database import transaction
from backend.overview.heat import count_on, forget_counts

overview = AppGroup("overview", help="地图与汇总。")


@overview.command("recount")
def recount() -> None:
    """清空热力图的计数，按工单全过程从头再数一遍（照常办公不受影响）。"""
    with transaction():
        forget_counts(as_system())
    since, pieces = None, 0
    while True:
        with transaction():
            since = count_on(as_system(), since)
        pieces += 1
        if since is None:
            break
    click.echo(f"已重新计数：{pieces} 段。")
