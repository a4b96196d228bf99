"""The clauses behind the orders, in the edition with which each was filed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from checklists.checklist import Clause, Item, Unit
from checklists.editions import shipped


def clause_of(edition: str, code: str) -> Clause:
    """The clause as that edition has it. Raises KeyError where the edition was taken away or has none."""
    return shipped()[edition].clause(code)


@cache
def units_of(edition: str) -> Mapping[str, Unit]:
    """The units of an edition by code."""
    return {unit.code: unit for unit in shipped()[edition].units}


@cache
def items_of(edition: str) -> Mapping[str, Item]:
    """The items of an edition by code."""
    return {item.code: item for item in shipped()[edition].items}


def passes_captain(clause: Clause) -> bool:
    """Sensitive and phone-first at once: the village's own desk does not see it."""
    return clause.sensitive and clause.phone_first
