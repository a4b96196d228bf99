"""The table of sounds for phones: common characters by their pinyin, so that 消防拴 finds 消防栓.

`python -m checklists.sounds` writes it anew; a test compares it with what is committed.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from checklists.spelling import syllables

TABLE = Path(__file__).parent.parent / "pwa" / "src" / "checklist" / "sounds.txt"


def common_characters() -> Iterator[str]:
    """The 3755 commonest simplified characters, and of the commonest traditional ones those written otherwise.

    Rarer ones would double the table; a title's own pinyin comes with the checklist.
    """
    simplified = [*_of_rows("gb2312", range(0xB0, 0xD8), range(0xA1, 0xFF))]
    rarer = set(_of_rows("gb2312", range(0xD8, 0xF8), range(0xA1, 0xFF)))
    yield from simplified
    known = {*simplified, *rarer}
    places = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    yield from (one for one in _of_rows("big5", range(0xA4, 0xC7), places) if one not in known)


def table() -> str:
    """One line per syllable, the syllable first, then its characters: `ba八巴吧…`."""
    by_sound: dict[str, list[str]] = defaultdict(list)
    for character in common_characters():
        for sound in syllables(character)[:1]:
            by_sound[sound].append(character)
    return "".join(f"{sound}{''.join(sorted(found))}\n" for sound, found in sorted(by_sound.items()))


def _of_rows(encoding: str, rows: range, places: list[int] | range) -> Iterator[str]:
    for row in rows:
        for place in places:
            try:
                yield bytes([row, place]).decode(encoding)
            except UnicodeDecodeError:
                continue  # a place without a character


if __name__ == "__main__":
    TABLE.write_text(table(), encoding="utf-8")
    sys.stdout.write(f"{TABLE.name}: {TABLE.stat().st_size} bytes\n")
