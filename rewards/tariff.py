"""What a verified finding earns: amounts in fen by clause or category and level, with dates in force. Pure.

The amounts are this project's own reference, nobody's official rule.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from marshmallow import RAISE, Schema, ValidationError, fields, post_load, validate

from checklists.checklist import LEVELS

FILE: Final = Path(__file__).with_name("tariff.yaml")
MOST_FEN: Final = 10_000_000
MOST_CAP_FEN: Final = 10**12
LEVEL_TITLES: Final = {"N": "一般", "L": "较大", "M": "重大"}
Amounts = Mapping[str, int]


class TariffFault(Exception):
    """The tariff file cannot be used; the message names what is wrong."""


@dataclass(frozen=True, slots=True)
class Caps:
    """What binds at the tally of a month, in fen: per person, per person and clause, and the fund's budget; None: none.

    Level M is never capped; a day has no cap.
    """

    person: int | None = None
    clauses: Mapping[str, int] = field(default_factory=dict)
    budget: int | None = None


@dataclass(frozen=True, slots=True)
class Tariff:
    """One tariff, in force from its first day until the next one's. Amounts in fen by level."""

    name: str
    first_day: date
    excluded: tuple[str, ...]
    default: Amounts
    categories: Mapping[str, Amounts]
    clauses: Mapping[str, Amounts]
    caps: Caps = field(default_factory=Caps)

    def excludes(self, clause: ClauseFacts) -> bool:
        """True where the clause, its item or its category never earns anything."""
        return not {clause.code, clause.item, clause.category}.isdisjoint(self.excluded)


@dataclass(frozen=True, slots=True)
class ClauseFacts:
    """What the tariff asks about a clause; `pays` as the checklist says: yes, no, settled."""

    code: str
    item: str
    category: str
    pays: str


@dataclass(frozen=True, slots=True)
class Priced:
    """It earns `amount_fen`, before tax, by this rule of this tariff."""

    amount_fen: int
    rule: str
    tariff: str


@dataclass(frozen=True, slots=True)
class Unpaid:
    """It earns nothing; `reason` is a key of REASONS."""

    reason: str

    @property
    def title(self) -> str:
        """The reason as the worker reads it."""
        return REASONS[self.reason]


REASONS: Final = {
    "no-tariff": "核实那天还没有奖励标准。",
    "excluded": "这类事项关系到个人，不设奖励。谢谢您的上报。",
    "not-paying": "清单里这一条不设奖励。谢谢您的上报。",
    "after-settlement": "纠纷在双方确认化解以后才计奖励，化解前先记着您的上报。",
    "level-unpriced": "这一级别没有奖励标准，请联系县中心。",
    "not-verified": "还没有核实，核实以后才计奖励。",
    "photos-missing": "照片还没有传完整，传完以后才计奖励。",
    "joined": "这件事已经有人先报，您的上报一起办理，不另计奖励。谢谢您。",
    "ended": "这条上报已经撤回或并入别的工单，不计奖励。",
}


def amount_of(tariffs: Sequence[Tariff], clause: ClauseFacts, level: str, on: date) -> Priced | Unpaid:
    """What a finding that was verified on that day earns; clause goes before category, category before default."""
    tariff = tariff_on(tariffs, on)
    if tariff is None:
        return Unpaid("no-tariff")
    if tariff.excludes(clause):
        return Unpaid("excluded")
    if clause.pays != "yes":
        return Unpaid("after-settlement" if clause.pays == "settled" else "not-paying")
    for named, amounts in (
        (f"clause {clause.code}", tariff.clauses.get(clause.code)),
        (f"category {clause.category}", tariff.categories.get(clause.category)),
        ("default", tariff.default),
    ):
        if amounts is not None and level in amounts:
            return Priced(amounts[level], f"{named} {level}", tariff.name)
    return Unpaid("level-unpriced")


def tariff_on(tariffs: Sequence[Tariff], on: date) -> Tariff | None:
    """The tariff in force on that day: of those that have begun the newest."""
    begun = [tariff for tariff in tariffs if tariff.first_day <= on]
    return max(begun, key=lambda tariff: tariff.first_day, default=None)


def in_words(rule: str, amount_fen: int, titles: Mapping[str, str]) -> str:
    """A rule as the worker reads it; `titles` names categories and clauses by code."""
    kind, _, rest = rule.partition(" ")
    code, level = rest.split() if kind != "default" else ("", rest)
    where = {"clause": "条款", "category": "类别"}.get(kind, "")
    named = f"{where}“{titles.get(code, code)}”" if code else "通用标准"
    return f"{named}，{LEVEL_TITLES[level]}，{yuan(amount_fen)}"


def yuan(amount_fen: int) -> str:
    """1050 → 10.50元; whole yuan without the zeros."""
    sign, whole, rest = "-" * (amount_fen < 0), *divmod(abs(amount_fen), 100)
    return f"{sign}{whole}元" if rest == 0 else f"{sign}{whole}.{rest:02d}元"


class _Strict(Schema):
    class Meta:
        unknown = RAISE


def _amounts() -> fields.Dict:
    fen = fields.Integer(strict=True, validate=validate.Range(0, MOST_FEN))
    return fields.Dict(keys=fields.String(validate=validate.OneOf(LEVELS)), values=fen)


class CapsSchema(_Strict):
    """`caps` of a tariff; what is not written does not bind."""

    person = fields.Integer(strict=True, load_default=None, validate=validate.Range(0, MOST_CAP_FEN))
    clauses = fields.Dict(
        keys=fields.String(), values=fields.Integer(strict=True, validate=validate.Range(0, MOST_CAP_FEN)),
        load_default=dict,
    )  # fmt: skip
    budget = fields.Integer(strict=True, load_default=None, validate=validate.Range(0, MOST_CAP_FEN))

    @post_load
    def _freeze(self, data: dict[str, Any], **_: Any) -> Caps:
        return Caps(**data)


class TariffSchema(_Strict):
    """One entry of `tariffs`."""

    name = fields.String(required=True, validate=validate.Regexp(r"[0-9a-z][0-9a-z-]{0,39}\Z"))
    first_day = fields.Raw(required=True, data_key="from")
    excluded = fields.List(fields.String(), required=True)
    default = _amounts()
    categories = fields.Dict(keys=fields.String(), values=_amounts(), load_default=dict)
    clauses = fields.Dict(keys=fields.String(), values=_amounts(), load_default=dict)
    caps = fields.Nested(CapsSchema, load_default=Caps)

    @post_load
    def _freeze(self, data: dict[str, Any], **_: Any) -> Tariff:
        # YAML reads 2026-01-01 as a date; a moment or a text there is a slip.
        if type(data["first_day"]) is not date:
            raise ValidationError({"from": ["要写成日期，例如 2026-01-01。"]})
        return Tariff(**{"default": {}, **data, "excluded": tuple(data["excluded"])})


class TariffsSchema(_Strict):
    """`tariff.yaml`."""

    tariffs = fields.List(fields.Nested(TariffSchema), required=True, validate=validate.Length(min=1))


def load_tariffs(path: Path = FILE) -> tuple[Tariff, ...]:
    """Every tariff of the file. Raises TariffFault for anything that is not one, for doubled names and days."""
    try:
        loaded = TariffsSchema().load(yaml.safe_load(path.read_text("utf-8")))["tariffs"]
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
        raise TariffFault(f"{path.name}：{error}") from error
    for key, what in (("name", "名称"), ("first_day", "起用日期")):
        values = [getattr(tariff, key) for tariff in loaded]
        if len(set(values)) < len(values):
            raise TariffFault(f"{path.name}：两个标准的{what}相同，请改一个。")
    return tuple(loaded)


@cache
def current_tariffs() -> tuple[Tariff, ...]:
    """The tariffs that came with the product, read once."""
    return load_tariffs()


def unknown_codes(tariff: Tariff, known: Collection[str]) -> list[str]:
    """Codes that the tariff names and the checklist does not know, sorted."""
    return sorted({*tariff.excluded, *tariff.categories, *tariff.clauses, *tariff.caps.clauses} - set(known))
