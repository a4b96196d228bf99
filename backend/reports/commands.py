"""Command line: checking a receipt."""

from __future__ import annotations

from typing import TextIO
from uuid import UUID

import click
from flask import current_app
from flask.cli import with_appcontext

from backend.database import transaction
from backend.reports.queries import filed_before
from backend.reports.receipts import ReceiptFault, read_receipt


@click.group("receipts", help="核对上报回执。")
def receipts() -> None:
    """Group of the commands about receipts; `wsgi` adds it to `flask`."""


@receipts.command("verify", help="核对一张回执：是否由本系统签发，与收到的上报是否一致。FILE 为文件名，- 为标准输入。")
@click.argument("file", type=click.File(encoding="utf-8"))
@with_appcontext
def verify(file: TextIO) -> None:
    """Prints what the receipt proves; exit status 0 only where signature and stored report agree with it."""
    try:
        proof = read_receipt(current_app.extensions["keys"], file.read())
        with transaction():
            before = filed_before(UUID(proof["report"]))
    except (ReceiptFault, UnicodeDecodeError) as fault:
        raise click.ClickException(str(fault) if isinstance(fault, ReceiptFault) else "回执应是纯文本。") from fault
    if before is None:
        raise click.ClickException("签名正确，但本库里没有这次上报：可能是另一个数据库签发的。")
    if (
        before.content.hex() != proof["digest"]
        or before.received_at.isoformat(timespec="microseconds") != proof["received_at"]
    ):
        raise click.ClickException("签名正确，但库里的上报与回执不一致，请联系系统管理员。")
    click.echo(f"回执有效。上报 {proof['report']}")
    click.echo(f"收到时间 {proof['received_at']}，网格 {proof['grid'] or '待定'}")
    click.echo(f"内容摘要 {proof['digest']}")
