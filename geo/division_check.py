"""Is this a division of the ground? Every fault of the shapes with its place, its size, and a repair where one is safe.

Comprehensive grids tile the ground. Special and micro grids overlap none of their own kind; a special grid lies wholly
over comprehensive ground or wholly beside it, a micro grid in one comprehensive grid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

import numpy
import shapely
from shapely.geometry import MultiPolygon

from geo.division_faults import DivisionFault, Repair, Tolerances
from geo.measures import areas_m2, length_m, width_m
from geo.mesh import Shapes
from geo.repairs import Mender, made_valid, without_small_parts
from geo.shapes import area_m2, faults, inner_point
from geo.topology import TINY, Face, crowded, find_faults
from geo.welding import weld

MOST_REPAIRS: Final = 2_000
"""So many proposals are worked out at once; the others come when these are settled and the check runs again."""
NOTHING_M2: Final = 0.01
"""A shape of less ground is a line that rounding opened."""
KINDS: Final = ("comprehensive", "special", "micro")
CROWD: Final = "大量图形层层相叠，没有逐对检查，请先去掉重复的行或图层再导入。"
RAGGED: Final = 3
"""From so many slivers between two grids on their border is one fault, not many."""


@dataclass(slots=True)
class Ground:
    """A division to be checked: shapes (None where a row has none) and kinds; from `free` on, what stands around it."""

    shapes: Shapes
    kinds: Sequence[str]
    free: int

    def of_kind(self, kind: str) -> Any:
        """Positions of the rows of this kind that have a shape."""
        there = ~shapely.is_missing(self.shapes)
        return numpy.flatnonzero(there & (numpy.array(self.kinds, dtype=object) == kind))

    def weld(self) -> int:
        """Neighbours of one kind share the points of their borders afterwards; how many points were put in."""
        count = 0
        for kind in KINDS:
            at = self.of_kind(kind)
            at = at[shapely.is_valid(self.shapes[at])]
            layer = self.shapes[at]
            count += weld(layer, int((at < self.free).sum()))
            self.shapes[at] = layer
        return count


def check_shapes(ground: Ground, tolerances: Tolerances) -> list[DivisionFault]:
    """Every fault of the shapes, in no order. Broken shapes are looked at as their repair would leave them."""
    ground = Ground(ground.shapes.copy(), ground.kinds, ground.free)
    checker = _Checker(ground, tolerances, MOST_REPAIRS)
    found = list(checker.broken())
    comprehensive = ground.of_kind("comprehensive")
    upon_each_other = [rows for kind in KINDS if crowded(ground.shapes[rows := ground.of_kind(kind)])]
    if upon_each_other:
        return found + [DivisionFault("overlap", tuple(rows[:2].tolist()), detail=CROWD) for rows in upon_each_other]
    found += checker.layer(comprehensive, tiles=True)
    for kind in ("special", "micro"):
        found += checker.layer(ground.of_kind(kind), tiles=False)
    found += checker.specials(comprehensive)
    found += checker.micros(comprehensive)
    return [fault for fault in found if any(at < ground.free for at in fault.rows)]


@dataclass(slots=True)
class _Checker:
    ground: Ground
    tolerances: Tolerances
    repairs_left: int

    def broken(self) -> Iterator[DivisionFault]:
        """What is wrong with single shapes; afterwards the ground holds every broken one as it would be mended."""
        shapes = self.ground.shapes
        sizes = areas_m2(shapes)
        sound = shapely.is_valid(shapes)
        parts = shapely.get_num_geometries(shapes)
        for at in range(self.ground.free):
            if shapes[at] is None:
                continue
            if not sound[at]:
                yield self._mend(at)
            elif sizes[at] < NOTHING_M2:
                yield self._fault("shape-too-few-points", (at,), shapes[at])
            elif parts[at] > 1:
                yield self._parts(at, float(sizes[at]))
            elif sizes[at] < self.tolerances.least_m2 or self._is_thin(at, float(sizes[at])):
                yield self._fault("grid-thin", (at,), shapes[at])

    def layer(self, rows: Any, *, tiles: bool) -> Iterator[DivisionFault]:
        """Overlaps of one kind of grids, and where they tile, gaps and slits."""
        shapes = self.ground.shapes[rows]
        free = int((rows < self.ground.free).sum())
        limits = self.tolerances
        found = find_faults(shapes, tiles=tiles, noise_m=limits.noise_m, slit_m=limits.border_m)
        mender = Mender(shapes, shapely.STRtree(shapes), free)
        gaps = [left for gap in found.gaps for left in self._not_special(gap)]
        thin, wide = _parted([*gaps, *found.overlaps], lambda face: face.width_m < limits.border_m)
        for pair, faces in _by_pair(thin):
            if len(faces) >= RAGGED and (repair := self._align(mender, pair, faces)):
                thin = [face for face in thin if face not in faces]
                yield _named(self._fault("border-ragged", pair, MultiPolygon([f.shape for f in faces]), repair), rows)
        for face in [*thin, *wide]:
            yield _named(self._overlap(mender, face) if face.holders else self._gap(mender, face), rows)
        for face in found.slits:
            repair = self._repair(lambda face=face: mender.fill(face))  # type: ignore[misc]
            yield _named(self._fault("slit", face.beside, face.shape, repair), rows)

    def specials(self, comprehensive: Any) -> Iterator[DivisionFault]:
        """Special grids that lie partly over comprehensive ground and partly beside it."""
        for at, under in self._over("special", comprehensive):
            special = self.ground.shapes[at]
            inside, outside = special.intersection(under), special.difference(under)
            if self._matters(inside) and self._matters(outside):
                yield self._fault("special-straddles", (at,), outside)

    def micros(self, comprehensive: Any) -> Iterator[DivisionFault]:
        """Micro grids that no single comprehensive grid holds."""
        shapes, tree = self.ground.shapes, shapely.STRtree(self.ground.shapes[comprehensive])
        for at in self.ground.of_kind("micro"):
            near = comprehensive[tree.query(shapes[at], predicate="intersects")]
            rests = [shapes[at].difference(shapes[one]) for one in near]
            rest = min(rests, key=lambda left: float(left.area), default=shapes[at])
            if self._matters(rest):
                yield self._fault("micro-outside", (int(at),), rest)

    def _over(self, kind: str, comprehensive: Any) -> Iterator[tuple[int, Any]]:
        tree = shapely.STRtree(self.ground.shapes[comprehensive])
        for at in self.ground.of_kind(kind):
            near = comprehensive[tree.query(self.ground.shapes[at], predicate="intersects")]
            yield int(at), shapely.union_all(self.ground.shapes[near])

    def _mend(self, at: int) -> DivisionFault:
        broken = self.ground.shapes[at]
        wrong = faults(broken)[0]
        mended = made_valid(broken)
        self.ground.shapes[at] = mended
        repair = Repair("make-valid", {at: mended}, area_m2(broken), area_m2(mended)) if mended is not None else None
        return DivisionFault(wrong.code, (at,), None, None, wrong.spot or _spot(mended), None, repair)

    def _parts(self, at: int, size: float) -> DivisionFault:
        whole = self.ground.shapes[at]
        kept = without_small_parts(whole, self.tolerances.least_m2)
        if shapely.get_num_geometries(kept) == shapely.get_num_geometries(whole):
            return self._fault("multipart", (at,), whole)
        dropped = shapely.difference(whole, kept)
        repair = Repair("drop-part", {at: kept}, size, area_m2(kept))
        return self._fault("tiny-part", (at,), dropped, repair)

    def _is_thin(self, at: int, size: float) -> bool:
        # Twice the area by the length around: a lower bound of the width that costs nothing for ordinary grids.
        shape = self.ground.shapes[at]
        return size < 1_000 * self.tolerances.least_m2 and width_m(shape) < 2 * self.tolerances.border_m

    def _overlap(self, mender: Mender, face: Face) -> DivisionFault:
        thin = face.width_m < self.tolerances.border_m
        repair = self._repair(lambda: mender.cut(face)) if thin or self._is_tiny(face) else None
        code = "sliver-overlap" if thin else "overlap"
        if any(at >= mender.free for at in face.holders):
            code = "overlap-neighbour"
        return self._fault(code, face.holders, face.shape, repair)

    def _gap(self, mender: Mender, face: Face) -> DivisionFault:
        thin, alone = face.width_m < self.tolerances.border_m, len(face.beside) == 1
        wanted = thin or self._is_tiny(face)
        repair = self._repair(lambda: mender.fill(face, "close-hole" if alone else "fill-gap")) if wanted else None
        return self._fault("hole" if alone else "sliver-gap" if thin else "gap", face.beside, face.shape, repair)

    def _align(self, mender: Mender, pair: tuple[int, ...], faces: list[Face]) -> Repair | None:
        gaps, overlaps = _parted(faces, lambda face: not face.holders)
        own = [at for at in reversed(pair) if at < mender.free]
        return next((one for at in own if (one := self._repair(lambda at=at: mender.align(at, gaps, overlaps)))), None)  # type: ignore[misc]

    def _not_special(self, gap: Face) -> Iterator[Face]:
        """What of a gap no special grid beside the comprehensive ones fills."""
        special = self.ground.shapes[self.ground.of_kind("special")]
        near = special[shapely.intersects(special, gap.shape)] if len(special) else special
        if not len(near):
            yield gap
            return
        for part in shapely.get_parts(gap.shape.difference(shapely.union_all(near))):
            if part.area > TINY and width_m(part) >= self.tolerances.noise_m:
                yield Face(part, (), gap.beside, area_m2(part), width_m(part))

    def _matters(self, shape: Any) -> bool:
        """True where some part of it is wider than a sliver."""
        parts = [part for part in shapely.get_parts(shape) if part.area > TINY]
        return any(width_m(part) >= self.tolerances.border_m for part in parts)

    def _is_tiny(self, face: Face) -> bool:
        return face.area_m2 < self.tolerances.least_m2

    def _repair(self, work_out: Callable[[], Repair | None]) -> Repair | None:
        if self.repairs_left <= 0:
            return None
        self.repairs_left -= 1
        try:
            return work_out()
        except shapely.errors.GEOSException:
            return None

    def _fault(self, code: str, rows: tuple[int, ...], shape: Any, repair: Repair | None = None) -> DivisionFault:
        return DivisionFault(code, rows, area_m2(shape), length_m(shape) / 2, _spot(shape), shape, repair)


def _parted(faces: Sequence[Face], takes: Callable[[Face], bool]) -> tuple[list[Face], list[Face]]:
    return [face for face in faces if takes(face)], [face for face in faces if not takes(face)]


def _by_pair(thin: list[Face]) -> Iterator[tuple[tuple[int, ...], list[Face]]]:
    """Slivers between the same two areas."""
    pairs = [(face.holders or face.beside, at) for at, face in enumerate(thin)]
    between = sorted((pair, at) for pair, at in pairs if len(pair) == 2)
    for pair, group in groupby(between, key=lambda one: one[0]):
        yield pair, [thin[at] for _, at in group]


def _named(fault: DivisionFault, rows: Any) -> DivisionFault:
    """The fault of a layer in positions of the whole division."""
    repair = fault.repair
    if repair:
        shapes = {int(rows[at]): shape for at, shape in repair.shapes.items()}
        repair = Repair(repair.kind, shapes, repair.before_m2, repair.after_m2)
    named = tuple(int(rows[at]) for at in fault.rows)
    return DivisionFault(
        fault.code, named, fault.area_m2, fault.length_m, fault.spot, fault.shape, repair, fault.detail
    )


def _spot(shape: Any) -> tuple[float, float] | None:
    return None if shape is None or shape.is_empty else inner_point(shape)
