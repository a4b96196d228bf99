"""What one edition says otherwise than another, for whoever decides: in words, with the orders that are under way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from backend.acting import Acting
from backend.editions.queries import find_edition
from backend.people.access import demand
from backend.problems import Problem
from checklists.checklist import Checklist
from checklists.differences import Difference, differences
from checklists.shelf import shelf
from checklists.writing import clause_in_file, clause_text

FEW: Final = 5


def compare(acting: Acting, older: str, newer: str, standing: Mapping[str, int]) -> dict[str, Any]:
    """What `newer` adds, takes away and changes; `standing` counts open orders under each clause of `older`.

    One to four orders of a sensitive clause are not told. Raises Problem `not-allowed`, `not-found`.
    """
    demand(acting.person, "clause.admit")
    before, after = _known(older), _known(newer)
    found = differences(before, after)
    return {
        "older": older, "newer": newer, "added": _told(found.added), "removed": _told(found.removed),
        "changed": _told(found.changed),
        "orders": [_orders(before, one, standing[one.code]) for one in found.touching if standing.get(one.code)],
    }  # fmt: skip


def written_change(kind: str, content: Mapping[str, Any], running: str, code: str | None) -> str:
    """The lines that the request puts into the next edition's file, or takes out of it; empty where nobody has them."""
    if kind == "enter":
        return clause_text(content)
    folder = shelf().folder(running)
    return clause_in_file(folder, code) if folder is not None and code else ""


def _known(name: str) -> Checklist:
    found = find_edition(name)
    if found is None:
        raise Problem("not-found")
    return found


def _told(found: Sequence[Difference]) -> list[dict[str, Any]]:
    return [{"code": one.code, "title": one.title, "words": list(one.words)} for one in found]


def _orders(before: Checklist, one: Difference, count: int) -> dict[str, Any]:
    few = before.clause(one.code).sensitive and count < FEW
    return {"code": one.code, "title": one.title, "count": None if few else count}
