"""Grids against the outlines of their villages, where these are known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy
import shapely

from geo.division_faults import DivisionFault, Tolerances
from geo.measures import length_m, width_m
from geo.mesh import Shapes
from geo.shapes import Area, area_m2, inner_point
from geo.topology import TINY

MOSTLY: Final = 0.5
"""From this share outside its village on a grid belongs somewhere else."""


def check_outlines(
    shapes: Shapes,
    kinds: Sequence[str],
    villages: Sequence[str | None],
    outlines: Mapping[str, Area],
    tolerances: Tolerances,
) -> Iterator[DivisionFault]:
    """Grids that leave their village, and ground of a village that no grid takes; slivers are passed over."""
    rows_of: dict[str, list[int]] = {}
    for at, village in enumerate(villages):
        if village in outlines and shapes[at] is not None and shapes[at].is_valid:
            rows_of.setdefault(str(village), []).append(at)
    for village, rows in rows_of.items():
        outline = outlines[village]
        shapely.prepare(outline)
        for at in (one for one in rows if not outline.covers(shapes[one])):
            yield from _beyond(at, shapes[at], shapes[at].difference(outline), tolerances)
        tiles = [shapes[at] for at in rows if kinds[at] != "micro"]
        for part in _wide(outline.difference(shapely.union_all(tiles)), tolerances):
            yield _fault("village-uncovered", tuple(rows[:1]), part)


def _beyond(at: int, grid: Area, outside: Any, tolerances: Tolerances) -> Iterator[DivisionFault]:
    parts = _wide(outside, tolerances)
    if outside.area > MOSTLY * grid.area:
        yield _fault("outside-village", (at,), outside)
    elif parts:
        yield _fault("beyond-village", (at,), shapely.union_all(parts))


def _wide(shape: Any, tolerances: Tolerances) -> list[Any]:
    parts = numpy.atleast_1d(shapely.get_parts(shape))
    return [part for part in parts if part.area > TINY and width_m(part) >= tolerances.border_m]


def _fault(code: str, rows: tuple[int, ...], shape: Any) -> DivisionFault:
    return DivisionFault(code, rows, area_m2(shape), length_m(shape) / 2, inner_point(shape), shape)
