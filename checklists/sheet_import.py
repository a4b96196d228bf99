"""A filled-in workbook becomes an edition's folder, or every fault is named with its sheet, row and column."""

import re
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from checklists.checklist import Checklist
from checklists.columns import CLAUSES, EDITION, GUIDE, SHEETS, UNITS, Column, meant
from checklists.consistency import Parts, faults_between
from checklists.editions import load_edition, shaped
from checklists.faults import Cell, EditionFault, Fault, fault
from checklists.schemas import CategorySchema, ClauseSchema, EditionSchema, UnitsSchema
from checklists.sheet_reading import Row, read_cells
from checklists.source import Source, Where
from checklists.writing import in_file_order, put_in_place, write_yaml

REMARK: Final = "由表格导入。各字段的意思见产品自带清单的 edition.yaml。"
_NAMED: Final = {
    sheet: {column.key: column.title for column in columns} for sheet, columns in {**SHEETS, GUIDE: EDITION}.items()
}
# What a cell is mended by; where nothing stands here, the file's own way of mending fits a cell as well.
_MENDS: Final = {
    "missing-key": "填上这一格",
    "limit": "写成“数量 单位”，如 2 工作小时，数字用半角；单位有 分钟、小时、工作小时、工作日、天",
    "photo": "写成“种类张数”，如 近景1、远景1；种类有 近景、远景、参照、处置前、处置后，张数 1 到 9",
    "level": "从列表里选：一般、较大、重大",
    "pays": "从列表里选：有、无、化解后有",
    "truth": "从列表里选：是、否",
    "ext-code": "写成“标准=代码”，两边都不空；不知道就不写",
    "not-a-mapping": "写成“标准=代码”，几项用分号隔开",
    "unknown-unit": "改正代码，或先在工作表“单位”里加上这个单位",
    "words-on-no-spot": "删去这一格，或在“标记”里加上 F",
    "tariff-without-pay": "删去这一格，或改正“奖励”",
    "temporary-without-end": "在“最后一天”里填上日期；长期条款就删去“开始日”",
    "ends-before-it-begins": "改正“开始日”或“最后一天”",
    "photos-without-flag": "删去这一格，或在“标记”里加上 P",
    "spot-photos-not-both": "写上 处置前1、处置后1",
    "only-spot-photos": "再写上交给单位办时要的照片，如 近景1",
    "lead-supports": "从“配合单位代码”里删去",
}


def import_book(path: Path, folder: Path, name: str) -> Checklist:
    """The edition `name` stands in `folder` as a draft. EditionFault with every fault, and nothing is written."""
    guide, rows, faults = read_cells(path)
    contents = _contents(path, guide, rows, faults, name)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".import-", dir=folder.parent) as place:
        made = Path(place) / name
        made.mkdir()
        for file, content in contents.items():
            write_yaml(made / file, in_file_order(content), REMARK)
        checklist = load_edition(made)
        put_in_place(made, folder)
    return checklist


def _contents(
    path: Path, guide: Row, rows: dict[str, list[Row]], faults: list[Fault], name: str
) -> dict[str, dict[str, Any]]:
    """File → content, each right by itself and all of them together. EditionFault otherwise, `faults` among them."""
    categories = _categories(rows["事项"], rows["条款"], faults)
    units = Source("units.yaml", {"units": []})
    for row in rows["单位"]:
        units.content["units"].append(_entry(units, ("units", len(units.content["units"])), UNITS, row))
    edition = _edition(guide, rows, categories, name)
    schemas = (EditionSchema(), UnitsSchema(), *(CategorySchema() for _ in categories))
    sources = (edition, units, *categories)
    parts = [shaped(source, schema, faults) for source, schema in zip(sources, schemas, strict=True)]
    whole = [part for part in parts if part is not None]
    if len(whole) == len(parts):
        faults.extend(faults_between(Parts(whole[0], whole[1], tuple(whole[2:]))))
    if faults:
        # A cell is mended once: what follows from its first fault would only confuse.
        first = {one.mark: one for one in reversed(faults)}
        raise EditionFault([_as_in_a_sheet(path, one) for one in first.values()])
    # Counts are numbers to whoever reads the file; the edition's name stays a text.
    edition.content.update({key: int(edition.content[key]) for key in ("items", "clauses")})
    return {source.file: source.content for source in sources}


def _edition(guide: Row, rows: dict[str, list[Row]], categories: Sequence[Source], name: str) -> Source:
    content: dict[str, Any] = {
        "edition": name, "title": "", "status": "draft", "items": str(len(rows["事项"])),
        "clauses": str(len(rows["条款"])), "categories": [one.content["category"] for one in categories], "note": "",
    }  # fmt: skip
    source = Source("edition.yaml", content, {(): Cell(1, 2, GUIDE)})
    for at, column in enumerate(EDITION, start=1):
        content[column.key], source.values[(column.key,)] = guide.get(column.key, ("", Cell(at, 2, GUIDE)))
    return source


def _categories(items: list[Row], clauses: list[Row], faults: list[Fault]) -> list[Source]:
    """One source for each category, in the order in which the items name them, with its items and their clauses."""
    sources: dict[str, Source] = {}
    places: dict[str, tuple[Source, Where]] = {}
    for row in items:
        code, title = (_cell(row, key) for key in ("category", "category_title"))
        source = sources.get(code[0])
        if source is None:
            source = sources[code[0]] = _category(code, title)
        elif title[0] != source.content["title"]:
            faults.append(fault("category-differs", "", title[1], value=code[0], other=source.content["title"]))
        where: Where = ("items", len(source.content["items"]))
        content: dict[str, Any] = {key: row[key][0] for key in ("code", "title") if key in row}
        _mark(source, where, row, ("code", "title"))
        source.content["items"].append({**content, "clauses": []})
        places.setdefault(_cell(row, "code")[0], (source, where))
    for row in clauses:
        code = _cell(row, "code")
        place = places.get(code[0].rpartition("-")[0])
        if place is None:
            faults.append(fault("item-not-listed", "", code[1], value=code[0] or "（空）"))
            stray = Source("")
            stray.content = _entry(stray, (), CLAUSES, row)
            shaped(stray, ClauseSchema(), faults)  # its other cells are looked at all the same
            continue
        source, where = place
        listed = source.content["items"][where[1]]["clauses"]
        listed.append(_entry(source, (*where, "clauses", len(listed)), CLAUSES, row))
    return list(sources.values())


def _category(code: tuple[str, Cell], title: tuple[str, Cell]) -> Source:
    file = f"{code[0].lower()}.yaml" if re.fullmatch("[A-Z]{2}", code[0]) else "category.yaml"
    content: dict[str, Any] = {"category": code[0], "title": title[0], "items": []}
    return Source(file, content, {(): code[1], ("category",): code[1], ("title",): title[1]})


def _cell(row: Row, key: str) -> tuple[str, Cell]:
    return row.get(key, ("", row[""][1]))


def _entry(source: Source, where: Where, columns: Sequence[Column], row: Row) -> dict[str, Any]:
    """The row as the file would say it; what every value is mended by is the cell it stands in."""
    content: dict[str, Any] = {}
    _mark(source, where, row, [column.key for column in columns])
    for at, column in enumerate(columns, start=1):
        if column.key not in row:
            # A complaint about what is missing points at the empty cell.
            source.values[(*where, column.key)] = replace(row[""][1], column=at)
            continue
        content[column.key] = meant(column, row[column.key][0])
    return content


def _mark(source: Source, where: Where, row: Row, keys: Sequence[str]) -> None:
    source.values[where] = row[""][1]
    for key in keys:
        if key in row:
            source.values[(*where, key)] = row[key][1]


def _as_in_a_sheet(path: Path, one: Fault) -> Fault:
    """The fault in the words of the sheet: headings in place of keys, and a way to mend it there."""
    sentence = one.sentence
    named = _NAMED.get(one.mark.sheet, {}) if isinstance(one.mark, Cell) else {}
    for key, title in named.items():
        sentence = sentence.replace(f"“{key}”", f"“{title}”")
    sentence = re.sub(r"缺少“([^”]+)”（[^）]*）", r"“\1”没有填", sentence)
    return replace(one, file=path.name, sentence=sentence, mend=_MENDS.get(one.code, one.mend))
