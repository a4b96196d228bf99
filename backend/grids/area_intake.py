"""Taking a list of areas: what is new begins, what reads otherwise begins anew, the rest stays untouched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from backend.acting import Acting
from backend.grids.actions import AreaRow, put_areas
from backend.grids.area_changes import carry_out, tree_on
from backend.grids.area_import import ListedArea
from backend.grids.area_plan import Change, Move, Node, Rename
from backend.grids.divisions import note_division, one_at_a_time
from backend.grids.queries import county_of


@dataclass(frozen=True, slots=True)
class Taken:
    """How many areas of the list were new, changed, and as they were."""

    new: int
    changed: int
    same: int


def known_levels(day: date) -> dict[str, str]:
    """Code → level of every area in force on the day."""
    return {code: node.level for code, node in tree_on(day).items()}


def take_list(acting: Acting, rows: Sequence[ListedArea], day: date) -> Taken:
    """The areas of the list are in the tree from the day on, with the names and parents of the list.

    Changes of what is there go the way of every change, with its refusals; a first list may begin in the past.
    """
    one_at_a_time()
    nodes = tree_on(day)
    new = [row for row in rows if row.code not in nodes]
    put_areas(acting, [AreaRow(row.code, row.level, row.name, row.parent, day) for row in new])
    changes = [change for row in rows if row.code in nodes for change in _changes(nodes[row.code], row)]
    if changes:
        carry_out(acting, day, changes)
        county = county_of()
        note_division(acting, county.code if county else rows[0].code, day, "areas", title="名录导入")
    changed = len({change.code for change in changes if isinstance(change, Rename | Move)})
    return Taken(len(new), changed, len(rows) - len(new) - changed)


def _changes(node: Node, row: ListedArea) -> list[Change]:
    found: list[Change] = []
    if row.name != node.name:
        found.append(Rename(node.code, row.name))
    if row.parent is not None and row.parent != node.parent:
        found.append(Move(node.code, row.parent))
    return found
