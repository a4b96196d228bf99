"""Filing a report: the hot path. Few round trips, many rows at once, everything in the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from sqlalchemy import text

from backend.database import db
from backend.reports.events import ReportFiled

GIVE_CODES: Final = text("""
    UPDATE finding SET order_code = given.code
    FROM unnest(CAST(:ids AS uuid[]), CAST(:codes AS text[])) AS given (id, code)
    WHERE finding.id = given.id
""")


def give_order_codes(filed: ReportFiled, codes: Mapping[UUID, str]) -> None:
    """Each finding of the report knows the order it opened or joined (one statement), and so does the event."""
    db.session.execute(GIVE_CODES, {"ids": list(codes), "codes": list(codes.values())})
    filed.codes.update(codes)
