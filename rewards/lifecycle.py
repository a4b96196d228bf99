"""The way of a bounty and of a month as data: states, steps, and whose turn each is. Pure.

Parties: `town` reviews first for its town; `county` reviews second, and first where no town has the place; `clerk`
tallies, announces and pays; `auditor` draws the sample; `centre` confirms. The reasons for a *no* are sentences for the
worker. All of it is this project's own reference (本项目参考).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class State:
    """Where a bounty or a month stands; `decides` is the party whose turn is next, None where nobody's is."""

    code: str
    title: str
    decides: str | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a finding earns nothing, as the worker reads it. `heir`: the matter was good, who joined inherits."""

    code: str
    title: str
    sentence: str
    heir: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """One legal step. `needs` and `allows` are evidence keys; every other key is refused. `kept`: hands it fills in."""

    step: str
    title: str
    from_states: tuple[str, ...]
    to_state: str
    party: str
    needs: tuple[str, ...] = ()
    allows: tuple[str, ...] = ()
    hands: str = ""


EVIDENCE_KEYS: Final = ("reason", "level", "note")
PARTIES: Final = {
    "town": "reward.review_first", "county": "reward.review_second", "clerk": "reward.tally",
    "auditor": "reward.draw_seed", "centre": "reward.confirm", "appeals": "reward.decide_appeal",
}  # fmt: skip
PARTY_TITLES: Final = {
    "town": "镇街奖励初审", "county": "奖励复审", "clerk": "奖励经办", "auditor": "审计", "centre": "县综治中心",
    "appeals": "申诉复核",
}  # fmt: skip

STATES: Final = (
    State("candidate", "待初审", "town"),
    State("passed_first", "初审通过，等待复审或汇总", "county"),
    State("passed_second", "复审通过，等待汇总", "clerk"),
    State("rolled_over", "本月预算已满，结转下月", "clerk"),
    State("tallied", "已汇总，公示和确认中", "centre"),
    State("confirmed", "已确认，等待发放", "clerk"),
    State("paid", "已发放"),
    State("bounced", "银行退回，等待再次发放", "clerk"),
    State("refused", "不予奖励"),
    State("lapsed", "不再计奖"),
)
STATE: Final = {state.code: state for state in STATES}
REVIEWED: Final = ("passed_first", "passed_second", "rolled_over")
"""What a freeze takes."""
OPEN: Final = ("candidate", *REVIEWED, "tallied")
"""Where the amount still follows corrections of the order. A confirmed entry is never reversed."""

REASONS: Final = (
    Reason("known", "已有同一事项在办", "您上报以前，这件事已经有工单在办理，不另计奖励。谢谢您的上报。"),
    Reason("not_first", "同一处已有人先报", "七天内同一处同一事项已经有人先报，不另计奖励。谢谢您的上报。"),
    Reason("same_visit", "同一次走访同一事项", "同一次走访同一处的同一事项只计一次，已按最高的一条计奖。"),
    Reason("split", "一件事分成几条上报", "这几条上报说的是同一件事，只计一次奖励。"),
    Reason("recurrence", "结案三十天内同处复发", "同一处同一事项结案不满三十天，按复发处理，不另计奖励。谢谢提醒。"),
    Reason("assigned", "交办的任务", "这是交办的任务，不在奖励范围内。", heir=True),
    Reason("self_made", "由上报人自己造成", "经核对，问题由上报人一方造成，不计奖励。有不同意见可以申诉。", heir=True),
    Reason("incomplete", "位置或照片不完整", "位置或照片不足以确认，不计奖励。补充材料后可以申诉。", heir=True),
    Reason("about_person", "关系到个人", "这类事项关系到个人，不设奖励。谢谢您的上报。"),
)  # fmt: skip
REASON: Final = {reason.code: reason for reason in REASONS}

MOVES: Final = (
    Move("pass_first", "初审通过", ("candidate",), "passed_first", "town", (), ("level", "note"), "first"),
    Move("refuse_first", "初审不予奖励", ("candidate",), "refused", "town", ("reason",), ("note",), "first"),
    Move("pass_second", "复审通过", ("passed_first",), "passed_second", "county", (), ("note",), "second"),
    Move("refuse_second", "复审不予奖励", ("passed_first",), "refused", "county", ("reason",), ("note",), "second"),
    Move("return_first", "退回初审", ("passed_first",), "candidate", "county", ("note",)),
)
MOVE: Final = {move.step: move for move in MOVES}

MONTH_STATES: Final = (
    State("open", "未冻结", "clerk"),
    State("frozen", "已冻结，等待抽签", "auditor"),
    State("sampled", "已抽签，复审中", "county"),
    State("tallied", "已汇总", "clerk"),
    State("noticed", "公示中", "centre"),
    State("confirmed", "已确认", "clerk"),
    State("in_payment", "发放中", "clerk"),
    State("paid", "已发放"),
)
MONTH_STATE: Final = {state.code: state for state in MONTH_STATES}
MONTH_MOVES: Final = (
    Move("freeze", "冻结", ("open",), "frozen", "clerk"),
    Move("draw_seed", "抽取复审样本", ("frozen",), "sampled", "auditor"),
    Move("tally", "汇总", ("sampled",), "tallied", "clerk"),
    Move("notice", "公示", ("tallied",), "noticed", "clerk"),
    Move("confirm", "确认", ("noticed",), "confirmed", "centre"),
    Move("pay_file", "生成发放清单", ("confirmed",), "in_payment", "clerk"),
    Move("mark_paid", "登记已发放", ("in_payment",), "paid", "clerk", (), ("entries",)),
    Move("mark_bounced", "登记银行退回", ("in_payment", "paid"), "in_payment", "clerk", ("entries",), ("note",)),
)
MONTH_MOVE: Final = {move.step: move for move in MONTH_MOVES}
PUBLIC_STATES: Final = ("noticed", "confirmed", "in_payment", "paid")
"""What everybody may read without signing in."""

APPEAL_STEPS: Final = {"uphold": "upheld", "reject": "rejected"}
APPEAL_TITLES: Final = {"open": "待复核", "upheld": "已支持", "rejected": "维持原决定"}
LEVELS: Final = ("N", "L", "M")


def next_to(level: str, other: str) -> bool:
    """True where the two levels lie one step apart: as far as the first review may move one."""
    return abs(LEVELS.index(level) - LEVELS.index(other)) == 1
