"""HTTP: which editions there are and which are in force, bringing one into force."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import current_app

from backend.api import Blueprint, acting
from backend.database import transaction
from backend.editions.actions import activate
from backend.editions.admission import apply_for, take_step
from backend.editions.admission_schemas import (
    AdmissionPageSchema,
    AdmissionSchema,
    AdmissionsQuery,
    AdmissionStepSchema,
    ApplicationSchema,
)
from backend.editions.comparing import compare
from backend.editions.documents import request_document, request_page, whole
from backend.editions.queries import editions_document
from backend.editions.requests import Proposal, StepWish, Wish
from backend.editions.schemas import (
    ActivationSchema,
    DifferencesQuery,
    DifferencesSchema,
    EditionsSchema,
    WishSchema,
)
from backend.people.access import demand, may

blueprint = Blueprint("editions", __name__, description="清单版本：哪一版在哪里执行，起用新的一版，条款准入")


@blueprint.get("/checklists/editions")
@blueprint.response(200, EditionsSchema)
def list_editions() -> Any:
    """Every known edition, where it is in force and until when it is taken."""
    me = acting()
    with transaction():
        demand(me.person, "grid.read")
        return editions_document(faulty=may(me.person, "clause.admit"))


@blueprint.get("/checklists/differences")
@blueprint.arguments(DifferencesQuery, location="query")
@blueprint.response(200, DifferencesSchema)
def list_differences(query: dict[str, str]) -> Any:
    """What one edition says otherwise than another, in words, and what that does to orders under way."""
    me = acting()
    with transaction():
        return compare(me, **query, standing=current_app.extensions["open_orders_by_clause"](query["older"]))


@blueprint.post("/checklists/activations")
@blueprint.arguments(WishSchema())
@blueprint.response(201, ActivationSchema)
def make_activation(wish: Wish) -> Any:
    """Bring a published edition into force from a day on. Repeat it at will; phones follow within a minute."""
    me = acting()
    with transaction():
        return activate(me, wish)


@blueprint.get("/admissions")
@blueprint.arguments(AdmissionsQuery, location="query")
@blueprint.response(200, AdmissionPageSchema)
def list_admissions(query: dict[str, Any]) -> Any:
    """Requests that one may read, newest first."""
    me = acting()
    with transaction():
        return request_page(me, **query)


@blueprint.post("/admissions")
@blueprint.arguments(ApplicationSchema())
@blueprint.response(201, AdmissionSchema)
def make_admission(application: tuple[UUID, Proposal]) -> Any:
    """Ask that a clause enter the list or leave it. Repeat it at will: the same id is the same request."""
    me = acting()
    with transaction():
        return whole(me, apply_for(me, *application))


@blueprint.get("/admissions/<uuid:request_id>")
@blueprint.response(200, AdmissionSchema)
def show_admission(request_id: UUID) -> Any:
    """One request with its history."""
    me = acting()
    with transaction():
        return request_document(me, request_id)


@blueprint.post("/admissions/<uuid:request_id>/steps")
@blueprint.arguments(AdmissionStepSchema())
@blueprint.response(200, AdmissionSchema)
def step_admission(wish: StepWish, request_id: UUID) -> Any:
    """Submit, review, announce, take effect, return, reject, withdraw. Repeat it at will."""
    me = acting()
    with transaction():
        return whole(me, take_step(me, request_id, wish))
