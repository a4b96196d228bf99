"""Open orders follow the ground when it is divided anew.

The rule (ours). An order whose grid ended goes to the grid that covers its place: of several to one of the same kind as
before, then to a special one, then to the lowest code. Where no grid covers the place, and where the order had been
given to its grid although the place lay outside it, it goes to the heir of its old ground: the one with the same code,
else the nearest. Without any heir it is 网格待定 at the desk of its town. Closed orders and reports keep the grid of
their time. An order whose grid only changed its shape keeps code and desk, and its history says nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid5

from sqlalchemy import Row, select, text

from backend.acting import Acting
from backend.clock import local_date
from backend.database import db
from backend.grids.areas import Heir, heirs_of
from backend.grids.events import DivisionForeseen, DivisionTookEffect, MovingOrder
from backend.notices.actions import Telling, tell
from backend.orders import chain, records
from backend.orders.desks import desk_of
from backend.orders.model import WorkOrder
from backend.orders.order import Order
from backend.orders.queries import order_columns, order_of
from backend.people.queries import holders_of_desks

BATCH: Final = 500
MOST_NAMED: Final = 100

# Open orders on ground that has ended by the day, and those that never had a grid.
MOVING: Final = text("""
    SELECT w.id FROM work_order w JOIN grid_version v ON v.id = w.grid_version_id
    WHERE w.desk <> '' AND v.valid_to <= :day
    UNION ALL
    SELECT w.id FROM work_order w WHERE w.desk <> '' AND w.grid_version_id IS NULL
    ORDER BY id
""")

OPENED: Final = text("""
    SELECT w.id FROM work_order w LEFT JOIN grid_version v ON v.id = w.grid_version_id
    WHERE w.id = ANY(:ids) AND w.desk <> '' AND (v.id IS NULL OR v.valid_to <= :day)
""")

PLACES: Final = text("""
    SELECT w.id, ground.id AS version, ground.grid_code AS grid, ground.village_code AS village,
           ground.town_code AS town
    FROM unnest(CAST(:ids AS uuid[])) AS asked (id) JOIN work_order w ON w.id = asked.id
    LEFT JOIN grid_version old ON old.id = w.grid_version_id
    LEFT JOIN LATERAL (
        WITH RECURSIVE heir (id) AS (
            SELECT successor_id FROM grid_ancestor WHERE ancestor_id = old.id
            UNION
            SELECT a.successor_id FROM heir JOIN grid_ancestor a ON a.ancestor_id = heir.id
        ), near AS (
            SELECT v.*, true AS covers FROM grid_version v WHERE ST_Covers(v.geom, w.place)
            UNION ALL
            SELECT v.*, false FROM heir JOIN grid_version v ON v.id = heir.id
        )
        SELECT near.id, near.grid_code, near.village_code, near.town_code FROM near
        WHERE near.kind <> 'micro' AND near.valid_from <= :day AND (near.valid_to IS NULL OR near.valid_to > :day)
        ORDER BY near.covers <> (old.id IS NULL OR ST_Covers(old.geom, w.place)),
                 NOT near.covers AND near.grid_code <> old.grid_code,
                 near.kind <> old.kind,
                 CASE WHEN near.covers THEN 0
                      ELSE ST_Distance(CAST(near.geom AS geography), CAST(w.place AS geography)) END,
                 near.kind <> 'special', near.grid_code
        LIMIT 1
    ) ground ON true
""")

FOLLOW: Final = text("""
    UPDATE work_order SET grid_version_id = moved.version
    FROM unnest(CAST(:ids AS uuid[]), CAST(:versions AS bigint[])) AS moved (id, version)
    WHERE work_order.id = moved.id
""")


@dataclass(frozen=True, slots=True)
class Ground:
    """Whose ground an order's place is by the division of a day; all None but the town for 网格待定."""

    version: int | None
    grid: str | None
    village: str | None
    town: str | None

    @property
    def codes(self) -> tuple[str | None, str | None, str | None]:
        return self.grid, self.village, self.town


def follow_division(acting: Acting, event: DivisionTookEffect) -> None:
    """Every open order stands on ground of the division in force; each desk is told once how many came to it."""
    follow(acting, event.day, str(event.division_id))


def foresee(acting: Acting, event: DivisionForeseen) -> None:
    """The event knows how many open orders would move, and the first of them; nothing is written."""
    for ids in _batches(_moving(event.day)):
        orders = [order_of(row) for row in db.session.execute(_of(ids))]
        for order, ground in _grounds(orders, event.day):
            if ground.codes != (order.grid_code, order.village_code, order.town_code):
                event.orders += 1
                if len(event.moving) < MOST_NAMED:
                    event.moving.append(MovingOrder(order.code, order.grid_code, ground.grid))


def follow(acting: Acting, day: date, reason: str) -> int:
    """Every open order stands on ground in force on the day: how many have a new history row.

    A few statements for every BATCH orders, locked in the order of their ids. `reason` names what made them move and
    makes telling the desks twice impossible. Done again it changes nothing.
    """
    arrived: Counter[str] = Counter()
    for ids in _batches(_moving(day)):
        orders = [order_of(row) for row in db.session.execute(_of(ids).with_for_update(of=WorkOrder))]
        arrived.update(_place(acting, orders, day, reason).values())
    _tell_desks(acting, arrived, reason)
    return arrived.total()


def follow_at_once(acting: Acting, orders: Sequence[Order]) -> list[Order]:
    """Orders that were just opened on the ground of an earlier day, as they stand on today's."""
    day = local_date(acting.at)
    ids = db.session.execute(OPENED, {"ids": [order.id for order in orders], "day": day}).scalars().all()
    if not ids:
        return list(orders)
    _place(acting, [order_of(row) for row in db.session.execute(_of(ids))], day, "opened")
    after = {row.id: order_of(row) for row in db.session.execute(_of(ids))}
    return [after.get(order.id, order) for order in orders]


def _moving(day: date) -> Sequence[UUID]:
    return db.session.execute(MOVING, {"day": day}).scalars().all()


def _of(ids: Collection[UUID]) -> Any:
    return select(*order_columns()).where(WorkOrder.id.in_(ids), WorkOrder.desk != "").order_by(WorkOrder.id)


def _batches(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    yield from (ids[at : at + BATCH] for at in range(0, len(ids), BATCH))


def _grounds(orders: Sequence[Order], day: date) -> Iterator[tuple[Order, Ground]]:
    """Each order with the ground on which it stands on the day."""
    asked = {"ids": [order.id for order in orders], "day": day}
    found = {row.id: row for row in db.session.execute(PLACES, asked)}
    heirs = _heirs(orders, found, day)
    for order in orders:
        row = found[order.id]
        if row.version is not None:
            yield order, Ground(row.version, row.grid, row.village, row.town)
            continue
        village, town = heirs.get(order.village_code or ""), heirs.get(order.town_code or "")
        parent = village.parent if village else None
        yield order, Ground(None, None, village.code if village else None, parent or (town.code if town else None))


def _heirs(orders: Sequence[Order], found: Mapping[UUID, Row[Any]], day: date) -> Mapping[str, Heir]:
    codes = {
        code
        for order in orders
        if found[order.id].version is None
        for code in (order.village_code, order.town_code)
        if code
    }
    return heirs_of(codes, day)


def _place(acting: Acting, orders: Sequence[Order], day: date, reason: str) -> dict[UUID, str]:
    """The locked orders stand on the day's ground: order → new desk, of those that changed more than the version."""
    entries, changes, silent, arrived = [], [], {}, {}
    placed = [(order, _moved(order, ground), ground) for order, ground in _grounds(orders, day)]
    captains = holders_of_desks({after.desk for _, after, _ in placed if after.desk.startswith("captain:")}, day)
    for before, after, ground in placed:
        if ground.codes == (before.grid_code, before.village_code, before.town_code):
            silent[before.id] = ground.version
            continue
        # Nobody verifies what they filed: where the new captain is the only one at the desk, it goes one level up.
        sitting = captains.get(after.desk, set())
        alone = bool(sitting) and sitting <= before.reporters
        final = _at_desk(replace(after, past_captain=True)) if alone else after
        entries.append(_entry(acting, before, final, reason))
        changes.append(_changes(final))
        arrived[before.id] = final.desk if final.desk != before.desk else ""
    if silent:
        db.session.execute(FOLLOW, {"ids": list(silent), "versions": list(silent.values())})
    if entries:
        records.append(entries, changes)
    return arrived


def _moved(order: Order, ground: Ground) -> Order:
    return _at_desk(
        replace(
            order, grid_code=ground.grid, grid_version_id=ground.version, village_code=ground.village,
            town_code=ground.town, version=order.version + 1,
        )
    )  # fmt: skip


def _at_desk(order: Order) -> Order:
    # With a unit, and with the reporter, it stays where it is: only the ground's own desks change.
    desk = desk_of(
        order.state, grid=order.grid_code, town=order.town_code, past_captain=order.past_captain,
        at_centre=order.at_centre, reporter=order.reporter_id, unit_desk=order.desk,
    )  # fmt: skip
    return replace(order, desk=desk)


def _changes(after: Order) -> dict[str, Any]:
    names = ("grid_code", "grid_version_id", "village_code", "town_code", "past_captain")
    return {name: getattr(after, name) for name in names}


def _entry(acting: Acting, before: Order, after: Order, reason: str) -> records.Entry:
    names = ("grid_code", "village_code", "town_code")
    changed = [name for name in names if getattr(before, name) != getattr(after, name)]
    evidence = {
        "from": before.grid_code, "to": after.grid_code, "division": reason,
        "before": {name: getattr(before, name) for name in changed},
        "after": {name: getattr(after, name) for name in changed},
    }  # fmt: skip
    return records.Entry(
        order_id=before.id, seq=after.version, step_id=uuid5(before.id, f"regrid/{after.version}"), step="regrid",
        from_state=before.state, to_state=after.state, desk=after.desk, actor_id=None, actor_role="system",
        deputy_for=None, unit_code=before.unit_code, at=acting.at, request=chain.request_digest(evidence),
        evidence=evidence, previous=before.head,
    )  # fmt: skip


def _tell_desks(acting: Acting, arrived: Counter[str], reason: str) -> None:
    """One notice for each desk, however many orders came to it."""
    tell(
        acting,
        [
            Telling(
                kind="division", subject=f"division/{reason}", title=f"网格调整：有 {count} 张工单转到您这里",
                effect_key=f"division/{reason}/{desk}", desk=desk,
            )
            for desk, count in sorted(arrived.items())
            if desk
        ],
    )  # fmt: skip
