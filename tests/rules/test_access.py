"""Who may do what, and how far each sees."""

from __future__ import annotations

from uuid import uuid4

import pytest

from backend.acting import Actor
from backend.orders.lifecycle import TRANSITIONS
from backend.people.access import DEPUTIES, KNOWN, PERMISSIONS, ROLE_TITLES, demand, may, permissions_of
from backend.people.me import codes_alone, me_document
from backend.people.model import ROLES
from backend.people.sight import Scope, desks_of, scope_of, scopes_of, sits_at
from backend.problems import Problem

GRID, OTHER_GRID, TOWN, COUNTY = "320685100201001", "320685101201001", "320685100000", "320685000000"

# One letter a role, in the order of ROLES: worker, captain, town, town_reviewer (r), Centre, unit, reviewer (v),
# clerk (k), appeals, Auditor, admin (m).
LETTERS = dict(zip("wctrCuvkaAm", ROLES, strict=True))
WHO_MAY = {
    "grid.read": "wctrCuvkaAm",
    "notice.read": "wctrCuvkaAm",
    "grid.flag": "wctC",
    "grid.edit": "Cm",
    "grid.assign": "Cm",
    "map.read": "ctCA",
    "clause.use": "tCA",
    "clause.apply": "tCu",
    "clause.admit": "Cm",
    "report.file": "w",
    "report.read_own": "w",
    "report.read": "ctCA",
    "reward.read_own": "w",
    "reward.appeal": "w",
    "reward.read": "rCvkaA",
    "reward.review_first": "r",
    "reward.review_second": "v",
    "reward.tally": "k",
    "reward.confirm": "C",
    "reward.decide_appeal": "a",
    "reward.draw_seed": "A",
    "photo.upload": "wctCu",
    "order.read": "wctCuA",
    "order.verify": "ctC",
    "order.return": "ctC",
    "order.supplement": "wc",
    "order.decline": "ctC",
    "order.withdraw": "w",
    "order.correct": "ctC",
    "order.merge": "ctC",
    "order.accept": "tC",
    "order.dispatch": "tC",
    "order.sign": "uC",
    "order.refuse": "uC",
    "order.result": "uC",
    "order.check": "tC",
    "order.rework": "tC",
    "order.close": "tC",
}


def person(role: str, **more: object) -> Actor:
    return Actor(uuid4(), role, f"测试{role}", role, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_do_exactly_what_the_table_says(role: str) -> None:
    letter = next(letter for letter, name in LETTERS.items() if name == role)
    expected = {permission for permission, roles in WHO_MAY.items() if letter in roles}
    assert PERMISSIONS[role] == expected
    assert {permission for permission in KNOWN if may(person(role), permission)} == expected


def test_the_table_knows_every_role_and_nothing_else() -> None:
    assert set(PERMISSIONS) == set(ROLES) == set(ROLE_TITLES)
    assert set(WHO_MAY) == KNOWN


def test_the_steps_of_an_order_are_allowed_to_the_roles_that_its_life_names() -> None:
    roles = {"reporter": "worker", "lead": "worker", "relay": "centre"}
    named = {(f"order.{row.step}", roles.get(party, party)) for row in TRANSITIONS for party in row.parties}
    allowed = {(verb, role) for role, verbs in PERMISSIONS.items() for verb in verbs if verb.startswith("order.")}
    assert allowed - {("order.read", role) for role in ROLES} == named


def test_whoever_may_not_is_refused_with_the_next_step() -> None:
    with pytest.raises(Problem) as refusal:
        demand(person("auditor"), "order.verify")
    assert refusal.value.kind.status == 403


def test_a_misspelt_permission_is_an_error_and_not_a_refusal() -> None:
    with pytest.raises(LookupError):
        may(person("centre"), "order.verfy")


def test_a_deputy_may_what_the_person_deputised_may_besides_the_own() -> None:
    captain = person("captain", captain_of=frozenset({GRID}))
    deputy = person("worker", deputy_for=(captain,))
    assert may(deputy, "order.verify")
    assert may(deputy, "report.file")
    assert not may(deputy, "order.dispatch")
    assert permissions_of(deputy) == sorted(PERMISSIONS["worker"] | PERMISSIONS["captain"])


def test_no_deputy_gains_the_sight_of_auditor_administrator_or_unit() -> None:
    watched = {"auditor", "admin", "unit"}
    assert not watched & set(DEPUTIES)
    assert not watched & frozenset().union(*DEPUTIES.values())


@pytest.mark.parametrize(
    ("actor", "kind", "code", "masked"),
    [
        (person("worker", area_code="320685100201", grids=frozenset({GRID})), "own", None, False),
        (person("captain", captain_of=frozenset({GRID})), "grids", None, False),
        (person("town", area_code=TOWN), "town", TOWN, False),
        (person("town"), "none", None, False),
        (person("town_reviewer", area_code=TOWN), "none", None, False),
        (person("centre", area_code=COUNTY), "county", COUNTY, False),
        (person("unit", unit_code="fire"), "unit", "fire", False),
        (person("reviewer"), "none", None, False),
        (person("clerk"), "none", None, False),
        (person("appeals"), "none", None, False),
        (person("auditor", area_code=COUNTY), "county", COUNTY, True),
        (person("admin", area_code=COUNTY), "none", None, False),
    ],
    ids=lambda value: value.role if isinstance(value, Actor) else "",
)
def test_each_role_sees_as_far_as_the_domain_says(actor: Actor, kind: str, code: str | None, masked: bool) -> None:
    scope = scope_of(actor)
    assert (scope.kind, scope.code, scope.masked) == (kind, code, masked)
    assert scope.person == actor.id


def test_a_deputy_sees_what_both_see() -> None:
    captain = person("captain", captain_of=frozenset({GRID}))
    deputy = person("worker", grids=frozenset({OTHER_GRID}), deputy_for=(captain,))
    assert scopes_of(deputy) == (
        Scope("own", None, deputy.id, frozenset({OTHER_GRID})),
        Scope("grids", None, captain.id, frozenset({GRID})),
    )


def test_people_sit_at_their_own_desks_and_those_of_whom_they_deputise() -> None:
    captain = person("captain", captain_of=frozenset({GRID}))
    deputy = person("worker", deputy_for=(captain,))
    assert desks_of(deputy) == {f"captain:{GRID}", f"worker:{deputy.id}"}
    assert sits_at(deputy, f"captain:{GRID}") is captain
    assert sits_at(captain, f"captain:{GRID}") is captain
    assert sits_at(deputy, f"worker:{captain.id}") is None
    assert sits_at(deputy, "centre") is None


def test_an_own_desk_goes_before_a_deputised_one() -> None:
    colleague = person("centre")
    both = person("centre", deputy_for=(colleague,))
    assert sits_at(both, "centre") is both


def test_towns_centre_and_units_have_a_desk_each_and_the_others_none() -> None:
    assert f"town:{TOWN}" in desks_of(person("town", area_code=TOWN))
    assert "centre" in desks_of(person("centre"))
    assert "unit:fire" in desks_of(person("unit", unit_code="fire"))
    for role in ("town_reviewer", "reviewer", "clerk", "appeals", "auditor", "admin"):
        actor = person(role, area_code=TOWN)
        assert desks_of(actor) == {f"worker:{actor.id}"}


def test_me_shows_duties_and_levels_even_without_names() -> None:
    captain = person("captain", captain_of=frozenset({OTHER_GRID}))
    own = frozenset({GRID})
    me = person("worker", area_code="320685100201", grids=own, lead_of=own, deputy_for=(captain,))
    document = me_document(me, codes_alone)
    assert document["areas"] == [{"level": "village", "code": "320685100201", "name": "320685100201"}]
    assert [(grid["code"], grid["duty"]) for grid in document["grids"]] == [(GRID, "lead"), (OTHER_GRID, "captain")]
    assert [one["role_title"] for one in document["deputy_for"]] == ["网格长"]
