"""What an import costs: `python -m benchmarks.importing` prints time and peak memory for 10,000 and 100,000 grids.

Each size is imported into a county of its own by a child process that does nothing else, as `flask grids import` would:
read, check, adopt, commit. The peak is VmHWM of that process, interpreter and libraries included; the database's memory
is its own. The goal of issue 3: growth no worse than n log n, and at most 500 MB at 100,000 grids.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

import numpy
import pyogrio
import shapely
from sqlalchemy import text

from backend import clock
from backend.acting import Acting
from backend.database import db, transaction
from backend.grids.actions import AreaRow, put_areas
from backend.grids.draft_checks import Rules
from backend.grids.importing import Order, import_file
from backend.settings import ROOT, Settings
from benchmarks.filing_county import COUNTY, SINCE, own_county
from wsgi import create_app

GOAL_MB, GOAL_AT = 500, 100_000
SLACK = 1.15
BENDS = 8
"""Points on each side of a grid: 32 a grid."""
ROWS_PER_VILLAGE = 10
DAY = date(2027, 1, 1)


def main() -> int:
    """0 when both goals are met by the sizes that were run."""
    options = _options()
    if options.child:
        return _child(Path(options.child), options.size[0])
    found = [(size, _measured(size)) for size in options.size]
    print("| grids | seconds | of these reading and checking | peak MB |\n|---|---|---|---|")
    for size, told in found:
        print(f"| {size:,} | {told['seconds']:.1f} | {told['checking']:.1f} | {told['peak_mb']:.0f} |")
    (small, first), (large, last) = found[0], found[-1]
    if small == large:
        return 0
    growth = last["seconds"] / first["seconds"]
    n_log_n = large * math.log2(large) / (small * math.log2(small))
    print(f"growth {growth:.1f} times; n log n would be {n_log_n:.1f} times")
    return 0 if growth <= SLACK * n_log_n and (large < GOAL_AT or last["peak_mb"] <= GOAL_MB) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--size", type=int, nargs="+", default=[10_000, 100_000], metavar="GRIDS")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    return parser.parse_args()


def _measured(size: int) -> dict[str, float]:
    """One import in a child process, on a fresh database."""
    with own_county() as (settings, _, _), tempfile.TemporaryDirectory(prefix="wangge-bench-") as folder:
        count = _prepare(Path(folder) / "grids.gpkg", size)
        told = {**_plain(settings), "file": str(Path(folder) / "grids.gpkg")}
        order = Path(folder) / "order.json"
        order.write_text(json.dumps(told))
        command = [sys.executable, "-m", "benchmarks.importing", "--child", str(order), "--size", str(count)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _plain(settings: Settings) -> dict[str, str]:
    return {
        "database_url": settings.database_url, "migration_database_url": settings.migration_database_url,
        "data_dir": str(settings.data_dir), "photos_url": settings.photos_url,
    }  # fmt: skip


def _prepare(path: Path, size: int) -> int:
    """A county of villages with ROWS_PER_VILLAGE² grids each, in the file; its villages in the database."""
    side = math.ceil(math.sqrt(size))
    codes = [_code(at // side, at % side, side) for at in range(side * side)]
    villages = sorted({code[:12] for code in codes})
    towns = sorted({f"{code[:9]}000" for code in villages})
    with transaction():
        acting = Acting(None, clock.now())
        db.session.execute(text("DELETE FROM assignment"))
        db.session.execute(text("UPDATE grid_version SET valid_to = :day"), {"day": date(2021, 1, 1)})
        put_areas(acting, [AreaRow(code, "town", f"镇{code[6:9]}", COUNTY, SINCE) for code in towns])
        put_areas(acting, [AreaRow(code, "village", f"村{code}", f"{code[:9]}000", SINCE) for code in villages])
    _write(path, side, codes)
    return side * side


def _code(column: int, row: int, side: int) -> str:
    wide = math.ceil(side / ROWS_PER_VILLAGE)
    village = (column // ROWS_PER_VILLAGE) * wide + row // ROWS_PER_VILLAGE
    inside = (column % ROWS_PER_VILLAGE) * ROWS_PER_VILLAGE + row % ROWS_PER_VILLAGE
    return f"320685{200 + village // 90}{201 + village % 90}{1 + inside:03}"


def _write(path: Path, side: int, codes: list[str]) -> None:
    shapes = shapely.to_wkb(_mesh(side, numpy.random.default_rng(1)))
    columns = [numpy.array(codes, dtype=object), numpy.array([f"网格{code[6:]}" for code in codes], dtype=object)]
    pyogrio.raw.write(
        path, shapes, columns, numpy.array(["网格编码", "网格名称"], dtype=object), driver="GPKG",
        geometry_type="Polygon", crs="EPSG:4490",
    )  # fmt: skip


def _mesh(side: int, rng: numpy.random.Generator) -> Any:
    """A jittered mesh with bent borders, on the lattice."""
    x, y = numpy.meshgrid(numpy.arange(side + 1), numpy.arange(side + 1), indexing="ij")
    step = 0.004
    corners = numpy.stack([x, y], axis=-1) * step + (120.0, 31.5) + rng.uniform(-0.001, 0.001, (side + 1, side + 1, 2))

    def bent(starts: Any, ends: Any) -> Any:
        share = numpy.linspace(0, 1, BENDS + 1)[:-1]
        points = starts[..., None, :] + (ends - starts)[..., None, :] * share[:, None]
        points[..., 1:, :] += rng.uniform(-0.00005, 0.00005, points[..., 1:, :].shape)
        return points

    east, north = bent(corners[:-1, :], corners[1:, :]), bent(corners[:, :-1], corners[:, 1:])
    shapes = numpy.empty(side * side, dtype=object)
    for i in range(side):
        for j in range(side):
            ring = [east[i, j], north[i + 1, j], corners[i + 1, j + 1][None], east[i, j + 1][:0:-1],
                    corners[i, j + 1][None], north[i, j][:0:-1]]  # fmt: skip
            shapes[i * side + j] = shapely.Polygon(numpy.concatenate(ring).round(7))
    return shapes


def _child(order: Path, size: int) -> int:
    """Imports the file and prints what it took."""
    told = json.loads(order.read_text())
    folder, file = Path(told.pop("data_dir")), Path(told.pop("file"))
    settings = Settings(data_dir=folder, **told)
    stages: dict[str, float] = {}
    with create_app(settings).app_context():
        start = time.monotonic()
        job = Order(COUNTY, DAY, file.name, Rules.of(settings))
        with transaction():
            result = import_file(
                Acting(None, clock.now()), file, job,
                lambda stage, done, total: stages.update({stage: time.monotonic() - start} if not done else {}),
            )  # fmt: skip
        seconds = time.monotonic() - start
    if result.errors or len(result.rows) != size:
        raise SystemExit(f"{result.errors} errors, {len(result.rows)} rows")
    print(json.dumps({"seconds": seconds, "checking": stages["写入数据库"], "peak_mb": _peak_mb()}))
    return 0


def _peak_mb() -> float:
    status = Path(f"/proc/{os.getpid()}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024


if __name__ == "__main__":
    sys.exit(main())
