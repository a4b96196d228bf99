"""Made-up tilings of the ground for tests: jittered meshes with bent borders, on the 1e-7° lattice."""

from __future__ import annotations

from typing import Any

import numpy
import shapely
from hypothesis import strategies as st
from numpy.typing import NDArray

from geo.mesh import tidy

WEST, SOUTH, SIDE = 120.40, 32.50, 0.004
"""About 380 by 440 metres a grid."""


def tiling(
    across: int, along: int, seed: int, *, bends: int = 3, west: float = WEST, south: float = SOUTH
) -> NDArray[Any]:
    """`across` × `along` grids that tile without gap or overlap; neighbours share every point."""
    rng = numpy.random.default_rng(seed)
    x, y = numpy.meshgrid(numpy.arange(across + 1), numpy.arange(along + 1), indexing="ij")
    corners = numpy.stack([x, y], axis=-1) * SIDE + (west, south)
    corners += rng.uniform(-0.25, 0.25, corners.shape) * SIDE
    eastward = _bent(corners[:-1, :], corners[1:, :], bends, rng)
    northward = _bent(corners[:, :-1], corners[:, 1:], bends, rng)
    grids = [
        numpy.concatenate([
            eastward[i, j], northward[i + 1, j], corners[i + 1, j + 1][None], eastward[i, j + 1][:0:-1],
            corners[i, j + 1][None], northward[i, j][:0:-1],
        ])
        for i in range(across) for j in range(along)
    ]  # fmt: skip
    return tidy(numpy.array([shapely.Polygon(ring.round(7)) for ring in grids], dtype=object))


@st.composite
def tilings(draw: st.DrawFn) -> NDArray[Any]:
    """Two to six grids a side."""
    size = st.integers(2, 6)
    return tiling(draw(size), draw(size), draw(st.integers(0, 10**6)), bends=draw(st.integers(1, 5)))


def _bent(starts: NDArray[Any], ends: NDArray[Any], bends: int, rng: numpy.random.Generator) -> NDArray[Any]:
    share = numpy.linspace(0, 1, bends + 1)[:-1]
    points = starts[..., None, :] + (ends - starts)[..., None, :] * share[:, None]
    points[..., 1:, :] += rng.uniform(-0.03, 0.03, points[..., 1:, :].shape) * SIDE
    return points
