"""Which grid a place belongs to: the rule, as pure data. `locating.locate` brings the grounds.

The place is first taken to the nearest point of the 1e-7° lattice. A ground *holds* it when the place lies inside or on
the border, decided in whole numbers. A ground's *share* is the part of the accuracy disc that lies on it, 0 to 1 in
steps of 0.001; ground of a comprehensive grid is what no special grid lies over, so the shares of one disc never add up
to more than 1. Candidates are the grounds that hold the place or have a share. The phone follows the same rule offline
(pwa/src/grids/locating.ts); tests/vectors/locate.json holds both to it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
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
    """A grid of the day near the place: its version, whether it holds the place, metres to it (0 where it does)."""

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
    outside}. `micro_code` is the micro grid that holds the point, kept beside. `nearest_*` name the nearest
    grid, however far, where there is none.
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
    nearest_code: str | None = None
    nearest_name: str | None = None
    nearest_m: float | None = None

    @property
    def ask(self) -> bool:
        """True where nothing is sure and the person could tell: several candidates, none of them clear."""
        return "border" in self.doubts and len(self.candidates) > 1


NOWHERE: Final = Located(None, None, None, None, None, "none", doubts=frozenset({"outside"}))


def choose(
    ranked: Sequence[Ground], candidates: Sequence[Ground], own: Collection[str], confirmed: str | None, by_point: bool
) -> tuple[Ground, Method] | None:
    """The one grid of those within reach, and how it was found; None when there is none.

    A confirmed candidate wins; else 90 % of the disc; else an own grid with 30 %; else the largest share. Where no
    grid holds the place, the nearest takes the place of the largest. `by_point`: there is no disc, only the point.
    Equal claims go to the special grid, then to the lowest code.
    """
    for ground in candidates:
        if ground.candidate.code == confirmed:
            return ground, "confirmed"
    first = candidates[0] if candidates else None
    if first and by_point:
        return first, "covers"
    if first and first.candidate.share >= SURE_SHARE:
        return first, "covers" if first.candidate.share == 1.0 else "share"
    for ground in candidates:
        if ground.candidate.share >= OWN_SHARE and ground.candidate.code in own:
            return ground, "own"
    if first and any(ground.holds for ground in candidates):
        return first, "share"
    return (min(ranked, key=lambda g: (g.distance_m, *_rank(g))), "nearest") if ranked and not by_point else None


def settle(grounds: Sequence[Ground], own: Collection[str], confirmed: str | None, *, by_point: bool) -> Located | None:
    """The answer with its doubts, from the grids within reach; None when no grid comes near enough."""
    ranked = sorted(grounds, key=_rank) if len(grounds) > 1 else grounds
    candidates = [ground for ground in ranked if ground.holds or ground.candidate.share > 0]
    chosen = choose(ranked, candidates, own, confirmed, by_point)
    if chosen is None:
        return None
    ground, method = chosen
    doubts = set()
    if method == "share" and ground.candidate.share < SURE_SHARE:
        doubts.add("border")
    if not any(other.holds for other in candidates):
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
        tuple([other.candidate for other in candidates]),
        ground.distance_m,
        frozenset(doubts),
    )


def beside(nearest: Sequence[Ground], village_code: str | None = None, town_code: str | None = None) -> Located:
    """The answer where no grid comes near enough: 网格待定, with the nearest of those given named."""
    nowhere = replace(NOWHERE, village_code=village_code, town_code=town_code)
    if not nearest:
        return nowhere
    found = min(nearest, key=lambda g: (g.distance_m, *_rank(g)))
    code, name = found.candidate.code, found.candidate.name
    return replace(nowhere, nearest_code=code, nearest_name=name, nearest_m=found.distance_m)


def _rank(ground: Ground) -> tuple[float, bool, str]:
    candidate = ground.candidate
    return -candidate.share, candidate.kind != "special", candidate.code
