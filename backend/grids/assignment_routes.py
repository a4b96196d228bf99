"""HTTP: duties in grids, grids without a lead or captain, and who could take one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from backend.api import Blueprint, acting
from backend.clock import local_date
from backend.database import transaction
from backend.grids.assignment_actions import give_duty
from backend.grids.assignment_queries import duties_page, holes_page, people_page
from backend.grids.assignment_schemas import (
    AssignablePageSchema,
    AssignableQuery,
    AssignmentBodySchema,
    AssignmentPageSchema,
    DutiesQuery,
    EndQuery,
    HolePageSchema,
    HolesQuery,
)
from backend.people.access import demand
from backend.people.assignments import end_assignment

blueprint = Blueprint("assignments", __name__, description="责任人：网格员、网格长的安排，空岗，可选的人")


@blueprint.get("/assignments")
@blueprint.arguments(DutiesQuery, location="query")
@blueprint.response(200, AssignmentPageSchema)
def list_assignments(query: dict[str, Any]) -> dict[str, Any]:
    """Who has which duty, by grid."""
    me = acting()
    with transaction():
        demand(me.person, "grid.assign")
        return duties_page(local_date(me.at), **query)


@blueprint.get("/assignments/holes")
@blueprint.arguments(HolesQuery, location="query")
@blueprint.response(200, HolePageSchema)
def list_holes(query: dict[str, Any]) -> dict[str, Any]:
    """Grids without a lead or a captain on a day."""
    me = acting()
    with transaction():
        demand(me.person, "grid.assign")
        return holes_page(local_date(me.at), **query)


@blueprint.get("/assignments/people")
@blueprint.arguments(AssignableQuery, location="query")
@blueprint.response(200, AssignablePageSchema)
def list_candidates(query: dict[str, Any]) -> dict[str, Any]:
    """Workers and captains who can be given a duty."""
    me = acting()
    with transaction():
        demand(me.person, "grid.assign")
        return people_page(query["q"], query["role"], query["limit"], query["after"], local_date(me.at))


@blueprint.put("/assignments/<uuid:assignment_id>")
@blueprint.arguments(AssignmentBodySchema)
@blueprint.response(204)
def put_assignment(body: dict[str, Any], assignment_id: UUID) -> None:
    """Give a duty, or move the last day of a running one; sent twice it is the same."""
    me = acting()
    with transaction():
        demand(me.person, "grid.assign")
        give_duty(me, assignment_id, body)


@blueprint.delete("/assignments/<uuid:assignment_id>")
@blueprint.arguments(EndQuery, location="query")
@blueprint.response(204)
def delete_assignment(query: dict[str, Any], assignment_id: UUID) -> None:
    """The duty ends on a day, today if none is said; it stays on record."""
    me = acting()
    with transaction():
        demand(me.person, "grid.assign")
        end_assignment(me, assignment_id, query["on"])
