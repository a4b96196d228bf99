"""An edition loads whole or not at all, and every fault says where it is and how it is mended."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklists.checklist import LIMIT_UNITS, Checklist, Limit
from checklists.editions import HERE, current_edition, load_all, load_edition
from checklists.faults import CATALOGUE, EditionFault, Fault
from checklists.schemas import ClauseSchema
from checklists.source import MOST_BYTES
from checklists.wire import content_digest

EDITION = """\
edition: "2026"
title: 小清单
status: draft
items: 1
clauses: 2
categories: [XF]
note: 试验用的小清单。
"""
UNITS = """\
units:
  - code: fire
    title: 消防救援
    aliases: [消防]
  - code: property
    title: 物业
    relay: true
"""
CATEGORY = """\
category: XF
title: 消防安全
items:
  - code: XF01
    title: 疏散通道
    clauses:
      - code: XF01-01
        title: 楼道堆物
        help: 走廊、楼梯放了纸箱、旧家具的算。
        lead: fire
        support: [property]
        level: L
        respond: 2 work_hour
        handle: 1 work_day
        flags: [P, F]
        pays: yes
        counts: 二楼转角放着旧沙发。
        counts_not: 门口放一把雨伞。
        photos: [near 1, before 1, after 1]
        on_the_spot: 住户当场搬走。
        level_reason: 起火时烟气封住楼梯。
        tariff: XF
      - code: XF01-02
        title: 安全出口锁闭
        help: 疏散门上锁、推不开的算。
        lead: fire
        level: M
        respond: 15 urgent_minute
        handle: 24 urgent_hour
        flags: [T]
        pays: no
        counts: 底楼疏散门挂着锁。
        counts_not: 推一下就能开的门。
        at_once: 里面有人喊，先打119。
        level_reason: 里面的人出不来。
"""


def write_edition(root: Path, edition: str = EDITION, units: str = UNITS, category: str = CATEGORY) -> Path:
    folder = root / "2026"
    folder.mkdir(exist_ok=True)
    for name, text in (("edition", edition), ("units", units), ("xf", category)):
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def faults_of(folder: Path) -> tuple[Fault, ...]:
    with pytest.raises(EditionFault) as caught:
        load_edition(folder)
    return caught.value.faults


def test_a_small_edition_loads_as_it_is_written(tmp_path: Path) -> None:
    checklist = load_edition(write_edition(tmp_path))
    clause = checklist.clause("XF01-02")
    assert (clause.lead, clause.support, clause.pays) == ("fire", (), "no")
    assert clause.respond == Limit(15, "urgent_minute")
    assert clause.urgent
    assert checklist.unit("property").relay
    assert checklist.find_clause("XF09-01") is None
    assert checklist.find_unit("police") is None
    with pytest.raises(KeyError):
        checklist.clause("XF09-01")


def test_a_size_of_its_own_is_a_property_of_an_edition_not_of_the_code(tmp_path: Path) -> None:
    assert len(load_edition(write_edition(tmp_path)).clauses) == 2


# What is written, what it becomes, the fault, its line and the column of the word that is wrong.
WRONG_CATEGORY = [
    ("code: XF01-02", "code: XF01-01", "doubled-code", 23, 15),
    ("code: XF01-02", "code: XF02-01", "clause-elsewhere", 23, 15),
    ("code: XF01-02", "code: XF01-2", "clause-code", 23, 15),
    ("code: XF01-02", "code: XF０１-02", "clause-code", 23, 15),
    ("- code: XF01\n", "- code: AQ01\n", "item-elsewhere", 4, 11),
    ("- code: XF01\n", "- code: XF1\n", "item-code", 4, 11),
    ("category: XF", "category: AQ", "category-file", 1, 11),
    ("category: XF", "category: 消防", "category-code", 1, 11),
    ("lead: fire\n        support", "lead: police\n        support", "unknown-unit", 10, 15),
    ("support: [property]", "support: [property, police]", "unknown-unit", 11, 29),
    ("support: [property]", "support: [property, fire]", "lead-supports", 11, 29),
    ("support: [property]", "support: [property, property]", "doubled-value", 11, 29),
    ("support: [property]", "support: property", "not-a-list", 11, 18),
    ("        respond: 2 work_hour\n", "", "missing-key", 7, 9),
    ("        handle: 1 work_day\n", "", "missing-key", 7, 9),
    ("        pays: yes\n", "", "missing-key", 7, 9),
    ("respond: 2 work_hour", "respond: 2 hours", "limit", 13, 18),
    ("respond: 2 work_hour", "respond: ２ work_hour", "limit", 13, 18),
    ("respond: 2 work_hour", "respond: 0 work_hour", "limit", 13, 18),
    ("respond: 2 work_hour", "respond: -1 work_day", "limit", 13, 18),
    ("respond: 2 work_hour", "respond: [2, work_hour]", "limit", 13, 18),
    ("respond: 2 work_hour", "respond：2 work_hour", "full-width-colon", 13, 16),
    ("level: L", "level: X", "level", 12, 16),
    ("level: L", "level: L\n        urgent: true", "unknown-key", 13, 9),
    ("flags: [P, F]", "flags: [P, Q]", "flag", 15, 20),
    ("flags: [P, F]", "flags: [P, P]", "doubled-value", 15, 20),
    ("flags: [T]", "flags: [P, T]", "photo-on-phone-first", 30, 17),
    ("flags: [T]", "flags: [T, F]", "on-spot-on-phone-first", 30, 20),
    ("pays: no", "pays: maybe", "pays", 31, 15),
    ("pays: no", "pays: no\n        only_from_instruction: ja", "truth", 32, 32),
    ("title: 楼道堆物", "title: ''", "empty-text", 8, 16),
    ("title: 楼道堆物", "title: {}", "not-text", 8, 16),
    ("title: 楼道堆物", f"title: {'长' * 41}", "text-too-long", 8, 16),
    ("title: 楼道堆物", "title: 楼道堆物\n        title: 又一次", "doubled-key", 9, 9),
    ("title: 楼道堆物", "title: &t 楼道堆物", "yaml-anchor", 8, 16),
    ("title: 楼道堆物", "title: *t", "yaml-anchor", 8, 16),
    ("title: 楼道堆物", "title: !!python/name:os.system 楼道堆物", "yaml-anchor", 8, 16),
    ("title: 楼道堆物", "title: [[[[[[[[[]]]]]]]]]", "too-deep", 8, 20),
    ("title: 楼道堆物", "title: [楼道堆物", "yaml-syntax", 9, 13),
    ("title: 楼道堆物", "\ttitle: 楼道堆物", "yaml-syntax", 8, 9),
    ("category: XF", "- XF\n- AQ", "yaml-syntax", 3, 1),
    ("level_reason: 里面的人出不来。\n", "level_reason: 急。\n---\nmore: 1\n", "many-documents", 36, 1),
    ("photos: [near 1, before 1, after 1]", "photos: [near, before 1]", "photo", 19, 18),
    ("photos: [near 1, before 1, after 1]", "photos: [near ２, before 1]", "photo", 19, 18),
    ("photos: [near 1, before 1, after 1]", "photos: [close 1]", "photo", 19, 18),
    ("photos: [near 1, before 1, after 1]", "photos: [near 1, near 2, before 1, after 1]", "doubled-value", 19, 26),
    ("photos: [near 1, before 1, after 1]", "photos: [before 1, after 1]", "only-spot-photos", 19, 17),
    ("photos: [near 1, before 1, after 1]", "photos: [near 1, before 1]", "spot-photos-not-both", 19, 17),
    ("photos: [near 1, before 1, after 1]", "photos: [near 8, before 1, after 1]", "too-many-photos", 19, 17),
    ("photos: [near 1, before 1, after 1]", "photos: near 1", "not-a-list", 19, 17),
    ("at_once: 里面有人喊，先打119。", "photos: [near 1]", "photos-without-flag", 34, 17),
    ("flags: [P, F]", "flags: [P]", "spot-photo-without-spot", 19, 26),
    ("at_once: 里面有人喊，先打119。", "on_the_spot: 打开就行。", "words-on-no-spot", 34, 22),
    ("at_once: 里面有人喊，先打119。", f"at_once: {'长' * 121}", "text-too-long", 34, 18),
    ("at_once: 里面有人喊，先打119。", "tariff: XF", "tariff-without-pay", 34, 17),
    ("tariff: XF", "tariff: 消防", "tariff", 22, 17),
    ("tariff: XF", "offered_from: 2026-07-01", "temporary-without-end", 22, 23),
    ("tariff: XF", "offered_until: 2026-02-30", "day", 22, 24),
    ("tariff: XF", "offered_until: 20260701", "day", 22, 24),
    ("tariff: XF", "ext_codes: [甲]", "not-a-mapping", 22, 20),
    ("tariff: XF", "ext_codes: {甲: ''}", "ext-code", 22, 20),
    (
        "tariff: XF",
        "offered_until: 2026-06-30\n        offered_from: 2026-07-01",
        "ends-before-it-begins",
        22,
        24,
    ),
]


@pytest.mark.parametrize(("was", "becomes", "code", "line", "column"), WRONG_CATEGORY)
def test_a_fault_in_a_category_names_file_line_column_and_the_mend(
    tmp_path: Path, was: str, becomes: str, code: str, line: int, column: int
) -> None:
    assert CATEGORY.count(was) == 1
    fault = faults_of(write_edition(tmp_path, category=CATEGORY.replace(was, becomes)))[0]
    assert (Path(fault.file).name, fault.code, fault.line, fault.column) == ("xf.yaml", code, line, column)
    assert fault.in_one_line().startswith(f"{fault.file}:{line}:{column}: ")
    assert fault.in_one_line().endswith(f" — {fault.mend}")


WRONG_EDITION = [
    ("items: 1", "items: 47", "wrong-count", 4),
    ("clauses: 2", "clauses: 159", "wrong-count", 5),
    ("clauses: 2", "clauses: ２", "count", 5),
    ("status: draft", "status: final", "status", 3),
    ("status: draft", "status: published", "digest-missing", 3),
    ("status: draft", f"status: published\ndigest: {'0' * 64}", "digest-differs", 4),
    ("status: draft", "status: published\ndigest: abc", "digest-form", 4),
    ("status: draft", f"status: draft\ndigest: {'0' * 64}", "digest-on-draft", 4),
    ('edition: "2026"', 'edition: "2027"', "edition-folder", 1),
    ('edition: "2026"', "edition: 第二版", "edition-name", 1),
    ("categories: [XF]", "categories: [XF, AQ]", "file-missing", 1),
    ("categories: [XF]", "categories: [XF, XF]", "doubled-value", 6),
    ("note: 试验用的小清单。", "notes: 试验用的小清单。", "missing-key", 1),
]


@pytest.mark.parametrize(("was", "becomes", "code", "line"), WRONG_EDITION)
def test_a_fault_in_the_editions_own_file_is_named(
    tmp_path: Path, was: str, becomes: str, code: str, line: int
) -> None:
    assert EDITION.count(was) == 1
    fault = faults_of(write_edition(tmp_path, edition=EDITION.replace(was, becomes)))[0]
    assert (fault.code, fault.line) == (code, line)


WRONG_UNITS = [
    ("code: property", "code: fire", "doubled-code", 5),
    ("title: 物业", "title: 消防", "doubled-name", 6),
    ("code: property", "code: 物业", "unit-code", 5),
    ("relay: true", "relay: 是", "truth", 7),
    ("relay: true", "phone: 119", "unknown-key", 7),
]


@pytest.mark.parametrize(("was", "becomes", "code", "line"), WRONG_UNITS)
def test_a_fault_among_the_units_is_named(tmp_path: Path, was: str, becomes: str, code: str, line: int) -> None:
    assert UNITS.count(was) == 1
    found = faults_of(write_edition(tmp_path, units=UNITS.replace(was, becomes)))
    assert (code, line) in [(fault.code, fault.line) for fault in found if "units.yaml" in fault.file]


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"", "empty-file", 1),
        (b"# nothing but a remark\n", "empty-file", 1),
        (b"\xef\xbb\xbf" + CATEGORY.encode(), "byte-order-mark", 1),
        ("category: XF\ntitle: 消防安全\n".encode("gb18030"), "not-utf8", 2),
        (b"category: XF\n" + b"#" * MOST_BYTES, "file-too-large", 1),
        (b"just words\n", "not-a-mapping", 1),
        (b"[XF]\n", "not-a-mapping", 1),
        (b"[" * 100_000, "too-deep", 1),
        (b"{" * 100_000, "not-a-mapping", 1),
        (b"a: &a [x]\nb: [*a, *a]\n", "yaml-anchor", 1),
        (b"category: \x00\n", "yaml-syntax", 1),
    ],
)
def test_a_file_that_is_no_plain_yaml_is_refused_with_a_sentence(
    tmp_path: Path, content: bytes, code: str, line: int
) -> None:
    folder = write_edition(tmp_path)
    (folder / "xf.yaml").write_bytes(content)
    assert [(fault.code, fault.line) for fault in faults_of(folder)] == [(code, line)]


def test_a_file_that_no_category_asks_for_is_refused(tmp_path: Path) -> None:
    folder = write_edition(tmp_path)
    shutil.copy(folder / "xf.yaml", folder / "xf copy.yaml")
    assert [fault.code for fault in faults_of(folder)] == ["unexpected-file"]


def test_a_folder_in_place_of_a_file_is_refused(tmp_path: Path) -> None:
    folder = write_edition(tmp_path)
    (folder / "xf.yaml").unlink()
    (folder / "xf.yaml").mkdir()
    assert [fault.code for fault in faults_of(folder)] == ["file-not-readable"]


def test_all_faults_are_told_at_once_in_the_order_of_the_files(tmp_path: Path) -> None:
    folder = write_edition(
        tmp_path,
        edition=EDITION.replace("clauses: 2", "clauses: 3"),
        category=CATEGORY.replace("lead: fire\n        level", "lead: police\n        level").replace(
            "XF01-02", "XF01-01"
        ),
    )
    places = [(Path(fault.file).name, fault.line, fault.code) for fault in faults_of(folder)]
    assert places == [
        ("edition.yaml", 5, "wrong-count"),
        ("xf.yaml", 23, "doubled-code"),
        ("xf.yaml", 26, "unknown-unit"),
    ]


def test_a_doubled_code_tells_where_the_first_one_is(tmp_path: Path) -> None:
    folder = write_edition(tmp_path, category=CATEGORY.replace("XF01-02", "XF01-01"))
    (fault,) = faults_of(folder)
    assert f"{folder / 'xf.yaml'}:7" in fault.sentence


def test_a_published_edition_loads_while_it_is_what_was_published(tmp_path: Path) -> None:
    published = EDITION.replace("status: draft", "status: published")
    (fault,) = faults_of(write_edition(tmp_path, edition=published))
    pinned = published + fault.mend[fault.mend.index("digest:") :] + "\n"
    checklist = load_edition(write_edition(tmp_path, edition=pinned))
    assert checklist.status == "published"

    changed = CATEGORY.replace("推不开的算", "打不开的算")
    (fault,) = faults_of(write_edition(tmp_path, edition=pinned, category=changed))
    assert (fault.code, fault.line) == ("digest-differs", 8)


GAPS = [
    ("counts: 二楼转角放着旧沙发。", "counts"),
    ("counts_not: 门口放一把雨伞。", "counts_not"),
    ("photos: [near 1, before 1, after 1]", "photos"),
    ("on_the_spot: 住户当场搬走。", "on_the_spot"),
    ("level_reason: 起火时烟气封住楼梯。", "level_reason"),
    ("tariff: XF", "tariff"),
    ("at_once: 里面有人喊，先打119。", "at_once"),
]


@pytest.mark.parametrize(("line", "key"), GAPS)
def test_a_draft_may_have_gaps_and_a_published_edition_may_not(tmp_path: Path, line: str, key: str) -> None:
    category = CATEGORY.replace(f"        {line}\n", "")
    assert load_edition(write_edition(tmp_path, category=category)).status == "draft"
    published = EDITION.replace("status: draft", "status: published")
    (fault,) = faults_of(write_edition(tmp_path, edition=published, category=category))
    assert (fault.code, fault.line) == ("published-with-gap", 23 if key == "at_once" else 7)
    assert f"“{key}”" in fault.sentence


def test_a_temporary_clause_is_offered_from_its_first_to_its_last_day(tmp_path: Path) -> None:
    dated = CATEGORY.replace("tariff: XF", "offered_from: 2026-06-01\n        offered_until: 2026-09-30")
    checklist = load_edition(write_edition(tmp_path, category=dated))
    offered = checklist.clause("XF01-01").offered_on
    days = [date(2026, 5, 31), date(2026, 6, 1), date(2026, 9, 30), date(2026, 10, 1)]
    assert [offered(day) for day in days] == [False, True, True, False]
    assert checklist.clause("XF01-02").offered_on(date(2026, 5, 31))


def test_codes_of_other_standards_are_kept_by_standard(tmp_path: Path) -> None:
    coded = CATEGORY.replace("tariff: XF", "ext_codes: {乙标准: '12', 甲标准: A7}")
    clause = load_edition(write_edition(tmp_path, category=coded)).clause("XF01-01")
    assert dict(clause.ext_codes) == {"乙标准": "12", "甲标准": "A7"}


def test_every_edition_below_a_folder_is_loaded_and_the_published_one_is_given_out(tmp_path: Path) -> None:
    write_edition(tmp_path)
    later = tmp_path / "2027"
    shutil.copytree(tmp_path / "2026", later)
    (later / "edition.yaml").write_text(EDITION.replace("2026", "2027"), encoding="utf-8")
    editions = load_all(tmp_path)
    assert list(editions) == ["2026", "2027"]
    assert current_edition(editions).edition == "2027"
    assert current_edition({**editions, "2026": replace(editions["2026"], status="published")}).edition == "2026"


def test_the_faults_of_all_editions_are_told_together(tmp_path: Path) -> None:
    write_edition(tmp_path, edition=EDITION.replace("items: 1", "items: 2"))
    shutil.copytree(tmp_path / "2026", tmp_path / "2027")
    with pytest.raises(EditionFault) as caught:
        load_all(tmp_path)
    assert [fault.code for fault in caught.value.faults] == ["wrong-count", "edition-folder", "wrong-count"]


def test_a_folder_without_any_edition_says_so(tmp_path: Path) -> None:
    with pytest.raises(EditionFault, match="这里没有任何版本"):
        load_all(tmp_path)


def test_every_fault_of_the_catalogue_has_a_sentence_and_a_mend() -> None:
    for sentence, mend in CATALOGUE.values():
        assert sentence
        assert mend
        assert not sentence.endswith("。")
        assert not mend.endswith("。")


# -- properties ----------------------------------------------------------------


def _loaded(category: str, edition: str = EDITION) -> Checklist:
    with tempfile.TemporaryDirectory() as root:
        return load_edition(write_edition(Path(root), edition=edition, category=category))


def _clause_block(lines: list[str], shuffled: Callable[[list[str]], None]) -> list[str]:
    """The first clause with its keys in another order; its dash stays on the first line."""
    keys = [line.replace("- ", "  ", 1) for line in lines[6:16]]
    shuffled(keys)
    keys[0] = keys[0].replace("        ", "      - ", 1)
    return [*lines[:6], *keys, *lines[16:]]


@given(st.randoms(use_true_random=False), st.lists(st.integers(0, 25), max_size=4))
def test_spacing_remarks_and_the_order_of_keys_leave_the_digest_alone(random, remarks) -> None:  # type: ignore[no-untyped-def]
    lines = _clause_block(CATEGORY.splitlines(), random.shuffle)
    for at in sorted(remarks, reverse=True):
        lines.insert(at, "\n   # 备注")
    assert _loaded("\n".join(lines)).digest == _loaded(CATEGORY).digest


@given(st.sampled_from(["楼道", "走廊", "2 work_hour", "[P, F]", "level: M", "pays: yes", "[property]"]))
def test_any_change_of_what_is_said_changes_the_digest(said: str) -> None:
    other = {"2 work_hour": "3 work_hour", "[P, F]": "[P, F, S]", "level: M": "level: L", "[property]": "[]"}
    becomes = other.get(said, "pays: settled" if said == "pays: yes" else "楼梯")
    assert _loaded(CATEGORY.replace(said, becomes)).digest != _loaded(CATEGORY).digest


def test_the_digest_is_taken_over_the_content_and_not_over_itself() -> None:
    checklist = load_all(HERE)["2026"]
    assert content_digest(checklist) == checklist.digest
    assert content_digest(replace(checklist, digest="")) == checklist.digest
    assert content_digest(replace(checklist, note="别的说明")) != checklist.digest


@given(st.integers(0, 9999), st.sampled_from(LIMIT_UNITS))
def test_a_limit_is_read_back_as_it_is_written(amount: int, unit) -> None:  # type: ignore[no-untyped-def]
    limit = Limit(amount, unit)
    errors = ClauseSchema(only=["respond"]).validate({"respond": limit.as_written()})
    if amount == 0 and unit != "natural_day":
        assert errors
    else:
        assert ClauseSchema(only=["respond"]).load({"respond": limit.as_written()}) == {"respond": limit}


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        (Limit(15, "urgent_minute"), "15分钟内"),
        (Limit(24, "urgent_hour"), "24小时内"),
        (Limit(4, "work_hour"), "4个工作小时内"),
        (Limit(5, "work_day"), "5个工作日内"),
        (Limit(7, "natural_day"), "7天内"),
        (Limit(0, "natural_day"), "当天24时前"),
    ],
)
def test_a_limit_is_said_as_people_say_it(limit: Limit, words: str) -> None:
    assert limit.in_words() == words


damage = st.tuples(
    st.sampled_from(["edition.yaml", "units.yaml", "xf.yaml"]),
    st.integers(0, 700),
    st.integers(0, 40),
    st.one_of(st.text(max_size=12), st.sampled_from(["\n", "- ", ": ", "[", "}", "\t", "&a ", "*a", "：", "---\n"])),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(damage, min_size=1, max_size=3))
def test_however_a_file_is_damaged_it_loads_or_says_where_the_fault_is(
    damages: list[tuple[str, int, int, str]],
) -> None:
    with tempfile.TemporaryDirectory() as root:
        folder = write_edition(Path(root))
        for name, at, cut, put in damages:
            text = (folder / name).read_text(encoding="utf-8")
            (folder / name).write_text(text[:at] + put + text[at + cut :], encoding="utf-8", newline="")
        try:
            load_edition(folder)
        except EditionFault as error:
            assert error.faults
            for fault in error.faults:
                assert Path(fault.file).parent == folder
                assert 1 <= fault.line <= (folder / Path(fault.file).name).read_text("utf-8").count("\n") + 2
                assert fault.column >= 1
                assert len(fault.in_one_line().splitlines()) == 1
