"""Which grid a place belongs to: the rule, as pure data. `queries.locate` brings the candidates.

A candidate's share is the part of the accuracy disc that lies on its ground, 0 to 1 in steps of 0.001. Ground of a
comprehensive grid is what no special grid lies over, so the shares of one disc never add up to more than 1.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, Literal

Method = Literal["covers", "confirmed", "share", "own", "nearest", "none"]

SURE_SHARE: Final = 0.9
OWN_SHARE: Final = 0.3
MOST_ACCURACY_M: Final = 5_000.0
"""Above this an accuracy says nothing about the place: it is taken as unknown, and is a doubt of its own."""


@dataclass(frozen=True, slots=True)
class Place:
    """A WGS-84 place; `accuracy_m` is the radius the phone vouches for, None or 0 where it says none."""

    lon: float
    lat: float
    accuracy_m: float | None = None

    @property
    def reach_m(self) -> float:
        """The radius that counts, in metres; 0 stands for the bare point."""
        accuracy = self.accuracy_m or 0.0
        return accuracy if accuracy <= MOST_ACCURACY_M else 0.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A grid that the accuracy disc touches."""

    code: str
    name: str
    kind: str
    share: float


@dataclass(frozen=True, slots=True)
class Ground:
    """A candidate as the database sees it: the version of the day, whether it holds the point, metres to it."""

    candidate: Candidate
    version_id: int
    village_code: str
    town_code: str
    holds: bool
    distance_m: float


@dataclass(frozen=True, slots=True)
class Located:
    """Whose ground it is. Without a grid, village and town are those whose outline holds the place, if any.

    `distance_m` is 0 inside the grid, else the metres to it; None without a grid. `doubts` ⊆ {border, foreign_grid,
    outside}. `micro_code` is the micro grid that holds the point, kept beside.
    """

    grid_code: str | None
    name: str | None
    grid_version_id: int | None
    village_code: str | None
    town_code: str | None
    method: Method
    candidates: tuple[Candidate, ...] = ()
    distance_m: float | None = None
    doubts: frozenset[str] = frozenset()
    micro_code: str | None = None


NOWHERE: Final = Located(None, None, None, None, None, "none")


def choose(
    grounds: Sequence[Ground], own: Collection[str], confirmed: str | None, *, by_point: bool
) -> tuple[Ground, Method] | None:
    """The one grid of those the disc touches, and how it was found; None when there is none.

    A confirmed candidate wins; else 90 % of the disc; else an own grid with 30 %; else the largest share. Where no
    grid holds the point, the nearest takes the place of the largest. `by_point`: there is no disc, only the point.
    Equal claims go to the special grid, then to the lowest code.
    """
    ranked = sorted(grounds, key=_rank)
    for ground in ranked:
        if ground.candidate.code == confirmed:
            return ground, "confirmed"
    if by_point:
        return (ranked[0], "covers") if ranked else None
    sure = [g for g in ranked if g.candidate.share >= SURE_SHARE]
    if sure:
        return sure[0], "covers" if sure[0].candidate.share == 1.0 else "share"
    owned = [g for g in ranked if g.candidate.code in own and g.candidate.share >= OWN_SHARE]
    if owned:
        return owned[0], "own"
    if any(ground.holds for ground in ranked):
        return ranked[0], "share"
    return (min(ranked, key=lambda g: (g.distance_m, *_rank(g))), "nearest") if ranked else None


def settle(grounds: Sequence[Ground], own: Collection[str], confirmed: str | None, *, by_point: bool) -> Located | None:
    """The answer with its doubts, from the grids of the place; None when no grid comes near enough."""
    chosen = choose(grounds, own, confirmed, by_point=by_point)
    if chosen is None:
        return None
    ground, method = chosen
    doubts = set()
    if method == "share" and ground.candidate.share < SURE_SHARE:
        doubts.add("border")
    if not any(other.holds for other in grounds):
        doubts.add("outside")
    if own and ground.candidate.code not in own:
        doubts.add("foreign_grid")
    return Located(
        ground.candidate.code,
        ground.candidate.name,
        ground.version_id,
        ground.village_code,
        ground.town_code,
        method,
        tuple(other.candidate for other in sorted(grounds, key=_rank)),
        ground.distance_m,
        frozenset(doubts),
    )


def _rank(ground: Ground) -> tuple[float, bool, str]:
    candidate = ground.candidate
    return -candidate.share, candidate.kind != "special", candidate.code
