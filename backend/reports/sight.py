"""Who sees which report: the person's scopes as conditions on rows."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true

from backend.acting import Acting, Actor
from backend.database import db
from backend.editions.queries import editions
from backend.people.access import demand, may
from backend.people.sight import Scope, scopes_of
from backend.reports.model import Finding, Report
from checklists.checklist import Clause
from checklists.shelf import shelf


def demand_reading(actor: Actor) -> None:
    """Nothing, where the person may read reports at all. Raises Problem `not-allowed` otherwise."""
    if not may(actor, "report.read"):
        demand(actor, "report.read_own")


def kept_from(scope_kind: str) -> frozenset[str]:
    """Clauses that people of this scope do not see in others' reports: sensitive ones that go by telephone first pass
    the captain by. Codes are never reused by another edition."""
    editions()
    return _kept_codes(scope_kind, shelf().version)


@lru_cache(maxsize=32)
def _kept_codes(scope_kind: str, shelf_version: int) -> frozenset[str]:
    return frozenset(
        clause.code for edition in editions().values() for clause in edition.clauses if _kept(scope_kind, clause)
    )


def _kept(scope_kind: str, clause: Clause) -> bool:
    return scope_kind == "grids" and clause.sensitive and clause.phone_first


def reports_seen_by(actor: Actor) -> ColumnElement[bool]:
    """True of the reports that the person may read whole: own ones, and those of any scope of today."""
    return or_(Report.person_id == actor.id, *(_whole(scope) for scope in scopes_of(actor)))


def _whole(scope: Scope) -> ColumnElement[bool]:
    kept = kept_from(scope.kind)
    if not kept:
        return _within(scope)
    return and_(_within(scope), ~exists().where(Finding.report_id == Report.id, Finding.clause.in_(kept)))


def _within(scope: Scope) -> ColumnElement[bool]:
    match scope.kind:
        case "own":
            return Report.person_id == scope.person
        case "grids":
            return Report.grid_code.in_(scope.grids) if scope.grids else false()
        case "town":
            return Report.town_code == scope.code
        case "county":
            return true()
        case _:
            return false()


def findings_seen_by(actor: Actor, finding_ids: Collection[UUID]) -> set[UUID]:
    """Those of the findings whose report lies in the person's sight and whose clause is not kept from it.

    What a unit was sent is known to the orders, not here.
    """
    seen = or_(
        Report.person_id == actor.id,
        *(and_(_within(scope), Finding.clause.not_in(kept_from(scope.kind))) for scope in scopes_of(actor)),
    )
    query = select(Finding.id).join(Report, Report.id == Finding.report_id).where(Finding.id.in_(finding_ids), seen)
    return set(db.session.scalars(query))


def report_to_send_photos_for(acting: Acting, reference: str) -> UUID | None:
    """The acting person's own report of that id, as text; None for anything else."""
    try:
        report_id = UUID(reference)
    except ValueError:
        return None
    return db.session.scalar(select(Report.id).where(Report.id == report_id, Report.person_id == acting.person.id))
