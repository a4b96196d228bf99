"""What edition 2026 says to grid workers: complete, safe, and in words that can be acted on."""

import re
from collections.abc import Iterable

import pytest

from checklists.checklist import Checklist, Clause
from checklists.editions import HERE, current_edition, load_all
from checklists.wire import as_document

CHECKLIST: Checklist = load_all()["2026"]
CLAUSES = CHECKLIST.clauses

CATEGORIES = ["RK", "CZ", "XF", "AQ", "MD", "ZA", "FZ", "TS", "MS", "WJ", "YJ", "HJ"]
NEVER_PAID = {"RK", "TS", "MS"}, {"ZA01", "ZA02", "FZ01"}
GATHERINGS = ["MD03-03", "MD07-02", "YJ02-03"]
GAS_LEAKS = ["AQ03-01", "AQ03-02", "AQ03-04"]

PHONE = re.compile(r"110|119|120|12345|96110|电话")


def each(clauses: Iterable[Clause]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("clause", clauses, ids=lambda clause: f"{clause.code}")


def test_the_edition_holds_47_items_and_159_clauses_in_12_categories() -> None:
    assert len(CHECKLIST.items) == 47
    assert len(CLAUSES) == 159
    assert list(dict.fromkeys(item.category for item in CHECKLIST.items)) == CATEGORIES


def test_the_edition_says_that_it_is_the_projects_own_reference_list() -> None:
    assert "本项目参考清单" in CHECKLIST.note
    assert "不是任何城市的官方清单" in CHECKLIST.note
    assert as_document(CHECKLIST)["note"] == CHECKLIST.note


def test_the_edition_is_published_and_pinned_to_what_it_says() -> None:
    assert CHECKLIST.status == "published"
    assert f"digest: {CHECKLIST.digest}\n" in (HERE / "2026" / "edition.yaml").read_text(encoding="utf-8")


def test_the_edition_in_use_is_the_newest_published_one_else_the_newest_draft() -> None:
    assert current_edition({"2026": CHECKLIST}) is CHECKLIST


def test_codes_are_unique_and_stand_below_their_item_and_category() -> None:
    assert len({clause.code for clause in CLAUSES}) == len(CLAUSES)
    for item in CHECKLIST.items:
        assert item.code.startswith(item.category)
        assert [clause.code for clause in item.clauses] == [
            f"{item.code}-{number:02}" for number in range(1, len(item.clauses) + 1)
        ]


def test_every_unit_is_used_by_a_clause() -> None:
    used = {code for clause in CLAUSES for code in (clause.lead, *clause.support)}
    assert used == {unit.code for unit in CHECKLIST.units}


def test_no_clause_is_led_by_a_unit_without_an_account() -> None:
    assert [clause.code for clause in CLAUSES if CHECKLIST.unit(clause.lead).relay] == []


@each(CLAUSES)
def test_help_is_one_or_two_readable_sentences(clause: Clause) -> None:
    assert 25 <= len(clause.help) <= 80
    assert clause.help.endswith("。")
    assert not re.search(r"[,;:!?()]|\s", clause.help), "Chinese punctuation, no blanks"
    assert clause.help.count("“") == clause.help.count("”")


@each([clause for clause in CLAUSES if not clause.only_from_instruction])
def test_help_says_what_counts(clause: Clause) -> None:
    assert re.search(r"的(行为才)?算|就算|也可以报", clause.help)


def test_no_two_clauses_share_their_help() -> None:
    assert len({clause.help for clause in CLAUSES}) == len(CLAUSES)


@each([clause for clause in CLAUSES if clause.phone_first or clause.never_alone])
def test_help_of_danger_begins_with_what_to_do_and_whom_to_call(clause: Clause) -> None:
    first_sentence = clause.help.split("。")[0]
    assert clause.help.startswith("先")
    assert PHONE.search(first_sentence)


@each([clause for clause in CLAUSES if clause.never_alone])
def test_help_of_a_danger_to_the_worker_says_not_to_go_alone(clause: Clause) -> None:
    assert "不单独" in clause.help.split("。")[0]


@each([clause for clause in CLAUSES if clause.code in GAS_LEAKS])
def test_help_of_gas_sends_people_out_before_anything_else(clause: Clause) -> None:
    assert clause.help.startswith("先离开，到")
    assert re.search(r"不点火|不开灯", clause.help)
    assert "不拍照" in clause.help
    assert not clause.photo_needed


@each([clause for clause in CLAUSES if clause.code in GATHERINGS])
def test_help_of_gatherings_asks_for_danger_and_need_only(clause: Clause) -> None:
    assert "危险和需要" in clause.help
    for kept_out in ("不记姓名", "不记诉求", "不拍人脸"):
        assert kept_out in clause.help


@each([clause for clause in CLAUSES if clause.in_home])
def test_help_in_a_home_asks_first_and_keeps_people_and_beds_out_of_the_picture(clause: Clause) -> None:
    assert clause.help.startswith("征得同意再进门，拒绝也是结果。")
    assert clause.help.endswith("不拍人和床。")


@each([clause for clause in CLAUSES if clause.on_the_spot])
def test_help_says_when_a_finding_may_be_settled_on_the_spot(clause: Clause) -> None:
    assert re.search(r"自行处置|当场挪开，拍前后照片", clause.help)


@each([clause for clause in CLAUSES if not clause.on_the_spot])
def test_help_promises_no_settling_on_the_spot_where_there_is_none(clause: Clause) -> None:
    assert "自行处置" not in clause.help


def test_a_clause_that_wants_the_phone_first_asks_for_no_photo() -> None:
    assert [clause.code for clause in CLAUSES if clause.phone_first and clause.photo_needed] == []


def test_urgent_means_that_the_first_response_is_counted_in_minutes() -> None:
    urgent = {clause.code for clause in CLAUSES if clause.urgent}
    assert urgent == {clause.code for clause in CLAUSES if clause.respond.unit == "urgent_minute"}
    assert len(urgent) == 36
    assert all(CHECKLIST.clause(code).phone_first for code in urgent)


def test_no_limit_is_longer_to_answer_than_to_handle() -> None:
    hours = {"urgent_minute": 1 / 60, "urgent_hour": 1, "work_hour": 3, "work_day": 24, "natural_day": 24}
    for clause in CLAUSES:
        respond, handle = (limit.amount * hours[limit.unit] for limit in (clause.respond, clause.handle))
        assert respond <= handle, clause.code


def test_nobody_is_paid_for_reporting_people() -> None:
    categories, items = NEVER_PAID
    about_people = [clause for clause in CLAUSES if clause.category in categories or clause.item in items]
    assert {clause.pays for clause in about_people} == {"no"}


def test_a_dispute_pays_only_when_both_sides_confirm_that_it_is_settled() -> None:
    disputes = [clause for clause in CLAUSES if clause.category == "MD"]
    assert {clause.pays for clause in disputes} == {"settled"}
    assert all(clause.sensitive for clause in disputes)


def test_warned_people_are_visited_on_an_instruction_only() -> None:
    assert [clause.code for clause in CLAUSES if clause.only_from_instruction] == ["FZ01-01", "FZ01-03"]


def test_the_list_asks_nobody_about_belief_opinion_or_petition() -> None:
    said = "".join(text for clause in CLAUSES for text in (clause.title, clause.help, *clause.nicknames)) + "".join(
        item.title for item in CHECKLIST.items
    )
    for word in ("信仰", "宗教", "教派", "思想", "舆情", "言论", "上访", "信访", "维稳", "政治"):
        assert word not in said


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("ldzw", "XF01-01"),
        ("loudaozawu", "XF01-01"),
        ("feixian", "XF03-02"),
        ("fxcd", "XF03-02"),
        ("sanheyi", "XF04-01"),
        ("qunzu", "CZ02-01"),
        ("yinjinggai", "HJ02-01"),
        ("dpc", "XF03-01"),
        ("mqw", "AQ03-02"),
        ("96110", "FZ01-04"),
    ],
)
def test_a_clause_is_found_by_pinyin_and_initials_of_what_people_call_it(typed: str, code: str) -> None:
    spelled = [word.split("'") for word in CHECKLIST.clause(code).search.split()]
    initials = ["".join(syllable[0] for syllable in word) for word in spelled]
    assert any(way.startswith(typed) for way in (*initials, *map("".join, spelled)))


@each(CLAUSES)
def test_every_clause_has_everyday_names_and_can_be_typed_in_plain_letters(clause: Clause) -> None:
    assert clause.nicknames
    assert re.fullmatch(r"[a-z0-9']+( [a-z0-9']+)+", clause.search)


def test_the_document_shows_limits_units_and_flags_ready_to_read() -> None:
    document = as_document(CHECKLIST)
    clause = next(clause for item in document["items"] for clause in item["clauses"] if clause["code"] == "XF01-01")
    assert clause["lead"] == {"code": "fire", "title": "消防救援"}
    assert clause["respond"] == {"amount": 2, "unit": "work_hour", "text": "2个工作小时内"}
    assert clause["contact_every"] is None
    assert clause["flags"] == ["P", "F"]
    assert clause["urgent"] is False
    assert document["digest"] == CHECKLIST.digest
