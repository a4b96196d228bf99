"""The main road of an order, and who reads what of it."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.cases import Desk
from tests.given import County


@pytest.fixture
def desk(app: Flask, county: County) -> Desk:
    return Desk(app, county)


def test_a_finding_walks_from_the_worker_to_a_closed_order(desk: Desk) -> None:
    code = desk.file()
    assert desk.see("captain", code)["steps_open_to_me"] == ["verify", "return", "decline", "correct", "merge"]
    order = desk.walk(code, "closed")
    assert order["state"] == "closed"
    assert order["desk"] == ""
    assert [each["step"] for each in order["road"]] == [
        "file", "verify", "accept", "dispatch", "sign", "result", "check", "close",
    ]  # fmt: skip
    assert desk.see("worker", code)["reporter"] == {"name": "张小明", "mine": True}
