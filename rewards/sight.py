"""Which bounties a person may see, as SQL. A row outside one's sight does not exist for that person.

- everybody: the own ones; town_reviewer: its town's; reviewer, clerk, appeals, centre, auditor: the county's.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, true

from backend.acting import Actor
from backend.database import db
from backend.orders.queries import orders_of_steps
from rewards.month_model import Bounty

COUNTY: Final = frozenset({"reviewer", "clerk", "appeals", "centre", "auditor"})


def reviewed_by(actor: Actor) -> ColumnElement[bool] | None:
    """True for the bounties that are the person's business by office; None where none ever are."""
    people = (actor, *actor.deputy_for)
    if any(one.role in COUNTY for one in people):
        return true()
    towns = [one.area_code for one in people if one.role == "town_reviewer" and one.area_code]
    return Bounty.town_code.in_(towns) if towns else None


def visible(actor: Actor) -> ColumnElement[bool]:
    """True for the bounties that this person may see."""
    office = reviewed_by(actor)
    own = Bounty.person_id == actor.id
    return own if office is None else or_(own, office)


def may_see_findings(actor: Actor, finding_ids: Collection[UUID]) -> set[UUID]:
    """Those findings whose pictures the person sees because of their bounty."""
    office = reviewed_by(actor)
    if office is None:
        return set()
    return set(db.session.scalars(select(Bounty.finding_id).where(Bounty.finding_id.in_(finding_ids), office)))


def may_see_steps(actor: Actor, step_ids: Collection[UUID]) -> set[UUID]:
    """Those steps on orders whose pictures the person sees because of the finding's bounty."""
    office = reviewed_by(actor)
    if office is None:
        return set()
    orders = orders_of_steps(step_ids)
    seen = set(db.session.scalars(select(Bounty.order_id).where(Bounty.order_id.in_(orders.values()), office)))
    return {step for step, order in orders.items() if order in seen}
