"""Makes locate.json: a small world and what every machine must answer in it. `python -m tests.vectors.make_locate`

The world has wiggly neighbours, an enclave, a grid of two parts, special grids over borders (one bent, one with a hole)
and micro grids. The answers come from tests.exact; server (pytest) and phone (vitest) are held to them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from tests.exact import STEP, located

PATH = Path(__file__).with_name("locate.json")
WEST, SOUTH, SIDE, ACROSS = 1_204_000_000, 325_000_000, 40_000, 5
"""In steps of 1e-7°: cells of about 400 m."""
Corner = tuple[int, int]
ACCURACIES = (None, 0, 0.3, 5, 8.5, 12, 20, 30, 65, 150, 400, 1_500, 5_000, 5_001)


def main() -> None:
    """Writes the file anew: the same bytes each time."""
    PATH.write_text(as_text(make()), "utf-8")


def as_text(vectors: dict[str, Any]) -> str:
    """One grid and one question a line."""
    lines = [f'"{part}": [\n' + ",\n".join(json.dumps(one, ensure_ascii=False) for one in vectors[part]) + "\n]"
             for part in ("grids", "questions")]  # fmt: skip
    return "{\n" + ",\n".join(lines) + "\n}\n"


def make() -> dict[str, Any]:
    """{grids, questions}: coordinates and places in whole steps of 1e-7°. Takes minutes: fractions are slow."""
    grids = world(Random(20261122))
    return {"grids": grids, "questions": [answered(grids, question) for question in questions(grids)]}


def questions(grids: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """{place, accuracy_m, own, confirmed}: one in four confirms a grid, most often one that is near."""
    rng = Random(11222026)
    asked = []
    for place, accuracy in places(grids, rng):
        own = rng.sample([grid["code"] for grid in grids], rng.choice([0, 1, 3]))
        near = [grid["code"] for grid in grids if _is_near(grid, place)]
        confirmed = rng.choice([None, None, None, rng.choice(near or [grid["code"] for grid in grids])])
        asked.append({"place": list(place), "accuracy_m": accuracy, "own": own, "confirmed": confirmed})
    return asked


def answered(grids: Sequence[dict[str, Any]], question: dict[str, Any]) -> dict[str, Any]:
    """The question with its answer."""
    place = (question["place"][0], question["place"][1])
    answer = located(grids, place, question["accuracy_m"], question["own"], question["confirmed"])
    return {**question, "answer": answer}


def world(rng: Random) -> list[dict[str, Any]]:
    """Comprehensive grids that tile a square, with special and micro grids."""
    cells = tiling(rng)
    grids = []
    for at, ring in enumerate(cells):
        # The fourth grid has a second part at the other end; the thirteenth has an enclave in it.
        if at == 24:
            grids[3]["coordinates"].append([ring])
            continue
        grids.append(_grid(at + 1, "comprehensive", [[ring]]))
    enclave = _square(WEST + 2 * SIDE + 15_000, SOUTH + 2 * SIDE + 16_000, 9_000)
    grids[12]["coordinates"][0].append(enclave[::-1])
    grids.append(_grid(31, "comprehensive", [[enclave]]))
    x, y = WEST + SIDE, SOUTH + SIDE
    bent = [(x - 9_000, y - 7_000), (x + 12_000, y - 7_001), (x + 12_003, y - 1_000), (x - 2_000, y + 999),
            (x - 2_500, y + 14_000), (x - 9_000, y + 14_000), (x - 9_000, y - 7_000)]  # fmt: skip
    grids.append(_grid(901, "special", [[bent]]))
    ring = [
        _square(x + 2 * SIDE - 6_000, y + SIDE - 6_000, 13_000),
        _square(x + 2 * SIDE - 2_000, y + SIDE - 1_000, 5_000),
    ]
    grids.append(_grid(902, "special", [[ring[0], ring[1][::-1]]]))
    for at in range(3):
        grids.append(_grid(1001 + at, "micro", [[_square(x + at * 9_000, y + 3_000, 9_000)]]))
    return grids


def tiling(rng: Random) -> list[list[Corner]]:
    """Cells that share every corner of their bent sides; even sides have a middle on the lattice."""
    nodes = {
        (i, j): (WEST + i * SIDE + 2 * rng.randint(-3_000, 3_000), SOUTH + j * SIDE + 2 * rng.randint(-3_000, 3_000))
        for i in range(ACROSS + 1) for j in range(ACROSS + 1)
    }  # fmt: skip
    sides: dict[tuple[Corner, Corner], list[Corner]] = {}
    for i, j in nodes:
        for other in ((i + 1, j), (i, j + 1)):
            if other in nodes:
                sides[(i, j), other] = _bent(nodes[i, j], nodes[other], rng)
    cells = []
    for j in range(ACROSS):
        for i in range(ACROSS):
            a, b, c, d = (i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)
            ring = [nodes[a], *sides[a, b], nodes[b], *sides[b, c], nodes[c], *sides[d, c][::-1], nodes[d]]
            cells.append([*ring, *sides[a, d][::-1], nodes[a]])
    return cells


def places(grids: Sequence[dict[str, Any]], rng: Random) -> Iterator[tuple[Corner, float | None]]:
    """Where people ask: anywhere, at borders and corners, beside and far away."""
    corners = [
        tuple(corner) for grid in grids for polygon in grid["coordinates"] for ring in polygon for corner in ring
    ]
    for _ in range(150):
        yield _about(rng), rng.choice(ACCURACIES)
    for x, y in rng.sample(corners, 40):
        yield (x, y), rng.choice(ACCURACIES)
    for place in rng.sample(list(_middles(grids)), 60):
        yield place, rng.choice(ACCURACIES)
        yield (place[0] + rng.choice([-1, 0, 1]), place[1] + rng.choice([-1, 1])), rng.choice([None, 0.3, 5])
    for x, y in rng.sample(corners, 50):
        yield (x + rng.randint(-1_500, 1_500), y + rng.randint(-1_500, 1_500)), rng.choice(ACCURACIES)
    for _ in range(40):
        x = rng.choice([WEST - rng.randint(0, 30_000), WEST + ACROSS * SIDE + rng.randint(0, 30_000)])
        yield (x, SOUTH + rng.randint(-20_000, ACROSS * SIDE + 20_000)), rng.choice(ACCURACIES)
    yield (1_160_000_000, 399_000_000), 20


def _is_near(grid: dict[str, Any], place: Corner) -> bool:
    ring = grid["coordinates"][0][0]
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return min(xs) - 500 <= place[0] <= max(xs) + 500 and min(ys) - 500 <= place[1] <= max(ys) + 500


def _middles(grids: Sequence[dict[str, Any]]) -> Iterator[Corner]:
    """Places exactly on a slanted border."""
    for grid in grids:
        for polygon in grid["coordinates"]:
            for ring in polygon:
                for (x1, y1), (x2, y2) in pairwise(ring):
                    if (x1 + x2) % 2 == 0 and (y1 + y2) % 2 == 0:
                        yield (x1 + x2) // 2, (y1 + y2) // 2


def _about(rng: Random) -> Corner:
    return WEST + rng.randint(0, ACROSS * SIDE), SOUTH + rng.randint(0, ACROSS * SIDE)


def _bent(a: Corner, b: Corner, rng: Random) -> list[Corner]:
    pieces = rng.choice([1, 2, 4, 7])
    return [
        (a[0] + (b[0] - a[0]) * at // pieces + 2 * rng.randint(-900, 900),
         a[1] + (b[1] - a[1]) * at // pieces + 2 * rng.randint(-900, 900))
        for at in range(1, pieces)
    ]  # fmt: skip


def _square(x: int, y: int, side: int) -> list[Corner]:
    return [(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)]


def _grid(number: int, kind: str, coordinates: list[list[list[Corner]]]) -> dict[str, Any]:
    return {"code": f"320685100201{number:03}", "name": f"第{number}网格", "kind": kind, "coordinates": coordinates}


def in_degrees(grid: dict[str, Any]) -> dict[str, Any]:
    """The grid as GeoJSON."""
    parts = [[[[x / STEP, y / STEP] for x, y in ring] for ring in polygon] for polygon in grid["coordinates"]]
    return {"type": "MultiPolygon", "coordinates": parts}


if __name__ == "__main__":
    main()
