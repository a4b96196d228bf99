"""The rule of `backend.grids.located` once more, slow and in fractions: no doubles, no library, none of its code.

A grid is {code, name, kind, coordinates} with the coordinates of a GeoJSON MultiPolygon in whole lattice steps
(1e-7°), relative to any origin. Special grids must not lie over each other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from math import cos, floor, pi, sin, sqrt
from typing import Any

from geo.coordinates import local_metres

Corner = tuple[Fraction, Fraction]
Ring = Sequence[Corner]
STEP = 10_000_000


def located(
    grids: Sequence[dict[str, Any]],
    place: tuple[int, int],
    accuracy_m: float | None,
    own: Collection[str] = (),
    confirmed: str | None = None,
) -> dict[str, Any]:
    """What `locate` must answer: {grid, method, candidates, distance_m, micro, nearest, ask}."""
    reach = accuracy_m if accuracy_m and accuracy_m <= 5_000 else 0.0
    tiles = [grid for grid in grids if grid["kind"] != "micro"]
    holds = {grid["code"]: covers(grid["coordinates"], place) for grid in grids}
    shares = _shares(tiles, place, max(reach, 0.1)) if reach else {code: float(held) for code, held in holds.items()}
    far = {g["code"]: 0.0 if holds[g["code"]] else metres(g["coordinates"], place) for g in tiles}
    rank = lambda g: (-shares[g["code"]], g["kind"] != "special", g["code"])  # noqa: E731
    candidates = [g for g in sorted(tiles, key=rank) if shares[g["code"]] > 0 or holds[g["code"]]]
    chosen, method = _choose(candidates, shares, holds, own, confirmed, reach)
    by_distance = sorted(tiles, key=lambda g: (far[g["code"]], g["kind"] != "special", g["code"]))
    if reach and method in ("nearest", "none") and by_distance:
        within = [g for g in tiles if far[g["code"]] <= reach or shares[g["code"]] > 0]
        nearest = min(within, key=lambda g: (far[g["code"]], *rank(g)), default=None)
        chosen, method = (nearest["code"], "nearest") if nearest else (None, "none")
    micros = [g["code"] for g in grids if g["kind"] == "micro" and holds[g["code"]]]
    border = method == "share" and shares[chosen or ""] < 0.9
    return {
        "grid": chosen,
        "method": method,
        "candidates": [[g["code"], shares[g["code"]]] for g in candidates],
        "distance_m": None if chosen is None else far[chosen],
        "micro": min(micros, default=None),
        "nearest": [by_distance[0]["code"], far[by_distance[0]["code"]]] if chosen is None else None,
        "ask": border and len(candidates) > 1,
    }


def covers(multipolygon: Sequence[Sequence[Sequence[Sequence[int]]]], place: tuple[int, int]) -> bool:
    """Inside or on the border: the border by whole numbers, the inside by counting crossings in fractions."""
    x, y = place
    crossings = 0
    for polygon in multipolygon:
        for ring in polygon:
            for (x1, y1), (x2, y2) in pairwise(ring):
                between = min(x1, x2) <= x <= max(x1, x2) and min(y1, y2) <= y <= max(y1, y2)
                if between and (x2 - x1) * (y - y1) == (y2 - y1) * (x - x1):
                    return True
                if (y1 <= y) != (y2 <= y) and Fraction((x2 - x1) * (y - y1), y2 - y1) + x1 > x:
                    crossings += 1
    return crossings % 2 == 1


def metres(multipolygon: Sequence[Sequence[Sequence[Sequence[int]]]], place: tuple[int, int]) -> float:
    """To the nearest border, in the local projection at the place, in steps of a centimetre."""
    east, north = local_metres(place[0] / STEP, place[1] / STEP)
    nearest = min(
        _off(a, b, place, east, north) for polygon in multipolygon for ring in polygon for a, b in pairwise(ring)
    )
    return floor(sqrt(nearest) * 100 + 0.4999) / 100


def _off(a: Sequence[int], b: Sequence[int], place: tuple[int, int], east: float, north: float) -> Fraction:
    e, n = Fraction(east) / STEP, Fraction(north) / STEP
    ax, ay, bx, by = (a[0] - place[0]) * e, (a[1] - place[1]) * n, (b[0] - place[0]) * e, (b[1] - place[1]) * n
    along, up = bx - ax, by - ay
    share = max(Fraction(0), min(Fraction(1), -(ax * along + ay * up) / (along * along + up * up)))
    return (ax + share * along) ** 2 + (ay + share * up) ** 2


def _choose(
    candidates: Sequence[dict[str, Any]], shares: dict[str, float], holds: dict[str, bool], own: Collection[str],
    confirmed: str | None, reach: float,
) -> tuple[str | None, str]:  # fmt: skip
    codes = [grid["code"] for grid in candidates]
    if confirmed in codes:
        return confirmed, "confirmed"
    if not codes:
        return None, "none"
    if not reach:
        return codes[0], "covers"
    if shares[codes[0]] >= 0.9:
        return codes[0], "covers" if shares[codes[0]] == 1.0 else "share"
    for code in codes:
        if code in own and shares[code] >= 0.3:
            return code, "own"
    return (codes[0], "share") if any(holds[code] for code in codes) else (None, "nearest")


def _shares(tiles: Sequence[dict[str, Any]], place: tuple[int, int], radius_m: float) -> dict[str, float]:
    disc = disc_of(place, radius_m)
    whole = _area(disc)
    inside = {grid["code"]: list(_within(grid["coordinates"], place, disc)) for grid in tiles}
    special = [ring for grid in tiles if grid["kind"] == "special" for ring in inside[grid["code"]]]
    shares = {}
    for grid in tiles:
        rings = inside[grid["code"]]
        area = sum((_area(ring) for ring in rings), Fraction(0))
        if grid["kind"] != "special":
            area -= sum((_overlap(one, other) for one in rings for other in special), Fraction(0))
        shares[grid["code"]] = floor(float(area / whole) * 1000 + 0.4999) / 1000
    return shares


def disc_of(place: tuple[int, int], radius_m: float) -> list[Corner]:
    """The closed 64-gon around the place, in lattice steps from it."""
    east, north = local_metres(place[0] / STEP, place[1] / STEP)
    turns = [2 * pi * at / 64 for at in range(64)]
    corners = [(Fraction(cos(t) * radius_m / east) * STEP, Fraction(sin(t) * radius_m / north) * STEP) for t in turns]
    return [*corners, corners[0]]


def _within(multipolygon: Any, place: tuple[int, int], disc: Ring) -> Iterator[list[Corner]]:
    """The part of each ring in the disc, outer rings turning left and holes right: areas add up with their signs."""
    left, right = min(x for x, _ in disc), max(x for x, _ in disc)
    low, high = min(y for _, y in disc), max(y for _, y in disc)
    for polygon in multipolygon:
        for at, ring in enumerate(polygon):
            corners = [(Fraction(x - place[0]), Fraction(y - place[1])) for x, y in ring]
            xs, ys = [x for x, _ in corners], [y for _, y in corners]
            if max(xs) < left or min(xs) > right or max(ys) < low or min(ys) > high:
                continue
            held = all(x * x + y * y < Fraction(98, 100) * min(right, high) ** 2 for x, y in corners)
            turned = corners if (_area(corners) > 0) == (at == 0) else corners[::-1]
            yield turned if held else _clipped(turned, disc)


def _clipped(ring: Ring, convex: Ring) -> list[Corner]:
    """Sutherland and Hodgman: cut by one side of the convex ring after the other; a closed ring, or nothing."""
    kept = list(ring[:-1])
    for (ax, ay), (bx, by) in pairwise(convex):
        side = [(bx - ax) * (y - ay) - (by - ay) * (x - ax) for x, y in kept]
        cut: list[Corner] = []
        for at, (x, y) in enumerate(kept):
            (px, py), before = kept[at - 1], side[at - 1]
            if (before < 0) != (side[at] < 0):
                t = before / (before - side[at])
                cut.append((px + t * (x - px), py + t * (y - py)))
            if side[at] >= 0:
                cut.append((x, y))
        kept = cut
    return [*kept, kept[0]] if kept else []


def _overlap(one: Ring, other: Ring) -> Fraction:
    """The area that two rings share: each is a sum of triangles from the place to its sides, with their signs."""
    if not one or not other or _apart(one, other):
        return Fraction(0)
    total = Fraction(0)
    for a, b in pairwise(one):
        for c, d in pairwise(other):
            first, second = _triangle(a, b), _triangle(c, d)
            if first and second:
                common = _clipped(first[0], second[0])
                total += first[1] * second[1] * abs(_area(common)) if common else 0
    return total


def _apart(one: Ring, other: Ring) -> bool:
    return any(
        max(corner[axis] for corner in one) <= min(corner[axis] for corner in other)
        or max(corner[axis] for corner in other) <= min(corner[axis] for corner in one)
        for axis in (0, 1)
    )


def _triangle(a: Corner, b: Corner) -> tuple[list[Corner], int] | None:
    turn = a[0] * b[1] - a[1] * b[0]
    if turn == 0:
        return None
    origin = (Fraction(0), Fraction(0))
    return ([origin, a, b, origin], 1) if turn > 0 else ([origin, b, a, origin], -1)


def _area(ring: Ring) -> Fraction:
    return sum((x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring)), Fraction(0)) / 2
