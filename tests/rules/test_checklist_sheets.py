"""A county's own list comes from a workbook that an officer filled in: any size, every fault at its cell."""

from __future__ import annotations

import io
import tempfile
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from checklists.checklist import LIMIT_UNITS
from checklists.columns import LEVELS, PAYS, SHEETS, meant, said
from checklists.commands import checklists
from checklists.editions import HERE, load_edition
from checklists.faults import EditionFault, letters
from checklists.sheet_import import import_book
from checklists.sheet_reading import MOST_ROWS, MOST_UNPACKED
from checklists.sheets import Book, book_of, heading, write_book
from tests.editions import given_edition


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A workbook that holds the small list."""
    target = tmp_path / "list.xlsx"
    write_book(target, book_of(given_edition(tmp_path, "2027", published=False)))
    return target


def changed(book: Path, change: Callable[[Any], None]) -> Path:
    """The workbook as somebody left it after working on it."""
    opened = openpyxl.load_workbook(book)
    change(opened)
    opened.save(book)
    return book


def faults_of(book: Path) -> list[str]:
    """Each fault in its line, without what mends it; nothing was written."""
    with tempfile.TemporaryDirectory() as root, pytest.raises(EditionFault) as caught:
        import_book(book, Path(root) / "2028", "2028")
    return [fault.in_one_line() for fault in caught.value.faults]


def column_of(key: str, sheet: str = "条款") -> int:
    return [column.key for column in SHEETS[sheet]].index(key) + 1


def test_a_filled_workbook_becomes_the_edition_that_it_was_made_from(filled: Path, tmp_path: Path) -> None:
    made = import_book(filled, tmp_path / "2028", "2028")
    before = load_edition(tmp_path / "2027")
    assert (made.items, made.units, made.title, made.status) == (before.items, before.units, before.title, "draft")
    assert book_of(tmp_path / "2028") == book_of(tmp_path / "2027")


def test_the_products_own_list_goes_through_a_workbook_unchanged(tmp_path: Path) -> None:
    target = tmp_path / "2026.xlsx"
    write_book(target, book_of(HERE / "2026"))
    made, own = import_book(target, tmp_path / "2026", "2026"), load_edition(HERE / "2026")
    assert (made.items, made.units, made.note) == (own.items, own.units, own.note)


def test_the_template_has_a_guide_frozen_headings_drop_downs_and_an_example_for_each_column(tmp_path: Path) -> None:
    target = tmp_path / "template.xlsx"
    assert CliRunner().invoke(checklists, ["template", str(target)]).exit_code == 0
    book = openpyxl.load_workbook(target)
    assert book.sheetnames == ["说明", "事项", "条款", "单位"]
    for name, columns in SHEETS.items():
        sheet = book[name]
        assert [cell.value for cell in sheet[1]] == [heading(column) for column in columns]
        assert [cell.comment.text for cell in sheet[1]] == [f"例：{column.example}" for column in columns]
        assert sheet.freeze_panes == "C2"
    offered = {rule.formula1 for rule in book["条款"].data_validations.dataValidation}
    assert {'"一般,较大,重大"', '"有,无,化解后有"', '"是,否"'} == offered
    assert CliRunner().invoke(checklists, ["template", str(target)]).exit_code == 1


def test_the_examples_of_the_columns_are_right_by_the_rules_of_the_list(filled: Path, tmp_path: Path) -> None:
    def fill_in(book: Any) -> None:
        for at, column in enumerate(SHEETS["条款"], start=1):
            book["条款"].cell(3, at).value = column.example if column.key != "ext_codes" else "甲=1"
        book["条款"].cell(3, column_of("photos")).value = "近景1、处置前1、处置后1"

    made = import_book(changed(filled, fill_in), tmp_path / "2028", "2028")
    assert made.clause("XF01-01").help == SHEETS["条款"][2].example


# Sheet, row, key of the column, what stands there, how the complaint begins.
WRONG = [
    ("条款", 3, "level", "很大", "工作表“条款”第 3 行 L 列: 级别“很大”不认识 — 从列表里选：一般、较大、重大"),
    ("条款", 3, "respond", "２ 工作小时", "工作表“条款”第 3 行 N 列: 时限“２ 工作小时”不合规"),
    ("条款", 3, "respond", "两小时", "工作表“条款”第 3 行 N 列: 时限“两小时”不合规 — 写成“数量 单位”，如 2 工作小时"),
    ("条款", 3, "respond", None, "工作表“条款”第 3 行 N 列: “受理时限”没有填 — 填上这一格"),
    ("条款", 3, "title", None, "工作表“条款”第 3 行 B 列: “名称”没有填"),
    ("条款", 3, "help", "长" * 121, "工作表“条款”第 3 行 C 列: “说明”超过 120 个字"),
    ("条款", 3, "lead", "fier", "工作表“条款”第 3 行 J 列: units.yaml 里没有单位“fier” — 改正代码"),
    ("条款", 3, "support", "property、fire", "工作表“条款”第 3 行 K 列: 牵头单位“fire”又列在配合单位里"),
    ("条款", 3, "flags", "P、X", "工作表“条款”第 3 行 Q 列: 标记“X”不认识"),
    ("条款", 3, "photos", "近景", "工作表“条款”第 3 行 F 列: 照片“近景”不合规 — 写成“种类张数”"),
    ("条款", 3, "pays", "很多", "工作表“条款”第 3 行 R 列: 奖励“很多”不认识"),
    ("条款", 3, "offered_until", "明年", "工作表“条款”第 3 行 V 列: 日期“明年”不合规"),
    ("条款", 3, "ext_codes", "没有等号", "工作表“条款”第 3 行 T 列: "),
    ("条款", 3, "code", "XF01-02", "工作表“条款”第 4 行 A 列: 代码 XF01-02 用了两次，另一处在 工作表“条款”第 3 行"),
    ("条款", 3, "code", "AQ01-01", "工作表“条款”第 3 行 A 列: 工作表“事项”里没有 AQ01-01 的事项"),
    ("条款", 3, "code", "随便", "工作表“条款”第 3 行 A 列: 工作表“事项”里没有 随便 的事项"),
    ("条款", 3, "code", None, "工作表“条款”第 3 行 A 列: 工作表“事项”里没有 （空） 的事项"),
    ("条款", 3, "level", "=1+1", "工作表“条款”第 3 行 L 列: 这里是公式 — "),
    ("事项", 3, "code", "XF1", "工作表“事项”第 3 行 C 列: 事项代码“XF1”不合规"),
    ("事项", 3, "category", "火", "工作表“事项”第 3 行 A 列: 类别代码“火”不合规"),
    ("事项", 2, "category", "XF", "工作表“事项”第 3 行 B 列: 类别 XF 在前面叫“出租房屋”"),
    ("单位", 2, "title", "消防", "工作表“单位”第 3 行 C 列: 名称“消防”用了两次，另一处在 工作表“单位”第 2 行"),
    ("单位", 4, "relay", "也许", "工作表“单位”第 4 行 D 列: “也许”不是是或否 — 从列表里选：是、否"),
    ("单位", 1, "title", "名字", "工作表“单位”第 1 行 B 列: 表头应是“单位名称*”，现在是“名字”"),
]


@pytest.mark.parametrize(("sheet", "row", "key", "value", "told"), WRONG)
def test_a_fault_names_sheet_row_column_and_the_mend_in_chinese(
    filled: Path, sheet: str, row: int, key: str, value: str | None, told: str
) -> None:
    def spoil(book: Any) -> None:
        book[sheet].cell(row, column_of(key, sheet)).value = value

    lines = faults_of(changed(filled, spoil))
    assert any(line.startswith(told) for line in lines), lines


def test_every_fault_is_told_at_once(filled: Path) -> None:
    def spoil(book: Any) -> None:
        for row in (2, 3, 4):
            book["条款"].cell(row, column_of("level")).value = "X"
        book["条款"].cell(2, column_of("respond")).value = "=1+1"
        book["条款"].cell(3, column_of("code")).value = "AQ01-01"
        book["单位"].cell(2, 1).value = "消防"

    cells = [line.partition(":")[0] for line in faults_of(changed(filled, spoil))]
    faulty = ((2, "L"), (2, "N"), (3, "A"), (3, "L"), (4, "L"))
    told = [f"工作表“条款”第 {row} 行 {column} 列" for row, column in faulty]
    assert sorted(cells) == sorted([*told, "工作表“单位”第 2 行 A 列"])


def test_numbers_dates_and_truths_are_read_as_an_officer_means_them(filled: Path, tmp_path: Path) -> None:
    def fill_in(book: Any) -> None:
        from_excel = openpyxl.utils.datetime.from_excel(46388)
        book["条款"].cell(4, column_of("offered_until")).value = from_excel
        book["条款"].cell(4, column_of("tariff")).value = None
        book["条款"].cell(4, column_of("only_from_instruction")).value = True
        book["条款"].cell(4, column_of("respond")).value = "15分钟"
        book["条款"].cell(9, 1).value = "   "

    made = import_book(changed(filled, fill_in), tmp_path / "2028", "2028").clause("XF01-02")
    assert (str(made.offered_until), made.only_from_instruction, made.urgent) == ("2027-01-01", True, True)


def test_merged_cells_are_refused_with_their_place(filled: Path) -> None:
    lines = faults_of(changed(filled, lambda book: book["条款"].merge_cells("B3:C4")))
    assert lines == ["工作表“条款”第 3 行 B 列: B3:C4 是合并单元格 — 取消合并，每一行都填全"]


def test_a_missing_sheet_is_named(filled: Path) -> None:
    lines = faults_of(changed(filled, lambda book: book.remove(book["单位"])))
    assert lines[0].startswith("list.xlsx:1:1: 没有工作表“单位” — ")


def repacked(book: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The package with its parts changed by hand."""
    with zipfile.ZipFile(book) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as package:
        for name, written in parts.items():
            package.writestr(name, written)
    return book


def test_too_many_rows_are_refused_before_they_are_read(filled: Path) -> None:
    def lengthen(parts: dict[str, bytes]) -> None:
        rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (row, row) for row in range(9, 100_002))
        sheet = "xl/worksheets/sheet3.xml"
        parts[sheet] = parts[sheet].replace(b"</sheetData>", rows + b"</sheetData>")

    (line,) = faults_of(repacked(filled, lengthen))
    assert line.startswith(f"工作表“条款”第 {MOST_ROWS + 2} 行 A 列: 有 100001 行，多于 {MOST_ROWS} 行")


def _bomb(parts: dict[str, bytes]) -> None:
    parts["xl/media/picture.png"] = b"\0" * (MOST_UNPACKED + 1)


def _many(parts: dict[str, bytes]) -> None:
    parts.update({f"xl/extra{number}.bin": b"" for number in range(400)})


def _macro(parts: dict[str, bytes]) -> None:
    parts["xl/vbaProject.bin"] = b"Sub Auto_Open()"


def _link(parts: dict[str, bytes]) -> None:
    parts["xl/externalLinks/externalLink1.xml"] = b"<externalLink/>"


def _entities(parts: dict[str, bytes]) -> None:
    head = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    parts["xl/sharedStrings.xml"] = head + parts["xl/sharedStrings.xml"].partition(b"?>")[2]


def _torn(parts: dict[str, bytes]) -> None:
    parts["xl/worksheets/sheet3.xml"] = parts["xl/worksheets/sheet3.xml"][:200]


def _no_book(parts: dict[str, bytes]) -> None:
    del parts["xl/workbook.xml"]


def _other_package(parts: dict[str, bytes]) -> None:
    parts.clear()
    parts["word/document.xml"] = b"<x/>"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_bomb, "文件超过 5 MB，或解开后超过 20 MB"), (_many, "文件超过 5 MB，或解开后超过 20 MB"),
        (_macro, "表格里有宏或外部链接"), (_link, "表格里有宏或外部链接"), (_entities, "表格读不出来"),
        (_torn, "表格读不出来"), (_no_book, "表格读不出来"), (_other_package, "这不是 .xlsx 表格"),
    ],
)  # fmt: skip
def test_a_workbook_that_means_harm_or_is_torn_is_refused_with_a_sentence(
    filled: Path, change: Callable[[dict[str, bytes]], None], told: str
) -> None:
    (line,) = faults_of(repacked(filled, change))
    assert line.startswith(f"list.xlsx:1:1: {told}")


@pytest.mark.parametrize("content", [b"", b"code,title\n", b"\xd0\xcf\x11\xe0" * 100, b"PK\x03\x04" + b"\0" * 60])
def test_a_file_that_is_no_workbook_is_refused_with_a_sentence(tmp_path: Path, content: bytes) -> None:
    book = tmp_path / "list.xlsx"
    book.write_bytes(content)
    assert faults_of(book)[0].startswith("list.xlsx:1:1: 这不是 .xlsx 表格 — ")


def test_a_huge_file_is_refused_without_being_read(tmp_path: Path) -> None:
    book = tmp_path / "list.xlsx"
    with book.open("wb") as opened:
        opened.truncate(500 * 1024 * 1024)
    tracemalloc.start()
    assert faults_of(book)[0].startswith("list.xlsx:1:1: 文件超过 5 MB")
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


def test_the_command_writes_a_draft_or_nothing(filled: Path, tmp_path: Path) -> None:
    run = CliRunner()
    said_so = run.invoke(checklists, ["import", str(filled), "--edition", "2028", "--into", str(tmp_path)])
    assert (said_so.exit_code, "2 项 3 条" in said_so.output) == (0, True), said_so.output
    for name in ("2028", "../x", "２０２８"):
        assert (
            run.invoke(checklists, ["import", str(filled), "--edition", name, "--into", str(tmp_path)]).exit_code == 1
        )
    changed(filled, lambda book: book["条款"].delete_rows(2, 9))
    changed(filled, lambda book: setattr(book["事项"].cell(2, 3), "value", "坏"))
    refused = run.invoke(checklists, ["import", str(filled), "--edition", "2029", "--into", str(tmp_path)])
    assert (refused.exit_code, "处要改。" in refused.output) == (1, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2027", "2028", "list.xlsx"]


# -- properties ----------------------------------------------------------------

WORDS = st.text("楼道堆物安全出口ab09-", min_size=1, max_size=8).filter(lambda text: text.strip() == text)
LIMITS = st.builds(lambda amount, unit: f"{amount} {unit}", st.integers(1, 99), st.sampled_from(LIMIT_UNITS))


@st.composite
def clause_cells(draw: st.DrawFn, code: str) -> dict[str, Any]:
    """A clause as its file says it; what is optional is sometimes there."""
    clause: dict[str, Any] = {
        "code": code, "title": draw(WORDS), "help": draw(WORDS), "lead": "fire",
        "level": draw(st.sampled_from(sorted(LEVELS))), "respond": draw(LIMITS), "handle": draw(LIMITS),
        "pays": draw(st.sampled_from(sorted(PAYS))),
    }  # fmt: skip
    optional = {
        "counts": WORDS, "at_once": WORDS, "nicknames": st.lists(WORDS, unique=True, min_size=1, max_size=3),
        "contact_every": LIMITS, "support": st.just(["property"]), "level_reason": WORDS,
        "ext_codes": st.dictionaries(WORDS, WORDS, min_size=1, max_size=2),
        "only_from_instruction": st.sampled_from(["true", "false"]),
        "offered_until": st.dates().map(str).filter(lambda day: day >= "1900"),
    }  # fmt: skip
    return clause | {key: draw(values) for key, values in optional.items() if draw(st.booleans())}


@st.composite
def books(draw: st.DrawFn) -> Book:
    """A small list of one or two items, each with one to three clauses."""
    items = [f"XF{number:02d}" for number in range(1, draw(st.integers(1, 2)) + 1)]
    clauses = [
        draw(clause_cells(f"{item}-{number:02d}")) for item in items for number in range(1, draw(st.integers(1, 3)) + 1)
    ]
    told: dict[str, list[dict[str, Any]]] = {
        "事项": [{"category": "XF", "category_title": "消防", "code": item, "title": draw(WORDS)} for item in items],
        "条款": clauses,
        "单位": [{"code": "fire", "title": "消防救援"}, {"code": "property", "title": "物业", "relay": "true"}],
    }
    rows = {
        sheet: [{c.key: said(c, one[c.key]) for c in columns if c.key in one} for one in told[sheet]]
        for sheet, columns in SHEETS.items()
    }
    return Book({"title": draw(WORDS), "note": draw(WORDS)}, rows)


@settings(max_examples=25)
@given(books())
def test_from_workbook_to_files_and_back_nothing_changes(book: Book) -> None:
    with tempfile.TemporaryDirectory() as root:
        target = Path(root) / "list.xlsx"
        write_book(target, book)
        made = import_book(target, Path(root) / "2027", "2027")
        again = book_of(Path(root) / "2027")
        assert again == book
        assert len(made.clauses) == len(book.rows["条款"])


@given(st.sampled_from([column for columns in SHEETS.values() for column in columns]), st.data())
def test_what_a_cell_says_means_what_was_said(column, data) -> None:  # type: ignore[no-untyped-def]
    values: dict[str, Any] = {
        "list": st.lists(st.text("楼、,道;", min_size=1, max_size=5).filter(str.strip), min_size=1, max_size=3),
        "flags": st.lists(st.sampled_from("PFSTHA"), unique=True, min_size=1),
        "map": st.dictionaries(WORDS, WORDS, min_size=1, max_size=3), "limit": LIMITS,
        "choice": st.sampled_from(sorted(column.choices or {"": ""})), "truth": st.sampled_from(["true", "false"]),
        "photos": st.just(["near 1", "after 2"]),
    }  # fmt: skip
    value = data.draw(values.get(column.kind, WORDS))
    # One part alone that holds a separator cannot be told from two: no name is written so.
    alone = column.kind == "list" and len(value) == 1 and set("、,;") & set(value[0])
    if value != "" and not alone:
        assert meant(column, said(column, value)) == value


@given(st.integers(1, 16_384))
def test_a_column_is_called_as_sheets_call_it(number: int) -> None:
    assert letters(number) == openpyxl.utils.get_column_letter(number)


def test_a_book_without_content_says_what_is_missing(tmp_path: Path) -> None:
    target = tmp_path / "empty.xlsx"
    write_book(target)
    lines = faults_of(target)
    assert lines[0].startswith("工作表“说明”第 1 行 B 列: “清单名称”")
    assert io.StringIO("\n".join(lines)).readline()
