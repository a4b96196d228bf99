"""Does a device give shifted coordinates? Judged by one spot that its person knows. The rule is ours (本项目参考).

Some phones and webviews call GCJ-02 what should be WGS-84, and nothing on the wire says so. A person who stands at a
known spot can tell: the fix then lies off by exactly the GCJ-02 shift of that place. The phone judges by the same rule
offline (pwa/src/grids/calibration.ts).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from geo.coordinates import Position, distance_m, to_wgs84

Verdict = Literal["wgs84", "gcj02", "unclear"]

LEAST_TOLERANCE_M: Final = 30.0
"""A finger on a map and a good fix together are hardly better."""
MOST_TOLERANCE_M: Final = 100.0
"""A fix worse than this proves nothing."""
CLEAR: Final = 3.0
"""The shift must be so many times the tolerance, else both readings would fit."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What one known spot says: metres between spot and fix, the same with the fix taken for GCJ-02, the verdict."""

    verdict: Verdict
    off_m: float
    righted_off_m: float


def judge(fix: Position, accuracy_m: float | None, spot: Position) -> Judged:
    """`gcj02` or `wgs84` where only this reading puts the fix within the tolerance of the spot, else `unclear`."""
    righted = to_wgs84(*fix, "gcj02")
    off, righted_off = distance_m(fix, spot), distance_m(righted, spot)
    tolerance = max(LEAST_TOLERANCE_M, accuracy_m or 0.0)
    verdict: Verdict = "unclear"
    if tolerance <= MOST_TOLERANCE_M and distance_m(fix, righted) >= CLEAR * tolerance:
        verdict = "gcj02" if righted_off <= tolerance else "wgs84" if off <= tolerance else "unclear"
    return Judged(verdict, round(off, 1), round(righted_off, 1))
