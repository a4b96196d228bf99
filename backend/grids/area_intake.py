"""Taking a list of areas: what is new begins, what reads otherwise begins anew, the rest stays untouched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from backend.acting import Acting
from backend.clock import local_date
from backend.grids.actions import AreaRow, put_areas
from backend.grids.area_changes import carry_out, codes_ever, tree_on
from backend.grids.area_import import ListedArea
from backend.grids.area_plan import Change, Move, Node, Rename
from backend.grids.divisions import note_division, one_at_a_time
from backend.grids.queries import county_of
from backend.problems import FieldFault, Problem

MOST_FAULTS: Final = 50


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

    Changes of what is there go the way of every change, with its refusals; what is new may begin in the past. Raises
    Problem `invalid` where a code was used before, or begins later.
    """
    one_at_a_time()
    nodes = tree_on(day)
    new = [row for row in rows if row.code not in nodes]
    used = codes_ever()
    if faults := [_used(row) for row in new if row.code in used]:
        raise Problem("invalid", errors=faults[:MOST_FAULTS])
    put_areas(acting, [AreaRow(row.code, row.level, row.name, row.parent, day) for row in new])
    changes = [change for row in rows if row.code in nodes for change in _changes(nodes[row.code], row)]
    # What is only planned is a division, too: taking back another one of that day must not take it along.
    if changes or (new and day > local_date(acting.at)):
        carry_out(acting, day, changes)
        county = county_of()
        note_division(acting, county.code if county else rows[0].code, day, "areas", title="名录导入")
    changed = len({change.code for change in changes if isinstance(change, Rename | Move)})
    return Taken(len(new), changed, len(rows) - len(new) - changed)


def _used(row: ListedArea) -> FieldFault:
    title = f"第 {row.line} 行：代码 {row.code} 那一天不在用，但别的时候用过，区划代码不重复使用，请核对代码和日期。"
    return FieldFault(f"/rows/{row.line}", "code-used", title)


def _changes(node: Node, row: ListedArea) -> list[Change]:
    found: list[Change] = []
    if row.name != node.name:
        found.append(Rename(node.code, row.name))
    if row.parent is not None and row.parent != node.parent:
        found.append(Move(node.code, row.parent))
    return found
