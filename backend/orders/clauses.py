"""The clauses behind the orders: every edition that came with the product, read once per process."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from checklists.checklist import Checklist, Clause, Unit
from checklists.editions import load_all


@cache
def editions() -> Mapping[str, Checklist]:
    """Every edition by name. Raises EditionFault where one cannot be used."""
    return load_all()


def clause_of(edition: str, code: str) -> Clause:
    """The clause as that edition has it. Raises KeyError for an order of an edition that was taken away."""
    return editions()[edition].clause(code)


@cache
def units_of(edition: str) -> Mapping[str, Unit]:
    """The units of an edition by code."""
    return {unit.code: unit for unit in editions()[edition].units}


@cache
def titles_of(edition: str) -> Mapping[str, tuple[str, str, str]]:
    """Per clause code: the title of its item, its category and the category's title."""
    return {
        clause.code: (item.title, item.category, item.category_title)
        for item in editions()[edition].items
        for clause in item.clauses
    }


def passes_captain(clause: Clause) -> bool:
    """Sensitive and phone-first at once: the village's own desk does not see it."""
    return clause.sensitive and clause.phone_first
