"""Lists of areas as offices keep them: CSV in UTF-8 or GBK, or a workbook, with the columns that people use.

Read here into rows or into faults that name the line; nothing is written.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from backend.grids.area_plan import ABOVE, LEVELS

MOST_ROWS: Final = 20_000
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "code": ("code", "代码", "区划代码", "统计用区划代码", "编码"),
    "name": ("name", "名称", "区划名称", "区域名称"),
    "level": ("level", "级别", "层级"),
    "parent": ("parent", "上级", "上级代码", "上级区划代码", "parent_code"),
}
LEVEL_WORDS: Final[Mapping[str, str]] = {
    **{level: level for level in ABOVE},
    "市": "city", "地级市": "city", "县": "county", "区": "county", "县级": "county", "县（市、区）": "county",
    "县(市、区)": "county", "县级市": "county",
    "镇": "town", "乡": "town", "街道": "town", "乡镇": "town", "镇街": "town", "乡镇街道": "town", "乡镇/街道": "town",
    "村": "village", "社区": "village", "居委会": "village", "村委会": "village", "村（社区）": "village",
    "村(社区)": "village", "村居": "village", "村/社区": "village",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListedArea:
    """One line of the list; `line` is its number in the file, from 1."""

    line: int
    code: str
    name: str
    level: str
    parent: str | None


class ListFault(Exception):
    """The list cannot be taken; every fault is a sentence that names its line."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = list(faults)


def read_list(path: Path, known: Mapping[str, str]) -> list[ListedArea]:
    """The areas of the file, parents before children. `known`: code → level of areas that are there already.

    Raises ListFault with everything that is wrong, as far as it can be seen at once.
    """
    lines = [(number, line) for number, line in enumerate(_lines(path), 1) if any(cell.strip() for cell in line)]
    if not lines:
        raise ListFault(["文件里没有内容，请检查后再导入。"])
    if len(lines) > MOST_ROWS:
        raise ListFault([f"文件超过 {MOST_ROWS} 行，请分成几个文件导入。"])
    columns = _columns(lines[0][1])
    rows = [_row(number, line, columns) for number, line in lines[1:]]
    faults = [*_faults(rows, known)]
    if faults:
        raise ListFault(faults)
    # Levels stand one above the other, so sorting by them puts parents first and no circle can come through.
    return sorted(rows, key=lambda row: (list(ABOVE).index(row.level), row.code))


def _lines(path: Path) -> Iterator[list[str]]:
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        yield from _of_workbook(path)
        return
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise ListFault(["文件的编码认不出来，请另存为 UTF-8 或 GBK 编码的 CSV。"])
    if "\0" in text:
        raise ListFault(["文件不是文本，请另存为 CSV 或 xlsx 后再导入。"])
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in text.partition("\n")[0] else ",")
    except csv.Error as error:
        raise ListFault(["文件的表格格式不对，请用表格软件另存为 CSV 后再导入。"]) from error


def _of_workbook(path: Path) -> Iterator[list[str]]:
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise ListFault(["这个 xlsx 文件打不开，请用表格软件另存后再导入。"]) from error
    try:
        for row in book.worksheets[0].iter_rows(values_only=True):
            yield [_cell(value) for value in row]
    finally:
        book.close()


def _cell(value: object) -> str:
    # A code that a workbook keeps as a number comes back with its digits, not as 3.2E+11.
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _columns(header: Sequence[str]) -> dict[str, int]:
    plain = [cell.strip().lower() for cell in header]
    found = {
        key: next((at for at, cell in enumerate(plain) if cell in words), -1) for key, words in COLUMNS.items()
    }  # fmt: skip
    missing = [COLUMNS[key][1] for key, at in found.items() if at < 0]
    if missing:
        raise ListFault([f"第 1 行的表头缺少：{'、'.join(missing)}。请补上表头后再导入。"])
    return found


def _row(number: int, line: Sequence[str], columns: Mapping[str, int]) -> ListedArea:
    cells = {key: line[at].strip() if at < len(line) else "" for key, at in columns.items()}
    level = LEVEL_WORDS.get(cells["level"].lower(), cells["level"])
    return ListedArea(number, cells["code"], cells["name"], level, cells["parent"] or None)


def _faults(rows: Sequence[ListedArea], known: Mapping[str, str]) -> Iterator[str]:
    levels = {**known, **{row.code: row.level for row in rows}}
    seen: dict[str, int] = {}
    for row in rows:
        told = _fault(row, levels, known)
        if told is None and row.code in seen:
            told = f"代码 {row.code} 在第 {seen[row.code]} 行已经有了，请每个代码只写一行。"
        if told:
            yield f"第 {row.line} 行：{told}"
        seen.setdefault(row.code, row.line)


def _fault(row: ListedArea, levels: Mapping[str, str], known: Mapping[str, str]) -> str | None:
    if not (row.code.isascii() and row.code.isdigit() and len(row.code) == 12):
        return f"代码“{row.code}”不是 12 位半角数字，请核对（不足 12 位的在后面补 0）。"
    if row.level not in ABOVE:
        return f"级别“{row.level}”认不出来，请写{'、'.join(LEVELS.values())}之一。"
    if not 1 <= len(row.name) <= 40:
        return "名称要有 1 到 40 个字，请补上或改短。"
    if known.get(row.code, row.level) != row.level:
        return f"代码 {row.code} 原来是另一级的区域，请核对代码或级别。"
    above = ABOVE[row.level]
    if row.parent is None:
        return None if row.level in ("city", "county") else "没有写上级代码，请补上。"
    if row.parent == row.code:
        return "上级写成了自己，请改成真正的上级。"
    if row.parent not in levels:
        return f"上级 {row.parent} 既不在文件里，也没有导入过，请补上或核对。"
    if levels[row.parent] != above:
        return f"上级 {row.parent} 的级别不对，{LEVELS[row.level]}的上级应当是{LEVELS[above or 'city']}。"
    return None
