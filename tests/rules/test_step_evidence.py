"""What a step must say, step by step."""

from __future__ import annotations

from typing import Any

import pytest

from backend.orders.evidence import faults_of
from backend.orders.lifecycle import EVIDENCE_KEYS, STEP

GOOD: dict[str, dict[str, Any]] = {
    "verify": {"how": "on_site"}, "return": {"note": "门牌号"}, "supplement": {"note": "补"},
    "decline": {"reason": "known", "note": "在办"}, "withdraw": {},
    "correct": {"reason": "clause", "clause": "CZ01-02"},
    "merge": {"into": "3" * 22}, "accept": {}, "dispatch": {"unit": "fire"}, "sign": {},
    "refuse": {"reason": "not_our_duty", "note": "依据"}, "result": {"note": "已清理"}, "check": {"how": "by_phone"},
    "rework": {"note": "还在"}, "close": {},
}  # fmt: skip
SAMPLE: dict[str, Any] = {
    "how": "on_site", "note": "说明", "reason": "known", "unit": "fire",
    "photos": [{"sha256": "a" * 64, "kind": "after"}],
    "level": "N", "until": "2026-12-01", "days": 3, "into": "3" * 22, "clause": "CZ01-02", "place": [120.4, 32.5],
    "grid": "320685100201001", "contacts": [],
}  # fmt: skip


def codes(step: str, evidence: dict[str, Any], **facts: Any) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code) for fault in faults_of(step, evidence, **facts)]


def test_every_step_has_evidence_that_suffices() -> None:
    assert set(GOOD) == set(STEP)
    assert {step: codes(step, evidence) for step, evidence in GOOD.items() if codes(step, evidence)} == {}


@pytest.mark.parametrize("step", list(GOOD))
def test_a_key_that_the_step_does_not_know_is_refused(step: str) -> None:
    for key in EVIDENCE_KEYS:
        refused = (f"/evidence/{key}", "unknown") in codes(step, {**GOOD[step], key: SAMPLE[key]})
        assert refused == (key not in STEP[step].takes)


@pytest.mark.parametrize("step", list(GOOD))
def test_what_the_step_needs_is_asked_for_by_name(step: str) -> None:
    for key in STEP[step].needs:
        without = {name: value for name, value in GOOD[step].items() if name != key}
        assert (f"/evidence/{key}", "missing") in codes(step, without)
        assert (f"/evidence/{key}", "missing") in codes(step, {**GOOD[step], key: "  "})


def test_only_offered_answers_are_taken() -> None:
    assert codes("verify", {"how": "guess"}) == [("/evidence/how", "not-offered")]
    assert codes("decline", {"reason": "lazy", "note": "x"}) == [("/evidence/reason", "not-offered")]


@pytest.mark.parametrize("level", ["L", "M"])
@pytest.mark.parametrize(
    ("how", "taken"), [("on_site", True), ("by_unit", True), ("by_photo", False), ("by_phone", False)]
)
def test_larger_matters_are_looked_at_on_site_or_by_the_unit(level: str, how: str, taken: bool) -> None:
    assert (codes("verify", {"how": how}, level=level) == []) == taken
    assert codes("verify", {"how": how}, level="N") == []


@pytest.mark.parametrize(("how", "taken"), [("on_site", True), ("by_photo", False), ("by_phone", False)])
def test_a_larger_matter_that_nobody_verified_is_checked_on_site(how: str, taken: bool) -> None:
    assert (codes("check", {"how": how}, level="L", verified=False) == []) == taken
    assert codes("check", {"how": how}, level="L", verified=True) == []
    assert codes("check", {"how": how}, level="N", verified=False) == []


def test_a_result_shows_how_it_is_now_where_the_clause_asks_for_photos() -> None:
    assert codes("result", {"note": "已清理"}, photo_needed=True) == [("/evidence/photos", "after-photo")]
    before = {"note": "已清理", "photos": [{"sha256": "a" * 64, "kind": "before"}]}
    assert codes("result", before, photo_needed=True) == [("/evidence/photos", "after-photo")]
    after = {"note": "已清理", "photos": [{"sha256": "a" * 64, "kind": "after"}]}
    assert codes("result", after, photo_needed=True) == []


def test_a_supplement_adds_something_and_a_correction_changes_something() -> None:
    assert codes("supplement", {}) == [("/evidence/note", "missing")]
    assert codes("supplement", {"photos": [{"sha256": "a" * 64, "kind": "near"}]}) == []
    assert codes("correct", {"reason": "clause"}) == [("/evidence/note", "missing")]
