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

# Square metres in a square degree at the southern edge: within 1 % for a county's grids.
SQUARE_METRES: Final = "111320.0 * 110900.0 * cos(radians(ST_YMin({0})))"

# Where old and new ground are one and the same, no neighbour has a part in it: nothing is left to measure.
SAME: Final = (
    "DROP TABLE IF EXISTS division_same",
    "CREATE TEMPORARY TABLE division_same (made bigint, ended bigint) ON COMMIT DROP",
    """INSERT INTO division_same
       SELECT n.id, o.id FROM division_ended o JOIN division_made n ON n.kind = o.kind AND n.geom = o.geom""",
    "ANALYZE division_same",
    "INSERT INTO grid_ancestor (successor_id, ancestor_id, share) SELECT made, ended, 1 FROM division_same",
)
# Boxes that share less than counts spare the cutting of most neighbours.
TRACE: Final = text(f"""
    INSERT INTO grid_ancestor (successor_id, ancestor_id, share)
    SELECT n.id, o.id, common.ground / common.old
    FROM (SELECT * FROM division_ended WHERE id NOT IN (SELECT ended FROM division_same)) o
    JOIN (SELECT * FROM division_made WHERE id NOT IN (SELECT made FROM division_same)) n
      ON n.kind = o.kind AND n.geom && o.geom
    CROSS JOIN LATERAL (SELECT ST_Area(o.geom) AS old, ST_Area(n.geom) AS new) whole
    CROSS JOIN LATERAL (
        SELECT (LEAST(ST_XMax(n.geom), ST_XMax(o.geom)) - GREATEST(ST_XMin(n.geom), ST_XMin(o.geom)))
             * (LEAST(ST_YMax(n.geom), ST_YMax(o.geom)) - GREATEST(ST_YMin(n.geom), ST_YMin(o.geom))) AS ground
    ) box
    CROSS JOIN LATERAL (
        SELECT CASE WHEN n.code = o.code OR box.ground > :share * LEAST(whole.old, whole.new)
                      OR box.ground * {SQUARE_METRES.format("n.geom")} > :area_m2
               THEN ST_Area(ST_Intersection(n.geom, o.geom)) ELSE 0 END AS ground, whole.old, whole.new OFFSET 0
    ) common
    WHERE common.ground > 0
      AND (n.code = o.code OR common.ground > :share * LEAST(common.old, common.new)
           OR common.ground * {SQUARE_METRES.format("n.geom")} > :area_m2)
""")  # noqa: S608 - constants of this module


def trace(overlap: Overlap = OVERLAP) -> None:
    """Every version in `division_made` knows the versions in `division_ended` whose ground it took over."""
    db.session.execute(text("CREATE INDEX ON division_made USING gist (geom)"))
    db.session.execute(text("ANALYZE division_made, division_ended"))
    for statement in SAME:
        db.session.execute(text(statement))
    db.session.execute(TRACE, {"share": overlap.share, "area_m2": overlap.area_m2})
