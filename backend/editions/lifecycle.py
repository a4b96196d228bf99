"""How a clause comes onto the list or leaves it (准入) as data: states, steps, and whose turn each is.

The check of a step, the database's CHECK and the buttons on the page all come from these rows. Who applied never
reviews, announces or lets take effect: no clause comes in by one person alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Party = Literal["applicant", "admitter"]

FACTS: Final = ("proposal", "notice_from", "notice_until", "edition")
"""What a step may carry beside its note."""


@dataclass(frozen=True, slots=True)
class State:
    """Where a request stands; nothing follows a final one."""

    code: str
    title: str
    final: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """A legal step: from any of `from_states` to `to_state`, by `party`; `needs` are facts, and `note` a sentence."""

    step: str
    title: str
    from_states: tuple[str, ...]
    to_state: str
    party: Party
    needs: tuple[str, ...] = ()
    note_needed: bool = False


STATES: Final = (
    State("draft", "拟稿"),
    State("submitted", "待审核"),
    State("reviewed", "待公示"),
    State("announced", "公示中"),
    State("effective", "已生效", final=True),
    State("rejected", "不予准入", final=True),
    State("withdrawn", "已撤回", final=True),
)
STATE: Final = {state.code: state for state in STATES}

MOVES: Final = (
    Move("amend", "修改", ("draft",), "draft", "applicant", ("proposal",)),
    Move("submit", "提交审核", ("draft",), "submitted", "applicant"),
    Move("return", "退回修改", ("submitted",), "draft", "admitter", note_needed=True),
    Move("review", "审核通过", ("submitted",), "reviewed", "admitter", note_needed=True),
    Move("announce", "公示", ("reviewed",), "announced", "admitter", ("notice_from", "notice_until")),
    Move("take-effect", "生效", ("announced",), "effective", "admitter", ("edition",)),
    Move("reject", "不予准入", ("submitted", "reviewed", "announced"), "rejected", "admitter", note_needed=True),
    Move("withdraw", "撤回", ("draft", "submitted", "reviewed", "announced"), "withdrawn", "applicant"),
)
MOVE: Final = {move.step: move for move in MOVES}
PUBLIC_STATES: Final = ("announced", "effective")
"""What everybody who has to do with the list may read, whoever applied."""
