"""How clauses are spelled for the phone's search."""

from __future__ import annotations

from checklists.sounds import TABLE, table
from checklists.spelling import search_text, syllables


def test_each_character_has_its_own_syllable_in_the_order_of_the_words() -> None:
    assert search_text(("楼道堆物", "纸箱")) == "lou'dao'dui'wu zhi'xiang"


def test_words_are_read_as_people_say_them() -> None:
    assert syllables("银行卡") == ["yin", "hang", "ka"]
    assert syllables("窨井") == ["yin", "jing"]


def test_digits_and_letters_stay_and_marks_vanish() -> None:
    assert syllables("自住/空置，拨96110") == ["zi", "zhu", "kong", "zhi", "bo", "96110"]


def test_the_table_of_sounds_on_the_phone_is_what_would_be_written_today() -> None:
    assert TABLE.read_text(encoding="utf-8") == table()
