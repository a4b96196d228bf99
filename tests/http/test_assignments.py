"""Duties in grids over HTTP: given by date, one lead and one captain a day, holes listed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from flask import Flask

from backend import clock
from backend.api import as_system
from backend.database import transaction
from backend.people.actions import disable_person
from backend.settings import Settings
from tests.cases import Desk
from tests.divided import SOON, TODAY
from tests.given import PEOPLE, County, anonymous_client

URL = "/api/v1/assignments"
NOBODYS = "5e6f7a8b-0000-4000-8000-000000000002"


@pytest.fixture
def desk(app: Flask, county: County) -> Desk:
    return Desk(app, county)


def duty(county: County, username: str = "worker", **changes: Any) -> dict[str, Any]:
    body = {"person": str(county.id_of(username)), "grid": county.other_village_grid, "duty": "lead",
            "valid_from": SOON.isoformat(), "valid_to": None}  # fmt: skip
    return body | changes


def put(desk: Desk, body: dict[str, Any], key: UUID | None = None, username: str = "centre") -> Any:
    return desk.client(username).put(f"{URL}/{key or uuid4()}", json=body)


def listed(desk: Desk, query: str = "") -> list[tuple[str, str, str, str | None]]:
    found = desk.client("centre").get(f"{URL}?limit=200{query}").json["items"]
    return [(one["person"]["username"], one["duty"], one["valid_from"], one["valid_to"]) for one in found]


def holes(desk: Desk, query: str = "") -> dict[str, list[str]]:
    found = desk.client("admin").get(f"{URL}/holes{query}").json
    assert found["count"] == len(found["items"])
    return {one["grid"]["code"]: one["missing"] for one in found["items"]}


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("GET", "/holes"), ("GET", "/people"), ("PUT", f"/{NOBODYS}"), ("DELETE", f"/{NOBODYS}")],
)
def test_who_may_see_and_give_duties(desk: Desk, county: County, method: str, path: str) -> None:
    found, right = {}, {}
    for username in (*PEOPLE, None):
        client = desk.client(username) if username else anonymous_client(desk.app)
        body = duty(county) if method == "PUT" else None
        found[username] = client.open(URL + path, method=method, json=body).status_code
        may = username is not None and PEOPLE[username][0] in ("centre", "admin")
        done = {"GET": 200, "PUT": 204, "DELETE": 404}[method]
        right[username] = 401 if username is None else done if may else 403
    assert found == right


def test_a_duty_is_given_once_however_often_it_is_sent_and_its_end_can_move(desk: Desk, county: County) -> None:
    key, grid = uuid4(), f"&grid={county.other_village_grid}"
    for _ in range(2):
        assert put(desk, duty(county), key).status_code == 204
    assert listed(desk, grid)[-1] == ("worker", "lead", SOON.isoformat(), None)
    end = (SOON + timedelta(days=9)).isoformat()
    assert put(desk, duty(county, valid_to=end), key).status_code == 204
    assert listed(desk, grid)[-1] == ("worker", "lead", SOON.isoformat(), end)
    other = put(desk, duty(county, "worker2"), key)
    assert (other.status_code, other.json["type"]) == (409, "assignment-differs")
    logged = desk.client("centre")
    assert logged.delete(f"{URL}/{key}?on={SOON}").status_code == 204
    assert [one[0] for one in listed(desk, grid)] == ["captain2"]


def test_a_duty_that_comes_twice_at_once_is_one_duty(desk: Desk, county: County) -> None:
    key, body = uuid4(), duty(county)
    clients = [desk.client("centre") for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda client: client.put(f"{URL}/{key}", json=body).status_code, clients))
    assert answers == [204] * 4
    assert (
        listed(desk, f"&grid={county.other_village_grid}&on={SOON}").count(("worker", "lead", SOON.isoformat(), None))
        == 1
    )


def test_a_duty_takes_effect_and_ends_on_its_days(desk: Desk, county: County) -> None:
    def grids() -> list[str]:
        desk.app.extensions["who"].forget(county.id_of("worker"))
        return [one["code"] for one in desk.client("worker").get("/api/v1/me").json["grids"]]

    key = uuid4()
    assert put(desk, duty(county, valid_from=TODAY.isoformat()), key).status_code == 204
    assert grids() == [county.grid, county.other_village_grid]
    lead = next(one for one in desk.client("centre").get(f"{URL}?grid={county.grid}").json["items"]
                if one["duty"] == "lead")  # fmt: skip
    assert desk.client("centre").delete(f"{URL}/{lead['id']}").status_code == 204
    assert grids() == [county.other_village_grid]
    before = desk.client("centre").get(f"{URL}?grid={county.grid}&on={TODAY - timedelta(days=1)}").json["items"]
    assert (lead["id"], TODAY.isoformat()) in [(one["id"], one["valid_to"]) for one in before]


def test_two_cannot_lead_one_grid_on_one_day(desk: Desk, county: County) -> None:
    assert put(desk, duty(county, valid_to=(SOON + timedelta(days=5)).isoformat())).status_code == 204
    taken = put(desk, duty(county, "worker2", valid_from=(SOON + timedelta(days=4)).isoformat()))
    assert (taken.status_code, taken.json["type"]) == (409, "duty-taken")
    assert put(desk, duty(county, "worker2", valid_from=(SOON + timedelta(days=5)).isoformat())).status_code == 204
    assert put(desk, duty(county, "other_worker", duty="member")).status_code == 204
    captain = put(desk, duty(county, "captain", duty="captain"))
    assert (captain.status_code, captain.json["type"]) == (409, "duty-taken")


def test_the_database_itself_holds_one_lead_and_captain_a_day(county: County, settings: Settings) -> None:
    row = "INSERT INTO assignment (person_id, grid_code, duty, valid_from) VALUES (%s, %s, %s, %s)"
    url = settings.migration_database_url.replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True, options=f"-c search_path={settings.schema},public") as owner:
        for duties in ("lead", "captain"):
            with pytest.raises(psycopg.errors.ExclusionViolation):
                owner.execute(row, (county.id_of("other_worker"), county.grid, duties, SOON))
        owner.execute(row, (county.id_of("other_worker"), county.grid, "member", SOON))


WRONG: dict[str, tuple[str, dict[str, Any], str]] = {
    "past": ("worker", {"valid_from": (TODAY - timedelta(days=1)).isoformat()}, "/valid_from"),
    "reversed": ("worker", {"valid_to": SOON.isoformat()}, "/valid_to"),
    "grid-unknown": ("worker", {"grid": "320685100202999"}, "/grid"),
    "role-unfit": ("captain", {}, "/person"),
    "duty-double": ("worker", {"grid": "320685100201001", "duty": "member"}, "/person"),
}


@pytest.mark.parametrize("code", WRONG)
def test_a_duty_that_cannot_be_is_refused_in_words(desk: Desk, county: County, code: str) -> None:
    username, changes, pointer = WRONG[code]
    answer = put(desk, duty(county, username, **changes))
    assert answer.status_code == 422, answer.json
    fault = answer.json["errors"][0]
    assert (fault["pointer"], fault["code"], fault["title"][-1]) == (pointer, code, "。")


def test_only_people_who_are_there_get_a_duty(desk: Desk, county: County) -> None:
    assert put(desk, duty(county, person=str(uuid4()))).status_code == 404
    assert put(desk, duty(county, "unit")).json["errors"][0]["code"] == "role-unfit"
    with transaction():
        disable_person(as_system(), "worker")
    assert put(desk, duty(county)).status_code == 404


def test_what_has_been_is_not_changed(desk: Desk, county: County) -> None:
    lead = desk.client("centre").get(f"{URL}?grid={county.grid}").json["items"][0]
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    assert desk.client("centre").delete(f"{URL}/{lead['id']}?on={yesterday}").status_code == 422
    body = {"person": lead["person"]["id"], "grid": county.grid, "duty": lead["duty"],
            "valid_from": lead["valid_from"], "valid_to": yesterday}  # fmt: skip
    assert put(desk, body, UUID(lead["id"])).json["errors"][0]["code"] == "past"
    assert put(desk, body | {"valid_to": TODAY.isoformat()}, UUID(lead["id"])).status_code == 204
    assert put(desk, body | {"valid_to": None}, UUID(lead["id"])).json["errors"][0]["code"] == "past"


def test_grids_that_nobody_leads_are_listed(desk: Desk, county: County) -> None:
    assert holes(desk) == {county.other_village_grid: ["lead"]}
    put(desk, duty(county))
    assert holes(desk, f"?on={SOON}") == {}
    assert holes(desk, f"?under={county.other_town}") == {}
    with transaction():
        disable_person(as_system(), "other_worker")
    assert holes(desk, f"?under={county.other_town}") == {county.foreign_grid: ["lead"]}


def test_whoever_leaves_has_no_duty_any_more(desk: Desk, county: County) -> None:
    put(desk, duty(county, "worker2"))
    with transaction():
        disable_person(as_system(), "worker2")
    assert "worker2" not in {one[0] for one in listed(desk)}
    before = listed(desk, f"&on={TODAY - timedelta(days=1)}")
    assert {one[3] for one in before if one[0] == "worker2"} == {TODAY.isoformat()}


def test_people_are_found_by_name_or_account_and_only_those_who_can_have_a_duty(desk: Desk) -> None:
    def found(query: str) -> list[str]:
        answer = desk.client("centre").get(f"{URL}/people{query}")
        assert answer.status_code == 200
        return [one["username"] for one in answer.json["items"]]

    assert found("?role=worker") == ["other_worker", "worker", "worker2"]
    assert found("?q=张小") == ["worker"]
    assert found("?q=CaptAin2") == ["captain2"]
    assert found("?q=admin") == found("?q=%25") == []


def test_duties_come_in_pages(desk: Desk) -> None:
    keys: list[str] = []
    after = ""
    while True:
        page = desk.client("centre").get(f"{URL}?limit=4{after}").json
        keys += [one["id"] for one in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert len(keys) == len(set(keys)) == 9
    assert date.fromisoformat(page["items"][0]["valid_from"]) <= clock.local_date(clock.now())
