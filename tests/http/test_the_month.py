"""The month of the bounties: review, tally, notice, objections, payment; each step by another hand, once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from flask import Flask

from backend import clock
from backend.database import transaction
from backend.settings import Settings
from rewards import tallies
from rewards.tariff import Caps, current_tariffs
from tests.bounties import API, Fund, later
from tests.cases import Desk
from tests.filings import declared, filing, finding
from tests.given import County, anonymous_client, client_for, given_person
from tests.phones import send_photo
from tests.pictures import a_photo


@pytest.fixture
def fund(app: Flask, county: County) -> Fund:
    return Fund(Desk(app, county))


@pytest.fixture
def capped(monkeypatch: pytest.MonkeyPatch) -> Any:
    def bind(**caps: Any) -> None:
        bound = [replace(tariff, caps=Caps(**caps)) for tariff in current_tariffs()]
        monkeypatch.setattr(tallies, "current_tariffs", lambda: bound)

    return bind


def refused(answer: Any) -> str:
    assert answer.status_code >= 400, answer.json
    return str(answer.json["type"])


def test_a_bounty_goes_from_review_to_payment_by_five_hands(fund: Fund, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = fund.passed()
    tally = fund.tallied()
    assert fund.month("clerk", tally, "notice")["state"] == "noticed"
    assert refused(fund.ask_month("centre", tally, "confirm")) == "notice-running"
    later(monkeypatch, 12)
    fund.month("centre", tally, "confirm")
    fund.month("clerk", tally, "pay_file")
    paid = fund.month("clerk", tally, "mark_paid")
    assert (paid["state"], paid["counts"], paid["sums"]["pay_fen"]) == ("paid", {"paid": 1}, 1000)
    fund.month("clerk", tally, "mark_bounced", entries=[entry])
    assert (fund.see(entry)["state"], fund.balance(entry)) == ("bounced", 1000)
    fund.month("clerk", tally, "mark_paid", entries=[entry])
    assert (fund.see(entry)["state"], fund.balance(entry)) == ("paid", 0)
    kinds = [row["kind"] for row in fund.see(entry)["ledger"]]
    assert sorted(kinds) == ["award", "bounced", "paid", "paid"]
    assert fund.recomputed()


def test_each_step_of_a_month_sent_twice_is_done_once(fund: Fund, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = fund.passed()
    tally = fund.open_month()
    for who, step in (("clerk", "freeze"), ("auditor", "draw_seed"), ("clerk", "tally"), ("clerk", "notice"),
                      ("centre", "confirm"), ("clerk", "pay_file"), ("clerk", "mark_paid")):  # fmt: skip
        if step == "tally":
            fund.review_all(tally)
        if step == "confirm":
            later(monkeypatch, 12)
        body = {"id": str(uuid4()), "step": step, "evidence": {}}
        first, second = [fund.desk.client(who).post(f"{API}/tallies/{tally}/steps", json=body) for _ in range(2)]
        assert first.status_code == second.status_code == 200, (step, first.json, second.json)
        assert first.json == second.json
        if step != "mark_paid":
            other = {**body, "step": "freeze" if step != "freeze" else "notice"}
            assert refused(fund.desk.client(who).post(f"{API}/tallies/{tally}/steps", json=other)) == "step-differs"
    assert (fund.balance(entry), len(fund.see(entry)["ledger"])) == (0, 2)


def test_who_is_not_due_cannot_take_a_step_of_the_month(fund: Fund) -> None:
    tally = fund.open_month()
    for username in fund.desk.county.people:
        for step in ("freeze", "draw_seed", "tally", "notice", "confirm", "pay_file", "mark_paid", "mark_bounced"):
            told = refused(fund.ask_month(username, tally, step)) if (username, step) != ("clerk", "freeze") else ""
            allowed = {"clerk": {"tally", "notice", "pay_file", "mark_paid", "mark_bounced"},
                       "auditor": {"draw_seed"}, "centre": {"confirm"}, "centre2": {"confirm"}}  # fmt: skip
            wanted = "tally-step-not-open" if step in allowed.get(username, set()) else "not-allowed"
            assert told in (wanted, ""), (username, step)


# Role → what the list, an entry of the own area, an entry of the other town, the months and the appeals answer.
SIGHT = {
    "worker": (403, 200, 404, 403, 200), "worker2": (403, 404, 404, 403, 200),
    "other_worker": (403, 404, 200, 403, 200),
    "captain": (403, 404, 404, 403, 403), "town": (403, 404, 404, 403, 403), "unit": (403, 404, 404, 403, 403),
    "admin": (403, 404, 404, 403, 403), "town_reviewer": (200, 200, 404, 200, 200),
    "reviewer": (200, 200, 200, 200, 200), "clerk": (200, 200, 200, 200, 200), "appeals": (200, 200, 200, 200, 200),
    "auditor": (200, 200, 200, 200, 200), "centre": (200, 200, 200, 200, 200),
}  # fmt: skip


def test_each_role_sees_the_bounties_of_its_area_and_nobody_elses(fund: Fund) -> None:
    own = fund.earn()
    foreign = fund.desk.file("other_worker", _foreign())
    fund.desk.take("other_captain", foreign, "verify", {"how": "on_site"})
    other = fund.entry_of(foreign)
    for username, wanted in SIGHT.items():
        client = fund.desk.client(username)
        urls = (f"{API}/entries", f"{API}/entries/{own}", f"{API}/entries/{other}", f"{API}/tallies", f"{API}/appeals")
        assert tuple(client.get(url).status_code for url in urls) == wanted, username
    assert [one["id"] for one in fund.listed("town_reviewer")] == [own]
    assert {one["id"] for one in fund.listed("reviewer")} == {own, other}
    for url in urls:
        assert anonymous_client(fund.desk.app).get(url).status_code == 401


def _foreign() -> dict[str, Any]:
    return filing(finding(), place={"type": "Point", "coordinates": [120.433, 32.505]})


def test_only_the_reviewer_whose_turn_it_is_takes_the_step(fund: Fund) -> None:
    entry = fund.earn()
    step = {"id": str(uuid4()), "step": "pass_first", "evidence": {}, "expected_version": 1}
    for username in fund.desk.county.people:
        if username != "town_reviewer":
            answer = fund.desk.client(username).post(f"{API}/entries/{entry}/steps", json={**step, "id": str(uuid4())})
            assert answer.status_code in (403, 404), username
    client = fund.desk.client("town_reviewer")
    assert client.post(f"{API}/entries/{entry}/steps", json=step).status_code == 200
    assert client.post(f"{API}/entries/{entry}/steps", json=step).json["version"] == 2
    assert refused(client.post(f"{API}/entries/{entry}/steps", json={**step, "expected_version": 2})) == "step-differs"
    assert refused(client.post(f"{API}/entries/{entry}/steps", json={**step, "id": str(uuid4())})) == "entry-moved-on"
    assert refused(fund.ask("town_reviewer", entry, "pass_first")) == "entry-step-not-open"


@pytest.mark.parametrize("column", ["first_hands", "second_hands", "tally_hands", "confirm_hands", "appeal_hands"])
@pytest.mark.parametrize("who", ["worker", "captain"])
def test_the_database_itself_refuses_the_reporters_and_the_captains_hand(
    fund: Fund, settings: Settings, column: str, who: str
) -> None:
    entry = fund.earn()
    url = settings.database_url.replace("+psycopg", "")
    with (
        psycopg.connect(url, autocommit=True, options=f"-c search_path={settings.schema},public") as connection,
        pytest.raises(psycopg.errors.CheckViolation),
    ):
        change = f"UPDATE bounty SET {column} = ARRAY[%s]::uuid[] WHERE id = %s"
        connection.execute(change, [fund.desk.county.id_of(who), entry])  # type: ignore[arg-type]


def test_the_database_refuses_one_hand_in_two_roles(fund: Fund, settings: Settings) -> None:
    entry = fund.passed()
    first = fund.desk.county.id_of("town_reviewer")
    url = settings.database_url.replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True, options=f"-c search_path={settings.schema},public") as connection:
        for column in ("second_hands", "tally_hands", "confirm_hands", "appeal_hands"):
            with pytest.raises(psycopg.errors.CheckViolation):
                change = f"UPDATE bounty SET {column} = ARRAY[%s]::uuid[] WHERE id = %s"
                connection.execute(change, [first, entry])  # type: ignore[arg-type]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DELETE FROM bounty_step")


def test_a_second_finding_of_the_same_premises_is_proposed_as_not_the_first(fund: Fund) -> None:
    first = fund.earn(premises="3 幢 2 单元 501")
    second = fund.earn("worker2", here=True, premises="3幢2单元501")
    assert fund.see(first)["proposals"] == []
    codes = {one["code"] for one in fund.see(second)["proposals"]}
    assert codes == {"known", "same_premises"}
    assert fund.see(second)["proposals"][1]["evidence"]["order"] == fund.see(first)["order"]
    told = fund.ask("town_reviewer", second, "pass_first")
    assert told.json["errors"][0]["pointer"] == "/evidence/note"
    no = fund.take("town_reviewer", second, "refuse_first", reason="not_first", note="同一把锁。")
    assert (no["state"], no["amount_fen"], fund.balance(second)) == ("refused", 0, 0)
    row = next(one for one in fund.desk.client("worker2").get(f"{API}/mine").json["items"] if one["kind"] == "award")
    assert (row["step"], "七天内" in row["reason"], row["appeal_open"]["kind"]) == ("refused", True, "appeal")
    assert fund.listed("town_reviewer", hint="same_premises")[0]["id"] == second
    assert fund.recomputed()


def test_other_premises_and_other_places_are_matters_of_their_own(fund: Fund) -> None:
    fund.earn(premises="501")
    assert fund.see(fund.earn("worker2", here=True, premises="502"))["proposals"] == []
    assert fund.see(fund.earn("worker2"))["proposals"] == []


def test_where_the_first_is_refused_the_next_one_stands_as_the_first(fund: Fund) -> None:
    first, second = fund.earn(premises="501"), fund.earn("worker2", here=True, premises="501")
    assert "same_premises" in {one["code"] for one in fund.see(second)["proposals"]}
    fund.take("town_reviewer", first, "refuse_first", reason="assigned")
    assert "same_premises" not in {one["code"] for one in fund.see(second)["proposals"]}


def test_one_visit_pays_once_per_item_the_highest(fund: Fund) -> None:

    body = filing(finding(clause="CZ01-01"), finding(clause="CZ01-02"))
    answer = fund.desk.client("worker").put(f"/api/v1/reports/{uuid4()}", json=body)
    entries = [fund.verify(one["order"]) for one in answer.json["findings"]]
    proposed = [[one["code"] for one in fund.see(entry)["proposals"]] for entry in entries]
    assert sorted(proposed) == [[], ["same_visit"]]


def test_the_first_reviewer_moves_the_level_by_one_step_and_the_worker_reads_why(fund: Fund) -> None:
    entry = fund.earn()
    assert fund.ask("town_reviewer", entry, "pass_first", level="M", note="很危险").status_code == 422
    assert fund.ask("town_reviewer", entry, "pass_first", level="L").status_code == 422
    moved = fund.take("town_reviewer", entry, "pass_first", level="L", note="关系到整幢楼")
    assert (moved["amount_fen"], moved["reviewed_level"], fund.balance(entry)) == (2000, "L", 2000)
    assert "关系到整幢楼" in moved["reason"]
    assert fund.recomputed()
    back = fund.take("reviewer", entry, "return_first", note="级别请再看")
    assert (back["state"], back["amount_fen"], fund.balance(entry)) == ("candidate", 1000, 1000)
    assert fund.recomputed()


def test_many_reviews_go_at_once_each_taken_or_refused_by_itself(fund: Fund) -> None:
    entries = [fund.earn() for _ in range(3)]
    rows = [{"entry": entry, "id": str(uuid4()), "step": "pass_first", "evidence": {}, "expected_version": version}
            for entry, version in zip(entries, (1, 1, 7), strict=True)]  # fmt: skip
    for _ in range(2):
        told = fund.desk.client("town_reviewer").post(f"{API}/entries/steps", json=rows).json["items"]
        assert [one["problem"] for one in told] == [None, None, "entry-moved-on"]
    assert fund.desk.client("town_reviewer").post(f"{API}/entries/steps", json=rows * 67).status_code == 413
    assert [fund.see(entry)["version"] for entry in entries] == [2, 2, 1]


def test_all_of_large_and_a_drawn_sample_are_looked_at_twice(fund: Fund) -> None:
    small = [fund.passed() for _ in range(3)]
    large = fund.earn()
    fund.take("town_reviewer", large, "pass_first", level="L", note="人多")
    tally = fund.open_month()
    fund.month("clerk", tally, "freeze")
    page = fund.month("auditor", tally, "draw_seed")
    assert (page["sampled"], page["second_due"], len(page["seed"]), len(page["digest"])) == (1, 2, 32, 64)
    due = {one["id"] for one in fund.listed("reviewer", limit=200) if one["second_due"]}
    assert large in due
    assert len(due & set(small)) == 1
    assert refused(fund.ask_month("clerk", tally, "tally")) == "review-unfinished"
    fund.review_all(tally)
    assert fund.month("clerk", tally, "tally")["counts"] == {"tallied": 4}


def test_an_appeal_is_heard_once_in_time_by_a_fourth_hand(fund: Fund, monkeypatch: pytest.MonkeyPatch) -> None:
    entry, late = fund.earn(), fund.earn()
    for one in (entry, late):
        fund.take("town_reviewer", one, "refuse_first", reason="incomplete")
    assert fund.appeal(entry, "appeal", "worker2").status_code == 404
    assert refused(fund.appeal(entry, "objection")) == "appeal-not-open"
    assert fund.appeal(entry, "appeal").status_code == 201
    assert refused(fund.appeal(entry, "appeal")) == "appealed-already"
    for username in ("reviewer", "clerk", "centre", "auditor", "town_reviewer"):
        assert refused(fund.decide(entry, "uphold", username)) == "not-allowed"
    assert fund.decide(entry, "uphold").status_code == 200
    assert refused(fund.decide(entry, "reject")) == "appeal-decided"
    found = fund.see(entry)
    assert (found["state"], found["amount_fen"], fund.balance(entry)) == ("passed_second", 1000, 1000)
    assert fund.recomputed()
    later(monkeypatch, 12)
    assert refused(fund.appeal(late, "appeal")) == "appeal-not-open"


def test_an_objection_upheld_takes_the_bounty_out_of_the_month(fund: Fund, monkeypatch: pytest.MonkeyPatch) -> None:
    entry, other = fund.passed(), fund.passed()
    tally = fund.tallied()
    fund.month("clerk", tally, "notice")
    assert fund.appeal(entry, "objection").status_code == 201
    later(monkeypatch, 12)
    assert refused(fund.ask_month("centre", tally, "confirm")) == "appeals-open"
    assert fund.decide(entry, "uphold").status_code == 200
    assert fund.month("centre", tally, "confirm")["counts"] == {"confirmed": 1}
    assert (fund.see(entry)["state"], fund.see(entry)["in_tally"]) == ("passed_second", None)
    assert (fund.see(other)["state"], fund.recomputed()) == ("confirmed", True)


def test_caps_bind_in_order_of_receipt_as_rows_and_never_on_level_m(fund: Fund, capped: Any) -> None:
    capped(person=1500)
    entries = [fund.passed() for _ in range(3)]
    grave = fund.earn(clause="CZ01-01")
    code = fund.see(grave)["order"]
    fund.desk.take("town", code, "correct", {"reason": "level", "level": "M"})
    fund.take("town_reviewer", grave, "pass_first")
    sums = fund.desk.client("clerk").get(f"{API}/tallies/{fund.tallied()}").json["sums"]
    assert [fund.balance(entry) for entry in (*entries, grave)] == [1000, 500, 0, 5000]
    assert (sums["pay_fen"], sums["capped_fen"]) == (6500, 1500)
    assert fund.recomputed()


def test_what_the_budget_cannot_bear_rolls_over_oldest_first_and_unscaled(
    fund: Fund, capped: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    capped(budget=2500)
    entries = [fund.passed() for _ in range(3)]
    tally = fund.tallied()
    assert [fund.see(entry)["state"] for entry in entries] == ["tallied", "tallied", "rolled_over"]
    assert [fund.balance(entry) for entry in entries] == [1000, 1000, 1000]
    fund.month("clerk", tally, "notice")
    later(monkeypatch, 35)
    fund.month("centre", tally, "confirm")
    fund.passed()
    following = fund.tallied()
    assert fund.see(entries[2])["in_tally"] == following


def test_late_verification_falls_into_the_next_month(fund: Fund, monkeypatch: pytest.MonkeyPatch) -> None:
    first = fund.passed()
    tally = fund.tallied()
    late = fund.passed()
    later(monkeypatch, 35)
    following = fund.tallied()
    assert (fund.see(first)["in_tally"], fund.see(late)["in_tally"]) == (tally, following)


def test_whose_status_forbids_extra_pay_is_recorded_and_thanked(fund: Fund, settings: Settings) -> None:
    entry = fund.passed()
    url = settings.database_url.replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True, options=f"-c search_path={settings.schema},public") as connection:
        connection.execute("UPDATE person SET pay_kind = 'none' WHERE username = 'worker'")
    fund.tallied()
    assert (fund.balance(entry), "谢谢" in fund.see(entry)["reason"]) == (0, True)


def test_the_notice_tells_case_category_and_amount_and_nothing_of_people(fund: Fund) -> None:
    entry = fund.passed()
    tally = fund.tallied()
    stranger = anonymous_client(fund.desk.app)
    url = f"/api/v1/public/tallies/{tally}"
    assert (stranger.get(url).status_code, stranger.get(f"/api/v1/public/tallies/{uuid4()}").status_code) == (404, 404)
    fund.month("clerk", tally, "notice")
    notice = stranger.get(url).json
    assert [set(one) for one in notice["items"]] == [{"order", "category", "amount_fen"}]
    assert (notice["items"][0]["order"], notice["amount_fen"]) == (fund.see(entry)["order"], 1000)
    assert "张小明" not in str(notice)


def test_few_sensitive_findings_are_told_in_one_sum_of_a_later_month(fund: Fund, settings: Settings) -> None:
    entries = [fund.passed() for _ in range(2)]
    url = settings.database_url.replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True, options=f"-c search_path={settings.schema},public") as connection:
        connection.execute("UPDATE bounty SET sensitive = true WHERE id = %s", [entries[0]])
    tally = fund.tallied()
    fund.month("clerk", tally, "notice")
    notice = anonymous_client(fund.desk.app).get(f"/api/v1/public/tallies/{tally}").json
    assert (len(notice["items"]), notice["sensitive"], notice["amount_fen"]) == (1, None, 1000)


@pytest.mark.parametrize("verified", [False, True])
def test_who_joined_inherits_where_the_first_falls_and_gives_back_on_appeal(fund: Fund, verified: bool) -> None:
    code, later_code = fund.desk.file(), fund.desk.file("worker2")
    first = fund.verify(code)
    if verified:
        fund.verify(later_code)
    fund.desk.take("captain", later_code, "merge", {"into": code})
    assert fund.recomputed()
    fund.take("town_reviewer", first, "refuse_first", reason="self_made")
    (heir,) = [one["id"] for one in fund.listed("clerk", state="candidate")]
    assert (fund.see(heir)["amount_fen"], fund.balance(heir), fund.see(heir)["order"]) == (1000, 1000, code)
    titles = [one["title"] for one in fund.desk.client("worker2").get("/api/v1/notices").json["items"]]
    assert any("由您的上报承接" in title for title in titles)
    assert fund.recomputed()
    fund.appeal(first, "appeal")
    assert fund.decide(first, "uphold").status_code == 200
    assert (fund.see(first)["amount_fen"], fund.see(heir)["state"], fund.balance(heir)) == (1000, "lapsed", 0)
    assert fund.recomputed()


def test_a_clerk_who_once_reviewed_the_bounty_does_not_tally_it(fund: Fund) -> None:
    fund.passed()
    tally = fund.open_month()
    fund.month("clerk", tally, "freeze")
    fund.month("auditor", tally, "draw_seed")
    fund.review_all(tally)
    person = fund.desk.county.people["town_reviewer"]
    person.role, person.area_code, person.version = "clerk", "320685000000", person.version + 1
    with transaction() as session:
        session.merge(person)
    session.expunge_all()
    told = client_for(fund.desk.app, person).post(
        f"{API}/tallies/{tally}/steps", json={"id": str(uuid4()), "step": "tally", "evidence": {}}
    )
    assert refused(told) == "wrong-hand"


def test_a_correction_after_the_tally_takes_the_bounty_back_to_review(fund: Fund) -> None:
    entry = fund.passed()
    fund.tallied()
    fund.desk.take("town", fund.see(entry)["order"], "correct", {"reason": "level", "level": "L"})
    found = fund.see(entry)
    assert (found["state"], found["in_tally"], fund.balance(entry)) == ("candidate", None, 2000)
    assert fund.recomputed()


def test_a_month_that_has_not_begun_and_one_opened_twice_are_refused(fund: Fund) -> None:
    month = clock.local_month(clock.now())
    fund.open_month()
    again = fund.desk.client("clerk").post(f"{API}/tallies", json={"id": str(uuid4()), "month": month})
    assert refused(again) == "month-open-already"
    early = fund.desk.client("clerk").post(f"{API}/tallies", json={"id": str(uuid4()), "month": "2999-01"})
    assert refused(early) == "month-not-begun"


def test_reviewers_see_the_pictures_of_the_bounties_of_their_area(fund: Fund) -> None:

    content, report = a_photo(77), uuid4()
    body = filing(finding(clause="XF02-01", photos=[declared(content)]))
    answer = fund.desk.client("worker").put(f"/api/v1/reports/{report}", json=body)
    send_photo(fund.desk.client("worker"), content, f"report/{report}")
    entry = fund.verify(answer.json["findings"][0]["order"])
    (photo,) = fund.see(entry, "town_reviewer")["photos"]
    with transaction() as session:
        stranger = given_person("far_reviewer", "town_reviewer", fund.desk.county.other_town)
        session.add(stranger)
        session.flush()
        session.refresh(stranger)
        session.expunge(stranger)
    far = client_for(fund.desk.app, stranger)
    assert far.get(f"/api/v1/photos/{photo['sha256']}").status_code == 404
    assert fund.desk.client("town_reviewer").get(f"/api/v1/photos/{photo['sha256']}").status_code == 200
