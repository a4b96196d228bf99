"""An edition as a workbook: the template that an officer fills in, empty or filled from an edition that there is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from checklists.checklist import FLAGS
from checklists.columns import EDITION, GUIDE, SHEETS, Column, said
from checklists.differences import FLAG_WORDS
from checklists.source import read_source

ROOM: Final = 2_000
"""Rows below the heading that have drop-downs."""
LINES: Final = (
    "怎样填：先填本页的清单名称和说明，再依次填“事项”“条款”“单位”三张表；一行一件，不合并单元格，不用公式。",
    "表头不改名、不换次序；把鼠标停在表头上可以看到例子。标 * 的列必须填。",
    "代码定了就不改，停用以后也不再分给别的内容。事项和条款多少都可以，一份清单有自己的数目。",
    "几项写在一格里时用顿号隔开，如：楼道杂物、鞋柜。数字、字母用半角。",
    "时限写成“数量 单位”，单位有：分钟、小时（这两种全天计时）、工作小时、工作日、天。以分钟计的条款为紧急。",
    f"标记：{'；'.join(f'{flag} {FLAG_WORDS[flag]}' for flag in FLAGS)}。",
    "照片写成“种类张数”，如：近景1、远景1；种类有近景、远景、参照、处置前、处置后。",
    "填好后运行：flask --app wsgi checklists import 表格.xlsx --edition 版本号。哪张表、哪一行、哪一列要改，都会写明。",
)


@dataclass(frozen=True, slots=True)
class Book:
    """What the cells say: the edition's own words by key, and per sheet a mapping from key to cell for each row."""

    edition: Mapping[str, str]
    rows: Mapping[str, Sequence[Mapping[str, str]]]


def book_of(folder: Path) -> Book:
    """An edition's files as cells. EditionFault where a file cannot be read; the edition itself may have faults."""
    edition = read_source(folder / "edition.yaml").content
    categories = [read_source(folder / f"{code.lower()}.yaml").content for code in edition["categories"]]
    items = [
        {**item, "category": category["category"], "category_title": category["title"]}
        for category in categories
        for item in category["items"]
    ]
    clauses = [clause for item in items for clause in item["clauses"]]
    units = read_source(folder / "units.yaml").content["units"]
    found: dict[str, list[dict[str, Any]]] = {"事项": items, "条款": clauses, "单位": units}
    rows = {sheet: [_cells(columns, one) for one in found[sheet]] for sheet, columns in SHEETS.items()}
    return Book(_cells(EDITION, edition), rows)


def write_book(target: Path, book: Book | None = None) -> None:
    """The workbook stands at `target`: guide, headings, drop-downs, and the cells of `book` where one is given."""
    with xlsxwriter.Workbook(str(target), {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        plain = workbook.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        bold = workbook.add_format({"bold": True, "bg_color": "#E8EEF7", "border": 1, "text_wrap": True})
        _write_guide(workbook.add_worksheet(GUIDE), book, plain, bold)
        for sheet, columns in SHEETS.items():
            _write_sheet(workbook.add_worksheet(sheet), columns, book.rows[sheet] if book else (), plain, bold)


def heading(column: Column) -> str:
    """The column's heading; a star where it must be filled in."""
    return f"{column.title}*" if column.needed else column.title


def _cells(columns: Sequence[Column], content: Mapping[str, Any]) -> dict[str, str]:
    """Key → cell, without those that say nothing."""
    told = {column.key: said(column, content.get(column.key)) for column in columns}
    return {key: cell for key, cell in told.items() if cell}


def _write_guide(sheet: Worksheet, book: Book | None, plain: Format, bold: Format) -> None:
    sheet.set_column(0, 0, 14, plain)
    sheet.set_column(1, 1, 90, plain)
    for row, column in enumerate(EDITION):
        sheet.write_string(row, 0, heading(column), bold)
        sheet.write_string(row, 1, book.edition.get(column.key, "") if book else "", plain)
        sheet.data_validation(
            row, 1, row, 1, {"validate": "any", "input_title": column.title, "input_message": column.example}
        )
    for row, line in enumerate(LINES, start=len(EDITION) + 1):
        sheet.write_string(row, 1, line, plain)


def _write_sheet(
    sheet: Worksheet, columns: Sequence[Column], rows: Sequence[Mapping[str, str]], plain: Format, bold: Format
) -> None:
    sheet.freeze_panes(1, 2)
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width, plain)
        sheet.write_string(0, at, heading(column), bold)
        sheet.write_comment(0, at, f"例：{column.example}")
        if column.choices:
            _offer(sheet, at, list(column.choices.values()))
    for row, cells in enumerate(rows, start=1):
        for at, column in enumerate(columns):
            if column.key in cells:
                sheet.write_string(row, at, cells[column.key], plain)


def _offer(sheet: Worksheet, at: int, words: list[str]) -> None:
    sheet.data_validation(
        1, at, ROOM, at,
        {"validate": "list", "source": words, "error_title": "请从列表里选", "error_message": "、".join(words)},
    )  # fmt: skip
