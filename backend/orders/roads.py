"""The road of an order: its history as people read it, each by their viewpoint."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row

from backend.orders.clauses import units_of
from backend.orders.lifecycle import RECORDED, STATE, STEP
from backend.orders.order import Order
from backend.orders.viewpoint import Viewpoint
from backend.people.access import ROLE_TITLES
from backend.people.queries import Named

CHANGED: Final = {
    "clause": "条款", "level": "级别", "note": "说明", "lon": "经度", "lat": "纬度", "grid_code": "网格",
    "village_code": "村居", "town_code": "镇街",
}  # fmt: skip


def road_document(view: Viewpoint, order: Order, row: Row[Any], names: dict[UUID, Named]) -> dict[str, Any]:
    """One history row: what was done, by which office, and what was said as far as this person may read it."""
    evidence = (row.evidence or {}) if view.reads(row.step, row.actor_id) else {}
    unit = units_of(order.edition).get(row.unit_code or "") if view.reads(row.step, row.actor_id) else None
    return {
        "seq": row.seq, "step": row.step, "title": title_of(row.step), "from_state": row.from_state,
        "to_state": row.to_state, "to_title": STATE[row.to_state].title, "at": row.at,
        "who": _who(view, row, names, unit.title if unit else None), "deputy": row.deputy_for is not None,
        "note": evidence.get("note"), "reason": _choice(row.step, "reason", evidence),
        "how": _choice(row.step, "how", evidence), "photos": _photos(evidence),
        "changes": _changes(evidence) if view.office else [], "erased": row.evidence is None,
    }  # fmt: skip


def title_of(step: str) -> str:
    """What the step is called; also of those that nobody takes."""
    return RECORDED[step] if step in RECORDED else STEP[step].title


def _who(view: Viewpoint, row: Row[Any], names: dict[UUID, Named], unit_title: str | None) -> dict[str, Any]:
    name = view.name_of(row.actor_id, row.actor_role, names)
    shown = unit_title if row.actor_role == "unit" else None
    mine = row.actor_id == view.person
    return {"role": ROLE_TITLES.get(row.actor_role, "系统"), "name": name, "unit": shown, "me": mine}


def _choice(step: str, key: str, evidence: dict[str, Any]) -> dict[str, str] | None:
    code = evidence.get(key)
    if not code or step not in STEP:
        return None
    choices = STEP[step].ways if key == "how" else STEP[step].reasons
    titles = {choice.code: choice.title for choice in choices}
    return {"code": code, "title": titles.get(code, code)}


def _photos(evidence: dict[str, Any]) -> list[dict[str, str]]:
    return [{"sha256": photo["sha256"], "kind": photo["kind"]} for photo in evidence.get("photos") or []]


def _changes(evidence: dict[str, Any]) -> list[dict[str, str]]:
    before, after = evidence.get("before") or {}, evidence.get("after") or {}
    return [
        {"title": CHANGED.get(key, key), "before": _said(before.get(key)), "after": _said(value)}
        for key, value in after.items()
    ]


def _said(value: Any) -> str:
    return "" if value is None else str(value)
