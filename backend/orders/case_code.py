"""一案一码: the case code of a work order, 22 digits that a person can read over the phone.

County 6 + day of receipt 8 (local) + type 1 + sequence 6 + check digit 1 (ISO 7064 MOD 11,10). The check digit finds
every single wrong digit and 440 of the 450 swaps of two neighbours; the other ten are the standard's own blind spots.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

FROM_GRID: Final = "1"
"""The type of what a grid worker filed; other channels get other digits."""
SEQUENCES: Final = 1_000_000
PATTERN: Final = re.compile(r"[0-9]{22}")


def case_code(county: str, day: date, sequence: int, kind: str = FROM_GRID) -> str:
    """The whole code. `sequence` comes from the database and may leave gaps; it is taken modulo a million."""
    stem = f"{county}{day:%Y%m%d}{kind}{sequence % SEQUENCES:06d}"
    return stem + check_digit(stem)


def check_digit(digits: str) -> str:
    """The ISO 7064 MOD 11,10 check digit of a text of ASCII digits."""
    remainder = 10
    for digit in digits:
        remainder = (remainder + int(digit)) % 10 or 10
        remainder = remainder * 2 % 11
    return str((11 - remainder) % 10)


def is_case_code(text: str) -> bool:
    """True for 22 digits whose last one is right."""
    return PATTERN.fullmatch(text) is not None and check_digit(text[:-1]) == text[-1]
