"""What Alembic must know of geometry when it writes a migration by itself.

In env.py: `context.configure(…, render_item=render_item, include_object=include_object)`. Indexes need
nothing: columns make none of their own, those that models name are rendered like every other.
"""

from __future__ import annotations

from typing import Any, Literal

from geoalchemy2 import Geometry

# Tables that PostGIS itself puts into `public`.
_NOT_OURS = ("spatial_ref_sys", "geometry_columns", "geography_columns", "raster_columns", "raster_overviews")


def render_item(kind: str, item: Any, context: Any) -> str | Literal[False]:
    """The Python text of a geometry type, with its import; False leaves the item to Alembic."""
    if kind != "type" or not isinstance(item, Geometry):
        return False
    context.imports.add("from geoalchemy2 import Geometry")
    return f'Geometry("{item.geometry_type}", srid={item.srid}, spatial_index=False)'


def include_object(item: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    """False for what PostGIS owns, so that a migration never drops it."""
    return not (kind == "table" and reflected and name in _NOT_OURS)
