"""What changed between two editions, in words an officer can take to the meeting."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from checklists.checklist import FLAGS, Checklist, Clause, Limit

LEVEL_WORDS: Mapping[str, str] = {"N": "一般", "L": "较大", "M": "重大"}
PAYS_WORDS: Mapping[str, str] = {"yes": "有", "no": "无", "settled": "双方确认化解后有"}
PHOTO_WORDS: Mapping[str, str] = {
    "near": "近景",
    "far": "远景",
    "reference": "参照",
    "before": "处置前",
    "after": "处置后",
}
FLAG_WORDS: Mapping[str, str] = {
    "P": "要照片",
    "F": "可自行处置",
    "S": "敏感",
    "T": "先打电话",
    "H": "入户先征得同意",
    "A": "不单独前往",
}
REWRITTEN: Mapping[str, str] = {
    "help": "说明",
    "counts": "正例",
    "counts_not": "反例",
    "at_once": "先做什么",
    "how_on_the_spot": "怎样自行处置",
    "level_reason": "定级理由",
}
"""Sentences: that they were written anew is told, not how."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A clause that came, went or says something else; `words` say what, empty where it came or went."""

    code: str
    title: str
    words: tuple[str, ...] = ()

    def in_one_line(self) -> str:
        """`XF01-01 楼道堆物：…`"""
        return f"{self.code} {self.title}" + (f"：{'；'.join(self.words)}" if self.words else "")


@dataclass(frozen=True, slots=True)
class Differences:
    """Clauses in the order of their list; all empty when the clauses are the same."""

    added: tuple[Difference, ...]
    removed: tuple[Difference, ...]
    changed: tuple[Difference, ...]

    @property
    def touching(self) -> tuple[Difference, ...]:
        """What orders that are under way may stand under: all but what is new."""
        return (*self.removed, *self.changed)


def differences(older: Checklist, newer: Checklist) -> Differences:
    """What the newer edition adds, takes away and says otherwise."""
    return Differences(
        added=tuple(_named(clause) for clause in newer.clauses if older.find_clause(clause.code) is None),
        removed=tuple(_named(clause) for clause in older.clauses if newer.find_clause(clause.code) is None),
        changed=tuple(
            Difference(clause.code, clause.title, tuple(changes))
            for clause in newer.clauses
            if (changes := _changes(older, newer, clause.code))
        ),
    )


def on_running_orders(found: Differences, older: Checklist, standing: Mapping[str, int] | None) -> list[str]:
    """What the change does to orders that are under way, in sentences; `standing` counts them by clause, if known."""
    keep = f"仍按 {older.edition} 版的时限、单位和说明办到结案"
    if standing is None:
        return [f"没有连接数据库，未统计在办工单。已上报的事项{keep}。"]
    lines = [
        f"{one.code} {one.title}：在办 {standing[one.code]} 件，{keep}"
        for one in found.touching
        if standing.get(one.code)
    ]
    if not lines:
        return [f"取消和改动的条款没有在办工单。已上报的事项{keep}。"]
    whole = sum(standing.get(one.code, 0) for one in found.touching)
    return [f"取消和改动的条款有在办工单 {whole} 件：", *(f"  {line}" for line in lines)]


def _named(clause: Clause) -> Difference:
    return Difference(clause.code, clause.title)


def _changes(older: Checklist, newer: Checklist, code: str) -> list[str]:
    before, after = older.find_clause(code), newer.find_clause(code)
    if before is None or after is None:
        return []
    changes = [
        f"{what}由“{was}”改为“{now}”"
        for what, words in _WORDS.items()
        if (was := words(older, before)) != (now := words(newer, after))
    ]
    changes += [f"{what}已改写" for key, what in REWRITTEN.items() if getattr(before, key) != getattr(after, key)]
    return [*changes, *_flag_changes(before, after)]


def _flag_changes(before: Clause, after: Clause) -> Iterator[str]:
    for flag in FLAGS:
        if flag in after.flags - before.flags:
            yield f"增加标记“{FLAG_WORDS[flag]}”"
        if flag in before.flags - after.flags:
            yield f"取消标记“{FLAG_WORDS[flag]}”"


def _limit(limit: Limit | None) -> str:
    return "无" if limit is None else limit.in_words()


def _day(day: date | None) -> str:
    return "无" if day is None else day.isoformat()


def _support(checklist: Checklist, clause: Clause) -> str:
    return "、".join(checklist.unit(code).title for code in clause.support) or "无"


def _photos(clause: Clause) -> str:
    return "、".join(f"{PHOTO_WORDS[photo.kind]}{photo.least}张" for photo in clause.photos) or "无"


_WORDS: Mapping[str, Callable[[Checklist, Clause], str]] = {
    "名称": lambda _, clause: clause.title,
    "俗称": lambda _, clause: "、".join(clause.nicknames) or "无",
    "牵头单位": lambda checklist, clause: checklist.unit(clause.lead).title,
    "配合单位": _support,
    "级别": lambda _, clause: LEVEL_WORDS[clause.level],
    "受理时限": lambda _, clause: _limit(clause.respond),
    "处置时限": lambda _, clause: _limit(clause.handle),
    "联系间隔": lambda _, clause: _limit(clause.contact_every),
    "照片": lambda _, clause: _photos(clause),
    "奖励": lambda _, clause: PAYS_WORDS[clause.pays],
    "奖励标准": lambda _, clause: clause.tariff or "无",
    "外部代码": lambda _, clause: "、".join(f"{standard} {code}" for standard, code in clause.ext_codes) or "无",
    "开始日": lambda _, clause: _day(clause.offered_from),
    "最后一天": lambda _, clause: _day(clause.offered_until),
    "来源": lambda _, clause: "只由指令派发" if clause.only_from_instruction else "可自行上报",
}
