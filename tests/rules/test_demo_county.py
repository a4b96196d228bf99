"""The demo county's ground, people and plan, before any database sees them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import pytest

from backend import clock
from backend.demo.county import GRIDS, SPOTS_PER_GRID, TOWNS, VILLAGES, County, build_county
from backend.demo.fates import LEGS, TURNS, next_leg
from backend.demo.hours import DAYTIME, OFFICE, in_hours
from backend.demo.scenes import SCENES, Scene, draw
from backend.demo.staff import MORE_WORKERS, Staff, build_staff
from backend.demo.visits import DAYS, LEAST_FINDINGS, WEIGHTS, Visit, plan
from backend.demo.words import FOUND, RESULTS
from backend.orders.lifecycle import STATE, TRANSITIONS
from backend.people.model import ROLES
from backend.photos.pictures import inspect
from checklists.editions import current_edition, shipped

LAST = date(2026, 11, 21)
END = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
CHECKLIST = current_edition(shipped())


@cache
def county(code: str = "320685") -> County:
    return build_county(code, date(2026, 1, 1), 2026)


@cache
def staff() -> Staff:
    return build_staff(county(), CHECKLIST, LAST, 2026)


@cache
def visits(findings: int = 400) -> tuple[Visit, ...]:
    return tuple(plan(county(), staff(), CHECKLIST, END, findings, 2026))


def test_there_are_enough_towns_villages_and_grids() -> None:
    kinds = [grid.kind for grid in county().grids]
    levels = [area.level for area in county().areas]
    assert levels.count("town") == TOWNS >= 3
    assert levels.count("village") == TOWNS * VILLAGES >= 12
    assert kinds.count("comprehensive") == TOWNS * VILLAGES * GRIDS >= 60
    assert kinds.count("special") == 2


def test_codes_follow_the_county_and_nest() -> None:
    for code in ("320685", "533321"):
        names = {area.code for area in county(code).areas}
        assert all(re.fullmatch(code + r"\d{6}", name) for name in names)
        assert all(grid.code.startswith(grid.village_code) and len(grid.code) == 15 for grid in county(code).grids)
        assert all(area.parent_code in names for area in county(code).areas if area.level != "county")


def test_every_grid_has_places_to_visit() -> None:
    counts = [len(spots) for spots in county().spots.values()]
    assert min(counts) >= SPOTS_PER_GRID // 2


def test_equal_wishes_give_equal_plans() -> None:
    again = plan(build_county("320685", date(2026, 1, 1), 2026), staff(), CHECKLIST, END, 400, 2026)
    assert [(visit.id, visit.at, visit.lon) for visit in again] == [(v.id, v.at, v.lon) for v in visits()]
    assert [[m.scenes for m in visit.matters] for visit in again] == [[m.scenes for m in v.matters] for v in visits()]


def test_every_role_is_there_and_every_desk_has_a_holder() -> None:
    assert {person.role for person in staff().people.values()} == set(ROLES)
    for grid in county().grids:
        assert len(staff().at_desk(f"captain:{grid.code}")) == 1
    for town in county().towns():
        assert len(staff().at_desk(f"town:{town}")) == 1
    for unit in CHECKLIST.units:
        if not unit.relay and unit.code != "centre":
            assert len(staff().at_desk(f"unit:{unit.code}")) == 1
    assert staff().at_desk("centre")


def test_every_grid_has_one_lead_and_no_worker_is_idle() -> None:
    leads = [duty.grid for duty in staff().duties if duty.duty == "lead"]
    assert sorted(leads) == sorted(grid.code for grid in county().grids)
    workers = staff().workers()
    assert len(workers) == MORE_WORKERS + 1
    assert all(staff().grids_of(worker, "lead") for worker in workers)


def test_worker_and_captain_share_the_home_grids() -> None:
    people = staff().people
    shared = set(staff().grids_of(people["worker"], "lead")) & set(staff().grids_of(people["captain"], "captain"))
    assert shared & set(county().home.grids)


def test_usernames_and_names_are_each_used_once() -> None:
    people = list(staff().people.values())
    assert len({person.name for person in people}) == len({person.id for person in people}) == len(people)


@pytest.mark.parametrize("findings", [LEAST_FINDINGS, 400])
def test_the_plan_holds_exactly_the_findings_that_were_asked_for(findings: int) -> None:
    assert sum(len(visit.matters) for visit in visits(findings)) == findings


def test_the_smallest_plan_has_every_category_and_every_turn() -> None:
    matters = [matter for visit in visits(LEAST_FINDINGS) for matter in visit.matters]
    assert {matter.clause.category for matter in matters} == {clause.category for clause in CHECKLIST.clauses}
    assert {turn for matter in matters for turn in matter.fate.turns} >= {turn for turns in TURNS for turn in turns}
    assert {matter.joins for matter in matters if matter.twin} == {True, False}


def test_visits_fill_ninety_days_in_order_and_none_comes_later() -> None:
    moments = [visit.at for visit in visits()]
    assert moments == sorted(moments)
    assert moments[-1] <= END
    assert {visit.seen_at <= visit.at for visit in visits()} == {True}
    days = {clock.local_date(at) for at in moments}
    assert min(days) >= LAST - timedelta(days=DAYS - 1)
    assert len(days) > DAYS * 0.8


def test_evenings_and_weekends_have_visits() -> None:
    here = [clock.local(visit.seen_at) for visit in visits()]
    assert any(at.hour >= 19 or at.hour < 6 for at in here)
    assert any(at.weekday() >= 5 for at in here)


def test_nobody_files_what_only_an_instruction_opens() -> None:
    assert not [m for visit in visits() for m in visit.matters if m.clause.only_from_instruction]


def test_there_are_words_and_scenes_for_every_category() -> None:
    categories = {clause.category for clause in CHECKLIST.clauses}
    assert categories == set(FOUND) == set(RESULTS) == set(SCENES) == set(WEIGHTS)


def test_no_note_holds_anything_like_a_number_of_a_person() -> None:
    notes = [matter.note for visit in visits() for matter in visit.matters]
    assert not [note for note in notes if re.search(r"\d{4}", note)]


def test_every_leg_is_a_legal_move() -> None:
    moves = {(state, row.step) for row in TRANSITIONS for state in row.from_states}
    assert {(leg.state, leg.step) for leg in LEGS} <= moves


def test_every_open_state_leads_on_and_every_final_one_does_not() -> None:
    assert {state for state in STATE if next_leg(state, set()) is None} == {s for s in STATE if STATE[s].final}


def test_offices_are_closed_at_night_and_on_sundays() -> None:
    saturday_night = datetime(2026, 11, 21, 15, 20, tzinfo=UTC)
    monday = clock.local(in_hours(saturday_night, OFFICE, weekends=False))
    assert monday.strftime("%a") == "Mon"
    assert OFFICE[0] <= monday.time() < time(10)
    assert clock.local(in_hours(saturday_night, DAYTIME, weekends=True)).strftime("%a %H") == "Sun 07"
    assert in_hours(saturday_night, None, weekends=True) == saturday_night


@pytest.mark.parametrize("category", sorted(SCENES))
def test_a_scene_is_a_small_picture_that_is_drawn_the_same_again(category: str) -> None:
    scene = Scene(category, f"{category}01-01", "near", END, 7)
    content = draw(scene)
    assert 5_000 < len(content) < 40_000
    assert content == draw(scene)
    assert inspect(content).media_type == "image/jpeg"


def test_scenes_look_different_to_the_perceptual_hash() -> None:
    hashes = [inspect(draw(Scene("XF", "XF01-01", "near", END, seed))).phash for seed in range(40)]
    known = [value for value in hashes if value is not None]
    apart = [(a ^ b).bit_count() for n, a in enumerate(known) for b in known[:n]]
    assert len(known) > 30
    assert min(apart) > 3
