"""The day a village is divided anew: orders, desks and duties follow, once, and every history stays whole."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from itertools import pairwise
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from shapely.geometry import box, mapping
from sqlalchemy import text

from backend import clock
from backend.acting import Acting
from backend.database import db, transaction
from backend.grids.division_effects import apply_next
from backend.grids.divisions import adopt_division
from backend.grids.jobs import apply_due_divisions
from backend.grids.located import Place
from backend.grids.locating import locate
from backend.orders import regridding
from backend.people.actions import assign
from tests.cases import Desk
from tests.divided import EAST_HALF, SOON, TODAY, WEST_HALF, Travel, asked, audit, file_at, market, row, travelling
from tests.given import County, statements

NEW = "320685100201003"


@pytest.fixture
def desk(app: Flask, county: County) -> Desk:
    return Desk(app, county)


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Travel:
    return travelling(monkeypatch)


def split(county: County, day: Any = SOON) -> None:
    """The first grid's eastern half becomes a grid of its own."""
    rows = [row(county.grid, 120.40, 120.405), row(NEW, 120.405, 120.41), row(county.neighbour, 120.41, 120.42),
            market()]  # fmt: skip
    with transaction():
        adopt_division(Acting(None, clock.now()), county.village, day, rows, title="凤山村调整")


def give(county: County, username: str, grid: str, duty: str) -> None:
    with transaction():
        assign(Acting(None, clock.now()), county.id_of(username), grid, duty, SOON)


def test_open_orders_move_to_the_grid_that_covers_their_place(desk: Desk, county: County, on: Travel) -> None:
    east, west, closed = file_at(desk, EAST_HALF), file_at(desk, WEST_HALF), file_at(desk, EAST_HALF)
    desk.walk(closed, "closed")
    split(county)
    assert apply_due_divisions() == 0
    on(SOON)
    assert apply_due_divisions() == 1
    moved = desk.see("centre", east)
    assert (moved["grid"]["code"], moved["desk"]) == (NEW, f"captain:{NEW}")
    assert [(step["step"], step["title"], step["who"]["role"]) for step in moved["road"]][-1] == (
        "regrid", "网格调整", "系统",
    )  # fmt: skip
    assert moved["road"][-1]["changes"] == [{"title": "网格", "before": county.grid, "after": NEW}]
    stayed = desk.see("centre", west)
    assert (stayed["grid"]["code"], stayed["desk"], len(stayed["road"])) == (county.grid, f"captain:{county.grid}", 1)
    assert desk.see("centre", closed)["grid"]["code"] == county.grid
    kept = asked("SELECT DISTINCT g.valid_to FROM report r JOIN grid_version g ON g.id = r.grid_version_id")
    assert [one.valid_to for one in kept] == [SOON]
    assert desk.see("worker", east)["road"][0]["step"] == "file"
    audit(desk)


def test_each_desk_is_told_once_however_many_orders_come_to_it(desk: Desk, county: County, on: Travel) -> None:
    codes = [file_at(desk, EAST_HALF) for _ in range(3)]
    split(county)
    give(county, "captain2", NEW, "captain")
    on(SOON)
    apply_due_divisions()
    told = asked("SELECT title FROM notice WHERE kind = 'division' AND person_id = :who", who=county.id_of("captain2"))
    assert [one.title for one in told] == ["网格调整：有 3 张工单转到您这里"]
    assert all(desk.see("captain2", code)["steps_open_to_me"] for code in codes)


def test_a_division_is_applied_once_with_two_workers_at_once(
    desk: Desk, county: County, on: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = [file_at(desk, EAST_HALF) for _ in range(7)]
    monkeypatch.setattr(regridding, "BATCH", 2)
    split(county)
    on(SOON)
    done: list[int] = []

    def work() -> None:
        with desk.app.app_context():
            done.append(apply_due_divisions())

    workers = [threading.Thread(target=work) for _ in range(2)]
    [worker.start() for worker in workers]
    [worker.join() for worker in workers]
    assert sorted(done) == [0, 1]
    rows = asked("SELECT order_id, count(*) FROM order_history WHERE step = 'regrid' GROUP BY order_id")
    assert [one.count for one in rows] == [1] * len(codes)
    audit(desk)


def test_a_worker_that_dies_half_way_leaves_nothing_and_the_next_one_does_it_all(
    desk: Desk, county: County, on: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = [file_at(desk, EAST_HALF) for _ in range(5)]
    split(county)
    on(SOON)
    placed = regridding._place

    def dying(*args: Any) -> Any:
        if asked_for.pop():
            raise KeyboardInterrupt
        return placed(*args)

    asked_for = [True, False]
    monkeypatch.setattr(regridding, "BATCH", 2)
    monkeypatch.setattr(regridding, "_place", dying)
    with pytest.raises(KeyboardInterrupt):
        apply_due_divisions()
    assert asked("SELECT FROM order_history WHERE step = 'regrid'") == []
    assert asked("SELECT FROM division WHERE applied_at IS NOT NULL") == []
    monkeypatch.setattr(regridding, "_place", placed)
    assert apply_due_divisions() == 1
    assert {desk.see("centre", code)["grid"]["code"] for code in codes} == {NEW}
    audit(desk)


def test_many_orders_cost_hardly_more_questions_than_one(desk: Desk, county: County, on: Travel) -> None:
    for _ in range(2):
        file_at(desk, EAST_HALF)
    split(county)
    on(SOON)

    def sent() -> int:
        with statements() as said, transaction():
            apply_next(Acting(None, clock.now(), desk.app.extensions["subscriptions"]))
            db.session.rollback()
        return len(said)

    few = sent()
    on(TODAY)
    for _ in range(20):
        file_at(desk, EAST_HALF)
    on(SOON)
    assert sent() == few


def test_what_was_seen_before_and_sent_after_waits_at_todays_desk(desk: Desk, county: County, on: Travel) -> None:
    split(county)
    on(SOON)
    apply_due_divisions()
    seen = (clock.now() - timedelta(days=1)).isoformat()
    code = file_at(desk, EAST_HALF, seen_at=seen)
    order = desk.see("centre", code)
    assert (order["grid"]["code"], order["desk"]) == (NEW, f"captain:{NEW}")
    assert [step["step"] for step in order["road"]] == ["file", "regrid"]
    of_report = asked("SELECT v.grid_code FROM report r JOIN grid_version v ON v.id = r.grid_version_id")
    assert [one.grid_code for one in of_report] == [county.grid]
    audit(desk)


def test_where_no_grid_is_left_the_order_waits_at_its_town(desk: Desk, county: County, on: Travel) -> None:
    code = file_at(desk, WEST_HALF)
    with transaction():
        # The eastern strip is all that stays, and it took over nothing of the old ground.
        adopt_division(Acting(None, clock.now()), county.village, SOON, [row(county.neighbour, 120.41, 120.42)])
        db.session.execute(text("DELETE FROM grid_ancestor"))
    on(SOON)
    apply_due_divisions()
    order = desk.see("centre", code)
    assert (order["grid"], order["desk"]) == (None, f"town:{county.town}")
    assert "verify" in desk.see("town", code)["steps_open_to_me"]
    # A later division that covers the place takes the order in.
    day = SOON + timedelta(days=10)
    split(county, day)
    on(day)
    apply_due_divisions()
    assert desk.see("centre", code)["grid"]["code"] == county.grid
    audit(desk)


def test_the_heir_of_the_ground_takes_what_no_grid_covers(desk: Desk, county: County, on: Travel) -> None:
    code = file_at(desk, EAST_HALF)
    with transaction():
        rows = [row(county.grid, 120.40, 120.405), row(county.neighbour, 120.41, 120.42), market()]
        adopt_division(Acting(None, clock.now()), county.village, SOON, rows)
    on(SOON)
    apply_due_divisions()
    order = desk.see("centre", code)
    assert (order["grid"]["code"], [step["step"] for step in order["road"]]) == (county.grid, ["file"])


def test_nobody_is_left_to_verify_what_they_filed(desk: Desk, county: County, on: Travel) -> None:
    """A finding goes to ground whose only captain is the person who filed it."""
    code = file_at(desk, EAST_HALF)
    split(county)
    give(county, "worker", NEW, "captain")
    on(SOON)
    apply_due_divisions()
    order = desk.see("centre", code)
    assert (order["grid"]["code"], order["desk"]) == (NEW, f"town:{county.town}")


def test_duties_pass_to_the_heir_unless_it_has_its_own(desk: Desk, county: County, on: Travel) -> None:
    with transaction():
        adopt_division(Acting(None, clock.now()), county.village, SOON, [row(NEW, 120.40, 120.42)])
    on(SOON)
    apply_due_divisions()
    now = "SELECT p.username, a.grid_code, a.duty FROM assignment a JOIN person p ON p.id = a.person_id"
    found = asked(f"{now} WHERE a.valid_to IS NULL AND a.grid_code LIKE '320685100201%' ORDER BY 1, 2, 3")
    # Both grids gave all their ground: the first to have been given leads, the other stays a member.
    assert [tuple(one) for one in found] == [("captain", NEW, "captain"), ("worker", NEW, "lead"),
                                             ("worker2", NEW, "member")]  # fmt: skip
    ended = asked(f"{now} WHERE a.valid_to = :day ORDER BY 1, 2", day=SOON)
    assert len(ended) == 6
    me = desk.client("worker").get("/api/v1/me").json
    assert [one["code"] for one in me["grids"]] == [NEW]


def test_a_grid_that_keeps_its_code_keeps_its_people(desk: Desk, county: County, on: Travel) -> None:
    split(county)
    on(SOON)
    apply_due_divisions()
    assert asked("SELECT FROM assignment WHERE valid_to IS NOT NULL") == []


def test_a_draft_is_looked_at_adopted_and_takes_effect(desk: Desk, county: County, on: Travel) -> None:
    """The office drops a file, sees what it would move, adopts it; on the day everything has moved just so."""
    code = file_at(desk, [120.427, 32.502])
    village, centre = county.other_village_grid[:12], desk.client("centre")
    halves = {f"{village}001": (120.42, 120.425), f"{village}002": (120.425, 120.43)}
    features = [
        {"type": "Feature", "properties": {"code": grid, "name": f"壮志村第{grid[-1]}网格"},
         "geometry": mapping(box(west, 32.50, east, 32.51))}
        for grid, (west, east) in halves.items()
    ]  # fmt: skip
    made = centre.post(
        f"/api/v1/grids/drafts?area={village}&valid_from={SOON}&filename=a.geojson",
        data=json.dumps({"type": "FeatureCollection", "features": features}),
        content_type="application/octet-stream",
    )
    assert made.status_code == 201, made.json
    draft = made.json["draft"]["id"]
    seen = centre.get(f"/api/v1/divisions/preview?draft={draft}").json
    assert [(one["code"], one["change"], one["from"]) for one in seen["grids"]] == [
        (f"{village}001", "reshaped", [f"{village}001"]), (f"{village}002", "new", [f"{village}001"]),
    ]  # fmt: skip
    assert seen["grids"][1]["area_m2"] == pytest.approx(521_000, rel=0.02)
    assert seen["orders"] == {"count": 1, "moving": [{"code": code, "from": f"{village}001", "to": f"{village}002"}]}
    assert seen["people"] == {"count": 0, "moving": []}
    assert asked("SELECT FROM division") == []
    step = centre.post(f"/api/v1/grids/drafts/{draft}/steps", json={"id": str(uuid4()), "step": "adopt"})
    assert step.status_code == 200, step.json
    listed = centre.get("/api/v1/divisions").json["items"]
    assert [(one["draft_id"], one["ended"], one["made"]) for one in listed] == [(draft, 1, 2)]
    holes = centre.get(f"/api/v1/assignments/holes?on={SOON}&under={village}").json["items"]
    assert {one["grid"]["code"]: one["missing"] for one in holes} == {
        f"{village}001": ["lead"], f"{village}002": ["lead", "captain"],
    }  # fmt: skip
    on(SOON)
    apply_due_divisions()
    assert desk.see("centre", code)["grid"]["code"] == f"{village}002"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_after_any_division_an_order_stands_where_its_place_is_located(
    desk: Desk, county: County, on: Travel, seed: int
) -> None:
    """Random cuts of the village, one division after another, orders wherever, on the cuts too."""
    chance = Random(seed)
    days = [SOON, SOON + timedelta(days=1)]
    cuts = {day: sorted(round(chance.uniform(120.4005, 120.4195), 4) for _ in range(4)) for day in days}
    on_the_cut = [[cut, 32.502] for cut in cuts[days[1]]]
    places = [*on_the_cut, *([round(chance.uniform(120.40, 120.42), 4), 32.502] for _ in range(8))]
    codes = {file_at(desk, place): place for place in places}
    for day in days:
        edges = [120.40, *cuts[day], 120.42]
        rows = [
            row(f"{county.village}{100 + at:03}", west, east)
            for at, (west, east) in enumerate(pairwise(edges))
            if east > west
        ]
        with transaction():
            adopt_division(Acting(None, clock.now()), county.village, day, chance.sample(rows, len(rows)))
    # Nobody worked on the first of the two days: both are applied together.
    on(days[1])
    assert apply_due_divisions() == 2
    for code, (lon, lat) in codes.items():
        with transaction():
            located = locate(Place(lon, lat), days[1])
        assert desk.see("centre", code)["grid"]["code"] == located.grid_code
    audit(desk)
