"""The protocol's headers."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.photos import tus
from backend.photos.tus import Announced
from backend.problems import Problem


def encoded(**values: str) -> str:
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in values.items())


GOOD = {"sha256": "a" * 64, "filetype": "image/jpeg", "for": "report/7d5a2f3e-5f0b-4e0c-9c39-2d1f6f0f7a11"}


def test_metadata_says_what_comes_and_what_for() -> None:
    announced = tus.parse_metadata(encoded(filename="图.jpg", **GOOD))
    assert announced == Announced("a" * 64, "image/jpeg", "report", "7d5a2f3e-5f0b-4e0c-9c39-2d1f6f0f7a11")
    assert tus.parse_metadata(tus.write_metadata(announced)) == announced


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("sha256", "A" * 64), ("sha256", "a" * 63), ("sha256", "../" * 21 + "a"), ("sha256", ""),
        ("filetype", "image"), ("filetype", "image/jpeg\r\nSet-Cookie: a=b"),
        ("for", "report"), ("for", "house/1"), ("for", "order/../../etc"), ("for", "order/" + "1" * 65),
    ],
)  # fmt: skip
def test_a_wrong_key_is_named(key: str, value: str) -> None:
    with pytest.raises(Problem, match="invalid") as caught:
        tus.parse_metadata(encoded(**{**GOOD, key: value}))
    assert [fault.pointer for fault in caught.value.errors] == [f"/Upload-Metadata/{key}"]


@given(st.text(max_size=200))
def test_any_header_is_understood_or_refused(header: str) -> None:
    with pytest.raises(Problem, match="invalid"):
        tus.parse_metadata(header)


@pytest.mark.parametrize("value", [None, "", "-1", "1.5", "１２", "0x10", "9" * 16, " 1"])
def test_a_number_of_bytes_is_a_plain_whole_number(value: str | None) -> None:
    with pytest.raises(Problem, match="upload-headers"):
        tus.whole_number("Upload-Length", value)


@pytest.mark.parametrize("spoken", [None, "0.2.2", "1.0.1"])
def test_another_version_is_refused(spoken: str | None) -> None:
    with pytest.raises(Problem, match="tus-version"):
        tus.demand_version(spoken)
