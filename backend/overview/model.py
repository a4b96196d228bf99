"""Tables: how many findings lie where, counted ahead; and the indexes from which maps are read.

None of this is written by a filing: the chore `overview.heat` follows the orders' history.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base
from backend.orders.model import OrderHistory, WorkOrder


class CountedFinding(Base):
    """A finding as it stands in the counts: what has to be taken off again when it changes.

    `x`, `y`: its cell of the finest level (see mercator.py); `week`: the Monday, in the county, of the day of filing.
    Codes are '' where there is none. Sensitive, declined, withdrawn and void findings have no row.
    """

    __tablename__ = "counted_finding"
    __table_args__ = (Index("ix_counted_finding_grid_code", "grid_code", "week"),)

    finding_id: Mapped[UUID] = mapped_column(ForeignKey("finding.id"), primary_key=True)
    clause: Mapped[str] = mapped_column(Text)
    week: Mapped[date]
    x: Mapped[int]
    y: Mapped[int]
    town_code: Mapped[str] = mapped_column(Text)
    grid_code: Mapped[str] = mapped_column(Text)
    past_captain: Mapped[bool]


class HeatCount(Base):
    """Findings of one clause ('' = of all) in one cell, week and town.

    The key begins with the block of 16 × 16 cells, so that a tile is one range of the index.
    """

    __tablename__ = "heat_count"

    level: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    clause: Mapped[str] = mapped_column(Text, primary_key=True)
    block_x: Mapped[int] = mapped_column(primary_key=True)
    block_y: Mapped[int] = mapped_column(primary_key=True)
    week: Mapped[date] = mapped_column(primary_key=True)
    x: Mapped[int] = mapped_column(primary_key=True)
    y: Mapped[int] = mapped_column(primary_key=True)
    town_code: Mapped[str] = mapped_column(Text, primary_key=True)
    count: Mapped[int]


class HeatProgress(Base):
    """One row: up to which moment the history has been counted, and how often the counts changed."""

    __tablename__ = "heat_progress"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    until: Mapped[datetime | None]
    changes: Mapped[int] = mapped_column(BigInteger, server_default="0")


# Named here because only maps need them: open orders by place, and what happened last. Both are small to keep: the
# first holds open orders only, the second grows at its end.
Index(
    "ix_work_order_open_place",
    WorkOrder.place,
    postgresql_using="gist",
    postgresql_where=text("desk <> '' AND sensitive IS false"),
)
Index("ix_order_history_at", OrderHistory.at)
