"""`flask rewards tariff` and `flask rewards recompute`."""

from __future__ import annotations

from pathlib import Path

import click

from backend.database import transaction
from checklists.shelf import shelf
from rewards import months
from rewards.documents import titles_of
from rewards.lifecycle import MONTH_STATE
from rewards.recompute import differences
from rewards.tariff import FILE, LEVEL_TITLES, Amounts, Tariff, TariffFault, load_tariffs, unknown_codes, yuan


@click.group("rewards", help="一事一奖：标准和台账。")
def rewards() -> None:
    """Group of the commands about bounties; `wsgi` adds it to `flask`."""


@rewards.command("tariff", help="检查奖励标准并用文字写出来（默认：随产品带的标准）。")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), default=FILE)
def tariff(file: Path) -> None:
    """Prints every tariff in words; exit status 1 where the file cannot be used."""
    edition = shelf().default
    titles = titles_of(edition.edition)
    items = {item.code for item in edition.items}
    try:
        tariffs = load_tariffs(file)
    except TariffFault as fault:
        raise click.ClickException(str(fault)) from fault
    for each in tariffs:
        if unknown := unknown_codes(each, {*titles, *items}):
            raise click.ClickException(f"标准 {each.name}：清单里没有 {'、'.join(unknown)}，请改正。")
        _in_words(each, titles)
    click.echo(f"奖励标准 {len(tariffs)} 份，没有错误。金额是本项目参考，税前。")


def _in_words(tariff: Tariff, titles: dict[str, str]) -> None:
    click.echo(f"{tariff.name}，{tariff.first_day} 起核实的事项适用：")
    for code, amounts in {**tariff.clauses, **tariff.categories}.items():
        click.echo(f"  {titles.get(code, code)}（{code}）：{_amounts(amounts)}")
    click.echo(f"  其余：{_amounts(tariff.default)}")
    click.echo(f"  永不奖励：{'、'.join(tariff.excluded)}")


def _amounts(amounts: Amounts) -> str:
    return "，".join(f"{LEVEL_TITLES[level]} {yuan(fen)}" for level, fen in amounts.items()) or "没有"


@rewards.command("tally", help="各月汇总走到哪一步、金额多少、抽签种子和名单指纹。")
def tally() -> None:
    """Prints every month's state, sums, digest and seed, newest first; changes nothing."""
    with transaction():
        for month, sums in months.newest():
            told = f"{month.month} {MONTH_STATE[month.state].title}：{sums.entries} 条，发放 {yuan(sums.pay_fen)}"
            capped, rolled = yuan(sums.capped_fen), f"结转 {sums.rolled_over} 条"
            click.echo(f"{told}，封顶扣除 {capped}，{rolled}，指纹 {month.digest or '-'}，种子 {month.seed or '-'}")


@rewards.command("recompute", help="按上报、工单和标准重算每一笔奖励，与台账核对。")
def recompute() -> None:
    """Prints each difference; exit status 1 where there is one."""
    found = 0
    with transaction():
        for found, sentence in enumerate(differences(), start=1):  # noqa: B007 - the count outlives the loop
            click.echo(sentence, err=True)
    if found:
        raise click.ClickException(f"共 {found} 处与台账不符。")
    click.echo("台账与重算结果全部相符。")
