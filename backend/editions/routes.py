"""HTTP: which editions there are and which are in force, bringing one into force."""

from __future__ import annotations

from typing import Any

from backend.api import Blueprint, acting
from backend.database import transaction
from backend.editions.actions import Wish, activate
from backend.editions.queries import editions_document
from backend.editions.schemas import ActivationSchema, EditionsSchema, WishSchema
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


@blueprint.post("/checklists/activations")
@blueprint.arguments(WishSchema())
@blueprint.response(201, ActivationSchema)
def make_activation(wish: Wish) -> Any:
    """Bring a published edition into force from a day on. Repeat it at will; phones follow within a minute."""
    me = acting()
    with transaction():
        return activate(me, wish)
