"""Moments and dates. Inside the program every moment is aware UTC; days and months are the county's."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def local(moment: datetime) -> datetime:
    """The same moment on the county's clock. Raises ValueError for a moment without offset."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs an offset")
    return moment.astimezone(LOCAL)


def local_date(moment: datetime) -> date:
    """The day in the county on which the moment falls."""
    return local(moment).date()


def local_month(moment: datetime) -> str:
    """The month in the county, as `2026-11`."""
    return f"{local(moment):%Y-%m}"
