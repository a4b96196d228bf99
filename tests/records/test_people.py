"""Accounts, duties, deputies: what the database says about who is who."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import ProgrammingError

from backend import clock
from backend.acting import Acting
from backend.database import db, transaction
from backend.people.access import log_access
from backend.people.actions import NewPerson, add_deputy, add_people, add_person, assign, disable_person
from backend.people.model import AccessLog, Person
from backend.people.passwords import password_fits
from backend.people.queries import actor_by_id, holders_of_desks, names_of
from backend.problems import Problem
from tests.given import BEFORE, County, given_deputy, statements

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
TODAY = clock.local_date(NOON)
DAY = timedelta(days=1)
SYSTEM = Acting(None, NOON)


def test_an_actor_carries_the_duties_of_the_day(county: County) -> None:
    worker = actor_by_id(county.id_of("worker2"), TODAY)
    assert worker is not None
    assert worker.grids == worker.lead_of == {county.neighbour, county.special_grid}
    captain = actor_by_id(county.id_of("captain"), TODAY)
    assert captain is not None
    assert captain.captain_of == {county.grid, county.neighbour, county.special_grid}
    assert captain.grids == frozenset()


def test_nobody_acts_who_is_unknown_or_disabled(county: County) -> None:
    assert actor_by_id(uuid4(), TODAY) is None
    with transaction():
        disable_person(SYSTEM, "worker")
    assert actor_by_id(county.id_of("worker"), TODAY) is None


@pytest.mark.parametrize(("day", "there"), [(-1, False), (0, True), (2, True), (3, False)])
def test_a_duty_holds_from_its_first_day_up_to_not_including_its_last(county: County, day: int, there: bool) -> None:
    with transaction():
        assign(SYSTEM, county.id_of("worker"), county.foreign_grid, "member", TODAY, TODAY + 3 * DAY)
    actor = actor_by_id(county.id_of("worker"), TODAY + day * DAY)
    assert actor is not None
    assert (county.foreign_grid in actor.grids) is there
    assert county.foreign_grid not in actor.lead_of


@pytest.mark.parametrize(("day", "there"), [(-1, False), (0, True), (6, True), (7, False)])
def test_a_deputy_stands_in_on_these_days_only(county: County, day: int, there: bool) -> None:
    given_deputy(county.people["captain"], county.people["worker2"], TODAY, TODAY + 7 * DAY)
    actor = actor_by_id(county.id_of("worker2"), TODAY + day * DAY)
    assert actor is not None
    assert [one.username for one in actor.deputy_for] == (["captain"] if there else [])
    holders = holders_of_desks([f"captain:{county.grid}"], TODAY + day * DAY)[f"captain:{county.grid}"]
    assert (county.id_of("worker2") in holders) is there
    if there:
        assert actor.deputy_for[0].captain_of == {county.grid, county.neighbour, county.special_grid}


def test_standing_in_does_not_pass_on_to_the_deputys_deputy(county: County) -> None:
    given_deputy(county.people["captain"], county.people["captain2"], BEFORE, date(2030, 1, 1))
    given_deputy(county.people["captain2"], county.people["worker"], BEFORE, date(2030, 1, 1))
    actor = actor_by_id(county.id_of("worker"), TODAY)
    assert actor is not None
    assert [one.username for one in actor.deputy_for] == ["captain2"]


def test_a_disabled_person_sits_nowhere_and_is_deputised_by_nobody(county: County) -> None:
    given_deputy(county.people["captain"], county.people["worker2"], BEFORE, date(2030, 1, 1))
    with transaction():
        disable_person(SYSTEM, "captain")
    actor = actor_by_id(county.id_of("worker2"), TODAY)
    assert actor is not None
    assert actor.deputy_for == ()


def test_each_desk_has_its_people(county: County) -> None:
    desks = [f"captain:{county.grid}", f"town:{county.town}", "centre", "unit:fire", "unit:nobody", "captain:1", "odd"]
    held = holders_of_desks(desks, TODAY)
    people = {desk: {name for name in county.people if county.id_of(name) in ids} for desk, ids in held.items()}
    assert people == {
        f"captain:{county.grid}": {"captain"},
        f"town:{county.town}": {"town"},
        "centre": {"centre", "centre2"},
        "unit:fire": {"unit"},
        "unit:nobody": set(),
        "captain:1": set(),
        "odd": set(),
    }
    assert holders_of_desks([], TODAY) == {}


def test_an_actor_costs_one_round_trip(county: County) -> None:
    given_deputy(county.people["captain"], county.people["worker2"], BEFORE, date(2030, 1, 1))
    with statements() as sent:
        actor_by_id(county.id_of("worker2"), TODAY)
    assert len(sent) == 1


def test_names_are_known_even_of_people_who_left(county: County) -> None:
    with transaction():
        disable_person(SYSTEM, "worker")
    named = names_of([county.id_of("worker"), county.id_of("unit"), uuid4()])
    assert {one.name for one in named.values()} == {"张小明", "王海"}
    assert named[county.id_of("unit")].unit_code == "fire"
    assert names_of([]) == {}


def test_a_new_account_signs_in_with_its_password(county: County) -> None:
    with transaction():
        wanted = NewPerson(username="new", name="新来的", role="worker", area_code=county.village)
        add_person(SYSTEM, wanted, "好密码-2026")
    kept = db.session.scalars(select(Person).where(Person.username == "new")).one()
    assert password_fits("好密码-2026", kept.password_hash)
    assert not password_fits("好密码-2027", kept.password_hash)
    assert kept.created_at == NOON


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"username": "X"}, "/0/username"),
        ({"username": "有汉字"}, "/0/username"),
        ({"username": "-a"}, "/0/username"),
        ({"name": " "}, "/0/name"),
        ({"role": "king"}, "/0/role"),
        ({"role": "unit"}, "/0/unit_code"),
    ],
)
def test_an_account_that_cannot_be_is_refused_with_the_field(app: Flask, change: dict[str, str], pointer: str) -> None:
    wanted = NewPerson(**{"username": "new", "name": "新来的", "role": "worker", **change})
    with pytest.raises(Problem) as refusal, transaction():
        add_people(SYSTEM, [wanted], "$argon2id$")
    assert [fault.pointer for fault in refusal.value.errors] == [pointer]


@pytest.mark.parametrize(
    ("change", "code"), [({"username": "worker"}, "username-taken"), ({"area_code": "1"}, "unknown-area")]
)
def test_the_database_refuses_doubles_and_unknown_areas_by_name(
    county: County, change: dict[str, str], code: str
) -> None:
    wanted = NewPerson(**{"username": "new", "name": "新来的", "role": "worker", **change})
    with pytest.raises(Problem) as refusal, transaction():
        add_people(SYSTEM, [wanted], "$argon2id$")
    assert refusal.value.code == code
    assert db.session.scalars(select(Person).where(Person.name == "新来的")).first() is None


def test_a_grid_has_one_lead_and_one_captain_at_a_time(county: County) -> None:
    for duty in ("lead", "captain"):
        with pytest.raises(Problem, match="duty-taken"), transaction():
            assign(SYSTEM, county.id_of("other_worker"), county.grid, duty, TODAY)
    with transaction():
        assign(SYSTEM, county.id_of("other_worker"), county.grid, "member", TODAY)
        assign(SYSTEM, county.id_of("worker"), county.other_village_grid, "lead", TODAY, TODAY + DAY)
        assign(SYSTEM, county.id_of("worker2"), county.other_village_grid, "lead", TODAY + DAY)


def test_a_deputy_of_an_unfit_role_or_without_days_is_refused(county: County) -> None:
    for person, deputy in (("captain", "unit"), ("captain", "admin"), ("auditor", "centre"), ("unit", "other_unit")):
        with pytest.raises(Problem, match="deputy-unfit"), transaction():
            add_deputy(SYSTEM, county.id_of(person), county.id_of(deputy), TODAY, TODAY + DAY)
    with pytest.raises(Problem, match="deputy-unfit"), transaction():
        add_deputy(SYSTEM, county.id_of("captain"), county.id_of("captain2"), TODAY, TODAY)
    with pytest.raises(Problem, match="not-found"), transaction():
        add_deputy(SYSTEM, county.id_of("captain"), uuid4(), TODAY, TODAY + DAY)
    with pytest.raises(Problem, match="not-found"), transaction():
        add_deputy(SYSTEM, county.id_of("captain"), county.id_of("captain"), TODAY, TODAY + DAY)


def test_disabling_raises_the_version_once_and_keeps_the_first_moment(county: County) -> None:
    for later in (0, 1):
        with transaction():
            disable_person(Acting(None, NOON + later * DAY), "worker")
    kept = db.session.get(Person, county.id_of("worker"))
    assert kept is not None
    assert (kept.version, kept.disabled_at) == (2, NOON)
    with pytest.raises(Problem, match="not-found"), transaction():
        disable_person(SYSTEM, "nobody")


def test_looking_at_what_is_protected_is_on_record_for_ever(county: County) -> None:
    captain = actor_by_id(county.id_of("captain"), TODAY)
    with transaction():
        log_access(Acting(captain, NOON), "reveal", "contact/17", "回访")
    row = db.session.scalars(select(AccessLog)).one()
    assert row.person_id == county.id_of("captain")
    assert (row.act, row.subject, row.purpose) == ("reveal", "contact/17", "回访")
    with pytest.raises(ProgrammingError, match="permission denied"), transaction():
        db.session.delete(row)


def test_the_command_line_makes_and_ends_accounts(county: County, app: Flask) -> None:
    run = app.test_cli_runner().invoke
    made = run(
        args=["people", "add", "Zhao", "--name", "赵", "--role", "worker", "--grid", county.other_village_grid],
        input="一个好密码2026\n",
    )
    assert made.exit_code == 0
    assert made.output == f"已建账号 zhao（赵，网格员），负责网格 {county.other_village_grid}。\n"
    assert "--password" not in run(args=["people", "add", "--help"]).output
    again = run(args=["people", "add", "zhao", "--name", "赵", "--role", "worker"], input="一个好密码2026\n")
    assert again.exit_code == 1
    assert "已经有人用了" in again.output
    short = run(args=["people", "add", "qian", "--name", "钱", "--role", "worker"], input="短\n")
    assert (short.exit_code, "8 到 200 个字" in short.output) == (1, True)
    ended = run(args=["people", "disable", "zhao"])
    assert (ended.exit_code, "已停用" in ended.output) == (0, True)
    assert run(args=["people", "disable", "nobody"]).exit_code == 1
    logged = db.session.scalars(select(AccessLog.act).order_by(AccessLog.id)).all()
    assert logged == ["person.add", "person.disable"]
