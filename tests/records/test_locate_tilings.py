"""Random tilings, random places, borders and corners included: exactly one grid, and the one that fractions say."""

from __future__ import annotations

from random import Random
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.database import db, transaction
from backend.grids.model import AreaVersion, GridVersion
from tests.exact import covers, located
from tests.records.test_locate_vectors import asked, put, told
from tests.vectors.make_locate import ACROSS, SIDE, SOUTH, WEST, tiling

MOST = 600
"""Places per run: each tiling is asked at many."""


def grids_of(seed: int) -> list[dict[str, Any]]:
    return [
        {"code": f"320685100201{at:03}", "name": f"第{at}网格", "kind": "comprehensive", "coordinates": [[ring]]}
        for at, ring in enumerate(tiling(Random(seed)), 1)
    ]


def somewhere(grids: list[dict[str, Any]], rng: Random) -> tuple[int, int]:
    """A corner, the middle of a side, a step beside either, or anywhere well inside the square."""
    ring = rng.choice(grids)["coordinates"][0][0]
    at = rng.randrange(len(ring) - 1)
    (x1, y1), (x2, y2) = ring[at], ring[at + 1]
    anywhere = (
        WEST + SIDE // 2 + rng.randrange((ACROSS - 1) * SIDE),
        SOUTH + SIDE // 2 + rng.randrange((ACROSS - 1) * SIDE),
    )
    corner, middle = (x1, y1), ((x1 + x2) // 2, (y1 + y2) // 2)
    beside = (middle[0] + rng.randint(-2, 2), middle[1] + rng.randint(-2, 2))
    return rng.choice([corner, middle, beside, anywhere])


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_every_place_of_a_tiling_has_exactly_one_grid_borders_and_corners_included(app: Flask, seed: int) -> None:
    grids, rng = grids_of(seed), Random(seed)
    with transaction() as session:
        session.query(GridVersion).delete()
        session.query(AreaVersion).delete()
    put(grids)
    with transaction():
        for _ in range(MOST // 4):
            place = somewhere(grids, rng)
            holders = [grid["code"] for grid in grids if covers(grid["coordinates"], place)]
            found = asked(list(place), None, [], None)
            assert found.grid_code == min(holders, default=None)
            assert [one.code for one in found.candidates] == sorted(holders)
        for _ in range(6):
            place, accuracy = somewhere(grids, rng), rng.choice([0.2, 4.0, 15.0, 40.0])
            own = [rng.choice(grids)["code"]]
            assert told(asked(list(place), accuracy, own, None)) == located(grids, place, accuracy, own)
    db.session.remove()
