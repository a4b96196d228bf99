"""The questions of tests/vectors/locate.json, put to the server: the phone answers the same file in vitest."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any

import pytest
from flask import Flask

from backend.acting import Acting
from backend.clock import now
from backend.database import transaction
from backend.grids.actions import AreaRow, GridRow, put_areas, put_grids
from backend.grids.located import Located, Place
from backend.grids.locating import locate
from geo.shapes import from_geojson
from tests.exact import STEP
from tests.vectors.make_locate import PATH, answered, as_text, in_degrees, questions, world

TODAY = date(2026, 11, 22)
VECTORS = json.loads(PATH.read_text("utf-8"))


@pytest.fixture
def vectors(app: Flask) -> Iterator[None]:
    put(VECTORS["grids"])
    yield


def put(grids: list[dict[str, Any]]) -> None:
    with transaction():
        acting = Acting(None, now())
        put_areas(acting, [
            AreaRow("320685100000", "town", "城东镇", None, TODAY),
            AreaRow("320685100201", "village", "凤山村", "320685100000", TODAY),
        ])  # fmt: skip
        put_grids(acting, [
            GridRow(grid["code"], grid["kind"], grid["name"], "320685100201", "320685100000",
                    from_geojson(in_degrees(grid)), TODAY)  # type: ignore[arg-type]
            for grid in grids
        ])  # fmt: skip


def told(found: Located) -> dict[str, Any]:
    return {
        "grid": found.grid_code,
        "method": found.method,
        "candidates": [[one.code, one.share] for one in found.candidates],
        "distance_m": found.distance_m,
        "micro": found.micro_code,
        "nearest": None if found.nearest_code is None else [found.nearest_code, found.nearest_m],
        "ask": found.ask,
    }


def asked(place: list[int], accuracy_m: float | None, own: list[str], confirmed: str | None) -> Located:
    return locate(Place(place[0] / STEP, place[1] / STEP, accuracy_m), TODAY, own, confirmed)


def test_the_server_answers_every_shared_question_alike(vectors: None) -> None:
    wrong = []
    with transaction():
        for question in VECTORS["questions"]:
            answer = question.pop("answer")
            found = told(asked(**question))
            if found != answer:
                wrong.append((question, answer, found))
            question["answer"] = answer
    assert wrong == []


def test_the_questions_meet_every_way_of_being_found() -> None:
    answers = [question["answer"] for question in VECTORS["questions"]]
    assert {answer["method"] for answer in answers} == {"covers", "confirmed", "share", "own", "nearest", "none"}
    assert any(answer["micro"] for answer in answers)
    assert any(answer["ask"] for answer in answers)
    assert len(answers) > 350


def test_the_file_is_what_its_maker_makes() -> None:
    asked = [{key: value for key, value in one.items() if key != "answer"} for one in VECTORS["questions"]]
    assert as_text({"grids": world(Random(20261122)), "questions": []}) == as_text({**VECTORS, "questions": []})
    assert questions(VECTORS["grids"]) == asked
    # All answers take minutes in fractions; each run works out some of them.
    for one in Random().sample([one for one in VECTORS["questions"] if (one["accuracy_m"] or 0) <= 30], 8):
        assert answered(VECTORS["grids"], one) == one
