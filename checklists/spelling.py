"""How a clause can be typed: pinyin syllable by syllable, so that a phone has only strings to compare."""

import re
from collections.abc import Iterable

from pypinyin import Style, lazy_pinyin, load_phrases_dict

# Words of the list that the dictionary reads otherwise than people say them.
load_phrases_dict({"窨井": [["yìn"], ["jǐng"]], "久调": [["jiǔ"], ["tiáo"]]})

_NOT_TYPED = re.compile(r"[^0-9a-z]")


def syllables(text: str) -> list[str]:
    """The pinyin of each character without tones, ü as v; Latin letters and digits stay together, marks vanish."""
    typed = (_NOT_TYPED.sub("", syllable.lower()) for syllable in lazy_pinyin(text, style=Style.NORMAL))
    return [syllable for syllable in typed if syllable]


def search_text(words: Iterable[str]) -> str:
    """The syllables of every word in the order given: 楼道堆物, 纸箱 → `lou'dao'dui'wu zhi'xiang`."""
    return " ".join("'".join(syllables(word)) for word in words)
