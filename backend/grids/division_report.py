"""The division that is in force, looked at as an import would be; faults as GeoJSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import text

from backend.database import db
from backend.grids.draft_checks import Rules, check_draft, place_of
from backend.grids.draft_rows import CHUNK, DraftRows
from backend.grids.importing import Imported, summary_of
from geo.division_faults import REPAIR_TITLES, DivisionFault
from geo.files import Progress
from geo.stored import as_array, feature, from_stored

IN_FORCE: Final = text("""
    SELECT grid_code AS code, kind, name, village_code, town_code, ST_AsBinary(geom) AS geom FROM grid_version
    WHERE valid_from <= :day AND (valid_to IS NULL OR valid_to > :day)
      AND (:whole OR village_code = :area OR town_code = :area)
    ORDER BY grid_code
""")


def check_in_force(area: str, day: date, rules: Rules, progress: Progress) -> Imported:
    """The grids in force in an area on a day, with every fault. Raises Problem `unknown-area`."""
    place = place_of(area, day)
    rows, shapes = DraftRows(), []
    found = db.session.execute(IN_FORCE, place.asked, execution_options={"yield_per": CHUNK})
    for some in found.partitions():
        for row in some:
            rows.codes.append(row.code)
            rows.kinds.append(row.kind)
            rows.names.append(row.name)
            rows.villages.append(row.village_code)
            rows.towns.append(row.town_code)
        shapes += list(from_stored([row.geom for row in some]))
    rows.shapes, rows.positions = as_array(shapes), list(range(1, len(shapes) + 1))
    notes = [f"{day.isoformat()} 的划分，{len(rows)} 个网格。", summary_of(rows)]
    return Imported(rows, check_draft(rows, place, rules, progress), notes)


def place_features(faults: Sequence[DivisionFault], codes: Sequence[str]) -> dict[str, Any]:
    """The places of faults as a GeoJSON feature collection, the gravest first."""
    return {
        "type": "FeatureCollection",
        "features": [_feature(at, fault, codes) for at, fault in enumerate(faults, 1) if fault.shape or fault.spot],
    }


def _feature(number: int, fault: DivisionFault, codes: Sequence[str]) -> dict[str, Any]:
    properties = {
        "id": number, "code": fault.code, "title": fault.verdict.title, "advice": fault.verdict.advice,
        "severity": fault.verdict.severity, "codes": [codes[at] for at in fault.rows], "detail": fault.detail,
        "area_m2": fault.area_m2, "length_m": fault.length_m,
        "repair": REPAIR_TITLES[fault.repair.kind] if fault.repair else None,
    }  # fmt: skip
    found = feature(fault.shape, properties)
    if fault.shape is None and fault.spot:
        found["geometry"] = {"type": "Point", "coordinates": list(fault.spot)}
    return found
