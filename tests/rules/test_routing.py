"""Where a matter should go."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.orders.routing import FILE, Route, RoutingFault, current_routes, load_routes, propose, unknown_codes
from checklists.checklist import Unit
from checklists.editions import current_edition, shipped

UNITS = {
    "fire": Unit("fire", "消防救援", (), relay=False),
    "housing": Unit("housing", "住建", (), relay=False),
    "power": Unit("power", "供电", (), relay=True),
    "centre": Unit("centre", "综治中心", (), relay=False),
}
ROUTES = (
    Route("fire", (), "housing"),
    Route("fire", ("320685101",), "fire"),
    Route("fire", ("320685101201",), "power"),
    Route("centre"),
)


@pytest.mark.parametrize(
    ("duty", "area", "unit", "at_centre"),
    [
        ("housing", "320685100201", "housing", False),  # no rule: the leading unit itself
        ("fire", "320685100201", "housing", False),  # the rule for everywhere
        ("fire", "320685101202", "fire", False),  # the town's rule goes before it
        ("fire", "320685101201", "power", True),  # the village's before that; without account, so the county's desk
        ("fire", "", "housing", False),  # no area known: only the rule for everywhere fits
        ("power", "320685100201", "power", True),
        ("centre", "320685100201", "centre", True),
        ("nobody", "320685100201", "nobody", True),  # whatever matches nothing lands at the county's desk
    ],
)
def test_the_narrowest_rule_wins_and_nothing_goes_to_nobody(duty: str, area: str, unit: str, at_centre: bool) -> None:
    found = propose(ROUTES, UNITS, duty, area)
    assert (found.unit, found.at_centre) == (unit, at_centre)
    assert found.why


def test_of_two_equal_rules_the_first_counts() -> None:
    assert propose((Route("fire", (), "fire"), Route("fire", (), "housing")), UNITS, "fire", "").unit == "fire"


def test_the_shipped_rules_name_only_known_units_and_send_every_clause_somewhere() -> None:
    checklist = current_edition(shipped())
    units = {unit.code: unit for unit in checklist.units}
    assert unknown_codes(current_routes(), units) == []
    for clause in checklist.clauses:
        found = propose(current_routes(), units, clause.lead, "320685100201")
        assert found.unit in units
        assert found.at_centre == (units[found.unit].relay or found.unit == "centre")


@pytest.mark.parametrize(
    "text",
    [
        "routes: [{duty: fire}]",
        "routes: [{duty: fire, unit: fire, desk: centre}]",
        "routes: [{duty: fire, unit: fire, area: '320685'}]",
        "routes: [{duty: fire, unit: fire, areas: ['32']}]",
        "routes: [{duty: fire, desk: town}]",
        "routes: {}",
        "rules: []",
        "[]",
        "routes: [",
        "",
    ],
)
def test_a_file_that_says_something_else_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "routing.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(RoutingFault, match=r"routing\.yaml"):
        load_routes(path)


def test_a_missing_file_is_a_fault_and_not_a_crash(tmp_path: Path) -> None:
    with pytest.raises(RoutingFault):
        load_routes(tmp_path / "none.yaml")
    assert load_routes(FILE)
