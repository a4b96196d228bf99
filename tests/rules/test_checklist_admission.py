"""Writing the next edition: a clause more or less, remarks and order kept, nothing left behind where it fails."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.editions.lifecycle import MOVES, STATE, STATES
from backend.editions.requests import next_code
from backend.problems import Problem
from checklists.editions import HERE, load_edition
from checklists.faults import EditionFault
from checklists.writing import PublishedError, add_clause, admit, publish, remove_clause
from tests.editions import given_edition

NEW: dict[str, Any] = {
    "title": "电动车飞线充电", "code": "XF01-03", "help": "从窗户拉线充电的算。", "lead": "fire",
    "support": ["property"],
    "level": "L", "respond": "2 work_hour", "handle": "1 work_day", "pays": "no", "offered_until": "2027-12-31",
}  # fmt: skip


def lines(folder: Path, file: str) -> list[str]:
    return (folder / file).read_text("utf-8").splitlines()


def test_a_clause_is_added_at_the_end_of_its_item_and_nothing_else_changes(tmp_path: Path) -> None:
    older = given_edition(tmp_path, "2027")
    made = admit(older, tmp_path / "2028", lambda folder: add_clause(folder, "XF01", NEW))
    assert (made.edition, made.status, [clause.code for clause in made.clauses][-1]) == ("2028", "draft", "XF01-03")
    before, after = lines(older, "xf.yaml"), lines(tmp_path / "2028", "xf.yaml")
    assert after[: len(before)] == before
    assert after[len(before) :][:3] == ["", "      - code: XF01-03", "        title: 电动车飞线充电"]
    for file in ("cz.yaml", "units.yaml"):
        assert lines(older, file) == lines(tmp_path / "2028", file)
    told = lines(tmp_path / "2028", "edition.yaml")
    assert "# 试验用的小清单。" in told
    assert "clauses: 4" in told
    assert not any(line.startswith("digest") for line in told)


def test_the_products_files_keep_every_remark_and_every_line(tmp_path: Path) -> None:
    def change(folder: Path) -> None:
        add_clause(folder, "XF01", {**NEW, "code": "XF01-99"})
        remove_clause(folder, "XF01-99")

    admit(HERE / "2026", tmp_path / "2027", change)
    assert lines(HERE / "2026", "xf.yaml") == lines(tmp_path / "2027", "xf.yaml")


def test_a_clause_leaves_and_what_was_remarked_about_the_next_one_stays(tmp_path: Path) -> None:
    older = given_edition(tmp_path, "2027")
    made = admit(older, tmp_path / "2028", lambda folder: remove_clause(folder, "XF01-01"))
    assert [clause.code for clause in made.clauses] == ["CZ01-01", "XF01-02"]
    assert any("这一条先打电话" in line for line in lines(tmp_path / "2028", "xf.yaml"))
    made = admit(older, tmp_path / "2028", lambda folder: remove_clause(folder, "XF01-02"))
    assert [item.code for item in made.items] == ["CZ01"]


def test_a_second_request_goes_into_the_same_draft(tmp_path: Path) -> None:
    older = given_edition(tmp_path, "2027")
    admit(older, tmp_path / "2028", lambda folder: add_clause(folder, "XF01", NEW))
    made = admit(older, tmp_path / "2028", lambda folder: remove_clause(folder, "CZ01-01"))
    assert [clause.code for clause in made.clauses] == ["XF01-01", "XF01-02", "XF01-03"]


def test_a_change_that_leads_to_a_fault_leaves_everything_as_it_was(tmp_path: Path) -> None:
    older = given_edition(tmp_path, "2027")
    with pytest.raises(EditionFault):
        admit(older, tmp_path / "2028", lambda folder: add_clause(folder, "XF01", {**NEW, "lead": "nobody"}))
    admit(older, tmp_path / "2028", lambda folder: add_clause(folder, "XF01", NEW))
    before = lines(tmp_path / "2028", "xf.yaml")
    with pytest.raises(EditionFault):
        admit(older, tmp_path / "2028", lambda folder: add_clause(folder, "XF01", NEW))
    assert lines(tmp_path / "2028", "xf.yaml") == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2027", "2028"]


def test_what_is_published_takes_no_change_and_what_has_gaps_is_not_published(tmp_path: Path) -> None:
    older = given_edition(tmp_path, "2027")
    with pytest.raises(PublishedError):
        admit(older, older, lambda folder: remove_clause(folder, "CZ01-01"))
    draft = tmp_path / "2028"
    admit(older, draft, lambda folder: add_clause(folder, "XF01", NEW))
    with pytest.raises(EditionFault) as caught:
        publish(draft)
    assert {fault.code for fault in caught.value.faults} >= {"published-with-gap"}
    assert load_edition(draft).status == "draft"
    words = {"counts": "二楼拉线。", "counts_not": "充电桩。", "level_reason": "会起火。"}
    admit(
        older, draft, lambda folder: (remove_clause(folder, "XF01-03"), add_clause(folder, "XF01", {**NEW, **words}))[0]
    )
    assert publish(draft).status == "published"


SAID = st.text("楼道:#&*!'\"[]{}-? 0n", min_size=1, max_size=9).filter(lambda text: text.strip() == text)


@settings(max_examples=25)
@given(st.dictionaries(st.sampled_from(["title", "help", "counts"]), SAID, max_size=3))
def test_whatever_words_a_proposal_uses_the_file_says_exactly_these(
    tmp_path_factory: Any, words: dict[str, str]
) -> None:
    root = tmp_path_factory.mktemp("list")
    older = given_edition(root, "2027", published=False)
    made = admit(older, root / "2028", lambda folder: add_clause(folder, "XF01", {**NEW, **words}))
    clause = made.clause("XF01-03")
    assert {key: getattr(clause, key) for key in words} == words


def test_codes_follow_the_highest_ever_given_and_end_at_ninety_nine(tmp_path: Path) -> None:
    known = [load_edition(given_edition(tmp_path, "2027"))]
    assert next_code("XF01", known, []) == "XF01-03"
    assert next_code("XF01", known, ["XF01-09", "XF02-50"]) == "XF01-10"
    assert next_code("AQ01", known, []) == "AQ01-01"
    with pytest.raises(Problem):
        next_code("XF01", known, ["XF01-99"])


def test_the_road_of_a_request_leads_from_every_state_to_an_end_and_never_back_from_one() -> None:
    following = {state.code: {move.to_state for move in MOVES if state.code in move.from_states} for state in STATES}
    for state in STATES:
        assert bool(following[state.code]) != state.final, state
    assert {code for codes in following.values() for code in codes} | {"draft"} == set(STATE)


def test_no_step_that_lets_a_clause_in_is_the_applicants() -> None:
    deciding = {"reviewed", "announced", "effective", "rejected"}
    assert {move.party for move in MOVES if move.to_state in deciding} == {"admitter"}
