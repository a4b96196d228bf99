"""Whose ground a grid took over: ancestry by overlapping ground, between versions of one kind.

The thresholds are ours: a border redrawn by a hand's breadth makes no descendant, a street that changed sides does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import text

from backend.database import db


@dataclass(frozen=True, slots=True)
class Overlap:
    """From when on common ground counts: more than `share` of the ground of either, or more than `area_m2`."""

    share: float = 0.01
    area_m2: float = 100.0


OVERLAP: Final = Overlap()

# Square degrees times metres per degree at the southern edge: within 1 % for a county's grids.
SQUARE_METRES: Final = "ST_Area({0}) * 111320.0 * 110900.0 * cos(radians(ST_YMin({0})))"

TRACE: Final = text(f"""
    INSERT INTO grid_ancestor (successor_id, ancestor_id, share)
    SELECT n.id, o.id, common.ground / common.old
    FROM division_ended o
    JOIN division_made n ON n.kind = o.kind AND n.geom && o.geom
    CROSS JOIN LATERAL (SELECT ST_Intersection(n.geom, o.geom) AS geom OFFSET 0) shared
    CROSS JOIN LATERAL (
        SELECT ST_Area(shared.geom) AS ground, ST_Area(o.geom) AS old, ST_Area(n.geom) AS new,
               {SQUARE_METRES.format("shared.geom")} AS area_m2
    ) common
    WHERE n.code = o.code OR common.ground > :share * LEAST(common.old, common.new) OR common.area_m2 > :area_m2
""")  # noqa: S608 - constants of this module


def trace(overlap: Overlap = OVERLAP) -> None:
    """Every version in `division_made` knows the versions in `division_ended` whose ground it took over."""
    db.session.execute(text("CREATE INDEX ON division_made USING gist (geom)"))
    db.session.execute(text("ANALYZE division_made, division_ended"))
    db.session.execute(TRACE, {"share": overlap.share, "area_m2": overlap.area_m2})
