"""How edition 2026 speaks: one word for one thing, examples for each clause, phone numbers where it is dangerous."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

import pytest

from checklists.checklist import SPOT_PHOTOS, Checklist, Clause
from checklists.editions import load_all
from rewards.tariff import load_tariffs

CHECKLIST: Checklist = load_all()["2026"]
CLAUSES = CHECKLIST.clauses
TITLES = {clause.title for clause in CLAUSES}

SAID = ("help", "counts", "counts_not", "at_once", "how_on_the_spot", "level_reason")
PHONE = re.compile(r"(?<!\d)(110|119|120|12345|96110)(?!\d)|(值班|救援|反诈中心)电话")
QUOTED = re.compile(r"“[^”]*”")

# What workers, phones and offices read is called by one word; the others are known as nicknames only.
ONE_WORD = {
    "电瓶车": "电动自行车",
    "电动车": "电动自行车",
    "电瓶": "电池",
    "煤气罐": "气瓶",
    "烟雾报警器": "烟感",
    "消防栓": "消火栓",
    "消防通道": "消防车道",
    "走廊": "楼道",
    "拖线板": "插线板",
    "租户": "租客",
    "承租人": "租客",
    "出租人": "房东",
    "警察": "民警",
    "小孩": "孩子",
    "病人": "患者",
    "噪音": "噪声",
    "当事人": "双方",
    "村委会": "村居委会",
    "居委会": "村居委会",
}
EMPTY_PHRASES = [
    "加强", "及时", "妥善", "严禁", "务必", "切实", "进一步", "高度重视", "有关部门", "相关部门", "有关单位",
    "相关单位", "主管部门", "做好工作", "等情况", "等问题", "存在隐患", "不到位的算", "按规定", "依法处理",
]  # fmt: skip

# Said in the same words wherever it holds, so that workers know it by heart.
STANDING = [
    "征得同意再进门，拒绝也是结果。",
    "可自行处置。不拍人和床。",
    "不记姓名、不记诉求、不拍人脸",
    "只报地点、大约人数、危险和需要",
    "姓名电话只填在联系人栏",
    "可自行处置，不用拍照",
    "可自行处置；拍也只拍",
    "先走开再打110，不单独",
    "先退到远处再打110，不单独",
    "先离开，到远处再打",
    "再打119和燃气公司",
    "先打110，有人受伤再打120",
    "先打指令上的反诈中心电话",
]
SHORT_RUN = 12


def each(clauses: Iterable[Clause]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("clause", clauses, ids=lambda clause: f"{clause.code}")


def said(clause: Clause) -> dict[str, str]:
    return {key: text for key in SAID if (text := getattr(clause, key))}


def runs(text: str, length: int) -> Iterator[str]:
    return (text[at : at + length] for at in range(len(text) - length + 1))


def own_words(text: str) -> str:
    """What is left without standing sentences and without the names of other clauses."""
    for standing in STANDING:
        text = text.replace(standing, "…")
    return QUOTED.sub("…", text)


@each(CLAUSES)
def test_every_text_is_whole_short_and_punctuated_as_chinese_is(clause: Clause) -> None:
    for key, text in said(clause).items():
        assert len(text) <= (80 if key == "help" else 60), key
        assert text.endswith("。"), key
        assert not re.search(r"[,.;:!?()\"'a-zA-Z]|\s", text), key
        assert not re.search(r"[，、；。]{2}", text), key
        assert text.count("“") == text.count("”"), key


@each(CLAUSES)
def test_one_thing_is_called_by_one_word(clause: Clause) -> None:
    for text in said(clause).values():
        for other, word in ONE_WORD.items():
            # 村居委会 itself holds 居委会; the name of another clause is its name.
            assert other not in QUOTED.sub("", text).replace(word, ""), f"{other} → {word}"


@each(CLAUSES)
def test_no_text_says_what_could_be_said_of_anything(clause: Clause) -> None:
    for text in said(clause).values():
        assert [phrase for phrase in EMPTY_PHRASES if phrase in text] == []


@each(CLAUSES)
def test_the_examples_say_something_else_than_the_help_and_than_each_other(clause: Clause) -> None:
    texts = [clause.help, clause.counts, clause.counts_not, clause.level_reason]
    for at, text in enumerate(texts):
        known = {run for other in texts[:at] for run in runs(own_words(other), 10)}
        assert known.isdisjoint(runs(own_words(text), 10))


def test_no_two_clauses_say_the_same() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for clause in CLAUSES:
        for text in said(clause).values():
            for run in runs(own_words(text), SHORT_RUN):
                owners[run].add(clause.code)
    assert {run: sorted(codes) for run, codes in owners.items() if len(codes) > 1} == {}


@pytest.mark.parametrize("standing", STANDING)
def test_a_standing_sentence_stands_in_more_than_one_clause(standing: str) -> None:
    assert sum(standing in text for clause in CLAUSES for text in said(clause).values()) > 1


@each(CLAUSES)
def test_the_near_miss_says_that_it_does_not_count_or_where_it_belongs(clause: Clause) -> None:
    assert re.search(r"不算|改报“", clause.counts_not)
    assert "不算" not in clause.counts


@each(CLAUSES)
def test_whatever_belongs_elsewhere_is_named_by_a_title_of_the_list(clause: Clause) -> None:
    for text in said(clause).values():
        assert not re.search(r"[改另]报(?!“)(?!为)", text)
        for named in re.findall(r"[改另]报“([^”]+)”", text):
            assert named in TITLES - {clause.title}


@each([clause for clause in CLAUSES if clause.dangerous])
def test_what_to_do_at_once_begins_with_leaving_or_calling_and_names_the_number(clause: Clause) -> None:
    assert clause.at_once.startswith("先")
    assert PHONE.search(clause.at_once)


@each([clause for clause in CLAUSES if clause.at_once and not clause.dangerous])
def test_what_to_do_at_once_elsewhere_says_when_and_whom_to_call(clause: Clause) -> None:
    assert "先" in clause.at_once
    assert PHONE.search(clause.at_once) or "物业电话" in clause.at_once


@each([clause for clause in CLAUSES if "燃气味" in clause.at_once])
def test_gas_is_left_first_and_phoned_about_outside_without_light_or_photo(clause: Clause) -> None:
    assert re.search(r"燃气味，先离开，到[店屋]外", clause.at_once)
    assert re.search(r"不开灯|不碰开关", clause.at_once)
    assert "不拍照" in clause.at_once


@each(CLAUSES)
def test_no_worker_is_told_to_do_what_only_police_and_fire_brigade_may(clause: Clause) -> None:
    for text in said(clause).values():
        assert not re.search(r"(?<!不)(?<!别)(没收(?!入)|扣押|搜查|查封|破门|强行|撬开|拘|罚款|责令|勒令)", text)


@each([clause for clause in CLAUSES if clause.on_the_spot])
def test_settling_on_the_spot_says_who_does_it_and_when_it_is_settled(clause: Clause) -> None:
    assert 20 <= len(clause.how_on_the_spot) <= 60
    if clause.photo_needed:
        assert SPOT_PHOTOS.issubset(photo.kind for photo in clause.photos)
        assert "自己" in clause.how_on_the_spot or re.match(r"房东|管门的人|居民|只有堵门", clause.how_on_the_spot)


@each([clause for clause in CLAUSES if clause.in_home])
def test_one_photo_is_enough_in_a_home_until_something_is_settled_there(clause: Clause) -> None:
    asked = [photo for photo in clause.photos if photo.kind not in SPOT_PHOTOS]
    assert [photo.as_written() for photo in asked] == ["near 1"]


@each([clause for clause in CLAUSES if clause.photo_needed])
def test_few_photos_are_asked_for(clause: Clause) -> None:
    assert sum(photo.least for photo in clause.photos if photo.kind not in SPOT_PHOTOS) <= 2


@each([clause for clause in CLAUSES if clause.pays != "no"])
def test_the_tariff_named_is_the_one_that_prices_the_clause(clause: Clause) -> None:
    for tariff in load_tariffs():
        keys = {**dict.fromkeys(tariff.clauses), **dict.fromkeys(tariff.categories)}
        priced = next((key for key in (clause.code, clause.category) if key in keys), "default")
        assert clause.tariff == priced
        assert {clause.code, clause.item, clause.category}.isdisjoint(tariff.excluded)


def test_codes_of_other_standards_are_empty_rather_than_guessed() -> None:
    assert [clause.code for clause in CLAUSES if clause.ext_codes] == []


@each(CLAUSES)
def test_the_level_has_a_reason_of_its_own(clause: Clause) -> None:
    assert len(clause.level_reason) >= 10
    assert sum(other.level_reason == clause.level_reason for other in CLAUSES) == 1


@each(CLAUSES)
def test_a_nickname_is_short_and_not_the_title_again(clause: Clause) -> None:
    assert clause.title not in clause.nicknames
    assert all(len(nickname) <= 8 for nickname in clause.nicknames)
