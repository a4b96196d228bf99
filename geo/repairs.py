"""Proposals that mend one fault each: shapes as they would be, valid, on the lattice, overlapping no more than before.

Nothing is changed here. Whoever accepts a repair writes its shapes and checks again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy
import shapely
from shapely.geometry import MultiPolygon, Polygon

from geo.division_faults import Repair, RepairKind
from geo.mesh import STEPS, Shapes, tidy
from geo.shapes import Area, area_m2, as_multipolygon, is_polygonal, snap
from geo.topology import Face, neighbours
from geo.welding import weld

LATTICE: Final = 1 / STEPS
AROUND: Final = 3e-7
"""Degrees around a face within which areas may need its new points."""
MOST_TAKERS: Final = 3
CRUMB_M2: Final = 10.0
"""Pieces up to this size that a cut leaves behind may go to a neighbour with it."""
GROWN_M2: Final = 0.001
"""More new overlap than this refuses a repair."""


def made_valid(shape: Any) -> Area | None:
    """The area that a broken shape most likely means, on the lattice; None where nothing of it is left."""
    try:
        whole = _areas_of(shapely.make_valid(shape, method="structure", keep_collapsed=False))
        mended = None if whole is None else _areas_of(snap(shapely.set_precision(whole, LATTICE)))
    except shapely.errors.GEOSException:
        return None
    return mended if mended is not None and mended.is_valid else None


def without_small_parts(shape: Area, least_m2: float) -> Area:
    """The shape without parts below `least_m2`; the largest always stays."""
    parts = sorted(shapely.get_parts(shape), key=area_m2, reverse=True)
    kept = [part for at, part in enumerate(parts) if at == 0 or area_m2(part) >= least_m2]
    return kept[0] if len(kept) == 1 else MultiPolygon(kept)


@dataclass(frozen=True, slots=True)
class Mender:
    """Proposes repairs among these shapes; only the first `free` of them may change."""

    shapes: Shapes
    tree: shapely.STRtree
    free: int

    def fill(self, face: Face, kind: RepairKind = "fill-gap") -> Repair | None:
        """The free ground goes to the neighbour with the longest common border."""
        takers = {at: self._border(face.shape, self.shapes[at]) for at in face.beside if at < self.free}
        for taker in sorted(takers, key=lambda at: (-takers[at], at))[:MOST_TAKERS]:
            new = shapely.union(self.shapes[taker], face.shape, grid_size=LATTICE)
            if proposal := self._proposal(kind, {taker: new}, [face.shape]):
                return proposal
        return None

    def cut(self, face: Face) -> Repair | None:
        """The overlap stays with the area whose own ground has the longest common border with it; the others lose it.

        Where that would not hold, the next one keeps it. What stands around keeps its ground in any case.
        """
        fixed = [at for at in face.holders if at >= self.free]
        rest = {at: shapely.difference(self.shapes[at], face.shape, grid_size=LATTICE) for at in face.holders}
        keepers = fixed[:1] or sorted(rest, key=lambda at: (-self._border(face.shape, rest[at]), at))
        for keeper in keepers:
            losers = {at: left for at, left in rest.items() if at != keeper and at < self.free}
            if losers and (proposal := self._proposal("cut-overlap", losers, [face.shape])):
                return proposal
        return None

    def align(self, mine: int, gaps: Iterable[Face], overlaps: Iterable[Face]) -> Repair | None:
        """The border of `mine` follows its neighbour's: gaps are taken in, overlaps given away."""
        taken, given = [face.shape for face in gaps], [face.shape for face in overlaps]
        new = shapely.union_all([self.shapes[mine], *taken], grid_size=LATTICE)
        if given:
            new = shapely.difference(new, shapely.union_all(given), grid_size=LATTICE)
        return self._proposal("align-border", {mine: new}, [*taken, *given])

    def replace(self, kind: RepairKind, at: int, new: Area) -> Repair:
        """One area alone becomes another."""
        return Repair(kind, {at: new}, area_m2(self.shapes[at]), area_m2(new))

    def _border(self, face: Polygon, shape: Any) -> float:
        # Crossing points are rounded, so that borders run along each other within a lattice step. What a cut leaves may
        # be areas and lines together, which have no border as a whole.
        area = _areas_of(shape)
        return 0.0 if area is None else float(face.boundary.intersection(area.boundary.buffer(LATTICE)).length)

    def _proposal(self, kind: RepairKind, changed: Mapping[int, Any], faces: list[Polygon]) -> Repair | None:
        """The changed areas, and around them whoever needs a new point on the border; None where it would not hold."""
        settled = self._without_crumbs(changed)
        if settled is None:
            return None
        changed = settled
        near = {at for face in faces for at in neighbours(face.buffer(AROUND), self.tree)} | changed.keys()
        around = {at for face in changed for at in neighbours(self.shapes[face], self.tree)} | near
        order = [*sorted(at for at in around if at < self.free), *sorted(at for at in around if at >= self.free)]
        local = numpy.array([_areas_of(changed.get(at, self.shapes[at])) for at in order], dtype=object)
        if any(shape is None for shape in local):
            return None
        local = tidy(shapely.transform(local, lambda xy: xy.round(7)))
        weld(local, sum(at < self.free for at in order))
        new = {at: shape for at, shape in zip(order, local, strict=True) if not _same(shape, self.shapes[at])}
        if not new or not changed.keys() & new.keys() or not self._holds(new, around):
            return None
        before = sum(area_m2(self.shapes[at]) for at in changed)
        return Repair(kind, new, before, sum(area_m2(new.get(at, self.shapes[at])) for at in changed))

    def _without_crumbs(self, changed: Mapping[int, Any]) -> dict[int, Any] | None:
        """The changes with no more parts than there were: crumbs go to a neighbour; None where one is too large."""
        settled = dict(changed)
        for at in changed:
            whole = _areas_of(settled[at])
            if whole is None:
                return None
            parts = sorted(shapely.get_parts(whole), key=lambda part: float(part.area), reverse=True)
            allowed = int(shapely.get_num_geometries(self.shapes[at]))
            for crumb in parts[allowed:]:
                if area_m2(crumb) > CRUMB_M2:
                    return None
                takers = [one for one in neighbours(crumb, self.tree) if one != at and one < self.free]
                if takers:
                    taker = max(takers, key=lambda one: self._border(crumb, settled.get(one, self.shapes[one])))
                    settled[taker] = shapely.union(settled.get(taker, self.shapes[taker]), crumb, grid_size=LATTICE)
            settled[at] = parts[0] if allowed == 1 else MultiPolygon(parts[:allowed])
        return settled

    def _holds(self, new: Mapping[int, Any], around: set[int]) -> bool:
        """True where the new shapes are areas of as many parts as before and overlap no more than the old ones.

        Cuts are rounded to the lattice, so where two slivers meet, mending one may widen the other by a hair. That is
        no reason to leave both: common ground must not grow as a whole, and nobody may begin to overlap.
        """
        for at, shape in new.items():
            if not is_polygonal(shape) or not shape.is_valid:
                return False
            if shapely.get_num_geometries(shape) > shapely.get_num_geometries(self.shapes[at]):
                return False
        pairs = {(min(at, other), max(at, other)) for at in new for other in around if other != at}
        before = {(one, other): _common_m2(self.shapes[one], self.shapes[other]) for one, other in pairs}
        after = {
            (one, other): _common_m2(new.get(one, self.shapes[one]), new.get(other, self.shapes[other]))
            for one, other in pairs
        }
        begun = any(after[pair] > GROWN_M2 for pair in pairs if before[pair] <= GROWN_M2)
        return not begun and sum(after.values()) <= sum(before.values()) + GROWN_M2


def _common_m2(one: Any, other: Any) -> float:
    return area_m2(one.intersection(other)) if one.intersects(other) else 0.0


def _areas_of(shape: Any) -> Area | None:
    """What of a shape is area, as one; None where nothing is."""
    parts = [one for part in shapely.get_parts(shape) for one in shapely.get_parts(part)]
    areas = [part for part in parts if isinstance(part, Polygon) and not part.is_empty]
    if not areas:
        return None
    single = numpy.array([areas[0] if len(areas) == 1 else MultiPolygon(areas)], dtype=object)
    plain: Area = tidy(single)[0]
    return plain


def _same(one: Any, other: Any) -> bool:
    return bool(as_multipolygon(one).equals_exact(as_multipolygon(other), 0.0))
