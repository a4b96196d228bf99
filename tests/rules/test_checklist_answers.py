"""Which answers of a report fit the edition that the phone used."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.answers import AnswerFault, FindingAnswer, check_findings
from checklists.checklist import Checklist, Item
from checklists.editions import load_all

CHECKLIST: Checklist = load_all()["2026"]
CODES = [clause.code for clause in CHECKLIST.clauses]
OFFERED = [clause.code for clause in CHECKLIST.clauses if not clause.only_from_instruction]


def finding(clause: str, *photo_kinds: str, handled_on_spot: bool = False) -> FindingAnswer:
    return FindingAnswer(clause, "二楼楼道堆放纸箱", handled_on_spot, photo_kinds)


def told(faults: list[AnswerFault]) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code) for fault in faults]


def edition_with_another_clause() -> Checklist:
    item = CHECKLIST.items[0]
    older = replace(item.clauses[0], code="XX01-01")
    return replace(CHECKLIST, edition="2025", items=(Item("XX01", "旧事项", "XX", "旧类别", (older,)),))


def test_a_finding_with_its_photo_and_clauses_in_order_fit() -> None:
    assert check_findings(CHECKLIST, [finding("XF01-01", "near")], ["XF01-02", "XF02-01"]) == []


def test_a_clause_that_never_was_is_refused_and_named() -> None:
    faults = check_findings(CHECKLIST, [finding("XF99-01", "near")], ["XF99-02"])
    assert told(faults) == [("/findings/0/clause", "clause-unknown"), ("/checked_ok/0", "clause-unknown")]
    assert "XF99-01" in faults[0].title


def test_a_clause_of_another_edition_is_told_from_one_that_never_was() -> None:
    faults = check_findings(CHECKLIST, [finding("XX01-01")], [], [edition_with_another_clause()])
    assert told(faults) == [("/findings/0/clause", "clause-other-edition")]
    assert "2025 版" in faults[0].title


def test_a_clause_that_wants_a_photo_is_refused_without_one() -> None:
    assert told(check_findings(CHECKLIST, [finding("XF02-01")], [])) == [("/findings/0/photos", "photo-missing")]


def test_a_clause_that_wants_the_phone_first_never_waits_for_a_photo() -> None:
    phone_first = [finding(clause.code) for clause in CHECKLIST.clauses if clause.phone_first]
    instructed = {"FZ01-01", "FZ01-03"}
    assert check_findings(CHECKLIST, [one for one in phone_first if one.clause not in instructed], []) == []


@pytest.mark.parametrize("kinds", [(), ("near",), ("before",), ("after", "after"), ("before", "far")])
def test_settling_on_the_spot_needs_a_photo_before_and_one_after(kinds: tuple[str, ...]) -> None:
    faults = check_findings(CHECKLIST, [finding("XF01-01", *kinds, handled_on_spot=True)], [])
    assert told(faults) == [("/findings/0/photos", "spot-photos-missing")]


def test_settling_on_the_spot_with_both_photos_fits() -> None:
    answer = finding("XF01-01", "before", "after", handled_on_spot=True)
    assert check_findings(CHECKLIST, [answer], []) == []


def test_a_quarrel_settled_on_the_spot_needs_no_picture() -> None:
    assert check_findings(CHECKLIST, [finding("MD01-03", handled_on_spot=True)], []) == []


def test_settling_on_the_spot_is_refused_where_the_list_does_not_allow_it() -> None:
    faults = check_findings(CHECKLIST, [finding("XF02-01", "before", "after", handled_on_spot=True)], [])
    assert told(faults) == [("/findings/0/handled_on_spot", "not-on-the-spot")]


def test_all_that_is_wrong_with_a_finding_is_said_at_once() -> None:
    faults = check_findings(CHECKLIST, [finding("XF02-01", handled_on_spot=True)], [])
    assert told(faults) == [
        ("/findings/0/handled_on_spot", "not-on-the-spot"),
        ("/findings/0/photos", "photo-missing"),
    ]


@pytest.mark.parametrize("code", ["FZ01-01", "FZ01-03"])
def test_a_clause_that_opens_from_an_instruction_is_not_filed_freely(code: str) -> None:
    faults = check_findings(CHECKLIST, [finding(code)], [code])
    assert told(faults) == [
        ("/findings/0/clause", "clause-from-instruction-only"),
        ("/checked_ok/0", "clause-from-instruction-only"),
    ]


def test_a_clause_cannot_be_a_finding_and_in_order_in_one_visit() -> None:
    faults = check_findings(CHECKLIST, [finding("XF01-01", "near")], ["XF01-02", "XF01-01"])
    assert told(faults) == [("/checked_ok/1", "clause-found-and-ok")]


def test_a_clause_is_marked_in_order_once() -> None:
    faults = check_findings(CHECKLIST, [], ["XF01-02", "XF01-02", "XF01-03"])
    assert told(faults) == [("/checked_ok/1", "checked-ok-doubled")]


def test_two_findings_of_one_clause_in_one_visit_are_two_matters() -> None:
    assert check_findings(CHECKLIST, [finding("XF01-01", "near"), finding("XF01-01", "far")], []) == []


@given(st.text(max_size=300))
def test_whatever_is_sent_instead_of_a_code_is_answered_in_one_short_sentence(code: str) -> None:
    if CHECKLIST.find_clause(code) is None:
        (fault,) = check_findings(CHECKLIST, [finding(code, "near")], [])
        assert fault.code == "clause-unknown"
        assert len(fault.title) < 60


@given(st.lists(st.sampled_from(CODES), max_size=20), st.lists(st.sampled_from(CODES), max_size=20))
def test_every_fault_points_at_an_answer_that_was_sent(found: list[str], checked: list[str]) -> None:
    faults = check_findings(CHECKLIST, [finding(code) for code in found], checked)
    for fault in faults:
        part, at = fault.pointer.split("/")[1:3]
        assert int(at) < len({"findings": found, "checked_ok": checked}[part])
        assert fault.title.startswith(("“", "清单里", "条款", "自行处置"))
    assert len({(fault.pointer, fault.code) for fault in faults}) == len(faults)


@given(st.lists(st.sampled_from(OFFERED), unique=True, max_size=30), st.integers(0, 30))
def test_answers_with_photos_and_no_clause_twice_always_fit(codes: list[str], parted: int) -> None:
    findings = [finding(code, "near") for code in codes[:parted]]
    assert check_findings(CHECKLIST, findings, codes[parted:]) == []
