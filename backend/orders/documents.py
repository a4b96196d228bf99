"""An order as it is shown: one shape for lists, one for its page; what is in it depends on who reads.

Every function asks a fixed number of questions, however many orders it is given.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from backend import clock
from backend.acting import Acting, Actor
from backend.grids.queries import names_of as ground_names
from backend.orders import guards, queries
from backend.orders.clauses import clause_of, items_of, units_of
from backend.orders.lifecycle import STATE, STEP
from backend.orders.order import Order
from backend.orders.roads import road_document
from backend.orders.units import proposed
from backend.orders.viewpoint import WORKER, Viewpoint, viewpoint
from backend.people.queries import Named
from backend.people.queries import names_of as people_names
from backend.photos.queries import ClaimRow, claims_of, missing_of
from backend.reports.queries import FindingRow, doubts_of, findings_of
from checklists.checklist import FLAGS, Limit

Document = dict[str, Any]
TAGS: Mapping[str, str] = {"not_found": "现场未发现，待县中心复看", "refused_twice": "两次退单，待会办"}


@dataclass(frozen=True, slots=True)
class Names:
    """What codes and people are called today."""

    ground: Mapping[str, str]
    people: dict[UUID, Named]

    def of(self, code: str | None) -> Document | None:
        """A grid or area with its name; None for none."""
        return None if code is None else {"code": code, "name": self.ground.get(code)}


def items(acting: Acting, orders: Sequence[Order]) -> list[Document]:
    """The orders as a list shows them, to this person."""
    ids = [order.id for order in orders]
    names = _names(acting, orders)
    missing, doubts, claims = missing_of("finding", ids), doubts_of(ids), claims_of("finding", ids)
    return [
        _item(acting.person, order, names)
        | _counted(acting.person, order, missing, doubts)
        | {"photo": _first_photo(claims[order.id])}
        for order in orders
    ]


def page(acting: Acting, order: Order) -> Document:
    """One order with its findings, its road and the steps open to this person."""
    view = viewpoint(acting.person, order)
    road = queries.road_of(order.id)
    joined = {row.finding_id: row.reporter_id for row in queries.joined_findings(order.id)}
    names = _names(acting, [order], {row.actor_id for row in road} | {row.deputy_for for row in road})
    ids = [order.id, *joined]
    missing, doubts = missing_of("finding", [order.id]), doubts_of([order.id])
    found, claims = findings_of(ids), claims_of("finding", ids)
    return {
        **_item(acting.person, order, names),
        **_counted(acting.person, order, missing, doubts),
        "photo": _first_photo(claims[order.id]),
        "findings": [
            _finding(view, order, found[each], claims[each], joined.get(each)) for each in ids if each in found
        ],
        "steps_open": [step_document(code) for code in guards.open_steps(acting.person, order)],
        "road": [road_document(view, order, row, names.people) for row in road],
        "proposed_unit": _proposal(order) if view.office else None,
    }


def step_document(code: str) -> Document:
    """A step as the phone draws it: what it needs, allows, offers and asks."""
    step = STEP[code]
    return {
        "code": step.code, "title": step.title, "confirm": step.confirm, "needs": list(step.needs),
        "allows": list(step.allows), "reasons": [{"code": c.code, "title": c.title} for c in step.reasons],
        "ways": [{"code": c.code, "title": c.title} for c in step.ways],
    }  # fmt: skip


def _names(acting: Acting, orders: Sequence[Order], people: Collection[UUID | None] = ()) -> Names:
    codes = {code for order in orders for code in (order.grid_code, order.village_code, order.town_code) if code}
    asked = {order.reporter_id for order in orders} | {person for person in people if person}
    return Names(ground_names(codes, clock.local_date(acting.at)), people_names(asked))


def _item(actor: Actor, order: Order, names: Names) -> Document:
    view, clause = viewpoint(actor, order), clause_of(order.edition, order.clause)
    return {
        "code": order.code, "clause": _clause(order), "level": order.level, "state": order.state,
        "state_title": STATE[order.state].title, "desk": _desk(view, order),
        "desk_title": _desk_title(view, order, names),
        "urgent": order.urgent, "sensitive": order.sensitive, "on_spot": order.on_spot,
        "grid": names.of(order.grid_code), "village": names.of(order.village_code), "town": names.of(order.town_code),
        "place": (order.lon, order.lat), "premises": order.premises, "note": order.note,
        "filed_at": order.filed_at, "state_since": order.state_since, "closed_at": order.closed_at,
        "version": order.version, "unit": None if view.veiled else unit_document(order.edition, order.unit_code),
        "limits": {"respond": _limit(clause.respond), "handle": _limit(clause.handle)},
        "steps_open_to_me": guards.open_steps(actor, order), "reporter": _reporter(view, order, names),
        "merged_into": order.merged_into, "verified": order.verified_at is not None,
        "tags": [{"code": tag, "title": TAGS.get(tag, tag)} for tag in order.tags] if view.office else [],
    }  # fmt: skip


def _counted(actor: Actor, order: Order, missing: Mapping[UUID, list[str]], doubts: Mapping[UUID, Any]) -> Document:
    # Doubts are for those who verify; the reporter is not told that somebody doubts.
    shown = doubts.get(order.id, []) if viewpoint(actor, order).office else []
    return {"photos_missing": len(missing.get(order.id, [])), "doubts": list(shown)}


def _first_photo(claims: Sequence[ClaimRow]) -> str | None:
    return next((claim.sha256 for claim in claims if claim.whole and not claim.withdrawn), None)


def _clause(order: Order) -> Document:
    clause = clause_of(order.edition, order.clause)
    item = items_of(order.edition)[clause.item]
    return {
        "code": clause.code, "title": clause.title, "item_title": item.title, "category": clause.category,
        "category_title": item.category_title, "flags": [flag for flag in FLAGS if flag in clause.flags],
        "level_default": clause.level,
    }  # fmt: skip


def _limit(limit: Limit) -> Document:
    return {"amount": limit.amount, "unit": limit.unit, "text": limit.in_words()}


def unit_document(edition: str, code: str | None) -> Document | None:
    """A unit with its title; None for none."""
    if code is None:
        return None
    known = units_of(edition).get(code)
    return {"code": code, "title": known.title if known else code}


def _proposal(order: Order) -> Document:
    proposal = proposed(order)
    unit = unit_document(order.edition, proposal.unit)
    return {"unit": unit, "at_centre": proposal.at_centre, "why": proposal.why}


def _reporter(view: Viewpoint, order: Order, names: Names) -> Document:
    mine = view.person in order.reporters
    name = view.name_of(order.reporter_id, "worker", names.people)
    return {"name": name or WORKER, "mine": mine}


def _desk(view: Viewpoint, order: Order) -> str:
    # Which office has a sensitive matter is not told to those who only filed it, but for their own turn.
    return order.desk if not view.veiled or order.desk.startswith("worker:") else ""


def _desk_title(view: Viewpoint, order: Order, names: Names) -> str:
    kind, _, code = order.desk.partition(":")
    if view.veiled and kind in ("unit", "centre"):
        return "有关部门"
    if kind == "unit":
        return str((unit_document(order.edition, code) or {})["title"])
    ground = names.ground.get(code, "")
    titles = {
        "captain": f"{ground.removesuffix('网格')}网格长",
        "town": f"{ground}综治中心",
        "centre": "县综治中心",
        "worker": "上报人",
    }
    return titles.get(kind, "")


def _finding(
    view: Viewpoint, order: Order, found: FindingRow, claims: Sequence[ClaimRow], joined_by: UUID | None
) -> Document:
    mine = view.person == (joined_by or order.reporter_id)
    return {
        "id": found.id, "report": found.report_id, "note": found.note, "handled_on_spot": found.handled_on_spot,
        "photos": [_photo(claim) for claim in claims],
        "contacts": list(found.contacts) if view.contacts or mine else [],
        "mine": mine, "joined": joined_by is not None,
    }  # fmt: skip


def _photo(claim: ClaimRow) -> Document:
    place = None if claim.lon is None or claim.lat is None else (claim.lon, claim.lat)
    # Whoever knows a picture's hash can claim to have it: a withdrawn one is no longer named to anybody.
    return {
        "sha256": "" if claim.withdrawn else claim.sha256, "kind": claim.kind, "taken_at": claim.taken_at,
        "place": place, "whole": claim.whole, "withdrawn": claim.withdrawn,
    }  # fmt: skip
