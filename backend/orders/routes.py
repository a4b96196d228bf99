"""HTTP: orders, their steps and their history."""

from __future__ import annotations

from typing import Any

from backend import api
from backend.database import transaction
from backend.orders import actions, batches, pages, picture
from backend.orders.schemas import OrderPageSchema, OrdersPageSchema, OrdersQuery
from backend.orders.step_schemas import (
    AnswersSchema,
    CodedStepSchema,
    DutyUnitsSchema,
    HistorySchema,
    LifecycleSchema,
    StepSchema,
)

blueprint = api.Blueprint("orders", __name__, description="工单：列表、详情、办理、全过程")


@blueprint.route("/orders")
@blueprint.arguments(OrdersQuery, location="query")
@blueprint.response(200, OrdersPageSchema)
def list_orders(query: dict[str, Any]) -> dict[str, Any]:
    """The orders one may see, newest first."""
    with transaction():
        return pages.list_page(api.acting(), **query)


@blueprint.route("/orders/lifecycle")
@blueprint.response(200, LifecycleSchema)
def show_lifecycle() -> dict[str, Any]:
    """States, steps and moves as data."""
    api.acting()
    return picture.lifecycle_document()


@blueprint.route("/orders/units")
@blueprint.response(200, DutyUnitsSchema)
def list_units() -> dict[str, Any]:
    """The units to which an order can be dispatched."""
    api.acting()
    return pages.duty_units()


@blueprint.route("/orders/<string:code>")
@blueprint.response(200, OrderPageSchema)
def show_order(code: str) -> dict[str, Any]:
    """One order with its findings, its road and the steps open to me."""
    with transaction():
        return pages.order_page(api.acting(), code)


@blueprint.route("/orders/<string:code>/history")
@blueprint.arguments(api.PageQuery, location="query")
@blueprint.response(200, HistorySchema)
def show_history(query: dict[str, Any], code: str) -> dict[str, Any]:
    """Everything that happened to it, oldest first, with the links of its hash chain."""
    with transaction():
        return pages.history_page(api.acting(), code, **query)


@blueprint.route("/orders/<string:code>/steps", methods=["POST"])
@blueprint.arguments(StepSchema)
@blueprint.response(200, OrderPageSchema)
def take_step(body: dict[str, Any], code: str) -> dict[str, Any]:
    """Take one step; the order as it stands afterwards. The same step sent again is done once."""
    with transaction():
        acting = api.acting()
        return pages.page_of(acting, actions.take_step(acting, actions.StepRequest(code=code, **body)))


@blueprint.route("/orders/steps", methods=["POST"])
@blueprint.arguments(CodedStepSchema(many=True))
@blueprint.response(200, AnswersSchema)
def take_steps(body: list[dict[str, Any]]) -> dict[str, Any]:
    """Up to 500 steps on orders, each taken or refused by itself."""
    with transaction():
        return pages.answers(batches.take_steps(api.acting(), [actions.StepRequest(**row) for row in body]))
