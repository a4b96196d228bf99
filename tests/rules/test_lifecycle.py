"""Who may move an order, compared with an independent reading of the field's table."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from typing import Any
from uuid import UUID, uuid4

import pytest

from backend.acting import Actor
from backend.orders.guards import open_steps, standing
from backend.orders.lifecycle import (
    EVIDENCE_KEYS,
    OPEN_STATES,
    STATE_CODES,
    STATES,
    STEP,
    STEPS,
    TRANSITIONS,
    opening_state,
)
from backend.orders.order import Order
from backend.orders.picture import leads_to, lifecycle_document, picture
from backend.people.access import PERMISSIONS
from backend.problems import Problem

GRID, TOWN, COUNTY = "320685100201001", "320685100000", "320685000000"

# domain.md's table as it reads: step → (from, to, who). "=" stays, "<" back to where it came from.
TABLE = {
    "verify": ("to_verify", "to_accept", "captain"),
    "return": ("to_verify to_accept", "returned", "captain town centre"),
    "supplement": ("returned", "<", "reporter lead captain"),
    "decline": ("to_verify to_accept", "declined", "captain town centre"),
    "withdraw": ("to_verify returned", "withdrawn", "reporter"),
    "correct": ("to_verify returned to_accept accepted", "=", "captain town centre"),
    "merge": (
        "to_verify to_accept accepted dispatched in_hand to_check to_close returned", "merged", "captain town centre",
    ),
    "accept": ("to_accept", "accepted", "town centre"),
    "dispatch": ("accepted", "dispatched", "town centre"),
    "sign": ("dispatched", "in_hand", "unit"),
    "refuse": ("dispatched", "accepted", "unit"),
    "result": ("in_hand", "to_check", "unit"),
    "check": ("to_check", "to_close", "town centre"),
    "rework": ("to_check", "in_hand", "town centre"),
    "close": ("to_close", "closed", "town centre"),
}  # fmt: skip


WITHOUT_STEPS = ("town_reviewer", "reviewer", "clerk", "appeals", "auditor", "admin")


def _actor(role: str, **changes: Any) -> Actor:
    return Actor(uuid4(), role, role, role, **changes)


REPORTER = _actor("worker", area_code="320685100201")
# Person → what the table calls them; nobody for those from elsewhere and those who only read.
PEOPLE: dict[str, tuple[Actor, str]] = {
    "reporter": (REPORTER, "reporter"),
    "lead": (_actor("worker", grids=frozenset({GRID}), lead_of=frozenset({GRID})), "lead"),
    "member": (_actor("worker", grids=frozenset({GRID})), ""),
    "captain": (_actor("captain", captain_of=frozenset({GRID})), "captain"),
    "town": (_actor("town", area_code=TOWN), "town"),
    "centre": (_actor("centre", area_code=COUNTY), "centre"),
    "unit": (_actor("unit", unit_code="fire"), "unit"),
    "foreign worker": (_actor("worker", grids=frozenset({"x"}), lead_of=frozenset({"x"})), ""),
    "foreign captain": (_actor("captain", captain_of=frozenset({"320685101201001"})), ""),
    "foreign town": (_actor("town", area_code="320685101000"), ""),
    "foreign unit": (_actor("unit", unit_code="police"), ""),
    **{role: (_actor(role, area_code=TOWN), "") for role in WITHOUT_STEPS},
}


def an_order(state: str = "to_verify", **changes: Any) -> Order:
    moment = datetime(2026, 11, 22, tzinfo=UTC)
    order = Order(
        id=uuid4(), code="3", report_id=uuid4(), reporter_id=REPORTER.id, edition="2026", clause="CZ01-01", level="N",
        sensitive=False, urgent=False, on_spot=False, past_captain=False, at_centre=False, note="", lon=120.4,
        lat=32.5, premises=None, grid_code=GRID, grid_version_id=1, village_code="320685100201", town_code=TOWN,
        state=state, desk="unit:fire" if state in ("dispatched", "in_hand") else "desk", unit_code="fire",
        returned_from="to_verify" if state == "returned" else None, merged_into=None, refusals=0, tags=(),
        verified_by=None, verified_at=None, filed_at=moment, state_since=moment, closed_at=None, version=1, head=b"",
    )  # fmt: skip
    return replace(order, **changes)


def outcome(actor: Actor, order: Order, step: str, reason: str | None = None) -> str:
    """The state to which the step leads, or the refusal's code."""
    try:
        return standing(actor, order, step, reason).row.to_state
    except Problem as problem:
        return problem.code


@pytest.mark.parametrize(("step", "person"), list(product(TABLE, PEOPLE)))
def test_every_state_step_and_person_is_as_the_table_says(step: str, person: str) -> None:
    from_states, to_state, parties = TABLE[step]
    actor, party = PEOPLE[person]
    for state in STATE_CODES:
        may = bool(party) and party in parties.split()
        # A unit is a party only while the order stands with it, whatever state the table names.
        expected = to_state if may and state in from_states.split() else "step-not-open" if may else "not-allowed"
        assert outcome(actor, an_order(state), step) == expected, state
        assert (step in open_steps(actor, an_order(state))) == (expected == to_state), state


def test_the_table_and_the_steps_name_the_same_verbs() -> None:
    assert set(TABLE) == set(STEP)
    assert {row.step for row in TRANSITIONS} == set(STEP)


def test_every_state_of_the_database_is_described_and_reachable_or_later() -> None:
    assert tuple(state.code for state in STATES) == STATE_CODES
    reached = {state for row in TRANSITIONS for state in leads_to(row)} | {"to_verify"}
    assert set(STATE_CODES) - reached == {"archived", "void"}


def test_no_final_state_has_a_way_out() -> None:
    assert not [row for row in TRANSITIONS for state in row.from_states if state not in OPEN_STATES]


def test_what_was_settled_on_the_spot_takes_the_short_road() -> None:
    order = an_order(on_spot=True, unit_code=None)
    assert outcome(PEOPLE["captain"][0], order, "verify") == "to_check"
    # Not settled after all: it goes the long way and gets a unit.
    assert outcome(PEOPLE["town"][0], replace(order, state="to_check"), "rework") == "accepted"


def test_urgent_ones_open_past_the_captain() -> None:
    assert opening_state(urgent=True, on_spot=False) == "to_accept"
    assert opening_state(urgent=True, on_spot=True) == "to_check"
    assert opening_state(urgent=False, on_spot=True) == "to_verify"


@pytest.mark.parametrize("changes", [{"past_captain": True}, {"grid_code": None}])
def test_what_has_no_captain_is_verified_one_level_up(changes: dict[str, Any]) -> None:
    order = an_order(**changes)
    assert outcome(PEOPLE["town"][0], order, "verify") == "to_accept"
    assert outcome(PEOPLE["centre"][0], order, "verify") == "to_accept"
    assert outcome(PEOPLE["captain"][0], order, "verify") == "not-allowed"
    assert outcome(PEOPLE["town"][0], replace(order, on_spot=True, unit_code=None), "verify") == "to_check"


def test_not_found_by_the_captain_goes_to_the_county_for_a_look() -> None:
    captain, town = PEOPLE["captain"][0], PEOPLE["town"][0]
    assert outcome(captain, an_order(), "decline", "not_found") == "to_accept"
    assert outcome(captain, an_order(), "decline", "out_of_scope") == "declined"
    assert outcome(town, an_order(), "decline", "not_found") == "declined"


def test_what_the_county_took_over_no_town_and_no_captain_moves() -> None:
    order = an_order("to_accept", at_centre=True)
    for person in ("captain", "town"):
        assert open_steps(PEOPLE[person][0], order) == []
    assert "accept" in open_steps(PEOPLE["centre"][0], order)


def test_the_county_acts_for_a_unit_without_account() -> None:
    order = an_order("dispatched", unit_code="power", desk="centre")
    centre = PEOPLE["centre"][0]
    assert {"sign", "refuse"} <= set(open_steps(centre, order))
    assert "result" in open_steps(centre, replace(order, state="in_hand"))
    assert not {"sign", "refuse"} & set(open_steps(centre, replace(order, desk="unit:fire")))


def test_what_others_joined_is_not_taken_back_by_the_first_reporter() -> None:
    assert outcome(REPORTER, an_order(), "withdraw") == "withdrawn"
    assert outcome(REPORTER, an_order(joined_reporters=(REPORTER.id,)), "withdraw") == "withdrawn"
    assert outcome(REPORTER, an_order(joined_reporters=(uuid4(),)), "withdraw") == "not-allowed"


@pytest.mark.parametrize(
    ("step", "state", "role"),
    [("verify", "to_verify", "captain"), ("check", "to_check", "town"), ("correct", "to_accept", "town")],
)
def test_nobody_judges_what_they_filed_alone_or_together(step: str, state: str, role: str) -> None:
    actor = PEOPLE[role][0]
    assert outcome(actor, an_order(state, reporter_id=actor.id), step) == "own-finding"
    assert outcome(actor, an_order(state, joined_reporters=(actor.id,)), step) == "own-finding"
    assert step not in open_steps(actor, an_order(state, reporter_id=actor.id))


def test_a_deputy_acts_for_the_captain_and_counts_as_both() -> None:
    captain = PEOPLE["captain"][0]
    deputy = _actor("worker", deputy_for=(captain,))
    found = standing(deputy, an_order(), "verify")
    assert found.capacity is captain
    assert outcome(deputy, an_order(reporter_id=deputy.id), "verify") == "own-finding"
    assert outcome(deputy, an_order(reporter_id=captain.id), "verify") == "own-finding"


def test_a_sensitive_matter_is_not_supplemented_by_the_grids_lead() -> None:
    order = an_order("returned", sensitive=True)
    assert outcome(PEOPLE["lead"][0], order, "supplement") == "not-allowed"
    assert outcome(REPORTER, order, "supplement") == "<"


def test_every_step_asks_in_a_sentence_and_names_known_evidence() -> None:
    for step in STEPS:
        assert step.confirm.endswith(("？", "。"))
        assert step.takes <= set(EVIDENCE_KEYS)
        assert ("reason" in step.takes) == bool(step.reasons)
        assert ("how" in step.takes) == bool(step.ways)


def test_every_party_of_a_step_has_a_role_that_is_permitted_it() -> None:
    roles = {"reporter": "worker", "lead": "worker", "relay": "centre"}
    for row in TRANSITIONS:
        for party in row.parties:
            assert f"order.{row.step}" in PERMISSIONS[roles.get(party, party)], (row.step, party)


def test_the_lifecycle_document_and_the_picture_hold_every_step() -> None:
    document = lifecycle_document()
    assert [step["code"] for step in document["steps"]] == list(STEP)
    assert document["steps"][2]["to_states"] == ["to_verify", "to_accept"]
    drawn = picture()
    assert drawn.startswith("stateDiagram-v2\n")
    assert all(step.title in drawn for step in STEPS)
    assert drawn == picture()


def test_ids_of_people_do_not_matter_but_what_they_are() -> None:
    assert isinstance(REPORTER.id, UUID)
    assert open_steps(replace(PEOPLE["town"][0], id=uuid4()), an_order("to_accept")) == [
        "return", "decline", "correct", "merge", "accept",
    ]  # fmt: skip
