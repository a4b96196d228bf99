"""Many steps at once: each row is taken or refused by itself, and together they cost few trips to the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from backend.acting import Acting
from backend.database import db, problem_of
from backend.orders import queries
from backend.orders.actions import Move, StepRequest, carry_out, codes_of, judge, take_step
from backend.orders.order import Order
from backend.problems import Problem


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one row of many: the order as it stands afterwards, or why not."""

    code: str
    id: UUID
    order: Order | None = None
    problem: Problem | None = None


def take_steps(acting: Acting, requests: Sequence[StepRequest]) -> list[Answer]:
    """Each row is taken or refused as `take_step` would alone; answers in the order of the rows.

    Rows that touch no other row's order and bring no photo go together. All others, and all of them where the database
    refuses one, go one after the other, each in a savepoint of its own.
    """
    # Locked in one go, in one order for everybody: two batches that meet wait and never block each other.
    locked = queries.lock(acting.person, set().union(*map(codes_of, requests)))
    touched = Counter(code for request in requests for code in codes_of(request))
    together = {
        at: request
        for at, request in enumerate(requests)
        if touched[request.code] == 1 and request.step != "merge" and not request.evidence.get("photos")
    }
    answers: dict[int, Answer] = {}
    try:
        with db.session.begin_nested():
            answers.update(_take_together(acting, together, locked))
    except IntegrityError:
        answers.clear()
    return [answers.get(at) or _take_one(acting, request) for at, request in enumerate(requests)]


def _take_together(
    acting: Acting, requests: dict[int, StepRequest], locked: dict[str, tuple[Order, bool]]
) -> dict[int, Answer]:
    answers: dict[int, Answer] = {}
    moves: list[Move] = []
    for at, request in requests.items():
        try:
            found = judge(acting, request, locked)
        except Problem as problem:
            answers[at] = Answer(request.code, request.id, problem=problem)
            continue
        order = found if isinstance(found, Order) else found.after
        answers[at] = Answer(request.code, request.id, order)
        if isinstance(found, Move):
            moves.append(found)
    if moves:
        carry_out(acting, moves)
    return answers


def _take_one(acting: Acting, request: StepRequest) -> Answer:
    try:
        with db.session.begin_nested():
            order = take_step(acting, request)
    except Problem as problem:
        return Answer(request.code, request.id, problem=problem)
    except IntegrityError as error:
        return Answer(request.code, request.id, problem=problem_of(error))
    return Answer(request.code, request.id, order)
