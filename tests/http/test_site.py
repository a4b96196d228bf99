"""The root of the server: the phone app, the health pages, the headers and the way every failure looks."""

from __future__ import annotations

import re

import pytest
from flask import Flask

HEADER = {"X-Requested-With": "grid-pwa"}


def test_the_server_says_that_it_lives(app: Flask) -> None:
    assert app.test_client().get("/healthz").json == {"status": "alive"}


def test_a_migrated_server_with_two_roles_is_ready(app: Flask) -> None:
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 200
    assert answer.json["append_only"] is True
    assert answer.json["migrations"] is True


def test_every_answer_forbids_outside_hosts(app: Flask) -> None:
    policy = app.test_client().get("/healthz").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "http" not in policy


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api", "/api/nothing", "/assets/nothing.js", "/../wsgi.py"])
def test_an_unknown_address_is_a_problem_document(app: Flask, path: str) -> None:
    answer = app.test_client().get(path)
    assert answer.status_code == 404
    assert answer.content_type.startswith("application/problem+json")
    assert answer.json["type"] == "not-found"


def test_a_write_without_the_header_is_refused(app: Flask) -> None:
    answer = app.test_client().post("/api/v1/session", json={})
    assert (answer.status_code, answer.json["type"]) == (403, "missing-header")


def test_a_wrong_method_is_a_problem_document(app: Flask) -> None:
    answer = app.test_client().post("/healthz", headers=HEADER)
    assert (answer.status_code, answer.json["type"]) == (405, "method-not-allowed")


def test_the_wire_contract_can_be_read_without_any_outside_host(app: Flask) -> None:
    client = app.test_client()
    page = client.get("/api/docs/")
    assert page.status_code == 200
    named = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert named
    for address in named:
        with client.get(address) as answer:
            assert (address[:10], answer.status_code) == ("/api/docs/", 200)
    contract = client.get("/api/openapi.json").json
    assert contract["openapi"] == "3.1.0"
    assert "/api/v1/reports/{report_id}" in contract["paths"]
