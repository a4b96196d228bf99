"""Files as counties have them, written by GDAL or by hand, for tests."""

from __future__ import annotations

import json
import warnings
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy
import pyogrio
import shapely
from pyproj import Transformer

DRIVERS = {".gpkg": "GPKG", ".shp": "ESRI Shapefile", ".geojson": "GeoJSON", ".kml": "KML"}


def write(
    path: Path,
    shapes: Sequence[Any],
    columns: dict[str, Sequence[Any]],
    *,
    crs: str | None = "EPSG:4326",
    **options: Any,
) -> Path:
    """The shapes (None allowed) with their columns, by GDAL."""
    content = numpy.array([None if shape is None else shapely.to_wkb(shape) for shape in shapes], dtype=object)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # names longer than ten bytes are cut: that is what is tried
        pyogrio.raw.write(
            path, content, [numpy.array(list(values), dtype=object) for values in columns.values()],
            numpy.array(list(columns), dtype=object), driver=DRIVERS[path.suffix], crs=crs,
            geometry_type=options.pop("geometry_type", "Unknown" if path.suffix != ".shp" else "Polygon"), **options,
        )  # fmt: skip
    return path


def zipped(path: Path, target: Path, folder: str = "") -> Path:
    """All files of the same stem as `path` in one archive."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in sorted(path.parent.glob(f"{path.stem}.*")):
            if one != target:
                archive.write(one, folder + one.name)
    return target


def geojson(shapes: Sequence[Any], columns: dict[str, Sequence[Any]], **more: Any) -> bytes:
    """A GeoJSON feature collection."""
    features = [
        {
            "type": "Feature",
            "geometry": None if shape is None else shapely.geometry.mapping(shape),
            "properties": {name: values[at] for name, values in columns.items()},
        }
        for at, shape in enumerate(shapes)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features, **more}, ensure_ascii=False).encode()


def projected(shape: Any, crs: str) -> Any:
    """The same ground in another system."""
    there = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    return shapely.transform(shape, lambda xy: numpy.column_stack(there.transform(xy[:, 0], xy[:, 1])))
