"""Steps on orders: the one door through which an order moves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import delete

from backend.acting import Acting
from backend.database import db
from backend.notices.actions import Telling, tell
from backend.orders import chain, queries, records, telling
from backend.orders.clauses import clause_of
from backend.orders.desks import desk_of, unit_desk
from backend.orders.effects import Effect, changed_columns, effect_of
from backend.orders.events import FindingVerified, OrderClosed, OrderCorrected
from backend.orders.evidence import faults_of
from backend.orders.guards import Standing, standing
from backend.orders.model import JoinedFinding
from backend.orders.opening import join
from backend.orders.order import Order
from backend.orders.units import served_by_centre
from backend.people.access import demand
from backend.photos.actions import claim_for_step
from backend.problems import FieldFault, Problem
from geo.columns import point_ewkt


@dataclass(frozen=True, slots=True)
class StepRequest:
    """One step as asked for. `evidence` holds JSON values, only keys that were sent."""

    code: str
    id: UUID
    step: str
    evidence: Mapping[str, Any]
    expected_version: int

    @property
    def digest(self) -> bytes:
        """What makes two requests with one id the same."""
        asked = {"code": self.code, "step": self.step, "evidence": dict(self.evidence)}
        return chain.request_digest({**asked, "expected_version": self.expected_version})


@dataclass(frozen=True, slots=True)
class Move:
    """A step that was found right: the order before and after it, and the order it is merged into."""

    before: Order
    after: Order
    effect: Effect
    request: StepRequest
    may: Standing
    target: Order | None = None


def take_step(acting: Acting, request: StepRequest) -> Order:
    """The step is taken, once however often it is sent; the order as it stands afterwards.

    Raises Problem: `not-found` outside one's sight, `not-allowed`, `own-finding`, `step-not-open`, `order-moved-on`,
    `step-differs`, `photos-not-whole`, `invalid` with what is wrong with the evidence.
    """
    found = judge(acting, request, queries.lock(acting.person, codes_of(request)))
    if isinstance(found, Order):
        return found
    claim_for_step(acting, request.id, found.before.id, request.evidence.get("photos") or [])
    carry_out(acting, [found])
    return found.after


def codes_of(request: StepRequest) -> set[str]:
    """The codes of the orders that the step changes."""
    into = request.evidence.get("into") if request.step == "merge" else None
    return {request.code, into} if into else {request.code}


def judge(acting: Acting, request: StepRequest, locked: Mapping[str, tuple[Order, bool]]) -> Move | Order:
    """What the step would do, or the order as it stands where this very step was taken before; nothing is written.

    `locked` holds the orders of `codes_of(request)`, as `queries.lock` gives them. Raises the Problems of `take_step`.
    """
    order, seen = locked.get(request.code, (None, False))
    if order is None:
        raise Problem("not-found")
    # Most requests are new: only one whose version has passed can be a repeat.
    if order.version != request.expected_version or not seen:
        if _is_repeat(acting, order, request):
            return order
        raise Problem("order-moved-on") if seen else Problem("not-found")
    demand(acting.person, f"order.{request.step}")
    may = standing(acting.person, order, request.step, request.evidence.get("reason"))
    facts = {
        "photo_needed": clause_of(order.edition, order.clause).photo_needed, "verified": order.verified_at is not None,
    }  # fmt: skip
    if faults := faults_of(request.step, request.evidence, level=order.level, **facts):
        raise Problem("invalid", errors=faults)
    into = request.evidence.get("into") if request.step == "merge" else None
    target = _target(order, locked.get(into, (None, False))) if into else None
    effect = effect_of(request.step, acting, order, may, request.evidence)
    after = _at_desk(replace(effect.after, merged_into=target.code if target else None, version=order.version + 1))
    return Move(order, after, effect, request, may, target)


def carry_out(acting: Acting, moves: Sequence[Move]) -> None:
    """The moves, each of another order, are written, told and announced; many cost hardly more trips than one."""
    records.append([_entry(acting, move) for move in moves], [_changes(move) for move in moves])
    for move in moves:
        if move.request.step == "dispatch" and move.after.unit_code:
            records.remember_unit(move.after.id, move.after.unit_code, move.after.filed_at, acting.at)
        if move.target is not None:
            _move_findings(acting, move.before, move.target, move.request.id)
    tell(acting, [told for move in moves for told in _tellings(move)])
    for move in moves:
        _announce(acting, move)


def _is_repeat(acting: Acting, order: Order, request: StepRequest) -> bool:
    """True where this very step was taken before. Raises `step-differs` where its id was used for something else."""
    taken = queries.step_taken(request.id)
    if taken is None:
        return False
    same = (taken.order_id, taken.actor_id, taken.request) == (order.id, acting.person.id, request.digest)
    if not same and taken.actor_id == acting.person.id:
        raise Problem("step-differs")
    return same


def _target(order: Order, found: tuple[Order | None, bool]) -> Order:
    """The order to merge into. Raises Problem `invalid` where that makes no sense."""
    target, seen = found
    if target is None or not seen:
        raise _unfit_target("not-found", "没有找到要并入的工单，请核对编号。")
    if target.id == order.id:
        raise _unfit_target("itself", "不能并入自己，请选另一张工单。")
    if not target.open:
        raise _unfit_target("not-open", "要并入的工单已经办完，请选一张还在办的。")
    if target.sensitive != order.sensitive:
        raise _unfit_target("sensitive", "敏感事项只能并入敏感事项，请分开办理。")
    if order.past_captain and not target.past_captain:
        raise _unfit_target("past-captain", "这一件不经过网格长，不能并入经过网格长的工单，请分开办理。")
    return target


def _unfit_target(code: str, title: str) -> Problem:
    return Problem("invalid", errors=[FieldFault("/evidence/into", code, title)])


def _at_desk(order: Order) -> Order:
    desk = ""
    if order.state in ("dispatched", "in_hand") and order.unit_code:
        desk = unit_desk(order.unit_code, has_accounts=not served_by_centre(order.edition, order.unit_code))
    found = desk_of(
        order.state, grid=order.grid_code, town=order.town_code, past_captain=order.past_captain,
        at_centre=order.at_centre, reporter=order.reporter_id, unit_desk=desk,
    )  # fmt: skip
    return replace(order, desk=found)


def _entry(acting: Acting, move: Move) -> records.Entry:
    before, after, request, capacity = move.before, move.after, move.request, move.may.capacity
    return records.Entry(
        order_id=before.id, seq=after.version, step_id=request.id, step=request.step, from_state=before.state,
        to_state=after.state, desk=after.desk, actor_id=acting.person.id, actor_role=capacity.role,
        deputy_for=capacity.id if capacity.id != acting.person.id else None,
        unit_code=after.unit_code or before.unit_code, at=acting.at, request=request.digest,
        evidence={**request.evidence, **move.effect.kept}, previous=before.head,
    )  # fmt: skip


def _changes(move: Move) -> dict[str, Any]:
    changes = changed_columns(move.before, move.after)
    if (move.after.lon, move.after.lat) != (move.before.lon, move.before.lat):
        changes["place"] = point_ewkt(move.after.lon, move.after.lat)
    return changes


def _move_findings(acting: Acting, order: Order, target: Order, step_id: UUID) -> None:
    """The merged order's finding, and all that had joined it, belong to the target."""
    moved = [(row.finding_id, row.reporter_id) for row in queries.joined_findings(order.id)]
    db.session.execute(delete(JoinedFinding).where(JoinedFinding.order_id == order.id))
    # The second row of one step: its id follows from the first, so that a repeat finds both.
    join(acting, target, [(order.id, order.reporter_id), *moved], uuid5(step_id, "into"))


def _tellings(move: Move) -> Iterator[Telling]:
    after, key = move.after, str(move.request.id)
    if move.request.step != "merge":
        yield from telling.to_reporters(after, move.request.step, key)
    # A return puts the order on the reporter's own desk, which is told what is missing, once.
    if after.desk and after.desk != move.before.desk and after.state != "returned":
        yield telling.at_desk(after, key)


def _announce(acting: Acting, move: Move) -> None:
    after, kept, step = move.after, move.effect.kept, move.request.step
    if move.effect.verified and after.verified_by and after.verified_at:
        acting.publish(_verified(after, after.verified_by, after.verified_at, step))
    if step == "correct":
        acting.publish(OrderCorrected(after.id, after.code, dict(kept["before"]), dict(kept["after"])))
    if move.before.open and not after.open:
        acting.publish(OrderClosed(after.id, after.code, after.state, after.merged_into))


def _verified(order: Order, by: UUID, at: datetime, step: str) -> FindingVerified:
    return FindingVerified(
        finding_id=order.id, order_code=order.code, person_id=order.reporter_id, clause=order.clause,
        level=order.level, edition=order.edition, filed_at=order.filed_at, verified_by=by, verified_at=at, step=step,
    )  # fmt: skip
