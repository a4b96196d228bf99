"""Vector tiles as another program reads them: decoded by GDAL, not by our own understanding of the format."""

from __future__ import annotations

import math
import tempfile
from pathlib import Path
from typing import Any

import pyogrio
import shapely
from flask.testing import FlaskClient


def tile_at(lon: float, lat: float, zoom: int) -> tuple[int, int, int]:
    """The tile of that zoom in which the place lies."""
    side = 1 << zoom
    sine = math.sin(math.radians(lat))
    row = (0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)) * side
    return zoom, int((lon + 180) / 360 * side), int(row)


def address_of(layer: str, place: tuple[float, float], zoom: int, **asked: str) -> str:
    z, x, y = tile_at(*place, zoom)
    query = "&".join(f"{name.rstrip('_')}={value}" for name, value in asked.items())
    return f"/api/v1/tiles/{layer}/{z}/{x}/{y}.mvt" + (f"?{query}" if query else "")


def drawn(
    client: FlaskClient, layer: str, place: tuple[float, float], zoom: int, inside: str = "", **asked: str
) -> list[dict[str, Any]]:
    """What the tile shows: per feature its properties, and `shape` in metres of web maps. `from_` asks for `from`."""
    answer = client.get(address_of(layer, place, zoom, **asked))
    assert answer.status_code == 200, answer.json
    return decoded(answer.data, inside or layer, *tile_at(*place, zoom))


def decoded(content: bytes, layer: str, z: int, x: int, y: int) -> list[dict[str, Any]]:
    if not content:
        return []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tile.mvt"
        path.write_bytes(content)
        options = {"X": str(x), "Y": str(y), "Z": str(z)}
        meta, _, shapes, columns = pyogrio.raw.read(f"MVT:{path}", layer=layer, **options)
    rows = zip(*columns, strict=True) if len(columns) else [()] * len(shapes)
    names = [str(name) for name in meta["fields"]]
    return [
        {**dict(zip(names, row, strict=True)), "shape": shapely.from_wkb(shape)}
        for row, shape in zip(rows, shapes, strict=True)
    ]
