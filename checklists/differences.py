"""What changed between two editions, in words an officer can take to the meeting."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from checklists.checklist import FLAGS, Checklist, Clause, Limit

LEVEL_WORDS: Mapping[str, str] = {"N": "一般", "L": "较大", "M": "重大"}
PAYS_WORDS: Mapping[str, str] = {"yes": "有", "no": "无", "settled": "双方确认化解后有"}
FLAG_WORDS: Mapping[str, str] = {
    "P": "要照片",
    "F": "可自行处置",
    "S": "敏感",
    "T": "先打电话",
    "H": "入户先征得同意",
    "A": "不单独前往",
}


@dataclass(frozen=True, slots=True)
class Differences:
    """A line for each clause, in the order of its list; all empty when the clauses are the same."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]


def differences(older: Checklist, newer: Checklist) -> Differences:
    """What the newer edition adds, takes away and says otherwise."""
    return Differences(
        added=tuple(_named(clause) for clause in newer.clauses if older.find_clause(clause.code) is None),
        removed=tuple(_named(clause) for clause in older.clauses if newer.find_clause(clause.code) is None),
        changed=tuple(
            f"{_named(clause)}：{'；'.join(changes)}"
            for clause in newer.clauses
            if (changes := _changes(older, newer, clause.code))
        ),
    )


def _named(clause: Clause) -> str:
    return f"{clause.code} {clause.title}"


def _changes(older: Checklist, newer: Checklist, code: str) -> list[str]:
    before, after = older.find_clause(code), newer.find_clause(code)
    if before is None or after is None:
        return []
    changes = [
        f"{what}由“{was}”改为“{now}”"
        for what, words in _WORDS.items()
        if (was := words(older, before)) != (now := words(newer, after))
    ]
    if before.help != after.help:
        changes.append("说明已改写")
    return [*changes, *_flag_changes(before, after)]


def _flag_changes(before: Clause, after: Clause) -> Iterator[str]:
    for flag in FLAGS:
        if flag in after.flags - before.flags:
            yield f"增加标记“{FLAG_WORDS[flag]}”"
        if flag in before.flags - after.flags:
            yield f"取消标记“{FLAG_WORDS[flag]}”"


def _limit(limit: Limit | None) -> str:
    return "无" if limit is None else limit.in_words()


def _support(checklist: Checklist, clause: Clause) -> str:
    return "、".join(checklist.unit(code).title for code in clause.support) or "无"


_WORDS: Mapping[str, Callable[[Checklist, Clause], str]] = {
    "名称": lambda _, clause: clause.title,
    "俗称": lambda _, clause: "、".join(clause.nicknames) or "无",
    "牵头单位": lambda checklist, clause: checklist.unit(clause.lead).title,
    "配合单位": _support,
    "级别": lambda _, clause: LEVEL_WORDS[clause.level],
    "受理时限": lambda _, clause: _limit(clause.respond),
    "处置时限": lambda _, clause: _limit(clause.handle),
    "联系间隔": lambda _, clause: _limit(clause.contact_every),
    "奖励": lambda _, clause: PAYS_WORDS[clause.pays],
    "来源": lambda _, clause: "只由指令派发" if clause.only_from_instruction else "可自行上报",
}
