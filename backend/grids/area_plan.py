"""Changes of the administrative tree as a plan: what the tree is afterwards, who succeeds whom. Pure.

Changes apply one after the other, each to what the ones before it made. A plan that is not whole is refused: an area
that ends names an heir for everything below it, and each grid is in exactly one village.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from backend.problems import FieldFault

ABOVE: Final[Mapping[str, str | None]] = {"city": None, "county": "city", "town": "county", "village": "town"}
LEVELS: Final = {"city": "市", "county": "县（市、区）", "town": "镇街", "village": "村（社区）"}


@dataclass(frozen=True, slots=True)
class Node:
    """An area as the tree knows it; the county's own parent may be unknown."""

    code: str
    level: str
    name: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class Rename:
    """A new name, a new code, or both; what lies below stays below."""

    code: str
    name: str | None = None
    new_code: str | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """To another parent, with a new code where the place in the tree is part of the code."""

    code: str
    parent: str
    new_code: str | None = None


@dataclass(frozen=True, slots=True)
class Create:
    """A new area with nothing below it yet."""

    code: str
    level: str
    name: str
    parent: str


@dataclass(frozen=True, slots=True)
class Merge:
    """All of `codes` become `into`, which may be one of them, another area, or new: then with name and parent."""

    codes: tuple[str, ...]
    into: str
    name: str | None = None
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a split with what it takes: villages of a town, grids of a village."""

    code: str
    name: str
    children: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Split:
    """`code` becomes its parts; where it is not one of them, the first part is its principal heir."""

    code: str
    parts: tuple[Part, ...]


Change = Rename | Move | Create | Merge | Split


@dataclass(slots=True)
class Tree:
    """The tree while it changes. `heirs`: ended code → successor. `dealt`: grid → village, where a village was split.

    `made_of`: code → the areas whose outlines together are its own; none where nobody can say.
    """

    nodes: dict[str, Node]
    heirs: dict[str, str] = field(default_factory=dict)
    dealt: dict[str, str] = field(default_factory=dict)
    made_of: dict[str, frozenset[str]] = field(default_factory=dict)

    def heir(self, code: str) -> str:
        """The code that stands in the place of `code` now, itself where it still does."""
        while code in self.heirs and code not in self.nodes:
            code = self.heirs[code]
        return code

    def below(self, code: str) -> list[Node]:
        return [node for node in self.nodes.values() if node.parent == code]


class Unfit(Exception):
    """A change that cannot be; `key` is the field, below the change, that has to be put right."""

    def __init__(self, key: str, code: str, title: str) -> None:
        super().__init__(code)
        self.key, self.code, self.title = key, code, title


class PlanFault(Exception):
    """The plan cannot be carried out; `faults` say where and why, the place as a pointer into `changes`."""

    def __init__(self, faults: Sequence[FieldFault]) -> None:
        super().__init__(faults[0].title)
        self.faults = list(faults)


def plan(nodes: Mapping[str, Node], used: Collection[str], grids: Mapping[str, str], changes: Sequence[Change]) -> Tree:
    """The tree after all changes.

    `used`: every code that any area ever had; `grids`: grid → village, at least of the villages to be split. Raises
    PlanFault with the first fault: what follows it would rest on it.
    """
    tree = Tree(dict(nodes))
    for number, change in enumerate(changes):
        try:
            _apply(tree, used, grids, change)
        except Unfit as unfit:
            fault = FieldFault(f"/changes/{number}{unfit.key}", unfit.code, unfit.title)
            raise PlanFault([fault]) from unfit
    faults = list(_loose_ends(tree, nodes))
    if faults:
        raise PlanFault(faults)
    return tree


def _apply(tree: Tree, used: Collection[str], grids: Mapping[str, str], change: Change) -> None:
    match change:
        case Rename():
            _rename(tree, used, change)
        case Move():
            _move(tree, used, change)
        case Create():
            _create(tree, used, change)
        case Merge():
            _merge(tree, used, change)
        case Split():
            _split(tree, used, grids, change)


def _rename(tree: Tree, used: Collection[str], change: Rename) -> None:
    node = _known(tree, change.code, "/code")
    if change.new_code in (None, node.code) and change.name in (None, node.name):
        raise Unfit("/name", "nothing-changes", f"{node.name}的名称和代码都没有变，请改好或去掉这一项。")
    _recode(tree, used, replace(node, name=change.name or node.name), change.new_code)


def _move(tree: Tree, used: Collection[str], change: Move) -> None:
    node = _known(tree, change.code, "/code")
    if change.parent == node.code:
        raise Unfit("/parent", "own-parent", f"{node.name}不能归到自己下面，请选别的上级。")
    if change.parent == node.parent:
        raise Unfit("/parent", "nothing-changes", f"{node.name}已经在这个上级下面，请去掉这一项。")
    _fitting_parent(tree, node.level, change.parent, "/parent")
    _recode(tree, used, replace(node, parent=change.parent), change.new_code)


def _create(tree: Tree, used: Collection[str], change: Create) -> None:
    _fitting_parent(tree, change.level, change.parent, "/parent")
    _add(tree, used, Node(change.code, change.level, change.name, change.parent), "/code")


def _merge(tree: Tree, used: Collection[str], change: Merge) -> None:
    if len(set(change.codes)) != len(change.codes):
        raise Unfit("/codes", "code-twice", "要合并的区域里有重复的代码，请每个只写一次。")
    merged = [_known(tree, code, "/codes") for code in change.codes]
    ending = [node for node in merged if node.code != change.into]
    if not ending:
        raise Unfit("/into", "into-itself", "一个区域不能并入自己，请选另一个要并入的区域。")
    if len({node.level for node in merged}) > 1:
        raise Unfit("/codes", "levels-differ", "只有同一级的区域才能合并，请核对代码。")
    target = tree.nodes.get(change.into) or _merged_node(tree, merged, change)
    if target.level != merged[0].level:
        raise Unfit("/into", "levels-differ", "只有同一级的区域才能合并，请核对代码。")
    if change.into not in tree.nodes:
        _add(tree, used, target, "/into")
    elif change.name:
        tree.nodes[target.code] = replace(target, name=change.name)
    tree.made_of[target.code] = frozenset().union(*(_ground(tree, node.code) for node in [*ending, target]))
    for node in ending:
        _end(tree, node.code, target.code)


def _merged_node(tree: Tree, merged: Sequence[Node], change: Merge) -> Node:
    parents = {node.parent for node in merged}
    parent = change.parent or (next(iter(parents)) if len(parents) == 1 else None)
    if not change.name:
        raise Unfit("/name", "name-missing", "合并成新的区域，请写上新区域的名称。")
    if parent is None:
        raise Unfit("/parent", "parent-missing", "这些区域的上级不同，请写明新区域归哪个上级。")
    _fitting_parent(tree, merged[0].level, parent, "/parent")
    return Node(change.into, merged[0].level, change.name, parent)


def _split(tree: Tree, used: Collection[str], grids: Mapping[str, str], change: Split) -> None:
    node = _known(tree, change.code, "/code")
    codes = [part.code for part in change.parts]
    if len(set(codes)) < 2 or len(set(codes)) != len(codes):
        raise Unfit("/parts", "parts-too-few", "拆分至少要有两个代码不同的部分，请补上。")
    for number, part in enumerate(change.parts):
        if part.code != node.code:
            _add(tree, used, Node(part.code, node.level, part.name, node.parent), f"/parts/{number}/code")
        else:
            tree.nodes[node.code] = replace(node, name=part.name)
        tree.made_of[part.code] = frozenset()
    _deal(tree, grids, node, change)
    if node.code not in codes:
        _end(tree, node.code, codes[0])


def _deal(tree: Tree, grids: Mapping[str, str], node: Node, change: Split) -> None:
    """Everything below the split area goes to exactly one part."""
    if node.level == "village":
        now = {grid: tree.dealt.get(grid, tree.heir(village)) for grid, village in grids.items()}
        below = {grid for grid, village in now.items() if village == node.code}
    else:
        below = {child.code for child in tree.below(node.code)}
    named = [child for part in change.parts for child in part.children]
    if len(set(named)) != len(named):
        raise Unfit("/parts", "child-twice", "有下级写给了两个部分，请每个只归一个部分。")
    if strange := sorted(set(named) - below):
        raise Unfit("/parts", "child-unknown", f"{strange[0]} 不在{node.name}里，请核对。")
    if left := sorted(below - set(named)):
        raise Unfit("/parts", "child-left", f"{node.name}的 {left[0]} 还没有归到哪个部分，请补上。")
    for part in change.parts:
        for child in part.children:
            if node.level == "village":
                tree.dealt[child] = part.code
            else:
                tree.nodes[child] = replace(tree.nodes[child], parent=part.code)


def _recode(tree: Tree, used: Collection[str], node: Node, new_code: str | None) -> None:
    """The node as given, under its new code if there is one: then everything below it follows."""
    old = node.code
    if new_code is None or new_code == old:
        tree.nodes[old] = node
        return
    _add(tree, used, replace(node, code=new_code), "/new_code")
    tree.made_of[new_code] = _ground(tree, old)
    _end(tree, old, new_code)


def _end(tree: Tree, code: str, heir: str) -> None:
    del tree.nodes[code]
    tree.heirs[code] = heir
    for child in tree.below(code):
        tree.nodes[child.code] = replace(child, parent=heir)


def _ground(tree: Tree, code: str) -> frozenset[str]:
    return tree.made_of.get(code, frozenset({code}))


def _known(tree: Tree, code: str, key: str) -> Node:
    node = tree.nodes.get(code)
    if node is None:
        raise Unfit(key, "area-unknown", f"那一天没有代码为 {code} 的区域，请核对代码和日期。")
    return node


def _add(tree: Tree, used: Collection[str], node: Node, key: str) -> None:
    if node.code in used or node.code in tree.nodes or node.code in tree.heirs:
        raise Unfit(key, "code-used", f"代码 {node.code} 已经用过，区划代码不重复使用，请换一个。")
    tree.nodes[node.code] = node


def _fitting_parent(tree: Tree, level: str, parent: str, key: str) -> None:
    above = tree.nodes.get(parent)
    if above is None:
        raise Unfit(key, "parent-unknown", f"那一天没有代码为 {parent} 的上级区域，请核对。")
    if above.level != ABOVE[level]:
        raise Unfit(key, "parent-level", f"{LEVELS[level]}不能归在{LEVELS[above.level]}下面，请选合适的上级。")


def _loose_ends(tree: Tree, before: Mapping[str, Node]) -> Iterator[FieldFault]:
    """What only shows when all changes are made: a new neighbour of the same name."""
    seen: dict[tuple[str | None, str], Node] = {}
    for node in tree.nodes.values():
        other = seen.setdefault((node.parent, node.name), node)
        if other is not node and not (before.get(node.code) == node and before.get(other.code) == other):
            title = f"同一上级下面有两个“{node.name}”（{other.code}、{node.code}），请改成不同的名称。"
            yield FieldFault("/changes", "name-twice", title)
