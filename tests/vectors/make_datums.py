"""Makes datums.json (what both sides must answer) and the phone's copy of the shifted region.

`python -m tests.vectors.make_datums`; tests hold both files to geo.coordinates and geo.shifted_region.
"""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

from geo.coordinates import DATUMS, from_wgs84, to_wgs84
from geo.shifted_region import RINGS

PATH = Path(__file__).with_name("datums.json")
REGION = Path(__file__).parents[2] / "pwa" / "src" / "grids" / "shifted-region.json"


def main() -> None:
    """Writes both files anew: the same bytes each time."""
    PATH.write_text(lines(vectors()), "utf-8")
    REGION.write_text(lines(region()), "utf-8")


def vectors() -> list[Any]:
    """[datum, WGS-84 place, the place in the datum, the place taken for the datum and back in WGS-84]."""
    rng = Random(2)
    places = [(round(rng.uniform(73, 136), 7), round(rng.uniform(17, 54), 7)) for _ in range(80)]
    places += [(114.17, 22.31), (113.55, 22.19), (114.13, 22.56), (121.56, 25.04), (120.46, 32.55), (2.35, 48.86)]
    return [
        [datum, place, from_wgs84(*place, datum), to_wgs84(*place, datum)] for place in places for datum in DATUMS[1:]
    ]


def region() -> list[Any]:
    """The outer ring, then the two cut out."""
    return [list(ring) for ring in RINGS]


def lines(rows: list[Any]) -> str:
    """A JSON list, one row a line."""
    return "[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n"


if __name__ == "__main__":
    main()
