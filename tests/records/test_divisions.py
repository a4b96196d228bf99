"""A new division of the ground: what ends, what begins, what stays as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from shapely.geometry import Polygon
from sqlalchemy import text

from backend.database import db, transaction
from backend.grids.located import Place
from backend.grids.locating import locate
from backend.problems import Problem
from tests.divided import SOON, adopt, market, row, versions
from tests.given import BEFORE, GRIDS, SIDE, SOUTH, County, statements


def ancestors() -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    sql = text("""
        SELECT n.grid_code AS new, o.grid_code AS old, a.share FROM grid_ancestor a
        JOIN grid_version n ON n.id = a.successor_id JOIN grid_version o ON o.id = a.ancestor_id
    """)
    with transaction():
        for one in db.session.execute(sql):
            found.setdefault(one.new, {})[one.old] = round(one.share, 3)
    return found


def test_a_split_ends_one_grid_and_begins_two_on_the_day(county: County) -> None:
    first, second = county.grid, "320685100201003"
    rows = [row(first, 120.40, 120.405), row(second, 120.405, 120.41), row(county.neighbour, 120.41, 120.42), market()]
    adopt(county.village, rows)
    assert versions(first) == [(BEFORE, SOON), (SOON, None)]
    assert versions(second) == [(SOON, None)]
    assert ancestors() == {first: {first: 0.5}, second: {first: 0.5}}
    with transaction():
        place = Place(120.408, 32.502)
        assert locate(place, SOON - timedelta(days=1)).grid_code == first
        assert locate(place, SOON).grid_code == second


def test_what_is_not_changed_keeps_its_version(county: County) -> None:
    adopt(county.village, [row(county.grid, 120.40, 120.41), row(county.neighbour, 120.41, 120.42), market()])
    assert {code: versions(code) for code in GRIDS} == {code: [(BEFORE, None)] for code in GRIDS}
    assert ancestors() == {}


def test_a_merge_is_known_as_the_successor_of_both(county: County) -> None:
    adopt(county.village, [row(county.grid, 120.40, 120.42, name="凤山村大网格")])
    assert versions(county.neighbour) == [(BEFORE, SOON)]
    assert versions(county.special_grid) == [(BEFORE, SOON)]
    assert ancestors() == {county.grid: {county.grid: 1.0, county.neighbour: 1.0}}
    assert versions(county.other_village_grid) == [(BEFORE, None)]


def test_a_border_that_moved_by_a_hand_makes_no_descendant(county: County) -> None:
    border = 120.41 + 5e-7
    adopt(county.village, [row(county.grid, 120.40, border), row(county.neighbour, border, 120.42), market()])
    assert ancestors() == {county.grid: {county.grid: 1.0}, county.neighbour: {county.neighbour: 1.0}}


def test_a_thousand_grids_cost_as_many_statements_as_one(county: County) -> None:
    def sent(count: int, day: date) -> int:
        step = SIDE / count
        rows = [row(f"320685100202{number:03}", 120.42 + number * step, 120.42 + (number + 1) * step)
                for number in range(count)]  # fmt: skip
        with statements() as said:
            adopt("320685100202", rows, day)
        return len(said)

    assert sent(1, SOON) == sent(900, SOON + timedelta(days=1))


@pytest.mark.parametrize("day", [BEFORE, BEFORE - timedelta(days=1)])
def test_nothing_is_divided_before_what_is_there_began(county: County, day: date) -> None:
    with pytest.raises(Problem) as refused:
        adopt(county.village, [row(county.grid, 120.40, 120.42)], day)
    assert refused.value.code == "division-too-early"
    assert versions(county.grid) == [(BEFORE, None)]


def test_what_is_planned_for_a_day_to_come_can_be_planned_anew(county: County) -> None:
    whole = [row(county.grid, 120.40, 120.41), row(county.neighbour, 120.41, 120.42), market()]
    adopt(county.village, [row(county.grid, 120.40, 120.42), market()])
    adopt(county.village, [row(county.grid, 120.40, 120.415), row(county.neighbour, 120.415, 120.42), market()])
    assert versions(county.grid) == [(BEFORE, SOON), (SOON, None)]
    assert ancestors() == {
        county.grid: {county.grid: 1.0, county.neighbour: 0.5}, county.neighbour: {county.neighbour: 0.5},
    }  # fmt: skip
    adopt(county.village, whole)
    assert {code: versions(code) for code in GRIDS} == {code: [(BEFORE, None)] for code in GRIDS}
    assert ancestors() == {}


def test_a_ring_that_only_begins_elsewhere_is_the_same_grid(county: County) -> None:
    turned = Polygon([(120.41, SOUTH), (120.41, SOUTH + SIDE), (120.40, SOUTH + SIDE), (120.40, SOUTH)])
    rows = [row(county.grid, 0, 0, shape=turned), row(county.neighbour, 120.41, 120.42), market()]
    adopt(county.village, rows)
    assert versions(county.grid) == [(BEFORE, None)]


FAULTY = {
    "code-twice": lambda: [row("320685100201001", 120.40, 120.41), row("320685100201001", 120.40, 120.41)],
    "code-malformed": lambda: [replace(row("320685100201001", 120.40, 120.41), code="")],
    "kind-unknown": lambda: [row("320685100201001", 120.40, 120.41, kind="round")],
    "name-missing": lambda: [row("320685100201001", 120.40, 120.41, name=" ")],
    "kind-differs": lambda: [row("320685100201001", 120.40, 120.41, kind="micro")],
    "village-unknown": lambda: [row("320685100201001", 120.40, 120.41, village_code="320685100299")],
    "town-differs": lambda: [row("320685100201001", 120.40, 120.41, town_code="320685101000")],
    "outside-area": lambda: [row("320685100202001", 120.42, 120.43)],
    "used-elsewhere": lambda: [row("320685101201001", 120.40, 120.41, village_code="320685100201",
                                   town_code="320685100000")],
    "shape-invalid": lambda: [row("320685100201001", 0, 0, shape=Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]))],
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTY)
def test_a_row_that_cannot_be_is_named_and_nothing_is_changed(county: County, fault: str) -> None:
    with pytest.raises(Problem) as refused:
        adopt(county.village, FAULTY[fault]())
    assert refused.value.code == "invalid"
    assert refused.value.errors[0].code == fault
    assert refused.value.errors[0].title.endswith("。")
    assert {code: versions(code) for code in GRIDS} == {code: [(BEFORE, None)] for code in GRIDS}
