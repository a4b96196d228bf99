"""Answers to whoever asks for orders: found by sight, shown by viewpoint."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from backend.acting import Acting
from backend.api import decode_cursor, encode_cursor
from backend.api import page as page_of_rows
from backend.editions.queries import current
from backend.orders import documents, queries
from backend.orders.batches import Answer
from backend.orders.order import Order
from backend.orders.roads import road_document
from backend.orders.search import Wanted, listed
from backend.orders.viewpoint import viewpoint
from backend.people.access import demand
from backend.people.queries import names_of
from backend.problems import Problem


def list_page(acting: Acting, wanted: Wanted, limit: int, after: str | None) -> dict[str, Any]:
    """`{items, next}` of the orders the person may see. Raises Problem `not-allowed` for roles without cases."""
    demand(acting.person, "order.read")
    key = decode_cursor(after, _moment, UUID)
    found = listed(acting.person, wanted, acting.at, (key[0], key[1]) if key else None, limit + 1)
    page = page_of_rows(found, limit, lambda order: (order.filed_at.isoformat(), str(order.id)))
    return {**page, "items": documents.items(acting, page["items"])}


def order_page(acting: Acting, code: str) -> dict[str, Any]:
    """The order's page. Raises Problem `not-found` outside one's sight."""
    return documents.page(acting, _found(acting, code))


def page_of(acting: Acting, order: Order) -> dict[str, Any]:
    """The page of an order that the person just moved, seen or not from now on."""
    return documents.page(acting, order)


def history_page(acting: Acting, code: str, limit: int, after: str | None) -> dict[str, Any]:
    """`{items, next}` of the history rows with their hashes. Raises Problem `not-found`."""
    order = _found(acting, code)
    key = decode_cursor(after, int)
    rows = queries.road_of(order.id, key[0] if key else 0, limit + 1)
    view, names = viewpoint(acting.person, order), names_of({row.actor_id for row in rows if row.actor_id})
    chained = [
        {**road_document(view, order, row, names), "previous": row.previous.hex(), "hash": row.hash.hex()}
        for row in rows[:limit]
    ]
    return {"items": chained, "next": encode_cursor([rows[limit - 1].seq]) if len(rows) > limit else None}


def answers(rows: Sequence[Answer]) -> dict[str, Any]:
    """One answer per row, problems written as problem documents."""
    return {"items": [_answer(row) for row in rows]}


def duty_units() -> dict[str, Any]:
    """Every unit of the current checklist."""
    units = current().units
    return {"items": [{"code": unit.code, "title": unit.title, "relay": unit.relay} for unit in units]}


def _found(acting: Acting, code: str) -> Order:
    order = queries.find(acting.person, code)
    if order is None:
        raise Problem("not-found")
    return order


def _answer(row: Answer) -> dict[str, Any]:
    problem = None
    if row.problem is not None:
        kind = row.problem.kind
        faults = [{"pointer": f.pointer, "code": f.code, "title": f.title} for f in row.problem.errors]
        problem = {
            "type": row.problem.code, "title": kind.title, "status": kind.status, "retry": kind.retry, "errors": faults,
        }  # fmt: skip
    order = row.order
    stands = {"version": order.version if order else None, "state": order.state if order else None}
    return {"code": row.code, "id": row.id, **stands, "problem": problem}


def _moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError("a moment needs an offset")
    return moment
