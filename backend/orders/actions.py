"""Steps on orders: the one door through which an order moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from backend.acting import Acting
from backend.database import db, problem_of
from backend.notices.actions import tell
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
class Answer:
    """What became of one row of many: the order's version and state, or why not."""

    code: str
    id: UUID
    version: int | None = None
    state: str | None = None
    problem: Problem | None = None


def take_step(acting: Acting, request: StepRequest) -> Order:
    """The step is taken, once however often it is sent; the order as it stands afterwards.

    Raises Problem: `not-found` outside one's sight, `not-allowed`, `own-finding`, `step-not-open`, `order-moved-on`,
    `step-differs`, `photos-not-whole`, `invalid` with what is wrong with the evidence.
    """
    into = request.evidence.get("into") if request.step == "merge" else None
    locked = queries.lock(acting.person, {request.code, into} - {None} if into else {request.code})
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
    photo_needed = clause_of(order.edition, order.clause).photo_needed
    if faults := faults_of(request.step, request.evidence, level=order.level, photo_needed=photo_needed):
        raise Problem("invalid", errors=faults)
    target = _target(order, locked.get(into, (None, False))) if into else None
    return _apply(acting, order, request, may, target)


def take_steps(acting: Acting, requests: Sequence[StepRequest]) -> list[Answer]:
    """Each row is taken or refused by itself, in a savepoint of its own; answers in the order of the rows."""
    # One order of locking for everybody, whatever order the rows were sent in.
    by_code = sorted(range(len(requests)), key=lambda at: requests[at].code)
    answers = {at: _take_one(acting, requests[at]) for at in by_code}
    return [answers[at] for at in range(len(requests))]


def _take_one(acting: Acting, request: StepRequest) -> Answer:
    try:
        with db.session.begin_nested():
            order = take_step(acting, request)
    except Problem as problem:
        return Answer(request.code, request.id, problem=problem)
    except IntegrityError as error:
        return Answer(request.code, request.id, problem=problem_of(error))
    return Answer(request.code, request.id, order.version, order.state)


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


def _apply(acting: Acting, order: Order, request: StepRequest, may: Standing, target: Order | None) -> Order:
    effect = effect_of(request.step, acting, order, may, request.evidence)
    effect = replace(effect, after=_at_desk(replace(effect.after, merged_into=target.code if target else None)))
    claim_for_step(acting, request.id, order.id, request.evidence.get("photos") or [])
    after = _write(acting, order, effect, request, may)
    if request.step == "dispatch" and after.unit_code:
        records.remember_unit(after.id, after.unit_code, after.filed_at, acting.at)
    if target is not None:
        _move_findings(acting, order, target, request.id)
    _tell(acting, order, after, request)
    _announce(acting, order, after, effect, request.step)
    return after


def _at_desk(order: Order) -> Order:
    desk = ""
    if order.state in ("dispatched", "in_hand") and order.unit_code:
        desk = unit_desk(order.unit_code, has_accounts=not served_by_centre(order.edition, order.unit_code))
    found = desk_of(
        order.state, grid=order.grid_code, town=order.town_code, past_captain=order.past_captain,
        at_centre=order.at_centre, reporter=order.reporter_id, unit_desk=desk,
    )  # fmt: skip
    return replace(order, desk=found)


def _write(acting: Acting, order: Order, effect: Effect, request: StepRequest, may: Standing) -> Order:
    after = replace(effect.after, version=order.version + 1)
    entry = records.Entry(
        order_id=order.id, seq=after.version, step_id=request.id, step=request.step, from_state=order.state,
        to_state=after.state, desk=after.desk, actor_id=acting.person.id, actor_role=may.capacity.role,
        deputy_for=may.capacity.id if may.capacity.id != acting.person.id else None,
        unit_code=after.unit_code or order.unit_code, at=acting.at, request=request.digest,
        evidence={**request.evidence, **effect.kept}, previous=order.head,
    )  # fmt: skip
    changes = changed_columns(order, after)
    if (after.lon, after.lat) != (order.lon, order.lat):
        changes["place"] = point_ewkt(after.lon, after.lat)
    records.append([entry], [changes])
    return after


def _move_findings(acting: Acting, order: Order, target: Order, step_id: UUID) -> None:
    """The merged order's finding, and all that had joined it, belong to the target."""
    moved = [(row.finding_id, row.reporter_id) for row in queries.joined_findings(order.id)]
    db.session.execute(delete(JoinedFinding).where(JoinedFinding.order_id == order.id))
    # The second row of one step: its id follows from the first, so that a repeat finds both.
    join(acting, target, [(order.id, order.reporter_id), *moved], uuid5(step_id, "into"))


def _tell(acting: Acting, before: Order, after: Order, request: StepRequest) -> None:
    told = list(telling.to_reporters(after, request.step, str(request.id))) if request.step != "merge" else []
    # A return puts the order on the reporter's own desk, which is told what is missing, once.
    if after.desk and after.desk != before.desk and after.state != "returned":
        told.append(telling.at_desk(after, str(request.id)))
    tell(acting, told)


def _announce(acting: Acting, before: Order, after: Order, effect: Effect, step: str) -> None:
    if effect.verified and after.verified_by and after.verified_at:
        acting.publish(_verified(after, after.verified_by, after.verified_at, step))
    if step == "correct":
        acting.publish(OrderCorrected(after.id, after.code, dict(effect.kept["before"]), dict(effect.kept["after"])))
    if before.open and not after.open:
        acting.publish(OrderClosed(after.id, after.code, after.state, after.merged_into))


def _verified(order: Order, by: UUID, at: datetime, step: str) -> FindingVerified:
    return FindingVerified(
        finding_id=order.id, order_code=order.code, person_id=order.reporter_id, clause=order.clause,
        level=order.level, edition=order.edition, filed_at=order.filed_at, verified_by=by, verified_at=at, step=step,
    )  # fmt: skip
