"""How a clause can be typed: pinyin and its initials, so that a phone has only strings to compare."""

import re
from collections.abc import Iterable

from pypinyin import Style, lazy_pinyin, load_phrases_dict

# Words of the list that the dictionary reads otherwise than people say them.
load_phrases_dict({"窨井": [["yìn"], ["jǐng"]], "久调": [["jiǔ"], ["tiáo"]]})

_NOT_TYPED = re.compile(r"[^0-9a-z]")


def initials(text: str) -> str:
    """The first letter of each character's pinyin: 楼道杂物 → `ldzw`. Latin letters and digits stay."""
    return _typed(lazy_pinyin(text, style=Style.FIRST_LETTER))


def pinyin(text: str) -> str:
    """The whole pinyin without tones or blanks: 楼道杂物 → `loudaozawu`; ü is written v."""
    return _typed(lazy_pinyin(text, style=Style.NORMAL))


def search_text(words: Iterable[str]) -> str:
    """Initials and pinyin of every word, parted by blanks, each spelling once."""
    spellings = [spelling for word in words for spelling in (initials(word), pinyin(word))]
    return " ".join(dict.fromkeys(spellings))


def _typed(syllables: list[str]) -> str:
    return _NOT_TYPED.sub("", "".join(syllables).lower())
