"""Ground that is divided anew: grids as rows, days that have come, what tests look at afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from shapely.geometry import box
from sqlalchemy import select, text

from backend import clock
from backend.acting import Acting
from backend.database import db, transaction
from backend.grids.actions import GridRow
from backend.grids.divisions import adopt_division
from backend.grids.model import GridVersion
from tests.cases import Desk
from tests.filings import filing, finding
from tests.given import GRIDS, SIDE, SOUTH, VILLAGES

Travel = Callable[[date], None]
EAST_HALF, WEST_HALF = [120.407, 32.502], [120.402, 32.502]
TODAY = clock.local_date(clock.now())
SOON = TODAY + timedelta(days=30)


def system() -> Acting:
    return Acting(None, clock.now())


def row(code: str, west: float, east: float, **changes: Any) -> GridRow:
    village = code[:12]
    said = {
        "code": code, "kind": "comprehensive", "name": GRIDS[code][0] if code in GRIDS else f"网格{code[-3:]}",
        "village_code": village, "town_code": VILLAGES.get(village, ("", "320685100000"))[1],
        "shape": box(west, SOUTH, east, SOUTH + SIDE), "valid_from": SOON,
    }  # fmt: skip
    return GridRow(**(said | changes))


def market() -> GridRow:
    code = "320685100201901"
    return row(code, 0, 0, kind="special", shape=box(120.408, SOUTH + 0.004, 120.412, SOUTH + 0.006))


def adopt(area: str, rows: list[GridRow], day: date = SOON) -> None:
    with transaction():
        adopt_division(system(), area, day, rows)


def versions(code: str) -> list[tuple[date, date | None]]:
    found = select(GridVersion.valid_from, GridVersion.valid_to).where(GridVersion.grid_code == code)
    with transaction():
        return [(one.valid_from, one.valid_to) for one in db.session.execute(found.order_by(GridVersion.valid_from))]


def travelling(monkeypatch: pytest.MonkeyPatch) -> Travel:
    """Called with a day it is noon of that day for everybody."""

    def go(day: date) -> None:
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=clock.LOCAL).astimezone(clock.UTC)
        monkeypatch.setattr(clock, "now", lambda: noon)

    return go


def at(place: list[float]) -> dict[str, Any]:
    return {"place": {"type": "Point", "coordinates": place}}


def file_at(desk: Desk, place: list[float], username: str = "worker", **changes: Any) -> str:
    return desk.file(username, filing(finding(), **at(place), **changes))


def asked(sql: str, **values: Any) -> list[Any]:
    with transaction():
        return list(db.session.execute(text(sql), values).all())


def audit(desk: Desk) -> str:
    result = desk.app.test_cli_runner().invoke(args=["audit", "verify"])
    assert result.exit_code == 0, result.output
    return str(result.output)
