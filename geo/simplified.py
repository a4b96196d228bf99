"""Outlines drawn with fewer corners, for small screens: neighbours go on sharing their borders."""

from __future__ import annotations

from collections.abc import Sequence

import shapely

from geo.shapes import Area

DRAWN_DIGITS = 5
"""About a metre: enough to draw, and a third of the bytes of the lattice."""


def simplified(areas: Sequence[Area], degrees: float) -> list[Area]:
    """The areas without corners that stand out by less than about `degrees`, at 1e-5°.

    Borders shared before are shared afterwards. What would vanish stays as it was; what overlapped may go on doing so.
    """
    if not areas:
        return []
    drawn = shapely.coverage_simplify(list(areas), degrees)
    rounded = shapely.transform(drawn, lambda xy: xy.round(DRAWN_DIGITS))
    return [after if after.area > 0 else before for before, after in zip(areas, rounded, strict=True)]
