"""What is asked for: an edition to be in force, a clause to come or go, checked as the file's own schema would."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from marshmallow import ValidationError

from backend.editions.standing import GRACE_DAYS
from backend.problems import FieldFault, Problem
from checklists.checklist import Checklist
from checklists.faults import CATALOGUE
from checklists.schemas import MEANINGS, ClauseSchema, most_letters

GIVEN: Final = ("code", "offered_until")
"""What the applicant does not write: the code is given at the review, the last day is asked for by itself."""
MOST_CLAUSES: Final = 99


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is asked for. `content`: the clause as its file would say it, without code; empty where one leaves.

    `item` is an item of the list in force; `clause` the code of the one that leaves. `workload_per_month` counts
    findings a month, estimated. `temporary_until` is the last day, None for a lasting clause.
    """

    kind: str
    item: str
    content: Mapping[str, Any]
    basis: str
    workload_per_month: int
    reason: str = ""
    clause: str | None = None
    trial_area: str | None = None
    temporary_until: date | None = None


@dataclass(frozen=True, slots=True)
class StepWish:
    """A step on a request as asked for, with what it carries."""

    id: UUID
    step: str
    note: str = ""
    proposal: Proposal | None = None
    notice_from: date | None = None
    notice_until: date | None = None
    edition: str | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """An edition is to be in force from a day on, in `area` or everywhere; what it follows is taken `grace_days`."""

    id: UUID
    edition: str
    first_day: date
    area: str | None = None
    grace_days: int = GRACE_DAYS
    note: str = ""


def check(proposal: Proposal, checklist: Checklist, today: date) -> None:
    """Nothing, where the proposal could stand on that list. Raises Problem `invalid` with everything that is wrong."""
    faults = list(_leaving(proposal, checklist) if proposal.kind == "leave" else _entering(proposal, checklist, today))
    if faults:
        raise Problem("invalid", errors=faults)


def next_code(item: str, known: Iterable[Checklist], taken: Iterable[str]) -> str:
    """The next code of that item that no edition and no request has ever used. Problem `clause-code-taken` after 99."""
    used = {clause.code for one in known for clause in one.clauses if clause.item == item} | set(taken)
    numbers = [int(code.rpartition("-")[2]) for code in used if code.startswith(f"{item}-")]
    following = max(numbers, default=0) + 1
    if following > MOST_CLAUSES:
        raise Problem("clause-code-taken")
    return f"{item}-{following:02d}"


def as_written(content: Mapping[str, Any], code: str, until: date | None) -> dict[str, Any]:
    """The clause as its file will say it: the code first, the last day where it is temporary."""
    return {"code": code, **content, **({"offered_until": until.isoformat()} if until else {})}


def _leaving(proposal: Proposal, checklist: Checklist) -> Iterable[FieldFault]:
    if proposal.clause is None or checklist.find_clause(proposal.clause) is None:
        yield FieldFault("/clause", "clause-unknown", "现行清单里没有这个条款，请重新选择。")
    if not proposal.reason.strip():
        yield FieldFault("/reason", "missing", "请写明为什么取消这个条款。")
    if proposal.content:
        yield FieldFault("/content", "unknown", "取消条款时不写条款内容，请删去。")


def _entering(proposal: Proposal, checklist: Checklist, today: date) -> Iterable[FieldFault]:
    if proposal.item not in {item.code for item in checklist.items}:
        yield FieldFault("/item", "item-unknown", "现行清单里没有这个事项，请重新选择。")
        return
    if proposal.clause is not None:
        yield FieldFault("/clause", "unknown", "新条款的代码由系统在审核时给出，请留空。")
    if proposal.temporary_until is not None and proposal.temporary_until <= today:
        yield FieldFault("/temporary_until", "past", "临时条款的最后一天要在今天以后。")
    for key in GIVEN:
        if key in proposal.content:
            yield FieldFault(f"/content/{key}", "unknown", "这一项由系统填写，请删去。")
    yield from _content_faults(proposal, checklist)


def _content_faults(proposal: Proposal, checklist: Checklist) -> Iterable[FieldFault]:
    content = {key: value for key, value in proposal.content.items() if key not in GIVEN}
    written = as_written(content, f"{proposal.item}-01", proposal.temporary_until)
    try:
        ClauseSchema().load(written)
    except ValidationError as error:
        yield from _told(error.messages, written, ())
        return
    units = {unit.code for unit in checklist.units}
    for pointer, code in [("lead", written["lead"]), *(("support", one) for one in written.get("support", []))]:
        if code not in units:
            yield FieldFault(f"/content/{pointer}", "unknown-unit", f"清单里没有单位“{code[:20]}”，请重新选择。")
    if written["title"] in {clause.title for clause in checklist.clauses}:
        yield FieldFault("/content/title", "doubled-title", "现行清单里已有同名条款，请直接使用或换一个名称。")


def _told(complaints: Any, content: Any, where: tuple[str | int, ...]) -> Iterable[FieldFault]:
    """The schema's complaints as sentences of the checklist's own catalogue."""
    if isinstance(complaints, Mapping):
        for key, inside in complaints.items():
            yield from _told(inside, content, where if key == "_schema" else (*where, key))
        return
    key = next((str(step) for step in reversed(where) if isinstance(step, str)), "")
    for code in complaints:
        sentence, mend = CATALOGUE.get(code, ("填写不对", "请核对后再填"))
        details = {"key": key, "value": "", "meaning": MEANINGS.get(key, key), "most": most_letters(where)}
        title = f"{sentence}；{mend}。".format_map(details).replace("“”", "")
        yield FieldFault("/content" + "".join(f"/{step}" for step in where), code, title)
