"""The sheets that an officer fills in: which columns there are, and how each value is said in a cell.

A cell says in Chinese what an edition's file says in its own words: 较大 for `L`, 2 工作小时 for `2 work_hour`. What a
cell says otherwise is handed on as it stands, and refused by the same rules as in a file.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

Kind = Literal["text", "list", "map", "choice", "limit", "photos", "flags", "truth", "day"]

LEVELS: Final = {"N": "一般", "L": "较大", "M": "重大"}
PAYS: Final = {"yes": "有", "no": "无", "settled": "化解后有"}
TRUTHS: Final = {"true": "是", "false": "否"}
LIMITS: Final = {
    "urgent_minute": "分钟", "urgent_hour": "小时", "work_hour": "工作小时", "work_day": "工作日", "natural_day": "天",
}  # fmt: skip
PHOTOS: Final = {"near": "近景", "far": "远景", "reference": "参照", "before": "处置前", "after": "处置后"}

_LIMIT = re.compile(r"([0-9]+) *([^0-9 ]+)")
_PHOTO = re.compile(r"([^0-9 ]+) *([0-9]+)")
_PARTS = re.compile(r"[、，,；;]")
_FLAGS = re.compile(r"[、，,；; ]+")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the key in the file, the heading, how its values are said, an example, what may be chosen."""

    key: str
    title: str
    kind: Kind = "text"
    example: str = ""
    width: int = 14
    choices: Mapping[str, str] | None = None
    needed: bool = False


ITEMS: Final = (
    Column("category", "类别代码", example="XF", needed=True),
    Column("category_title", "类别名称", example="消防安全", width=18, needed=True),
    Column("code", "事项代码", example="XF01", needed=True),
    Column("title", "事项名称", example="疏散通道与消防车道", width=28, needed=True),
)
CLAUSES: Final = (
    Column("code", "条款代码", example="XF01-01", needed=True),
    Column("title", "名称", example="楼道堆物", width=22, needed=True),
    Column("help", "说明", example="走廊、楼梯、门厅放了纸箱、旧家具，挡路或能烧着的算。", width=46, needed=True),
    Column("counts", "算（举一例）", example="楼梯转角堆着纸箱。", width=30),
    Column("counts_not", "不算（举一例）", example="门口的脚垫不算。", width=30),
    Column("photos", "照片", "photos", "近景1、远景1", 22),
    Column("at_once", "有危险先做什么", example="先打119，人先撤出来。", width=30),
    Column("on_the_spot", "怎样自行处置", example="请住户当场搬走。", width=26),
    Column("nicknames", "俗称", "list", "楼道杂物、鞋柜", 24),
    Column("lead", "牵头单位代码", example="fire", needed=True),
    Column("support", "配合单位代码", "list", "property、police", 20),
    Column("level", "级别", "choice", "较大", 8, LEVELS, needed=True),
    Column("level_reason", "定级理由", example="着火时挡住人逃生的路。", width=26),
    Column("respond", "受理时限", "limit", "2 工作小时", 12, needed=True),
    Column("handle", "处置时限", "limit", "1 工作日", 12, needed=True),
    Column("contact_every", "联系间隔", "limit", "7 天", 12),
    Column("flags", "标记", "flags", "P、F", 10),
    Column("pays", "奖励", "choice", "有", 10, PAYS, needed=True),
    Column("tariff", "奖励标准", example="XF"),
    Column("ext_codes", "外部代码", "map", "标准名称=代码", 20),
    Column("offered_from", "开始日", "day", "2027-01-01", 12),
    Column("offered_until", "最后一天", "day", "2027-06-30", 12),
    Column("only_from_instruction", "只由指令派发", "truth", "否", 12, TRUTHS),
)
UNITS: Final = (
    Column("code", "单位代码", example="fire", needed=True),
    Column("title", "单位名称", example="消防救援", width=22, needed=True),
    Column("aliases", "别名", "list", "消防、消防大队", 30),
    Column("relay", "由中转岗代办", "truth", "否", 14, TRUTHS),
    Column("abolished_on", "撤销日", "day", "2027-01-01", 12),
)
EDITION: Final = (
    Column("title", "清单名称", example="巡查上报事项清单", needed=True),
    Column("note", "清单说明", example="谁拟定的、依据是什么、怎样算数。", needed=True),
)
SHEETS: Final[Mapping[str, tuple[Column, ...]]] = {"事项": ITEMS, "条款": CLAUSES, "单位": UNITS}
GUIDE: Final = "说明"


def said(column: Column, value: Any) -> str:
    """How a cell says what the file says; empty for nothing."""
    if value in (None, "", [], {}):
        return ""
    say = _SAID.get(column.kind)
    return say(column, value) if say else str(value)


def meant(column: Column, cell: str) -> Any:
    """What the file would say for what the cell says; a text that no rule knows is handed on as it stands."""
    read = _MEANT.get(column.kind)
    return read(column, cell) if read else cell


def _joined(parts: list[str], separators: re.Pattern[str]) -> str:
    """On one line, or one below the other where a part itself holds a separator."""
    return ("\n" if any(separators.search(part) for part in parts) else "、").join(parts)


def _split(cell: str, separators: re.Pattern[str]) -> list[str]:
    parts = cell.split("\n") if "\n" in cell else separators.split(cell)
    return [part.strip() for part in parts if part.strip()]


def _limit_said(column: Column, value: str) -> str:
    amount, _, unit = value.partition(" ")
    return f"{amount} {LIMITS.get(unit, unit)}"


def _limit_meant(column: Column, cell: str) -> str:
    found = _LIMIT.fullmatch(cell)
    units = {word: unit for unit, word in LIMITS.items()}
    return f"{found[1]} {units.get(found[2], found[2])}" if found else cell


def _photos_said(column: Column, value: list[str]) -> str:
    return "、".join(f"{PHOTOS.get(kind, kind)}{least}" for kind, _, least in (one.partition(" ") for one in value))


def _photos_meant(column: Column, cell: str) -> list[str]:
    kinds = {word: kind for kind, word in PHOTOS.items()}
    parts = [(part, _PHOTO.fullmatch(part)) for part in _split(cell, _PARTS)]
    return [f"{kinds.get(found[1], found[1])} {found[2]}" if found else part for part, found in parts]


def _chosen(column: Column, cell: str) -> str:
    words = {word: value for value, word in (column.choices or TRUTHS).items()}
    return words.get(cell, cell)


def _map_meant(column: Column, cell: str) -> Any:
    pairs = [part.partition("=") for part in _split(cell, re.compile(r"[；;]"))]
    # Without a sign of equality it is no mapping: the schema says so, at this cell.
    return {key.strip(): value.strip() for key, _, value in pairs} if all(sign for _, sign, _ in pairs) else cell


_SAID: Final[Mapping[str, Callable[[Column, Any], str]]] = {
    "list": lambda _, value: _joined(value, _PARTS),
    "flags": lambda _, value: "、".join(value),
    "map": lambda _, value: "；".join(f"{key}={code}" for key, code in value.items()),
    "choice": lambda column, value: (column.choices or {}).get(value, value),
    "truth": lambda _, value: TRUTHS.get(value, value),
    "limit": _limit_said,
    "photos": _photos_said,
}
_MEANT: Final[Mapping[str, Callable[[Column, str], Any]]] = {
    "list": lambda _, cell: _split(cell, _PARTS),
    "flags": lambda _, cell: [part for part in _FLAGS.split(cell) if part],
    "map": _map_meant,
    "choice": _chosen,
    "truth": _chosen,
    "limit": _limit_meant,
    "photos": _photos_meant,
}
