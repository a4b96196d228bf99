"""What a step must say: the keys it needs and knows, the answers it offers. Pure; shapes are the schema's matter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from backend.orders.lifecycle import STEP, Choice, Step
from backend.problems import FieldFault

KEY_TITLES: Mapping[str, str] = {
    "how": "方式", "note": "说明", "reason": "理由", "photos": "照片", "unit": "承办单位", "level": "级别",
    "until": "日期", "days": "天数", "into": "并入的工单", "clause": "条款", "place": "位置", "grid": "网格",
    "contacts": "联系人",
}  # fmt: skip
ON_SITE: Mapping[str, str] = {
    "verify": "较大和重大事项要到现场核实，或转由承办单位现场核实。",
    "check": "这件较大或重大事项还没有人到现场核实过，请到现场核查。",
}
CORRECTIONS = ("clause", "level", "place", "grid", "note")


def faults_of(
    step: str, evidence: Mapping[str, Any], *, level: str = "N", photo_needed: bool = False, verified: bool = True
) -> list[FieldFault]:
    """Everything that does not fit the step; `level`, `photo_needed` and `verified` are the order's."""
    found = list(_faults(STEP[step], evidence, photo_needed))
    # Whoever checks what nobody has found true yet verifies it besides.
    finds_true = step == "verify" or (step == "check" and not verified)
    if finds_true and level in ("L", "M") and evidence.get("how") in ("by_photo", "by_phone"):
        found.append(_fault("how", "on-site", ON_SITE[step]))
    return found


def _faults(step: Step, evidence: Mapping[str, Any], photo_needed: bool) -> Iterator[FieldFault]:
    for key in evidence:
        if key not in step.takes:
            yield _fault(key, "unknown", f"“{step.title}”没有“{KEY_TITLES[key]}”这一项，请去掉。")
    for key in step.needs:
        if _empty(evidence.get(key)):
            yield _fault(key, "missing", f"“{step.title}”要填写{KEY_TITLES[key]}。")
    yield from _offered("reason", step.reasons, evidence)
    yield from _offered("how", step.ways, evidence)
    if step.code == "result" and photo_needed and "after" not in _kinds(evidence):
        yield _fault("photos", "after-photo", "这一条要有处置后的照片，请补拍后再提交。")
    if step.code == "supplement" and _empty(evidence.get("note")) and _empty(evidence.get("photos")):
        yield _fault("note", "missing", "请补充文字或照片。")
    if step.code == "correct" and all(evidence.get(key) is None for key in CORRECTIONS):
        yield _fault("note", "missing", "请至少更正一项：条款、级别、位置、网格或说明。")


def _offered(key: str, choices: tuple[Choice, ...], evidence: Mapping[str, Any]) -> Iterator[FieldFault]:
    value = evidence.get(key)
    if key in evidence and choices and not _empty(value) and value not in {choice.code for choice in choices}:
        titles = "、".join(choice.title for choice in choices)
        yield _fault(key, "not-offered", f"请从这些里面选：{titles}。")


def _empty(value: object) -> bool:
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def _kinds(evidence: Mapping[str, Any]) -> set[str]:
    return {photo["kind"] for photo in evidence.get("photos") or []}


def _fault(key: str, code: str, title: str) -> FieldFault:
    return FieldFault(f"/evidence/{key}", code, title)
