"""Where the county lies, as far as its grids say."""

from __future__ import annotations

from typing import Final

from sqlalchemy import text

from backend.database import db

# Bounding boxes only; asked for by the pages that describe collections, never by tiles or features.
EXTENT: Final = text("""
    SELECT ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box) FROM (
        SELECT ST_Extent(geom) AS box FROM grid_version WHERE valid_to IS NULL
    ) known WHERE box IS NOT NULL
""")


def county_extent() -> list[float] | None:
    """West, south, east, north of the grids that have not ended; None before there are any."""
    found = db.session.execute(EXTENT).one_or_none()
    return [float(each) for each in found] if found else None
