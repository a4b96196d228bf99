"""The form for a new clause tells the limits that the files have."""

from __future__ import annotations

import json

from backend.settings import ROOT
from checklists.columns import CLAUSES
from checklists.schemas import most_letters

FIELDS = json.loads((ROOT / "pwa" / "src" / "admission" / "clause-fields.json").read_text("utf-8"))


def test_the_form_names_the_limits_and_examples_of_the_files() -> None:
    examples = {column.key: column.example for column in CLAUSES}
    told = {field["key"]: (field["most"], field["example"]) for field in FIELDS}
    assert told == {key: (most_letters((key,)), examples[key]) for key in told}
    assert len(told) == 8
