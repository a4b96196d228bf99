"""The checklist on its way to a phone: whole, in the shape of the contract, packed and asked for once."""

from __future__ import annotations

import gzip
import json

import pytest
from flask import Flask

import wsgi
from backend.reports.checklist_schemas import ChecklistSchema
from backend.settings import Settings
from checklists.faults import EditionFault, Mark, fault

PATHS = ["/api/v1/checklists/current", "/api/v1/checklists/2026"]
MOST_PACKED_BYTES = 60_000


@pytest.mark.parametrize("path", PATHS)
def test_the_answer_has_the_shape_of_the_contract(app: Flask, path: str) -> None:
    answer = app.test_client().get(path)
    assert ChecklistSchema().validate(answer.json) == {}
    assert answer.json["status"] == "published"


@pytest.mark.parametrize("path", PATHS)
def test_a_phone_that_can_unpack_gets_the_same_list_in_a_quarter_of_the_size(app: Flask, path: str) -> None:
    plain = app.test_client().get(path)
    packed = app.test_client().get(path, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert json.loads(gzip.decompress(packed.data)) == plain.json
    assert len(packed.data) <= MOST_PACKED_BYTES < len(plain.data)


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_a_phone_that_has_the_list_is_sent_nothing_again(app: Flask, encoding: str) -> None:
    headers = {"Accept-Encoding": encoding}
    first = app.test_client().get(PATHS[0], headers=headers)
    again = app.test_client().get(PATHS[0], headers=headers | {"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_packed_and_plain_are_named_by_the_digest(app: Flask) -> None:
    plain = app.test_client().get(PATHS[1])
    packed = app.test_client().get(PATHS[1], headers={"Accept-Encoding": "gzip"})
    assert plain.headers["ETag"] == packed.headers["ETag"] == f'"{plain.json["digest"]}"'


def test_a_fault_in_the_products_list_stops_the_start_and_says_where(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def found_faulty(*_: object) -> None:
        raise EditionFault([fault("digest-missing", "edition.yaml", Mark(3, 1), digest="0" * 64)])

    monkeypatch.setattr(wsgi, "open_shelf", found_faulty)
    with pytest.raises(SystemExit, match=r"没有启动：\nedition.yaml:3:1: "):
        wsgi.create_app(settings)
