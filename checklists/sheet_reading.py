"""Cells of a workbook as text, whatever somebody made of it: nothing is run, nothing grows beyond its limit."""

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from checklists.columns import EDITION, GUIDE, SHEETS, Column
from checklists.faults import Cell, EditionFault, Fault, Mark, fault
from checklists.sheets import heading

MOST_BYTES: Final = 5 * 1024 * 1024
MOST_UNPACKED: Final = 20 * 1024 * 1024
MOST_PARTS: Final = 300
MOST_ROWS: Final = 5_000

_DANGER: Final = re.compile(r"vbaProject|/externalLinks/|/activeX/|/embeddings/|macrosheets", re.IGNORECASE)
_DOCTYPE: Final = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_MERGED: Final = re.compile(rb'<mergeCell\s[^>]*?ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')
_ROW: Final = re.compile(rb'<row\s(?:[^>]*?\s)?r="([0-9]{1,9})"')

_BROKEN: Final = (
    InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, SyntaxError, AttributeError,
    IndexError,
)  # fmt: skip

Text = tuple[str, Cell]
"""What a cell says, and where it is."""
Row = dict[str, Text]


def read_cells(path: Path) -> tuple[Row, dict[str, list[Row]], list[Fault]]:
    """The guide's cells by key, the rows of every sheet by key without empty ones, and what is wrong with single cells.

    EditionFault for a book that cannot be read cell by cell: another heading, merged cells, too many rows, no book.
    """
    _check_package(path)
    # The file is opened here, because openpyxl leaves it open when it fails.
    with path.open("rb") as opened:
        try:
            return _read(path, openpyxl.load_workbook(opened, read_only=True, data_only=False, keep_links=False))
        except _BROKEN as error:
            raise _refused("book-broken", path, problem=type(error).__name__) from error


def _read(path: Path, book: Any) -> tuple[Row, dict[str, list[Row]], list[Fault]]:
    faults = [fault("sheet-missing", path.name, Mark(), value=name) for name in (GUIDE, *SHEETS) if name not in book]
    if not faults:
        faults.extend(found for name in (GUIDE, *SHEETS) for found in _sheet_faults(path, book[name], name))
    if faults:
        raise EditionFault(faults)
    guide = {
        column.key: _text(cells[1], GUIDE, faults)
        for column, cells in zip(EDITION, book[GUIDE].iter_rows(max_row=len(EDITION), max_col=2), strict=False)
    }
    rows = {name: list(_rows(book[name], name, columns, faults)) for name, columns in SHEETS.items()}
    if any(one.code == "heading-differs" for one in faults):
        raise EditionFault(faults)
    return {key: text for key, text in guide.items() if text[0]}, rows, faults


def _rows(sheet: Any, name: str, columns: Sequence[Column], faults: list[Fault]) -> Iterator[Row]:
    lines = sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=len(columns))
    headings = next(lines, ())
    for at, column in enumerate(columns):
        found = str(headings[at].value or "").strip() if at < len(headings) else ""
        if found.rstrip("*") != column.title:
            place = Cell(1, at + 1, name)
            faults.append(fault("heading-differs", "", place, wanted=heading(column), value=found))
    for number, line in enumerate(lines, start=2):
        row: Row = {}
        for at, (column, cell) in enumerate(zip(columns, line, strict=False), start=1):
            text = _text(cell, name, faults, Cell(number, at, name))
            if text[0]:
                row[column.key] = text
        if row:
            row[""] = ("", Cell(number, 1, name))
            yield row


def _text(cell: Any, sheet: str, faults: list[Fault], place: Cell | None = None) -> Text:
    """What the cell says, as text; a formula or an error is a fault, never a value."""
    where = place or Cell(getattr(cell, "row", 1), getattr(cell, "column", 2), sheet)
    value, kind = cell.value, getattr(cell, "data_type", "n")
    if kind == "f" or (isinstance(value, str) and value.startswith("=")):
        faults.append(fault("formula-in-cell", "", where))
    elif kind == "e":
        faults.append(fault("cell-error", "", where, value=value))
    return _plain(value), where


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _sheet_faults(path: Path, sheet: Any, name: str) -> Iterator[Fault]:
    """Merged cells and too many rows, told before anything is read cell by cell."""
    with zipfile.ZipFile(path) as package:
        written = package.read(str(getattr(sheet, "_worksheet_path", "")).lstrip("/"))
    for found in list(_MERGED.finditer(written))[:20]:
        value = found[1].decode()
        line = int(re.sub(r"\D", "", value.partition(":")[0]))
        yield fault("merged-cells", "", Cell(line, _column(value), name), value=value)
    last = max((int(found[1]) for found in _ROW.finditer(written)), default=0)
    last = max(last, written.count(b"<row"))
    if last > MOST_ROWS + 1:
        yield fault("too-many-rows", "", Cell(MOST_ROWS + 2, 1, name), value=last, most=MOST_ROWS)


def _column(reference: str) -> int:
    number = 0
    for letter in re.match(r"[A-Z]+", reference)[0]:  # type: ignore[index]  # the pattern before admits nothing else
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _check_package(path: Path) -> None:
    """The package unpacks to a bounded size, and holds neither macros nor documents that define things of their own."""
    limits = {"most": MOST_BYTES // 1024**2, "unpacked": MOST_UNPACKED // 1024**2}
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _refused("book-too-large", path, **limits)
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise _refused("book-too-large", path, **limits)
            if any(_DANGER.search(part.filename) for part in parts):
                raise _refused("book-macros", path)
            if "[Content_Types].xml" not in package.namelist():
                raise _refused("not-a-book", path)
            for part in parts:
                if part.filename.endswith((".xml", ".rels", ".vml")):
                    _check_xml(path, package.read(part))
    except FileNotFoundError as error:
        raise _refused("file-missing", path) from error
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, zlib.error) as error:
        raise _refused("not-a-book", path) from error


def _check_xml(path: Path, written: bytes) -> None:
    # Only plain UTF-8 is looked through; another encoding could hide what this looks for.
    if _DOCTYPE.search(written) or b"\0" in written[:200]:
        raise _refused("book-broken", path, problem="XML")


def _refused(code: str, path: Path, /, **details: object) -> EditionFault:
    return EditionFault([fault(code, path.name, Mark(), **details)])
