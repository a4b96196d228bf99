"""Rules of the house that no other tool checks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from backend.problems import CATALOGUE, CONSTRAINTS, Problem
from backend.settings import ROOT, BadSetting, Settings

OWN = [path for part in ("backend", "geo", "checklists", "rewards") for path in sorted((ROOT / part).rglob("*.py"))]
DRAWERS = {"utils", "helpers", "common", "misc", "services", "manager"}


def test_only_the_database_module_commits() -> None:
    committing = [p.name for p in OWN if re.search(r"\.commit\(", p.read_text(encoding="utf-8"))]
    assert committing == ["database.py"]


def test_only_the_settings_read_the_environment() -> None:
    reading = {p.relative_to(ROOT).as_posix() for p in OWN if "os.environ" in p.read_text(encoding="utf-8")}
    assert reading == {"backend/settings.py"}


def test_no_module_is_a_drawer_for_anything() -> None:
    assert not [path for path in OWN if DRAWERS & set(path.with_suffix("").parts)]


def test_no_domain_moment_comes_from_the_database_clock() -> None:
    # site.py measures how long jobs have waited: a matter of the machine, not of the domain.
    asking = {p.name for p in OWN if re.search(r"func\.now\(|(?<!clock\.)\bnow\(\)", p.read_text(encoding="utf-8"))}
    assert asking <= {"clock.py", "site.py"}


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_every_refusal_has_a_code_and_a_chinese_sentence_with_an_end(code: str) -> None:
    kind = CATALOGUE[code]
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code)
    assert 400 <= kind.status < 600
    assert re.fullmatch(r"[\u4e00-\u9fff].*[。]", kind.title)
    assert "非法" not in kind.title
    assert Problem(code).kind is kind


def test_every_constraint_is_translated_to_a_known_refusal() -> None:
    assert set(CONSTRAINTS.values()) <= set(CATALOGUE)


GOOD = {"DATABASE_URL": "postgresql+psycopg://a@/b", "DATA_DIR": "var/x"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", ""),
        ("DATABASE_URL", "mysql://a"),
        ("COUNTY", "32068"),
        ("COUNTY", "x; drop"),
        ("PORT", "0"),
        ("PORT", "70000"),
        ("PORT", "８０００"),
        ("BEHIND_TLS", "yes"),
    ],
)
def test_a_bad_setting_stops_the_start_and_names_itself(name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=name):
        Settings.from_environment({**GOOD, name: value})


def test_good_settings_are_taken() -> None:
    settings = Settings.from_environment({**GOOD, "COUNTY": "320600", "PORT": "9000"})
    assert (settings.schema, settings.port) == ("county_320600", 9000)
    assert settings.data_dir == Path("var/x").resolve()
