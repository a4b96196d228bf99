"""How long one waits after failed attempts, and what a password is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.people.attempts import FREE_BY_NAME, LONGEST, PAUSE, wait_after
from backend.people.passwords import HASHER, NOBODYS, hash_password, password_fits
from backend.people.signing_in import plain_username
from backend.problems import Problem

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def failures(count: int, last: datetime = NOON) -> list[datetime]:
    return [last - number * timedelta(seconds=5) for number in range(count)]


@pytest.mark.parametrize(("count", "minutes"), [(0, 0), (4, 0), (5, 1), (6, 2), (7, 4), (8, 8), (9, 15), (15, 15)])
def test_the_wait_grows_with_each_failure_up_to_a_quarter_of_an_hour(count: int, minutes: int) -> None:
    assert wait_after(failures(count), NOON, FREE_BY_NAME) == minutes * MINUTE


def test_the_wait_runs_from_the_last_failure_and_then_ends() -> None:
    assert wait_after(failures(6), NOON + MINUTE, FREE_BY_NAME) == MINUTE
    assert wait_after(failures(6), NOON + 2 * MINUTE, FREE_BY_NAME) == timedelta()


def test_half_an_hour_of_peace_forgives_everything() -> None:
    assert wait_after(failures(12), NOON + PAUSE + timedelta(seconds=1), FREE_BY_NAME) == timedelta()
    older = failures(12, NOON - PAUSE - MINUTE)
    assert wait_after([NOON, *older], NOON, FREE_BY_NAME) == timedelta()


seconds_ago = st.lists(st.integers(0, 7200), max_size=20)
moments = seconds_ago.map(lambda ago: [NOON - timedelta(seconds=s) for s in sorted(ago)])


@given(moments, st.integers(1, 10))
def test_nobody_ever_waits_longer_than_the_longest_wait(row: list[datetime], free: int) -> None:
    assert timedelta() <= wait_after(row, NOON, free) <= LONGEST


@given(moments, st.integers(1, 10))
def test_one_more_failure_never_shortens_the_wait(row: list[datetime], free: int) -> None:
    assert wait_after([NOON, *row], NOON, free) >= wait_after(row, NOON, free)


@given(moments, st.integers(1, 10), st.integers(0, 3600))
def test_waiting_always_helps(row: list[datetime], free: int, seconds: int) -> None:
    wait = wait_after(row, NOON, free)
    assert wait_after(row, NOON + wait, free) == timedelta() or wait == timedelta()
    assert wait_after(row, NOON + timedelta(seconds=seconds), free) <= wait


def test_a_password_typed_full_width_is_the_same_password() -> None:
    assert password_fits("Ｗａｎｇｇｅ２０２６", hash_password("Wangge2026"))


@pytest.mark.parametrize("password", ["", "1234567", "长" * 201])
def test_a_password_too_short_or_too_long_is_refused(password: str) -> None:
    with pytest.raises(Problem) as refusal:
        hash_password(password)
    assert refusal.value.errors[0].pointer == "/password"


def test_no_account_is_checked_as_dearly_as_a_real_one() -> None:
    assert not password_fits("anything at all", None)
    assert not HASHER.check_needs_rehash(NOBODYS)  # the same parameters, so the same work


@pytest.mark.parametrize("kept", ["", "not a hash", "$argon2id$v=19$m=8,t=1,p=1$AAAA"])
def test_a_spoilt_hash_fits_nothing(kept: str) -> None:
    assert not password_fits("anything at all", kept)


def test_a_username_is_read_as_phones_write_it() -> None:
    assert plain_username(" Worker ") == "worker"
