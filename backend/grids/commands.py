"""`flask grids …`: a division from a file, the check as a report, any division as a file."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import click
from flask import current_app
from flask.cli import with_appcontext

from backend import clock
from backend.api import as_system
from backend.database import transaction
from backend.grids.division_report import check_in_force, place_features
from backend.grids.draft_checks import Rules
from backend.grids.draft_columns import parse_mapping
from backend.grids.exporting import export_grids
from backend.grids.importing import Imported, Order, import_file, read_file
from backend.problems import Problem
from geo.coordinates import DATUMS
from geo.division_faults import DivisionFault
from geo.files import Reading

MOST_LINES: Final = 20
SEVERITIES: Final = {"error": "错误", "warning": "提醒"}
DAY: Final = click.DateTime(["%Y-%m-%d"])


class _Undone(Exception):
    """A trial is over: everything it wrote is taken back."""


@click.group("grids", help="网格：导入、检查、导出划分。")
def grids() -> None:
    """Group of the commands about grids; `wsgi` adds it to `flask`."""


def _reading(command: Any) -> Any:
    """The options that say how a file is to be read."""
    for option in (
        click.option("--mapping", help="列的对应，例如 code=DM,name=MC,kind=LX,village=CUN。"),
        click.option("--datum", type=click.Choice(DATUMS), default="wgs84", help="文件是火星坐标或百度坐标时说明。"),
        click.option("--crs", help="文件没有说明坐标系，或说错了：例如 EPSG:4549。"),
        click.option("--layer", help="文件里有几个图层时说明要哪一个。"),
        click.option("--encoding", help="属性表的编码，例如 GBK；一般不用写。"),
        click.option("--tolerance", type=click.FloatRange(0.02, 50), help="容差（米），默认见 GRID_TOLERANCE_M。"),
    ):
        command = option(command)
    return command


@grids.command("import", help="从文件导入一个区域的网格划分；有错误时存为草案，什么也不改变。")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--area", required=True, help="12 位区划代码：整个村、镇街或县重新划分。")
@click.option("--valid-from", required=True, type=DAY, help="从哪一天起生效，例如 2026-12-01。")
@click.option("--dry-run", is_flag=True, help="只试一遍，什么也不留下。")
@_reading
@with_appcontext
def import_grids(file: Path, area: str, valid_from: datetime, dry_run: bool, **asked: Any) -> None:
    """Adopts the division, or leaves a draft and ends with status 1; a trial leaves nothing."""
    order = _order(file, area, valid_from, asked)
    done: list[Imported] = []
    with _refusals_printed():
        try:
            with transaction(), _progress() as progress:
                done.append(import_file(as_system(), file, order, progress))
                if dry_run:
                    raise _Undone
        except _Undone:
            pass
    result = done[0]
    _print(result.notes, result.faults, result.rows.codes)
    if result.errors:
        kept = "只是试一遍，没有留下草案。" if dry_run else f"草案 {result.draft_id}，请在“网格划分”页面上处理。"
        raise click.ClickException(f"有 {result.errors} 处错误，没有导入。{kept}")
    told = "可以导入（只是试一遍，什么也没有留下）" if dry_run else "已导入"
    click.echo(f"{told}：{len(result.rows)} 个网格，从 {order.valid_from.isoformat()} 起生效。")


@grids.command("check", help="检查一个文件，或一个区域在某一天的网格划分。")
@click.argument("file", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--area", required=True, help="12 位区划代码。")
@click.option("--on", type=DAY, help="哪一天的划分，默认今天；检查文件时是打算生效的那一天。")
@click.option("--geojson", type=click.Path(dir_okay=False, path_type=Path), help="把有问题的地方写成 GeoJSON。")
@_reading
@with_appcontext
def check_grids(file: Path | None, area: str, on: datetime | None, geojson: Path | None, **asked: Any) -> None:
    """Prints what is wrong, the gravest first; exit status 1 where something is. Changes nothing."""
    order = _order(
        file or Path(), area, on or datetime.combine(clock.local_date(clock.now()), datetime.min.time()), asked
    )
    with _refusals_printed(), transaction(), _progress() as progress:
        result = (
            read_file(file, order, progress) if file else check_in_force(area, order.valid_from, order.rules, progress)
        )
    _print(result.notes, result.faults, result.rows.codes)
    if geojson:
        places = place_features(result.faults, result.rows.codes)
        geojson.write_text(json.dumps(places, ensure_ascii=False), encoding="utf-8")
        click.echo(f"有问题的地方已写入 {geojson}。")
    if result.errors:
        raise click.ClickException(f"有 {result.errors} 处错误。")
    click.echo("没有错误。")


@grids.command("export", help="把某一天的网格划分写成 GeoPackage 或 GeoJSON。")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--on", type=DAY, help="哪一天的划分，默认今天。")
@click.option("--area", help="12 位区划代码，默认全县。")
@click.option("--format", "form", type=click.Choice(["gpkg", "geojson"]), default="gpkg", show_default=True)
@with_appcontext
def export(out: Path, on: datetime | None, area: str | None, form: Any) -> None:
    """Writes the file and says how many grids it holds."""
    day = on.date() if on else clock.local_date(clock.now())
    with _refusals_printed(), transaction():
        count = export_grids(day, area, form, out)
    click.echo(f"已导出 {day.isoformat()} 的网格 {count} 个：{out}")


def _order(file: Path, area: str, day: datetime, asked: dict[str, Any]) -> Order:
    with _refusals_printed():
        mapping = parse_mapping(asked["mapping"])
    rules = Rules.of(current_app.extensions["settings"], asked["tolerance"])
    reading = Reading(asked["layer"], asked["encoding"], asked["crs"], asked["datum"])
    return Order(area, day.date(), file.name, rules, reading, mapping)


def _print(notes: Sequence[str], faults: Sequence[DivisionFault], codes: Sequence[str]) -> None:
    for note in notes:
        click.echo(note)
    for fault in faults[:MOST_LINES]:
        click.echo(f"  {_line(fault, codes)}")
    if len(faults) > MOST_LINES:
        click.echo(f"  ……共 {len(faults)} 处，这里是最要紧的 {MOST_LINES} 处。")


def _line(fault: DivisionFault, codes: Sequence[str]) -> str:
    names = "、".join(codes[at] or f"第 {at + 1} 行" for at in fault.rows[:4])
    more = f" 等 {len(fault.rows)} 个" if len(fault.rows) > 4 else ""
    size = f"，{fault.area_m2:.2f} 平方米" if fault.area_m2 is not None else ""
    spot = f"，在 {fault.spot[0]:.6f},{fault.spot[1]:.6f}" if fault.spot else ""
    mend = "，可以自动修复" if fault.repair else ""
    told = "".join(part.rstrip("。") + "，" for part in (fault.verdict.title, fault.detail) if part).rstrip("，")
    return f"[{SEVERITIES[fault.verdict.severity]}] {names}{more}：{told}{size}{spot}{mend}。"


@contextmanager
def _progress() -> Iterator[Any]:
    """Bars on standard error, one a stage; nothing where nobody watches or a stage is over at once."""
    bars: dict[str, Any] = {}
    reached: dict[str, int] = {}

    def told(stage: str, done: int, total: int) -> None:
        if stage not in bars:
            bars[stage] = click.progressbar(length=total, label=stage, file=sys.stderr)
        bars[stage].update(done - reached.get(stage, 0))
        reached[stage] = done
        if done >= total:
            bars[stage].render_finish()

    yield told


@contextmanager
def _refusals_printed() -> Iterator[None]:
    try:
        yield
    except Problem as problem:
        lines = [problem.kind.title, *filter(None, [problem.detail]), *(f.title for f in problem.errors)]
        raise click.ClickException("\n".join(dict.fromkeys(lines))) from problem
