"""Changes of the administrative tree as plans: whatever is planned, the tree stays a tree and nothing is orphaned."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.grids.area_plan import ABOVE, Change, Create, Merge, Move, Node, Part, PlanFault, Rename, Split, Tree, plan

COUNTY, A, B = "320685000000", "320685100000", "320685101000"
A1, A2, B1 = "320685100201", "320685100202", "320685101201"
NODES = {
    node.code: node
    for node in (
        Node(COUNTY, "county", "海安市", None), Node(A, "town", "城东镇", COUNTY), Node(B, "town", "李堡镇", COUNTY),
        Node(A1, "village", "凤山村", A), Node(A2, "village", "壮志村", A), Node(B1, "village", "三里村", B),
    )
}  # fmt: skip
GRIDS = {f"{village}00{number}": village for village in (A1, A2, B1) for number in (1, 2)}
FRESH = ("320685100203", "320685101202", "320685102000")


def planned(*changes: Change) -> Tree:
    return plan(NODES, set(NODES), GRIDS, changes)


def fault(*changes: Change) -> str:
    with pytest.raises(PlanFault) as refused:
        planned(*changes)
    return refused.value.faults[0].code


def test_whatever_lies_below_an_area_follows_it() -> None:
    tree = planned(Merge((A, B), B))
    assert {tree.nodes[code].parent for code in (A1, A2, B1)} == {B}
    assert tree.heir(A) == B


def test_heirs_are_followed_through_several_changes() -> None:
    tree = planned(Rename(A1, new_code=FRESH[0]), Merge((FRESH[0], A2), A2), Move(A2, B))
    assert (tree.heir(A1), tree.nodes[tree.heir(A1)].parent) == (A2, B)


def test_outlines_are_those_of_the_areas_before() -> None:
    tree = planned(Rename(A1, new_code=FRESH[0]), Merge((FRESH[0], A2), A2))
    assert tree.made_of[A2] == {A1, A2}


def test_a_split_after_a_merge_deals_out_the_grids_of_both() -> None:
    both = sorted(grid for grid, village in GRIDS.items() if village in (A1, A2))
    parts = (Part(A2, "壮志村", tuple(both[:1])), Part(FRESH[0], "凤志村", tuple(both[1:])))
    tree = planned(Merge((A1, A2), A2), Split(A2, parts))
    assert tree.dealt == {both[0]: A2, **dict.fromkeys(both[1:], FRESH[0])}
    assert (
        fault(Merge((A1, A2), A2), Split(A2, (Part(A2, "壮志村", (both[0],)), Part(FRESH[0], "凤志村"))))
        == "child-left"
    )


def test_a_town_is_split_by_its_villages() -> None:
    tree = planned(Split(A, (Part(FRESH[2], "新镇", (A1,)), Part("320685103000", "再新镇", (A2,)))))
    assert (tree.nodes[A1].parent, tree.nodes[A2].parent, tree.heir(A)) == (FRESH[2], "320685103000", FRESH[2])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ((Merge((A1,), A1),), "into-itself"),
        ((Merge((A1, A1), A2),), "code-twice"),
        ((Merge((A1, A), A2),), "levels-differ"),
        ((Merge((A1, A2), B),), "levels-differ"),
        ((Merge((A1, B1), FRESH[0], "合村"),), "parent-missing"),
        ((Move(A, A),), "own-parent"),
        ((Move(A, A1),), "parent-level"),
        ((Move(COUNTY, A),), "parent-level"),
        ((Create(FRESH[0], "village", "新村", COUNTY),), "parent-level"),
        ((Rename(A1, new_code=A2),), "code-used"),
        ((Merge((A1, A2), A2), Rename(B1, new_code=A1)), "code-used"),
        ((Merge((A1, A2), A2), Rename(A1, "又一村")), "area-unknown"),
        ((Split(A1, (Part(A1, "凤山村", (f"{A1}001", f"{A1}002")), Part(FRESH[0], "新村", (f"{A1}001",)))),),
         "child-twice"),
        ((Split(A1, (Part(A1, "凤山村", (f"{A2}001",)), Part(FRESH[0], "新村"))),), "child-unknown"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_named(changes: tuple[Change, ...], code: str) -> None:
    assert fault(*changes) == code


CODES = st.sampled_from([*NODES, *FRESH])
NAMES = st.sampled_from(["甲", "乙", "丙"])
OPTIONAL: Any = st.none() | CODES
CHANGES: Any = st.one_of(
    st.builds(Rename, CODES, st.none() | NAMES, OPTIONAL),
    st.builds(Move, CODES, CODES, OPTIONAL),
    st.builds(Create, CODES, st.sampled_from(list(ABOVE)), NAMES, CODES),
    st.builds(Merge, st.lists(CODES, min_size=1, max_size=3).map(tuple), CODES, st.none() | NAMES, OPTIONAL),
    st.builds(Split, CODES, st.lists(
        st.builds(Part, CODES, NAMES, st.lists(st.sampled_from([*GRIDS, A1, A2, B1]), max_size=4).map(tuple)),
        min_size=1, max_size=3).map(tuple)),
)  # fmt: skip


@given(st.lists(CHANGES, min_size=1, max_size=6))
def test_whatever_is_planned_the_tree_stays_whole(changes: list[Change]) -> None:
    try:
        tree = planned(*changes)
    except PlanFault as refused:
        assert all(one.title.endswith("。") for one in refused.faults)
        return
    for node in tree.nodes.values():
        above = ABOVE[node.level]
        assert node.parent is None or tree.nodes[node.parent].level == above
    for code in NODES:
        # Nobody is left without an heir, and heirs lead to an area of the same level that is in force.
        assert tree.nodes[tree.heir(code)].level == NODES[code].level
    for grid, village in GRIDS.items():
        now = tree.heir(tree.dealt.get(grid, village))
        assert tree.nodes[now].level == "village"
