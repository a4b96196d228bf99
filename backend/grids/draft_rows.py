"""The rows of a draft: in memory as columns, in the table one by one; streamed both ways, never held twice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from backend.database import db
from backend.grids.actions import GridRow
from geo.mesh import Shapes
from geo.stored import as_array, from_stored, to_stored

CHUNK: Final = 2_000
COPY: Final = """
    COPY grid_draft_row (draft_id, position, code, kind, name, village_code, town_code, geom, problem, properties)
    FROM STDIN
"""
ROWS: Final = text("""
    SELECT position, code, kind, name, village_code, town_code, ST_AsBinary(geom) AS geom, problem
    FROM grid_draft_row WHERE draft_id = :draft ORDER BY position
""")


@dataclass(slots=True)
class DraftRows:
    """A division as columns, row by row the same grid. A shape is None where the file has no area (`troubles`).

    `positions` name the rows in the draft; they stay the same when a row is left out.
    """

    codes: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    villages: list[str | None] = field(default_factory=list)
    towns: list[str | None] = field(default_factory=list)
    shapes: Shapes = field(default_factory=lambda: as_array([]))
    troubles: dict[int, str] = field(default_factory=dict)
    positions: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.codes)

    def as_grids(self, valid_from: date) -> list[GridRow]:
        """The rows as a division takes them; all of them must have been found without error."""
        return [
            GridRow(code, kind, name, str(village), str(town), shape, valid_from)
            for code, kind, name, village, town, shape in zip(
                self.codes, self.kinds, self.names, self.villages, self.towns, self.shapes, strict=True
            )
        ]


def keep_rows(draft_id: UUID, rows: DraftRows) -> None:
    """The rows lie in the table."""
    cursor = db.session.connection().connection.cursor()
    with cursor.copy(COPY) as copy:
        for first in range(0, len(rows), CHUNK):
            for line in _lines(draft_id, rows, range(first, min(first + CHUNK, len(rows)))):
                copy.write_row(line)
    cursor.close()


def load_rows(draft_id: UUID) -> DraftRows:
    """The rows of a draft as they stand in the table."""
    rows, shapes = DraftRows(), []
    found = db.session.execute(ROWS, {"draft": draft_id}, execution_options={"yield_per": CHUNK})
    for some in found.partitions():
        for at, row in enumerate(some, len(rows.codes)):
            rows.codes.append(row.code)
            rows.kinds.append(row.kind)
            rows.names.append(row.name)
            rows.villages.append(row.village_code)
            rows.towns.append(row.town_code)
            rows.positions.append(row.position)
            if row.problem:
                rows.troubles[at] = row.problem
        shapes += list(from_stored([row.geom for row in some]))
    rows.shapes = as_array(shapes)
    return rows


def _lines(draft_id: UUID, rows: DraftRows, some: range) -> Iterator[tuple[Any, ...]]:
    content = to_stored(rows.shapes[some.start : some.stop])
    for at, shape in zip(some, content, strict=True):
        yield (
            draft_id, rows.positions[at], rows.codes[at], rows.kinds[at], rows.names[at], rows.villages[at],
            rows.towns[at], shape, rows.troubles.get(at), json.dumps({}),
        )  # fmt: skip
