"""Whether a filing may be taken at all: its answers by the edition that the phone used."""

from __future__ import annotations

from datetime import date

from backend.editions.queries import editions, find_edition
from backend.editions.queries import standing as in_force
from backend.problems import FieldFault, Problem
from backend.reports.filing import Filing
from checklists.answers import FindingAnswer, check_findings


def refusal_of(filing: Filing, seen_on: date, received_on: date) -> Problem | None:
    """What is wrong with the answers by the edition that the phone used, every fault at once.

    The day of seeing decides which editions and temporary clauses are taken, so that nothing written down without a
    signal is refused for arriving late.
    """
    edition = find_edition(filing.checklist)
    if edition is None:
        return Problem("unknown-edition")
    standing = in_force()
    if not standing.accepts(edition.edition, seen_on, received_on):
        begun = standing.begun(edition.edition, received_on)
        return Problem("edition-ended" if begun else "edition-not-begun")
    if not filing.findings and not filing.checked_ok:
        return Problem("invalid", errors=[FieldFault("", "empty-report", "至少填写一条问题或一条正常，再提交。")])
    answers = [
        FindingAnswer(one.clause, one.note, one.handled_on_spot, tuple(photo.kind for photo in one.photos))
        for one in filing.findings
    ]
    others = [other for other in editions().values() if other is not edition]
    found = check_findings(edition, answers, filing.checked_ok, others, seen_on)
    faults = [*_doubled_ids(filing), *(FieldFault(fault.pointer, fault.code, fault.title) for fault in found)]
    return Problem("invalid", errors=faults) if faults else None


def _doubled_ids(filing: Filing) -> list[FieldFault]:
    ids = [finding.id for finding in filing.findings]
    return [
        FieldFault(f"/findings/{at}/id", "finding-id-doubled", "两条问题的编号相同，请删去这条重新填写。")
        for at, finding_id in enumerate(ids)
        if finding_id in ids[:at]
    ]
