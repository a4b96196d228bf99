"""What orders tell the photos part: who may see and send the pictures that belong to orders."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from backend.acting import Acting, Actor
from backend.orders import guards, queries
from backend.orders.lifecycle import STEP
from backend.reports.sight import findings_seen_by


def may_see_steps(actor: Actor, step_ids: Collection[UUID]) -> set[UUID]:
    """Those steps whose pictures the person may see: all of an order one may see, but for what is veiled there."""
    orders = queries.orders_of_steps(step_ids)
    seen = queries.readable_ids(actor, set(orders.values()))
    return {step for step, order in orders.items() if order in seen}


def may_see_orders(actor: Actor, order_ids: Collection[UUID]) -> set[UUID]:
    """Those orders for which pictures were sent before their step that the person may see."""
    return queries.readable_ids(actor, order_ids)


def may_see_findings(actor: Actor, finding_ids: Collection[UUID]) -> set[UUID]:
    """Those findings whose report or order the person may see: whoever handles it sees what was found."""
    orders = queries.order_ids_of_findings(finding_ids)
    seen = queries.visible_ids(actor, set(orders.values()))
    return findings_seen_by(actor, finding_ids) | {finding for finding, order in orders.items() if order in seen}


def may_upload(acting: Acting, code: str) -> UUID | None:
    """The order's id where a step with pictures is open to the person now; None otherwise."""
    order = queries.find(acting.person, code)
    if order is None:
        return None
    takes_photos = any("photos" in STEP[step].takes for step in guards.open_steps(acting.person, order))
    return order.id if takes_photos else None


def may_withdraw_findings(actor: Actor, finding_ids: Collection[UUID]) -> set[UUID]:
    """Those findings whose own pictures may still be taken back: nobody has verified them yet."""
    orders = queries.order_ids_of_findings(finding_ids)
    unverified = queries.unverified_ids(set(orders.values()))
    return {finding for finding, order in orders.items() if order in unverified}
