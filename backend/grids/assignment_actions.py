"""Giving duties in grids that exist."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from backend.acting import Acting
from backend.database import db
from backend.people.assignments import Duty, put_assignment
from backend.problems import FieldFault, Problem

IN_FORCE: Final = text("""
    SELECT EXISTS (SELECT FROM grid_version WHERE grid_code = :grid AND valid_from <= :day
                   AND (valid_to IS NULL OR valid_to > :day))
""")


def give_duty(acting: Acting, key: UUID, asked: dict[str, Any]) -> bool:
    """The person has the duty; True where that is new. Raises Problem as `put_assignment` does, and `invalid` where
    the grid is not in force on the first day."""
    duty = Duty(asked["person"], asked["grid"], asked["duty"], asked["valid_from"], asked["valid_to"])
    if not db.session.execute(IN_FORCE, {"grid": duty.grid_code, "day": duty.first}).scalar_one():
        title = "开始那天没有这个网格，请核对网格和日期。"
        raise Problem("invalid", errors=[FieldFault("/grid", "grid-unknown", title)])
    return put_assignment(acting, key, duty)
