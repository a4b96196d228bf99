"""Which edition is in force where and when, and what a process knows of them."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.editions.standing import Activation, Standing
from checklists.editions import HERE, load_all, load_edition
from checklists.faults import EditionFault
from checklists.shelf import Shelf, files_of
from tests.editions import given_edition

COUNTY, TOWN, VILLAGE, OTHER = "320685000000", "320685100000", "320685100201", "320685101000"
LINES = {VILLAGE: (VILLAGE, TOWN, COUNTY), TOWN: (TOWN, COUNTY), OTHER: (OTHER, COUNTY), COUNTY: (COUNTY,)}
FIRST = date(2027, 1, 1)


def standing(*activations: tuple[str, int, str | None]) -> Standing:
    """Edition, days after FIRST, area, in the order in which they were decided."""
    made = [
        Activation(edition, FIRST + timedelta(days), area, seq)
        for seq, (edition, days, area) in enumerate(activations, start=1)
    ]
    return Standing("2026", tuple(made), LINES)


def test_before_anything_was_activated_the_default_is_in_force_and_taken_for_ever() -> None:
    nothing = standing()
    assert nothing.current(LINES[TOWN], FIRST) == "2026"
    assert nothing.accepts("2026", date(2099, 1, 1), date(2099, 1, 1))
    assert not nothing.accepts("2027", FIRST, FIRST)


def test_a_town_goes_ahead_or_stays_behind_until_the_county_moves_on() -> None:
    ahead = standing(("2027", 0, TOWN), ("2027", 31, None))
    assert [ahead.current(LINES[area], FIRST) for area in (VILLAGE, TOWN, OTHER)] == ["2027", "2027", "2026"]
    assert ahead.current(LINES[OTHER], FIRST + timedelta(31)) == "2027"
    behind = standing(("2027", 0, None), ("2026", 0, TOWN), ("2028", 365, None))
    assert [behind.current(LINES[area], FIRST) for area in (TOWN, OTHER)] == ["2026", "2027"]
    assert {behind.current(line, FIRST + timedelta(365)) for line in LINES.values()} == {"2028"}


def test_a_planned_activation_is_called_off_by_a_later_decision_for_the_same_day() -> None:
    called_off = standing(("2027", 10, None), ("2026", 10, None))
    assert called_off.current((), FIRST + timedelta(10)) == "2026"
    assert [span.edition for span in called_off.spans()] == ["2026", "2026"]
    assert not called_off.begun("2027", FIRST + timedelta(99))


def test_an_edition_is_taken_until_its_days_of_grace_are_over_by_the_day_of_seeing() -> None:
    after = standing(("2027", 0, None))
    end = FIRST + timedelta(30)
    assert after.accepts("2026", end - timedelta(1), end + timedelta(999))
    assert not after.accepts("2026", end, end)
    assert after.begun("2026", end)


DECISIONS = st.lists(
    st.tuples(st.sampled_from(["2026", "2027", "2028"]), st.integers(0, 60), st.sampled_from([None, *LINES])),
    max_size=6,
)


@given(DECISIONS, st.sampled_from(sorted(LINES)), st.integers(-5, 120))
def test_whatever_was_decided_what_is_in_force_is_taken(
    decisions: list[tuple[str, int, str | None]], area: str, days: int
) -> None:
    made, day = standing(*decisions), FIRST + timedelta(days)
    now = made.current(LINES[area], day)
    assert made.accepts(now, day, day)
    assert now in made.in_force(day)
    # And for as long as it stays, and the days of grace after, what was seen then is taken.
    assert all(made.accepts(now, day + timedelta(more), day + timedelta(400)) for more in (0, 1, 29))


@given(DECISIONS)
def test_spans_of_the_whole_county_follow_each_other_without_a_gap(
    decisions: list[tuple[str, int, str | None]],
) -> None:
    whole = standing(*[one for one in decisions if one[2] is None]).spans()
    assert whole[0].first_day is None
    assert whole[-1].until is None
    assert all(before.until == after.first_day for before, after in pairwise(whole))


# -- the shelf -----------------------------------------------------------------


@pytest.fixture(scope="module")
def shipped() -> dict[str, object]:
    return dict(load_all(HERE))


@pytest.fixture
def shelf(tmp_path: Path, shipped: dict[str, object], monkeypatch: pytest.MonkeyPatch) -> Shelf:
    monkeypatch.setattr("checklists.shelf.LOOK_AGAIN", 0.0)
    return Shelf(tmp_path, "2026", shipped)  # type: ignore[arg-type]


def test_a_folder_that_appears_is_found_and_a_faulty_one_is_told_and_left_aside(shelf: Shelf, tmp_path: Path) -> None:
    assert shelf.find("2027") is None
    made = given_edition(tmp_path, "2027", published=False)
    assert shelf.find("2027") is not None
    (made / "xf.yaml").unlink()
    given_edition(tmp_path, "2028", ("xf", "lead: fire", "lead: nobody"), published=False)
    assert shelf.find("2028") is None
    assert sorted(shelf.faults) == ["2027", "2028"]
    assert shelf.find("2027") is not None, "what was sound goes on"
    assert shelf.default.edition == "2026"


def test_a_draft_is_read_again_when_it_changed_and_a_published_edition_is_not(shelf: Shelf, tmp_path: Path) -> None:
    draft = given_edition(tmp_path, "2027", published=False)
    before, version = shelf.find("2027"), shelf.version
    text = (draft / "xf.yaml").read_text("utf-8")
    (draft / "xf.yaml").write_text(text.replace("楼道堆物", "楼道杂物"), "utf-8")
    assert shelf.known()["2027"] != before
    assert shelf.version > version
    pinned = given_edition(tmp_path, "2028")
    stands = shelf.known()["2028"]
    shutil.rmtree(pinned)
    given_edition(tmp_path, "2028", ("xf", "title: 楼道堆物", "title: 别的"))
    assert shelf.known()["2028"] is stands


def test_an_edition_comes_from_its_files_alone(shelf: Shelf, tmp_path: Path) -> None:
    made = given_edition(tmp_path, "2027")
    files, digest = files_of(made), load_edition(made).digest
    shutil.rmtree(made)
    assert shelf.take("2027", files).digest == digest
    assert shelf.find("2027") is not None
    with pytest.raises(EditionFault):
        shelf.take("2027", {**files, "xf.yaml": "category: XF\n"})
    assert shelf.find("2027") is not None
    with pytest.raises(KeyError):
        shelf.read_again("2029")


def test_circular_folders_and_half_written_ones_are_passed_over(shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / "ring").symlink_to(tmp_path / "ring")
    (tmp_path / "up").symlink_to(tmp_path)
    (tmp_path / ".edition-x").mkdir()
    (tmp_path / ".edition-x" / "edition.yaml").write_text("edition: x", "utf-8")
    assert sorted(shelf.known()) == ["2026"]


@pytest.mark.parametrize("place", ["lead: fire", "support: [property]"])
def test_a_unit_that_is_abolished_by_the_day_is_a_fault_with_its_line(tmp_path: Path, place: str) -> None:
    unit = "消防救援" if place.startswith("lead") else "物业"
    gone = ("units", f"title: {unit}\n", f"title: {unit}\n    abolished_on: 2027-06-01\n")
    made = given_edition(tmp_path, "2027", gone)
    load_edition(made, date(2027, 5, 31))
    with pytest.raises(EditionFault) as caught:
        load_edition(made, date(2027, 6, 1))
    fault = caught.value.faults[0]
    assert (Path(fault.file).name, fault.code) == ("xf.yaml", "abolished-unit")
    assert "2027-06-01" in fault.sentence
