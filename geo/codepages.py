"""In which encoding is the attribute table of a shapefile written? Decided by its bytes, with the reason in words.

Chinese counties have tables in GBK and in UTF-8, with a .cpg that is right, that is wrong, or without one. GB18030
contains GBK and GB2312 and is what is read for all three.
"""

from __future__ import annotations

import struct
from codecs import getincrementaldecoder
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geo.file_faults import FileFault

SAMPLE_BYTES: Final = 8 * 1024 * 1024
CHINESE: Final = "GB18030"
# What .cpg files and people write, in small letters without separators.
NAMES: Final = {
    "utf8": "UTF-8", "65001": "UTF-8", "gbk": CHINESE, "gb2312": CHINESE, "gb18030": CHINESE, "936": CHINESE,
    "cp936": CHINESE, "ansi936": CHINESE, "mscp936": CHINESE, "54936": CHINESE, "euccn": CHINESE,
    "big5": "BIG5", "950": "BIG5", "cp950": "BIG5", "iso88591": "ISO-8859-1", "88591": "ISO-8859-1",
    "1252": "CP1252", "cp1252": "CP1252", "windows1252": "CP1252", "ansi1252": "CP1252", "ascii": "UTF-8",
}  # fmt: skip
GBK_MARK: Final = 0x4D


@dataclass(frozen=True, slots=True)
class Encoding:
    """The name that GDAL and Python understand, and why it was chosen."""

    name: str
    reason: str


def encoding_of(table: Path, asked: str | None = None) -> Encoding:
    """The encoding of a .dbf; `asked` is what a person said and wins.

    Raises FileFault `encoding-unknown` where nothing fits, `file-unreadable` for what is no such table.
    """
    if asked:
        if (name := known(asked)) is None:
            raise FileFault("encoding-unknown", f"不认识编码“{asked}”。")
        return Encoding(name, "按说明的编码")
    texts, mark = _texts(table)
    page = table.with_suffix(".cpg")
    declared = page.read_bytes()[:64].decode("ascii", "ignore").strip() if page.is_file() else ""
    return _decide(texts, mark, declared)


def known(name: str) -> str | None:
    """The encoding by any of its usual names; None for a stranger."""
    return NAMES.get("".join(sign for sign in name.lower() if sign.isalnum()))


def _decide(texts: Mapping[bytes, bool], mark: int, declared: str) -> Encoding:
    said = known(declared)
    if said and _fits(texts, said):
        return Encoding(said, f".cpg 写明 {declared}")
    doubt = f".cpg 写的 {declared} 读不通，" if declared else "没有 .cpg，"
    if all(text.isascii() for text in texts):
        return Encoding("UTF-8", doubt + "属性表里只有英文和数字")
    if _fits(texts, "UTF-8"):
        return Encoding("UTF-8", doubt + "按内容判断是 UTF-8")
    if _fits(texts, CHINESE):
        note = "属性表头标记为 936，" if mark == GBK_MARK else ""
        return Encoding(CHINESE, f"{doubt}{note}按内容判断是 GBK")
    raise FileFault("encoding-unknown")


def _fits(texts: Mapping[bytes, bool], name: str) -> bool:
    return all(_decodes(text, name, full) for text, full in texts.items())


def _decodes(text: bytes, name: str, full: bool) -> bool:
    # A field that is full may end in the middle of a character.
    try:
        getincrementaldecoder(name)().decode(text, final=not full)
    except UnicodeDecodeError:
        return False
    return True


def _texts(table: Path) -> tuple[dict[bytes, bool], int]:
    """Field names and texts of the first megabytes, each with whether it fills its field; the language mark."""
    with table.open("rb") as opened:
        content = opened.read(SAMPLE_BYTES)
    if len(content) < 32:
        raise FileFault("file-unreadable")
    head, width = struct.unpack("<HH", content[8:12])
    fields = list(_fields(content[32:head]))
    texts = {name: len(name) >= 10 for name, _, _, _ in fields}
    spans = [(start, size) for _, kind, start, size in fields if kind == b"C"]
    for record in range(head, len(content) - width + 1, width or len(content)):
        row = content[record : record + width]
        for start, size in spans:
            text = row[start : start + size].rstrip(b" \0")
            texts[text] = texts.get(text, False) or len(text) == size
    return texts, content[29]


def _fields(descriptors: bytes) -> Iterator[tuple[bytes, bytes, int, int]]:
    start = 1
    for at in range(0, len(descriptors) - 31, 32):
        one = descriptors[at : at + 32]
        if one[0] == 0x0D:
            return
        yield one[:11].partition(b"\0")[0], one[11:12], start, one[16]
        start += one[16]
