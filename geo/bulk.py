"""Many shapes at once, as the database takes them: an import brings a hundred thousand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy
import shapely

from geo.shapes import DIGITS, SRID, Area, as_multipolygon


def stored_all(shapes: Sequence[Area]) -> list[str]:
    """Each shape snapped to the lattice, as a multipolygon in hexadecimal EWKB, in the same order."""
    snapped = shapely.transform(numpy.array(shapes, dtype=object), lambda xy: xy.round(DIGITS))
    whole = numpy.array([as_multipolygon(shape) for shape in snapped], dtype=object)
    texts: Any = shapely.to_wkb(shapely.set_srid(whole, SRID), hex=True, include_srid=True)
    return list(texts)
