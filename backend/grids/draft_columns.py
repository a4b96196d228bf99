"""Which column of a file says what: by the names that counties use, or as a person says.

Shapefiles cut names after ten bytes, so that 网格名称 arrives as 网格名: a column that begins a usual name counts too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from backend.problems import FieldFault, Problem
from geo.files import FOLDER

USUAL: Final[dict[str, tuple[str, ...]]] = {
    "code": ("code", "gridcode", "gridid", "网格编码", "网格代码", "网格编号", "网格号", "编码", "代码", "编号",
             "wgbm", "wgdm", "wgbh", "bm", "dm"),
    "name": ("name", "gridname", "网格名称", "网格名", "名称", "wgmc", "mc"),
    "kind": ("kind", "gridkind", "gridtype", "type", "网格类型", "网格类别", "类型", "类别", "wglx", "lx"),
    "village": ("village", "villagecode", "所属村社区", "所属社区", "所属村", "村社区代码", "村代码", "社区代码",
                "村社区", "社区", "行政村", "cdm", "sqdm", "cjdm", "xzqdm", "villagename", "cmc", "sqmc"),
}  # fmt: skip
TITLES: Final = {"code": "网格代码", "name": "网格名称", "kind": "网格类型", "village": "村（社区）"}
SHORTEST: Final = 2
KINDS: Final = {
    "comprehensive": "comprehensive", "综合网格": "comprehensive", "综合": "comprehensive", "基础网格": "comprehensive",
    "special": "special", "专属网格": "special", "专属": "special", "专属单元网格": "special",
    "micro": "micro", "微网格": "micro", "微": "micro", "微格": "micro",
}  # fmt: skip


def parse_mapping(text: str | None) -> dict[str, str]:
    """`code=DM,name=MC` as {code: DM, name: MC}. Raises Problem `invalid`."""
    found: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in (text or "").split(","))):
        wanted, equals, column = (part.strip() for part in pair.partition("="))
        if wanted not in USUAL or not equals or not column:
            raise _refused(f"“{pair}”看不懂，请写成 code=列名,name=列名,kind=列名,village=列名。")
        found[wanted] = column
    return found


def choose_columns(fields: Sequence[str], mapping: Mapping[str, str]) -> dict[str, str]:
    """What a column is needed for → its name in the file. Raises Problem `invalid` for a column that is not there."""
    chosen = dict(mapping)
    for wanted, column in mapping.items():
        if column not in fields:
            raise _refused(f"文件里没有“{column}”这一列（{TITLES[wanted]}）。有：{'、'.join(fields) or '没有任何列'}。")
    for wanted, names in USUAL.items():
        if wanted not in chosen and (found := _first(fields, names, set(chosen.values()))):
            chosen[wanted] = found
    if "village" not in chosen and FOLDER in fields:
        chosen["village"] = FOLDER
    return chosen


def describe(chosen: Mapping[str, str]) -> str:
    """In words which column was taken for what."""
    taken = [f"{TITLES[wanted]}取自“{chosen[wanted]}”" for wanted in TITLES if wanted in chosen]
    missing = [TITLES[wanted] for wanted in ("code", "name") if wanted not in chosen]
    told = f"列的对应：{'，'.join(taken)}。" if taken else "没有认出任何列。"
    return told + (f"没有找到{'、'.join(missing)}的列，可以用 mapping 指明。" if missing else "")


def text_of(value: Any) -> str:
    """A cell as text; whole numbers without a point, a list as it is written, nothing for an empty cell."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return re.sub(r"[\x00-\x1f\x7f\ufffe\uffff]", "", str(value)).strip()[:200]


def kind_of(text: str, code: str) -> str:
    """The kind in our word; where nothing is said micro for codes longer than a grid's; empty where unknown."""
    if not text:
        return "micro" if len(code) > 15 else "comprehensive"
    return KINDS.get(text.lower(), "")


def _first(fields: Sequence[str], names: Sequence[str], taken: Iterable[str]) -> str | None:
    plain = {_plain(field): field for field in reversed(fields) if field not in taken}
    for name in names:
        if name in plain:
            return plain[name]
    cut = (
        field
        for name in names
        for short, field in plain.items()
        if len(short) >= SHORTEST and not short.isascii() and name.startswith(short)
    )
    return next(cut, None)


def _plain(field: str) -> str:
    return "".join(sign for sign in field.lower() if sign.isalnum())


def _refused(sentence: str) -> Problem:
    return Problem("invalid", sentence, errors=[FieldFault("/mapping", "mapping", sentence)])
