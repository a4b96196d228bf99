"""Putting divisions into the database, many rows at once: the demo county and, later, imports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.dialects.postgresql import insert as insert_or

from backend.acting import Acting
from backend.database import db
from backend.grids.model import Area, AreaVersion, CountyFact, Grid, GridVersion
from geo.shapes import Area as Shape
from geo.shapes import as_multipolygon, snap, to_ewkt


@dataclass(frozen=True, slots=True)
class AreaRow:
    """An area from a day on; `level`: city, county, town, village; the outline in WGS-84 where one is known."""

    code: str
    level: str
    name: str
    parent_code: str | None
    valid_from: date
    outline: Shape | None = None


@dataclass(frozen=True, slots=True)
class GridRow:
    """A grid from a day on; `kind`: comprehensive, special, micro; the shape in WGS-84."""

    code: str
    kind: str
    name: str
    village_code: str
    town_code: str
    shape: Shape
    valid_from: date


def put_areas(acting: Acting, rows: Sequence[AreaRow]) -> None:
    """Every row is in force from its day on; what was in force under the same code ends on that day.

    Four statements, however many rows. Parents must be there or among the rows.
    """
    if not rows:
        return
    _put_codes(Area, [{"code": row.code, "level": row.level} for row in rows])
    _end_before(AreaVersion, AreaVersion.area_code, {row.code: row.valid_from for row in rows})
    versions = [
        {"area_code": row.code, "name": row.name, "parent_code": row.parent_code, "valid_from": row.valid_from,
         "outline": None if row.outline is None else _as_text(row.outline)}
        for row in rows
    ]  # fmt: skip
    db.session.execute(insert(AreaVersion), versions)


def put_grids(acting: Acting, rows: Sequence[GridRow]) -> None:
    """Every row is in force from its day on; what was in force under the same code ends on that day.

    Shapes are snapped to 1e-7°. A shape that crosses itself, or an unknown village or town, is an IntegrityError.
    """
    if not rows:
        return
    _put_codes(Grid, [{"code": row.code, "kind": row.kind} for row in rows])
    _end_before(GridVersion, GridVersion.grid_code, {row.code: row.valid_from for row in rows})
    versions = [
        {"grid_code": row.code, "kind": row.kind, "name": row.name, "village_code": row.village_code,
         "town_code": row.town_code, "geom": _as_text(row.shape), "valid_from": row.valid_from}
        for row in rows
    ]  # fmt: skip
    db.session.execute(insert(GridVersion), versions)


def note_fact(acting: Acting, key: str, value: str) -> None:
    """What is true of this county as a whole, for example that it is the demo; a second note replaces the first."""
    note = insert_or(CountyFact).values(key=key, value=value)
    db.session.execute(note.on_conflict_do_update(index_elements=["key"], set_={"value": note.excluded.value}))


def _put_codes(table: type[Area] | type[Grid], codes: list[dict[str, str]]) -> None:
    db.session.execute(insert_or(table).on_conflict_do_nothing(), codes)


def _end_before(table: Any, code: Any, days: dict[str, date]) -> None:
    """Rows in one call usually start on one day: one statement per day."""
    for day in sorted(set(days.values())):
        ending = [each for each, starts in days.items() if starts == day]
        db.session.execute(update(table).where(code.in_(ending), table.valid_to.is_(None)).values(valid_to=day))


def _as_text(shape: Shape) -> str:
    return to_ewkt(as_multipolygon(snap(shape)))
