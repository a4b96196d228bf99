"""Which grid a place belongs to, as a rule without a database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.grids.located import MOST_ACCURACY_M, Candidate, Ground, Place, beside, settle


def ground(
    code: str, share: float, *, kind: str = "comprehensive", holds: bool = False, distance_m: float = 0.0
) -> Ground:
    return Ground(Candidate(code, f"网格{code}", kind, share), int(code), "村", "镇", holds, distance_m)


def chosen(*grounds: Ground, own: tuple[str, ...] = (), confirmed: str | None = None) -> tuple[str | None, str]:
    located = settle(grounds, own, confirmed, by_point=False)
    assert located is not None
    return located.grid_code, located.method


def test_a_grid_that_holds_the_whole_disc_covers_it() -> None:
    assert chosen(ground("1", 1.0, holds=True)) == ("1", "covers")


def test_a_confirmed_candidate_wins_over_everything() -> None:
    assert chosen(ground("1", 0.97, holds=True), ground("2", 0.03), confirmed="2") == ("2", "confirmed")


def test_a_confirmed_grid_that_is_no_candidate_is_not_believed() -> None:
    assert chosen(ground("1", 1.0, holds=True), confirmed="7") == ("1", "covers")


def test_nine_tenths_of_the_disc_go_before_the_own_grid() -> None:
    assert chosen(ground("1", 0.9, holds=True), ground("2", 0.1), own=("2",)) == ("1", "share")
    assert chosen(ground("1", 0.7, holds=True), ground("2", 0.3), own=("2",)) == ("2", "own")


def test_the_largest_share_is_taken_with_a_doubt_where_nothing_is_sure() -> None:
    located = settle([ground("1", 0.29), ground("2", 0.71, holds=True)], ("1",), None, by_point=False)
    assert located is not None
    assert (located.grid_code, located.method) == ("2", "share")
    assert located.doubts == {"border", "foreign_grid"}
    assert [one.code for one in located.candidates] == ["2", "1"]


def test_on_a_border_the_special_grid_goes_first_and_then_the_lowest_code() -> None:
    assert chosen(ground("2", 0.5, holds=True), ground("1", 0.5, holds=True)) == ("1", "share")
    both = ground("1", 0.5, holds=True), ground("9", 0.5, kind="special", holds=True)
    assert chosen(*both) == ("9", "share")


def test_outside_every_grid_the_nearest_one_is_taken_with_its_distance() -> None:
    near, far = ground("5", 0.1, distance_m=4.0), ground("1", 0.2, distance_m=6.0)
    located = settle([far, near], (), None, by_point=False)
    assert located is not None
    assert (located.grid_code, located.method, located.distance_m) == ("5", "nearest", 4.0)
    assert located.doubts == {"outside"}


def test_without_candidates_there_is_no_grid() -> None:
    assert settle([], ("1",), "1", by_point=False) is None


def test_the_nearest_grid_is_named_where_none_comes_near_enough() -> None:
    located = beside([ground("2", 0.0, distance_m=800.0), ground("1", 0.0, distance_m=900.0)], None, "镇")
    assert (located.grid_code, located.method, located.distance_m) == (None, "none", None)
    assert (located.nearest_code, located.nearest_name, located.nearest_m) == ("2", "网格2", 800.0)
    assert (located.town_code, located.doubts) == ("镇", {"outside"})


def test_the_phone_asks_only_where_nothing_is_sure_and_there_is_a_choice() -> None:
    def asks(*grounds: Ground, own: tuple[str, ...] = ()) -> bool:
        located = settle(grounds, own, None, by_point=False)
        return located is not None and located.ask

    both = ground("1", 0.4), ground("2", 0.6, holds=True)
    assert asks(*both)
    assert not asks(*both, own=("1",))
    assert not asks(ground("1", 0.1), ground("2", 0.9, holds=True))
    assert not asks(ground("2", 0.6, holds=True)), "the rest is nobody's ground: there is nothing to choose"


def test_a_grid_that_the_disc_only_reaches_is_the_nearest_but_no_candidate() -> None:
    located = settle([ground("1", 0.0, distance_m=9.99)], (), None, by_point=False)
    assert located is not None
    assert (located.grid_code, located.method, located.candidates) == ("1", "nearest", ())


@pytest.mark.parametrize(
    ("accuracy", "reach"), [(None, 0.0), (0.0, 0.0), (12.5, 12.5), (MOST_ACCURACY_M, 5000.0), (5000.1, 0.0)]
)
def test_an_accuracy_that_says_nothing_leaves_the_bare_point(accuracy: float | None, reach: float) -> None:
    assert Place(120.4, 32.5, accuracy).reach_m == reach


GROUNDS = st.lists(
    st.builds(
        ground,
        st.integers(1, 9).map(str),
        st.floats(0, 1).map(lambda share: round(share, 3)),
        kind=st.sampled_from(["special", "comprehensive"]),
        holds=st.booleans(),
        distance_m=st.floats(0, 50),
    ),
    max_size=5,
    unique_by=lambda one: one.candidate.code,
)


@given(GROUNDS, st.sets(st.integers(1, 9).map(str)), st.one_of(st.none(), st.integers(1, 9).map(str)), st.booleans())
def test_the_answer_never_depends_on_the_order_of_the_candidates(
    grounds: list[Ground], own: set[str], confirmed: str | None, by_point: bool
) -> None:
    answer = settle(grounds, own, confirmed, by_point=by_point)
    assert settle(grounds[::-1], own, confirmed, by_point=by_point) == answer
    within = [one for one in grounds if one.holds or one.candidate.share > 0 or not by_point]
    assert (answer is None) == (not within)
    if answer:
        assert answer.grid_code in {one.candidate.code for one in grounds}
