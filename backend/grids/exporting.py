"""The division of any day as a file that QGIS opens and `grids import` reads back unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

from sqlalchemy import text

from backend.database import db
from geo.writing import write_geojson, write_geopackage

Format = Literal["gpkg", "geojson"]
ENDINGS: Final[dict[Format, str]] = {"gpkg": "application/geopackage+sqlite3", "geojson": "application/geo+json"}
CHUNK: Final = 2_000
LAYER: Final = "网格"
KINDS: Final = {"comprehensive": "综合网格", "special": "专属网格", "micro": "微网格"}
FIELDS: Final = (
    "网格代码", "网格名称", "网格类型", "村代码", "村名称", "镇街代码", "镇街名称", "生效日期", "失效日期", "沿革",
)  # fmt: skip

ROWS: Final = text("""
    SELECT v.grid_code, v.name, v.kind, v.village_code, village.name AS village, v.town_code, town.name AS town,
           v.valid_from, v.valid_to, ST_AsBinary(v.geom) AS geom,
           (SELECT string_agg(old.grid_code, ',' ORDER BY old.grid_code) FROM grid_ancestor a
            JOIN grid_version old ON old.id = a.ancestor_id WHERE a.successor_id = v.id) AS ancestors
    FROM grid_version v
    LEFT JOIN area_version village ON village.area_code = v.village_code AND village.valid_from <= :day
         AND (village.valid_to IS NULL OR village.valid_to > :day)
    LEFT JOIN area_version town ON town.area_code = v.town_code AND town.valid_from <= :day
         AND (town.valid_to IS NULL OR town.valid_to > :day)
    WHERE v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day)
      AND (CAST(:area AS text) IS NULL OR v.village_code = :area OR v.town_code = :area
           OR EXISTS (SELECT FROM area WHERE code = :area AND level IN ('city', 'county')))
    ORDER BY v.grid_code
""")


def export_grids(on: date, area: str | None, form: Format, target: Path) -> int:
    """The grids in force on that day lie in the file, by code; how many there are. Fields are in Chinese."""
    write = write_geopackage if form == "gpkg" else write_geojson
    return write(target, LAYER, FIELDS, _batches(on, area))


def _batches(on: date, area: str | None) -> Iterator[list[tuple[bytes, tuple[Any, ...]]]]:
    found = db.session.execute(ROWS, {"day": on, "area": area}, execution_options={"yield_per": CHUNK})
    for some in found.partitions():
        yield [(bytes(row.geom), _values(row)) for row in some]


def _values(row: Any) -> tuple[Any, ...]:
    until = row.valid_to.isoformat() if row.valid_to else None
    return (
        row.grid_code, row.name, KINDS[row.kind], row.village_code, row.village, row.town_code, row.town,
        row.valid_from.isoformat(), until, row.ancestors,
    )  # fmt: skip
