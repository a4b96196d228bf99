"""From a file to a division: adopted at once where it has no error, a draft for the centre where it has."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select, text

from backend.acting import Acting
from backend.clock import local_date
from backend.database import db
from backend.grids.division_rows import PAST
from backend.grids.divisions import adopt_division, one_at_a_time
from backend.grids.draft_checks import Place, Rules, check_draft, place_of, settle_villages, weld_rows
from backend.grids.draft_columns import choose_columns, describe, kind_of, text_of
from backend.grids.draft_rows import DraftRows
from backend.grids.drafts import keep_draft
from backend.problems import FieldFault, Problem
from geo.division_faults import DivisionFault
from geo.file_faults import FileFault
from geo.files import PolygonFile, Progress, Reading, read_polygons
from geo.measures import areas_m2

ONE_FILE_AT_A_TIME: Final = 5
"""The advisory lock under which an upload is read."""
STARTS: Final = text("""
    SELECT max(valid_from) FROM grid_version
    WHERE valid_to IS NULL AND (:whole OR village_code = :area OR town_code = :area)
""")
KIND_TITLES: Final = {"comprehensive": "综合网格", "special": "专属网格", "micro": "微网格", "": "类型不明"}


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be imported, for which area, from which day on; `mapping`: what → the column that says it."""

    area_code: str
    valid_from: date
    source: str
    rules: Rules
    reading: Reading = field(default_factory=Reading)
    mapping: Mapping[str, str] = field(default_factory=dict)

    @property
    def settings(self) -> dict[str, Any]:
        """What is kept of it with a draft."""
        reading, limits = self.reading, self.rules.tolerances
        return {
            "mapping": dict(self.mapping), "crs": reading.crs, "datum": reading.datum, "layer": reading.layer,
            "encoding": reading.encoding, "tolerance_m": limits.border_m, "least_m2": limits.least_m2,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a file: the rows, every fault, words about how it was read; a division, a draft, or neither."""

    rows: DraftRows
    faults: list[DivisionFault]
    notes: list[str]
    division_id: UUID | None = None
    draft_id: UUID | None = None

    @property
    def errors(self) -> int:
        """How many faults keep the division from being adopted."""
        return sum(fault.verdict.severity == "error" for fault in self.faults)


def silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def import_file(acting: Acting, path: Path, order: Order, progress: Progress = silent) -> Imported:
    """The division is adopted where the file has no error, else it is a draft.

    Raises Problem `file-unusable`, `unknown-area`, `division-too-early`, `invalid` for a mapping that does not fit.
    """
    one_at_a_time()
    read = read_file(path, order, progress)
    if read.errors:
        draft = keep_draft(acting, order.area_code, order.valid_from, order.source, order.settings, read.rows,
                           read.faults, read.notes)  # fmt: skip
        return Imported(read.rows, read.faults, read.notes, draft_id=draft)
    progress("写入数据库", 0, 1)
    grids = read.rows.as_grids(order.valid_from)
    division = adopt_division(acting, order.area_code, order.valid_from, grids, title=order.source)
    progress("写入数据库", 1, 1)
    return Imported(read.rows, read.faults, read.notes, division_id=division)


def draft_file(acting: Acting, path: Path, order: Order, progress: Progress = silent) -> UUID:
    """The file is a draft, with or without faults; its id.

    Raises the same Problems as `import_file`, and `busy` while another file is read: each may need half a gigabyte.
    """
    if not db.session.execute(select(func.pg_try_advisory_xact_lock(ONE_FILE_AT_A_TIME, 0))).scalar_one():
        raise Problem("busy", retry_after=20)
    asked = place_of(order.area_code, order.valid_from).asked
    if order.valid_from < local_date(acting.at) and db.session.execute(STARTS, asked).scalar() is not None:
        raise Problem("division-too-early", PAST)
    read = read_file(path, order, progress)
    return keep_draft(
        acting, order.area_code, order.valid_from, order.source, order.settings, read.rows, read.faults, read.notes
    )


@contextmanager
def _faults_told() -> Iterator[None]:
    """A file that cannot be used is refused as Problem `file-unusable` with its own sentence."""
    try:
        yield
    except FileFault as fault:
        raise Problem("file-unusable", fault.title + fault.detail, [FieldFault("", fault.code, fault.title)]) from fault


def read_file(path: Path, order: Order, progress: Progress = silent) -> Imported:
    """The file read and checked; nothing is stored."""
    place = place_of(order.area_code, order.valid_from)
    demand_later(place)
    chosen: dict[str, str] = {}

    def choose(fields: Any) -> list[str]:
        chosen.update(choose_columns(fields, order.mapping))
        return list(dict.fromkeys(chosen[wanted] for wanted in chosen if chosen[wanted] in fields))

    with _faults_told(), tempfile.TemporaryDirectory(prefix="wangge-import-") as room:
        content = read_polygons(path, Path(room), order.reading, choose, progress)
    rows = _rows(content, chosen, place)
    notes = [*content.notes, describe(chosen)]
    with _faults_told():
        welded = 0 if content.swapped else weld_rows(rows, place)
    if welded:
        notes.append(f"相邻边界上补了 {welded} 个共同的点，边界移动不超过 2 厘米。")
    faults = check_draft(rows, place, order.rules, progress)
    return Imported(rows, faults, [*notes, summary_of(rows)])


def demand_later(place: Place) -> None:
    """Return where no grid of the area begins after the day; history is never rewritten.

    Raises Problem `division-too-early`.
    """
    latest = db.session.execute(STARTS, place.asked).scalar()
    if latest is not None and latest > place.day:
        detail = f"这里现有的网格从 {latest.isoformat()} 起生效，已有的历史不改写，请选这一天以后的日期。"
        raise Problem("division-too-early", detail)


def summary_of(rows: DraftRows) -> str:
    """How many grids of which kind on how much ground, in words."""
    kinds = Counter(rows.kinds)
    told = "，".join(f"{KIND_TITLES[kind]} {count} 个" for kind, count in sorted(kinds.items()) if count)
    ground = areas_m2(rows.shapes)
    km2 = sum(size for size, kind in zip(ground.tolist(), rows.kinds, strict=True) if kind == "comprehensive") / 1e6
    return f"{told}；综合网格面积合计 {km2:.2f} 平方公里。"


def _rows(content: PolygonFile, chosen: Mapping[str, str], place: Place) -> DraftRows:
    def column(wanted: str) -> list[str]:
        values = content.columns.get(chosen.get(wanted, ""))
        return [text_of(value) for value in values] if values is not None else [""] * len(content.shapes)

    codes = column("code")
    kinds = [kind_of(kind, code) for kind, code in zip(column("kind"), codes, strict=True)]
    nothing: list[str | None] = [None] * len(codes)
    rows = DraftRows(
        codes, kinds, column("name"), nothing, [*nothing], content.shapes, dict(content.troubles),
        list(range(1, len(codes) + 1)),
    )  # fmt: skip
    settle_villages(rows, column("village"), place)
    return rows
