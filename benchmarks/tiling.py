"""Ground to measure on: cells in rows, with wiggly borders that neighbours share point by point."""

from __future__ import annotations

from collections.abc import Iterator
from math import pi, sin
from random import Random

import shapely

from geo.shapes import DIGITS

Corner = tuple[float, float]
Node = tuple[int, int]
WEST, SOUTH, SIDE = 116.0, 30.0, 0.008
"""Degrees: cells of about 800 m."""


def cells(across: int, up: int, corners: int = 200, seed: int = 1) -> Iterator[shapely.Polygon]:
    """`across` times `up` cells of so many corners each, from the south-west, row by row, on the 1e-7° lattice."""
    rng, per_side = Random(seed), max(1, corners // 4)
    nodes = {
        (i, j): (WEST + SIDE * (i + rng.uniform(-0.2, 0.2)), SOUTH + SIDE * (j + rng.uniform(-0.2, 0.2)))
        for i in range(across + 1) for j in range(up + 1)
    }  # fmt: skip
    south = {(i, j): _side(nodes[i, j], nodes[i + 1, j], per_side, rng) for i in range(across) for j in range(up + 1)}
    west = {(i, j): _side(nodes[i, j], nodes[i, j + 1], per_side, rng) for i in range(across + 1) for j in range(up)}
    for j in range(up):
        for i in range(across):
            ring = [*south[i, j], *west[i + 1, j], *south[i, j + 1][::-1], *west[i, j][::-1]]
            yield shapely.Polygon([(round(lon, DIGITS), round(lat, DIGITS)) for lon, lat in ring])


def _side(a: Corner, b: Corner, pieces: int, rng: Random) -> list[Corner]:
    turn, height = rng.uniform(0, 2 * pi), rng.uniform(0.02, 0.06)
    side = [a]
    for at in range(1, pieces):
        part = at / pieces
        off = height * sin(pi * part) * sin(turn + 9 * part) + rng.uniform(-0.002, 0.002)
        east, north = b[0] - a[0], b[1] - a[1]
        side.append((a[0] + east * part + north * off, a[1] + north * part - east * off))
    return [*side, b]
