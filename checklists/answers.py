"""Whether a report's answers fit the edition that the phone used. Pure: no database, no HTTP."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from checklists.checklist import SPOT_PHOTOS, Checklist, Clause

TITLES: Mapping[str, str] = {
    "clause-unknown": "清单里没有条款 {code}，请在条款里重新选择",
    "clause-other-edition": "条款 {code} 属于 {edition} 版清单，请在本版清单里重新选择",
    "clause-from-instruction-only": "“{title}”只由指令派发，不能自行上报；情况紧急请先打110",
    "clause-not-offered": "“{title}”是临时条款，{dates}，发现当天不在期内，请在条款里重新选择",
    "not-on-the-spot": "“{title}”不能自行处置，请改为上报，由承办单位处理",
    "spot-photos-missing": "自行处置要有处置前和处置后的照片，请补拍后再提交",
    "photo-missing": "“{title}”至少要有一张照片，请补拍后再提交",
    "clause-found-and-ok": "“{title}”既报了问题又记为正常，请去掉一处",
    "checked-ok-doubled": "“{title}”记了两次正常，请去掉一处",
}


@dataclass(frozen=True, slots=True)
class FindingAnswer:
    """What was answered about one finding; `photo_kinds` are those declared, sent or not."""

    clause: str
    note: str
    handled_on_spot: bool
    photo_kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswerFault:
    """One answer that does not fit: a JSON pointer into the report, the rule, and the next step in words."""

    pointer: str
    code: str
    title: str


def check_findings(
    checklist: Checklist,
    findings: Sequence[FindingAnswer],
    checked_ok: Sequence[str],
    others: Iterable[Checklist] = (),
    seen_on: date | None = None,
) -> list[AnswerFault]:
    """Every answer that does not fit the edition, in the order of the report; none when all fit.

    `others` are the other known editions: they tell a clause of another edition from one that never was. With the day
    on which it was seen, a temporary clause is a fault outside its days; when it arrives does not matter.
    """
    known = tuple(others)
    faults = [
        fault
        for at, finding in enumerate(findings)
        for fault in _finding_faults(checklist, known, f"/findings/{at}", finding, seen_on)
    ]
    faults.extend(_checked_faults(checklist, known, {finding.clause for finding in findings}, checked_ok))
    return faults


def _checked_faults(
    checklist: Checklist, others: tuple[Checklist, ...], found: set[str], checked_ok: Sequence[str]
) -> Iterator[AnswerFault]:
    seen: set[str] = set()
    for at, code in enumerate(checked_ok):
        pointer = f"/checked_ok/{at}"
        clause = checklist.find_clause(code)
        if clause is None or clause.only_from_instruction:
            yield _not_offered(others, pointer, code, clause)
        elif code in found:
            yield _fault("clause-found-and-ok", pointer, title=clause.title)
        elif code in seen:
            yield _fault("checked-ok-doubled", pointer, title=clause.title)
        seen.add(code)


def _finding_faults(
    checklist: Checklist,
    others: tuple[Checklist, ...],
    pointer: str,
    finding: FindingAnswer,
    seen_on: date | None,
) -> Iterator[AnswerFault]:
    clause = checklist.find_clause(finding.clause)
    if clause is None or clause.only_from_instruction:
        yield _not_offered(others, f"{pointer}/clause", finding.clause, clause)
        return
    if seen_on is not None and not clause.offered_on(seen_on):
        yield _fault("clause-not-offered", f"{pointer}/clause", title=clause.title, dates=_dates(clause))
    if finding.handled_on_spot and not clause.on_the_spot:
        yield _fault("not-on-the-spot", f"{pointer}/handled_on_spot", title=clause.title)
    # A quarrel settled by talking has nothing to show: pictures are asked for where the clause itself wants one.
    wanted = finding.handled_on_spot and clause.on_the_spot and clause.photo_needed
    if wanted and not SPOT_PHOTOS.issubset(finding.photo_kinds):
        yield _fault("spot-photos-missing", f"{pointer}/photos")
    elif clause.photo_needed and not finding.photo_kinds:
        yield _fault("photo-missing", f"{pointer}/photos", title=clause.title)


def _not_offered(others: tuple[Checklist, ...], pointer: str, code: str, clause: Clause | None) -> AnswerFault:
    if clause is not None:
        return _fault("clause-from-instruction-only", pointer, title=clause.title)
    for other in others:
        if other.find_clause(code) is not None:
            return _fault("clause-other-edition", pointer, code=code, edition=other.edition)
    return _fault("clause-unknown", pointer, code=_shown(code))


def _fault(rule: str, pointer: str, /, **details: str) -> AnswerFault:
    return AnswerFault(pointer, rule, TITLES[rule].format_map(details))


def _dates(clause: Clause) -> str:
    """The days of a temporary clause in words; both are within."""
    begins = f"{clause.offered_from} 起" if clause.offered_from else ""
    return begins + (f"到 {clause.offered_until} 止" if clause.offered_until else "")


def _shown(code: str) -> str:
    """What was sent instead of a code, short enough for a sentence."""
    return code if len(code) <= 20 else f"{code[:19]}…"
