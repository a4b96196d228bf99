"""What a verified finding earns."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.checklist import LEVELS
from checklists.editions import current_edition, shipped
from rewards.tariff import (
    ClauseFacts,
    Priced,
    Tariff,
    TariffFault,
    Unpaid,
    amount_of,
    current_tariffs,
    in_words,
    load_tariffs,
    tariff_on,
    unknown_codes,
    yuan,
)

DAY = date(2026, 11, 22)
OLD = Tariff("old", date(2020, 1, 1), ("RK", "ZA01"), {"N": 100, "L": 200}, {"XF": {"N": 300}}, {"XF01-01": {"N": 500}})
NEW = Tariff("new", date(2026, 12, 1), (), {"N": 1}, {}, {})


def facts(code: str, pays: str = "yes") -> ClauseFacts:
    return ClauseFacts(code, code[:4], code[:2], pays)


@pytest.mark.parametrize(
    ("code", "level", "expected"),
    [
        ("XF01-01", "N", Priced(500, "clause XF01-01 N", "old")),
        ("XF01-02", "N", Priced(300, "category XF N", "old")),
        ("XF01-02", "L", Priced(200, "default L", "old")),
        ("CZ01-01", "N", Priced(100, "default N", "old")),
        ("CZ01-01", "M", Unpaid("level-unpriced")),
        ("RK02-01", "N", Unpaid("excluded")),
        ("ZA01-01", "N", Unpaid("excluded")),
        ("ZA02-01", "N", Priced(100, "default N", "old")),
    ],
)
def test_the_narrowest_amount_counts(code: str, level: str, expected: Priced | Unpaid) -> None:
    assert amount_of([OLD, NEW], facts(code), level, DAY) == expected


def test_what_the_checklist_does_not_pay_earns_nothing_and_says_why() -> None:
    assert amount_of([OLD], facts("XF01-01", "no"), "N", DAY) == Unpaid("not-paying")
    assert amount_of([OLD], facts("MD01-01", "settled"), "N", DAY) == Unpaid("after-settlement")
    assert "化解" in Unpaid("after-settlement").title


@pytest.mark.parametrize(
    ("day", "name"),
    [(date(2019, 12, 31), None), (date(2020, 1, 1), "old"), (date(2026, 11, 30), "old"), (date(2026, 12, 1), "new")],
)
def test_a_tariff_is_in_force_from_its_first_day_until_the_next(day: date, name: str | None) -> None:
    found = tariff_on([NEW, OLD], day)
    assert (found.name if found else None) == name


def test_before_any_tariff_nothing_is_earned() -> None:
    assert amount_of([NEW], facts("CZ01-01"), "N", DAY) == Unpaid("no-tariff")


def test_matters_about_a_person_never_earn_anything_in_the_shipped_tariff() -> None:
    checklist = current_edition(shipped())
    for clause in checklist.clauses:
        about_a_person = clause.category in ("RK", "TS", "MS") or clause.item in ("ZA01", "ZA02", "FZ01")
        for level in LEVELS:
            clause_facts = ClauseFacts(clause.code, clause.item, clause.category, clause.pays)
            found = amount_of(current_tariffs(), clause_facts, level, DAY)
            if about_a_person:
                assert found == Unpaid("excluded")
            else:
                assert isinstance(found, Priced) == (clause.pays == "yes")


def test_the_shipped_tariff_names_only_known_codes_and_pays_more_for_more() -> None:
    checklist = current_edition(shipped())
    known = {code for item in checklist.items for code in (item.code, item.category)}
    known |= {clause.code for clause in checklist.clauses}
    for tariff in current_tariffs():
        assert unknown_codes(tariff, known) == []
        for amounts in (tariff.default, *tariff.categories.values()):
            assert 0 < amounts["N"] <= amounts["L"] <= amounts["M"]


@given(st.integers(-(10**9), 10**9))
def test_amounts_in_words_lose_no_fen(fen: int) -> None:
    text = yuan(fen).removesuffix("元")
    whole, _, rest = text.lstrip("-").partition(".")
    assert (int(whole) * 100 + int(rest or 0)) * (-1 if text.startswith("-") else 1) == fen


def test_a_rule_reads_as_a_sentence() -> None:
    assert in_words("category XF L", 3000, {"XF": "消防安全"}) == "类别“消防安全”，较大，30元"
    assert in_words("default N", 1050, {}) == "通用标准，一般，10.50元"


GOOD = "{name: a, from: 2026-01-01, excluded: [], default: {N: 1}}"


@pytest.mark.parametrize(
    "text",
    [
        "tariffs: []",
        "tariffs: [{name: a, from: 2026-01-01, excluded: [], default: {N: -1}}]",
        "tariffs: [{name: a, from: 2026-01-01, excluded: [], default: {N: 1.5}}]",
        "tariffs: [{name: a, from: 2026-01-01, excluded: [], default: {N: '1'}}]",
        "tariffs: [{name: a, from: 2026-01-01, excluded: [], default: {X: 1}}]",
        "tariffs: [{name: a, from: soon, excluded: [], default: {N: 1}}]",
        "tariffs: [{name: a, from: 2026-01-01, excluded: [], default: {N: 1}, bonus: 3}]",
        "tariffs: [{name: a b, from: 2026-01-01, excluded: []}]",
        f"tariffs: [{GOOD}, {GOOD}]",
        "tariffs: [",
        "",
    ],
)
def test_a_tariff_that_cannot_be_meant_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "tariff.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(TariffFault, match=r"tariff\.yaml"):
        load_tariffs(path)


def test_a_tariff_written_well_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "tariff.yaml"
    path.write_text(f"tariffs: [{GOOD}]", "utf-8")
    assert load_tariffs(path)[0].default == {"N": 1}
