"""The life of a work order as data: states, steps, and who may make which move.

A move is a row of TRANSITIONS. The check of a step, the database's CHECK, `GET /orders/lifecycle`, the buttons on the
phone and the picture in the README all come from these rows.

Parties are those who may move an order, as seen from that order: `reporter` filed it, `lead` leads its grid, `captain`,
`town`, `centre` are the desks of its grid, town and county, `unit` is the unit it stands with, `relay` is the county's
desk acting for a unit without account.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

STATE_CODES = (
    "to_verify", "to_accept", "accepted", "dispatched", "in_hand", "to_check", "to_close", "closed", "archived",
    "returned", "declined", "merged", "void", "withdrawn",
)  # fmt: skip

EVIDENCE_KEYS: Final = (
    "how", "note", "reason", "photos", "unit", "level", "until", "days", "into", "clause", "place", "grid", "contacts",
)  # fmt: skip

STAYS: Final = "="
"""In `to_state`: the order keeps its state."""
BACK: Final = "<"
"""In `to_state`: the order goes back to the state it was returned from."""


@dataclass(frozen=True, slots=True)
class State:
    """Where an order stands. `clock` names the limit that runs there; None where none does."""

    code: str
    title: str
    final: bool = False
    clock: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer out of a list that a step offers."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Step:
    """A verb of the field. `needs` and `allows` are evidence keys; every other key is refused.

    `ways` are the answers for `how`, `reasons` those for `reason`; `confirm` is what the person is asked before it is
    done. `reviews`: nobody does it to what they filed themselves.
    """

    code: str
    title: str
    confirm: str
    needs: tuple[str, ...] = ()
    allows: tuple[str, ...] = ()
    reasons: tuple[Choice, ...] = ()
    ways: tuple[Choice, ...] = ()
    reviews: bool = False

    @property
    def takes(self) -> frozenset[str]:
        """Every evidence key that the step knows."""
        return frozenset(self.needs + self.allows)


@dataclass(frozen=True, slots=True)
class Transition:
    """One legal move: the step leads from any of `from_states` to `to_state` where all of `when` is true.

    Where several rows fit, the first one counts: special cases stand before the rule.
    """

    step: str
    from_states: tuple[str, ...]
    to_state: str
    parties: tuple[str, ...]
    when: frozenset[str] = frozenset()


STATES: Final = (
    State("to_verify", "待核实", clock="verify"),
    State("to_accept", "待受理", clock="accept"),
    State("accepted", "已受理", clock="dispatch"),
    State("dispatched", "已派单", clock="respond"),
    State("in_hand", "处置中", clock="handle"),
    State("to_check", "待核查", clock="check"),
    State("to_close", "待结案", clock="close"),
    State("closed", "已结案", final=True),
    State("archived", "已归档", final=True),
    State("returned", "退回补充", clock="supplement"),
    State("declined", "不予受理", final=True),
    State("merged", "并案", final=True),
    State("void", "作废", final=True),
    State("withdrawn", "撤回", final=True),
)
STATE: Final = {state.code: state for state in STATES}
OPEN_STATES: Final = tuple(state.code for state in STATES if not state.final)
BEFORE_DISPATCH: Final = ("to_verify", "returned", "to_accept", "accepted")

_LOOKED: Final = (
    Choice("on_site", "现场核实"), Choice("by_photo", "看照片核实"), Choice("by_phone", "电话核实"),
)  # fmt: skip
_CHECKED: Final = (
    Choice("on_site", "现场核查"), Choice("by_photo", "看照片核查"), Choice("by_phone", "电话核查"),
)  # fmt: skip

STEPS: Final = (
    Step(
        "verify", "核实", "确认情况属实，转中心受理？", ("how",), ("note", "photos"), reviews=True,
        ways=(*_LOOKED, Choice("by_unit", "先转办，由承办单位现场核实")),
    ),
    Step(
        "return", "退回补充", "退回给上报人补充？请写明缺什么。", ("note",), ("reason",),
        reasons=(
            Choice("place", "位置不清"), Choice("photo", "照片不清"), Choice("words", "情况不清"),
            Choice("clause", "条款不符"),
        ),
    ),
    Step("supplement", "补充", "提交补充内容？", (), ("note", "photos")),
    Step(
        "decline", "不予受理", "不予受理并告知上报人？", ("reason", "note"), ("photos",),
        reasons=(
            Choice("not_found", "现场未发现"), Choice("out_of_scope", "不属于受理范围"),
            Choice("known", "已有同一事项在办"), Choice("no_problem", "不构成问题"),
        ),
    ),
    Step("withdraw", "撤回", "撤回这条上报？撤回后不再办理，也不留负面记录。", (), ("note",)),
    Step(
        "correct", "更正", "按更正后的内容继续办理？原上报内容会保留。", ("reason",),
        ("clause", "level", "place", "grid", "note"), reviews=True,
        reasons=(
            Choice("clause", "条款不符"), Choice("place", "位置有误"), Choice("words", "描述有误"),
            Choice("level", "级别不当"),
        ),
    ),
    Step("merge", "并案", "并入另一张工单？两位上报人都会得到办理结果。", ("into",), ("note",)),
    Step("accept", "受理", "受理这张工单？", (), ("note",)),
    Step("dispatch", "派单", "派给所选的承办单位？", ("unit",), ("note",)),
    Step("sign", "签收", "签收并开始处置？", (), ("note",)),
    Step(
        "refuse", "退单", "退回给派单的中心？请写明依据。", ("reason", "note"), (),
        reasons=(
            Choice("not_our_duty", "不属于本单位职责"), Choice("not_our_area", "不在本单位管辖范围"),
            Choice("facts_unclear", "情况不清，无法处置"),
        ),
    ),
    Step("result", "反馈", "提交处置结果，转中心核查？", ("note",), ("photos",)),
    Step(
        "check", "核查", "确认已经办好？上报人会被问到“好了没有”。", ("how",), ("note", "photos"), ways=_CHECKED,
        reviews=True,
    ),
    Step("rework", "返工", "退给承办单位重新处置？请写明哪里没办好。", ("note",), ("photos",)),
    Step("close", "结案", "已经问过上报人“好了没有”，现在结案？", (), ("note",)),
)  # fmt: skip
STEP: Final = {step.code: step for step in STEPS}
RECORDED: Final = {"file": "上报", "join": "同一件事并入", "regrid": "网格调整"}
"""What stands in the history beside the steps: nobody takes them, they follow from other acts."""


def _row(step: str, from_states: str, to_state: str, parties: str, when: str = "") -> Transition:
    return Transition(step, tuple(from_states.split()), to_state, tuple(parties.split()), frozenset(when.split()))


TRANSITIONS: Final = (
    _row("verify", "to_verify", "to_check", "captain", "on_spot"),
    _row("verify", "to_verify", "to_accept", "captain"),
    # What goes past the captain, or lies in no grid, is verified one level up.
    _row("verify", "to_verify", "to_check", "town centre", "no_captain on_spot"),
    _row("verify", "to_verify", "to_accept", "town centre", "no_captain"),
    _row("return", "to_verify to_accept", "returned", "captain town centre"),
    _row("supplement", "returned", BACK, "reporter lead captain"),
    # Not found is not false: the county's centre looks before anything is declined.
    _row("decline", "to_verify to_accept", "to_accept", "captain", "not_found"),
    _row("decline", "to_verify to_accept", "declined", "captain town centre"),
    # What others have joined is no longer one person's to take back.
    _row("withdraw", "to_verify returned", "withdrawn", "reporter", "alone"),
    _row("correct", " ".join(BEFORE_DISPATCH), STAYS, "captain town centre"),
    _row("merge", " ".join(OPEN_STATES), "merged", "captain town centre"),
    _row("accept", "to_accept", "accepted", "town centre"),
    _row("dispatch", "accepted", "dispatched", "town centre"),
    _row("sign", "dispatched", "in_hand", "unit relay"),
    _row("refuse", "dispatched", "accepted", "unit relay"),
    _row("result", "in_hand", "to_check", "unit relay"),
    _row("check", "to_check", "to_close", "town centre"),
    # What was settled on the spot never had a unit: where it was not settled after all, it takes the long road.
    _row("rework", "to_check", "accepted", "town centre", "on_spot"),
    _row("rework", "to_check", "in_hand", "town centre"),
    _row("close", "to_close", "closed", "town centre"),
)


def rows_of(step: str) -> Iterator[Transition]:
    """The moves of one step, special cases first."""
    return (row for row in TRANSITIONS if row.step == step)


def is_for(step: str, parties: Collection[str], facts: frozenset[str]) -> bool:
    """True where the step is open to one of these parties in some state; what the state is now does not matter."""
    return any(row.when <= facts and not set(row.parties).isdisjoint(parties) for row in rows_of(step))


def move(step: str, state: str, parties: Collection[str], facts: frozenset[str]) -> tuple[Transition, str] | None:
    """The move that the step makes now, and the party that makes it; None where it is not legal."""
    for row in rows_of(step):
        if state in row.from_states and row.when <= facts:
            for party in row.parties:
                if party in parties:
                    return row, party
    return None


def opening_state(*, urgent: bool, on_spot: bool) -> str:
    """Where a new order begins. Urgent ones skip the captain: the first answer is counted in minutes."""
    if not urgent:
        return "to_verify"
    return "to_check" if on_spot else "to_accept"
