"""The lifecycle told to others: as JSON for clients, as a picture for readers. Both are made from the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from backend.orders.documents import TAGS, step_document
from backend.orders.lifecycle import BACK, STATES, STAYS, STEP, STEPS, TRANSITIONS, Transition, rows_of

PARTIES: Final = {
    "reporter": "上报人", "lead": "网格负责人", "captain": "网格长", "town": "镇街中心", "centre": "县中心",
    "unit": "承办单位", "relay": "中转岗",
}  # fmt: skip
# Said in words: arrows from every open state would hide the road.
_IN_WORDS: Final = {"merge", "correct"}


def lifecycle_document() -> dict[str, Any]:
    """States, steps with their moves, and tags, in the order of the tables."""
    return {
        "states": [{"code": s.code, "title": s.title, "final": s.final, "clock": s.clock} for s in STATES],
        "steps": [_step(step.code) for step in STEPS],
        "tags": [{"code": code, "title": title} for code, title in TAGS.items()],
    }


def _step(code: str) -> dict[str, Any]:
    rows = list(rows_of(code))
    return {
        **step_document(code),
        "from_states": _once(state for row in rows for state in row.from_states),
        "to_states": _once(state for row in rows for state in leads_to(row)),
        "roles": _once(party for row in rows for party in row.parties),
    }


def leads_to(row: Transition) -> tuple[str, ...]:
    """The states in which an order may be after this move."""
    if row.to_state == STAYS:
        return row.from_states
    if row.to_state == BACK:
        return tuple(_once(state for back in rows_of("return") for state in back.from_states))
    return (row.to_state,)


def picture() -> str:
    """The life of an order as a mermaid state diagram, one arrow per move, ending in a newline."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "stateDiagram-v2"
    drawn = [row for row in TRANSITIONS if row.step not in _IN_WORDS]
    reached = {state for row in drawn for state in (*row.from_states, *leads_to(row))} | {"merged"}
    for state in STATES:
        if state.code in reached:
            yield f"    {state.code} : {state.title}"
    yield "    [*] --> to_verify : 上报"
    yield "    [*] --> to_accept : 上报（紧急）"
    yield from _once(_arrow(row, start, end) for row in drawn for start in row.from_states for end in leads_to(row))
    yield from (f"    {state.code} --> [*]" for state in STATES if state.final and state.code in reached)
    yield f"    note right of merged : 任何未办结的状态都可以{STEP['merge'].title}，派单以前可以{STEP['correct'].title}"


def _arrow(row: Transition, start: str, end: str) -> str:
    by = "、".join(PARTIES[party] for party in row.parties)
    return f"    {start} --> {end} : {STEP[row.step].title}（{by}）"


def _once(values: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(values))
