"""What people are told about an order. Titles hold no personal data, and say nothing of a sensitive matter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from backend.notices.actions import Telling
from backend.orders.clauses import clause_of
from backend.orders.lifecycle import STATE
from backend.orders.order import Order

# Step → what its reporters read; the outcome always goes back to them.
NEWS: Final = {
    "verify": "已核实，转综治中心受理",
    "return": "请补充后再提交",
    "decline": "不予受理，理由见工单",
    "accept": "已受理",
    "dispatch": "已派给承办单位",
    "result": "承办单位已反馈，等待核查",
    "check": "已核查，好了没有？还没好请告诉网格长",
    "rework": "没有办好，已要求重新处置",
    "close": "已结案",
    "merge": "已并入同一件事的工单，结果会告诉您",
    "join": "已并入同一件事的工单，结果会告诉您",
    "correct": "",
}
RECEIVED: Final = "已由有关部门接收"
SENSITIVE: Final = "敏感事项"
# Of a sensitive matter the reporter hears what is asked of them or refused, else that it was received.
_SAID_PLAINLY: Final = ("return", "decline", "merge", "join")


def at_desk(order: Order, key: str) -> Telling:
    """The new desk hears that something waits there. `key` makes it once: the step's or finding's id."""
    title = SENSITIVE if order.sensitive else clause_of(order.edition, order.clause).title
    urgent = "【紧急】" if order.urgent else ""
    state = STATE[order.state].title
    return Telling(
        kind="order-desk", subject=f"order/{order.code}", title=f"{urgent}{state}：{title}", effect_key=f"{key}/desk",
        desk=order.desk,
    )  # fmt: skip


def to_reporters(order: Order, step: str, key: str) -> Iterator[Telling]:
    """Everybody who filed a part of it hears what the step means for them."""
    for person in sorted(order.reporters):
        if telling := to_reporter(order, step, key, person):
            yield telling


def to_reporter(order: Order, step: str, key: str, person: UUID) -> Telling | None:
    """What one reporter hears; None where the step is not told to reporters."""
    news = NEWS.get(step)
    if not news:
        return None
    title = clause_of(order.edition, order.clause).title
    if order.sensitive:
        # One notice for the whole way of a sensitive matter, and one at its end: the key does not name the step.
        if step not in _SAID_PLAINLY:
            news, key = RECEIVED, f"{order.id}/{'end' if not order.open else 'received'}"
        title = SENSITIVE
    return Telling(
        kind="order-news", subject=f"order/{order.code}", title=f"{news}：{title}",
        effect_key=f"{key}/reporter", person=person,
    )  # fmt: skip
