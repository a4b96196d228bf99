"""What a step changes in an order. An effect reads, by one query at most, and returns; nothing is written here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final

from backend import clock
from backend.acting import Acting
from backend.editions.queries import current
from backend.editions.queries import edition as edition_of
from backend.grids.located import Place
from backend.grids.locating import locate
from backend.orders import queries
from backend.orders.clauses import clause_of, passes_captain, units_of
from backend.orders.guards import Standing, filed_by
from backend.orders.lifecycle import BACK, STAYS
from backend.orders.order import Order
from backend.problems import FieldFault, Problem
from checklists.checklist import Clause

JOINT_AFTER: Final = 2
"""The refusal after which an order stays with the county's centre."""
_PLACED: Final = frozenset({"lon", "lat"})


@dataclass(frozen=True, slots=True)
class Effect:
    """The order afterwards, whether it is now verified by a person, what the history keeps beside the evidence."""

    after: Order
    verified: bool = False
    kept: Mapping[str, Any] = field(default_factory=dict)


Evidence = Mapping[str, Any]
Change = Callable[[Acting, Order, Standing, Evidence], Effect]


def effect_of(step: str, acting: Acting, order: Order, standing: Standing, evidence: Evidence) -> Effect:
    """The effect of a legal step, its state set, its desk not yet. Raises Problem `invalid` for unfit evidence."""
    change = CHANGES.get(step)
    effect = change(acting, order, standing, evidence) if change else Effect(order)
    leads_to = standing.row.to_state
    state = {STAYS: order.state, BACK: order.returned_from or "to_verify"}.get(leads_to, leads_to)
    after = replace(effect.after, state=state)
    if state != order.state:
        after = replace(after, state_since=acting.at)
    if effect.verified:
        after = replace(after, verified_by=acting.person.id, verified_at=acting.at)
    return replace(effect, after=after)


def changed_columns(before: Order, after: Order) -> dict[str, Any]:
    """Columns of `work_order` that differ, but for the place, which is written as a whole."""
    names = [f.name for f in fields(Order) if f.name not in _PLACED]
    changes = {name: getattr(after, name) for name in names if getattr(after, name) != getattr(before, name)}
    if "tags" in changes:
        changes["tags"] = list(changes["tags"])
    return changes


def _verify(acting: Acting, order: Order, standing: Standing, evidence: Evidence) -> Effect:
    # Passing it on for the unit to look at is not a verification.
    return Effect(order, verified=evidence["how"] != "by_unit")


def _confirm(acting: Acting, order: Order, standing: Standing, evidence: Evidence) -> Effect:
    """Urgent ones and those passed on are found true by whoever handles or checks them first."""
    return Effect(order, verified=order.verified_by is None and not filed_by(acting.person, order))


def _return(acting: Acting, order: Order, standing: Standing, evidence: Evidence) -> Effect:
    return Effect(replace(order, returned_from=order.state))


def _supplement(acting: Acting, order: Order, standing: Standing, evidence: Evidence) -> Effect:
    return Effect(replace(order, returned_from=None))


def _decline(acting: Acting, order: Order, standing: Standing, evidence: Evidence) -> Effect:
    if standing.row.to_state == "declined":
        return Effect(replace(order, closed_at=acting.at))
    return Effect(replace(order, at_centre=True, tags=_tagged(order, "not_found")))


def _accept(acting: Acting, order: Order, standing: Standing, evidence: Evidence) -> Effect:
    # Whoever accepts first keeps it: the county does not hand back what it took.
    return Effect(replace(order, at_centre=order.at_centre or standing.party == "centre"))


def _dispatch(acting: Acting, order: Order, standing: Standing, evidence: Evidence) -> Effect:
    unit = evidence["unit"]
    if unit not in units_of(order.edition) and unit not in units_of(current().edition):
        raise _unfit("unit", "unit-unknown", "清单里没有这个承办单位，请重新选择。")
    return Effect(replace(order, unit_code=unit))


def _refuse(acting: Acting, order: Order, standing: Standing, evidence: Evidence) -> Effect:
    refusals = order.refusals + 1
    after = replace(order, refusals=refusals, unit_code=None)
    if refusals >= JOINT_AFTER:
        after = replace(after, at_centre=True, tags=_tagged(order, "refused_twice"))
    return Effect(after)


def _end(acting: Acting, order: Order, standing: Standing, evidence: Evidence) -> Effect:
    return Effect(replace(order, closed_at=acting.at))


def _correct(acting: Acting, order: Order, standing: Standing, evidence: Evidence) -> Effect:
    after = order
    if code := evidence.get("clause"):
        after = _with_clause(after, code)
    if level := evidence.get("level"):
        after = replace(after, level=level)
    if evidence.get("place") is not None or evidence.get("grid"):
        after = _with_place(acting, after, evidence)
    if evidence.get("note") is not None:
        after = replace(after, note=evidence["note"])
    old, new = _differences(order, after)
    if not new:
        raise _unfit("note", "nothing-changed", "更正的内容和原来一样，请改好再提交。")
    return Effect(after, kept={"before": old, "after": new})


def _with_clause(order: Order, code: str) -> Order:
    old, clause = clause_of(order.edition, order.clause), _clause_for(order.edition, code)
    # A captain who may not judge it for another reason still may not after the clause was corrected.
    other_reason = order.past_captain and not passes_captain(old)
    return replace(
        order, clause=code, level=clause.level, sensitive=clause.sensitive, urgent=clause.urgent,
        past_captain=passes_captain(clause) or other_reason,
    )  # fmt: skip


def _clause_for(edition: str, code: str) -> Clause:
    """The clause that a correction names. Raises Problem `invalid` where this edition cannot take it."""
    clause = edition_of(edition).find_clause(code)
    if clause is None:
        raise _unfit("clause", "clause-unknown", "这一版清单里没有这个条款，请重新选择。")
    if clause.only_from_instruction:
        raise _unfit("clause", "clause-from-instruction-only", "这个条款只由指令派发，请选择别的条款。")
    return clause


def _with_place(acting: Acting, order: Order, evidence: Evidence) -> Order:
    """The new place on today's division, as every open order's; a named grid goes before the computed one."""
    day = clock.local_date(acting.at)
    lon, lat = evidence.get("place") or (order.lon, order.lat)
    moved = replace(order, lon=lon, lat=lat)
    if grid := evidence.get("grid"):
        ground = queries.ground_of(grid, day)
        if ground is None:
            raise _unfit("grid", "grid-unknown", "没有这个网格，请在地图上重新选择。")
        return replace(
            moved, grid_code=ground.grid_code, grid_version_id=ground.id, village_code=ground.village_code,
            town_code=ground.town_code,
        )  # fmt: skip
    located = locate(Place(lon, lat), day)
    return replace(
        moved, grid_code=located.grid_code, grid_version_id=located.grid_version_id,
        village_code=located.village_code, town_code=located.town_code,
    )  # fmt: skip


def _differences(before: Order, after: Order) -> tuple[dict[str, Any], dict[str, Any]]:
    """Old and new value of what a correction changed, as JSON values."""
    names = ("clause", "level", "note", "lon", "lat", "grid_code", "village_code", "town_code")
    changed = [name for name in names if getattr(before, name) != getattr(after, name)]
    return {name: getattr(before, name) for name in changed}, {name: getattr(after, name) for name in changed}


def _tagged(order: Order, tag: str) -> tuple[str, ...]:
    return order.tags if tag in order.tags else (*order.tags, tag)


def _unfit(key: str, code: str, title: str) -> Problem:
    return Problem("invalid", errors=[FieldFault(f"/evidence/{key}", code, title)])


CHANGES: Final[Mapping[str, Change]] = {
    "verify": _verify,
    "return": _return,
    "supplement": _supplement,
    "decline": _decline,
    "withdraw": _end,
    "correct": _correct,
    "merge": _end,
    "accept": _accept,
    "dispatch": _dispatch,
    "refuse": _refuse,
    "result": _confirm,
    "check": _confirm,
    "close": _end,
}
