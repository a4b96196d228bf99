"""一案一码 and its check digit."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from backend.orders.case_code import case_code, check_digit, is_case_code

COUNTIES = st.from_regex(r"[1-9][0-9]{5}", fullmatch=True)
DAYS = st.dates(date(2020, 1, 1), date(2199, 12, 31))
NUMBERS = st.integers(0, 10**12)
CODES = st.builds(case_code, COUNTIES, DAYS, NUMBERS)

# (remainder before the pair, the two digits): where ISO 7064 MOD 11,10 cannot tell the pair from its swap.
BLIND = {
    (1, 4, 5), (2, 3, 4), (3, 2, 3), (4, 1, 2), (5, 0, 1), (6, 0, 9), (7, 8, 9), (8, 7, 8), (9, 6, 7), (10, 5, 6),
}  # fmt: skip


def test_the_check_digit_is_that_of_the_standard() -> None:
    # The standard's own example: 0794 has the check digit 5.
    assert check_digit("0794") == "5"


def test_a_code_says_county_day_type_and_number() -> None:
    code = case_code("320685", date(2026, 11, 22), 1_000_042)
    assert code[:-1] == "320685" + "20261122" + "1" + "000042"
    assert is_case_code(code)


@given(CODES, st.integers(0, 21), st.integers(1, 9))
def test_a_single_wrong_digit_is_always_found(code: str, at: int, more: int) -> None:
    wrong = str((int(code[at]) + more) % 10)
    assert not is_case_code(code[:at] + wrong + code[at + 1 :])


@given(CODES, st.integers(0, 20))
def test_swapped_neighbours_are_found_but_for_the_blind_spots_of_the_standard(code: str, at: int) -> None:
    one, other = code[at], code[at + 1]
    swapped = code[:at] + other + one + code[at + 2 :]
    found = not is_case_code(swapped)
    assert found == (one != other and not _blind(code, at))


def test_of_450_swaps_the_standard_misses_ten() -> None:
    missed = {
        (remainder, a, b)
        for remainder in range(1, 11)
        for a in range(10)
        for b in range(a + 1, 10)
        if _next(_next(remainder, a), b) == _next(_next(remainder, b), a)
    }
    assert missed == BLIND


@given(st.text(max_size=30))
def test_anything_else_is_no_code_and_breaks_nothing(text: str) -> None:
    assert not is_case_code(text) or (len(text) == 22 and text.isascii() and text.isdigit())


def test_digits_of_other_scripts_are_no_code() -> None:
    code = case_code("320685", date(2026, 11, 22), 1)
    assert not is_case_code(code.translate(str.maketrans("0123456789", "０１２３４５６７８９")))


def _next(remainder: int, digit: int) -> int:
    return ((remainder + digit) % 10 or 10) * 2 % 11


def _blind(code: str, at: int) -> bool:
    remainder = 10
    for digit in code[:at]:
        remainder = _next(remainder, int(digit))
    one, other = sorted((int(code[at]), int(code[at + 1])))
    if at < 20:
        return (remainder, one, other) in BLIND
    # The pair holds the check digit itself: it stands alone at the end of the sum.
    return (_next(remainder, int(code[21])) + int(code[20])) % 10 == 1
