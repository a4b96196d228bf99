"""The shape of an edition's files. Complaints are codes of `faults.CATALOGUE`, not sentences.

Values arrive as the text that was written (see `source`), so each field reads its own text strictly.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields

from checklists.checklist import FLAGS, LEVELS, LIMIT_UNITS, PAYS, PHOTO_KINDS, Limit, PhotoNeed

_LIMIT = re.compile(rf"(0|[1-9][0-9]{{0,3}}) ({'|'.join(LIMIT_UNITS)})")
_PHOTO = re.compile(rf"({'|'.join(PHOTO_KINDS)}) ([1-9])")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TARIFF = r"default|[A-Z]{2}([0-9]{2}-[0-9]{2})?"

MEANINGS: Mapping[str, str] = {
    "edition": "版本号",
    "title": "名称",
    "status": "状态",
    "items": "事项",
    "clauses": "条款",
    "note": "说明",
    "units": "单位",
    "code": "代码",
    "category": "类别代码",
    "categories": "类别代码，照清单的顺序",
    "help": "给网格员看的说明",
    "lead": "牵头单位",
    "level": "级别",
    "respond": "受理时限",
    "handle": "处置时限",
    "pays": "是否有一事一奖",
    "counts": "什么样的算，举一例",
    "counts_not": "什么样的不算，举一例",
    "photos": "要哪几种照片、各几张",
    "at_once": "有危险时马上做什么",
    "on_the_spot": "怎样可以自行处置",
    "level_reason": "定这个级别的理由",
    "tariff": "奖励标准里的类别或条款",
    "offered_until": "最后一天",
}
_MOST_LETTERS: Mapping[str, int] = {
    "title": 40,
    "help": 120,
    "note": 400,
    "counts": 80,
    "counts_not": 80,
    "at_once": 120,
    "on_the_spot": 80,
    "level_reason": 60,
    "ext_codes": 40,
}


def most_letters(where: tuple[str | int, ...]) -> int:
    """How long the text under that key may be; names and nicknames are short."""
    key = next((step for step in reversed(where) if isinstance(step, str)), "")
    return _MOST_LETTERS.get(key, 20)


class Words(fields.Field[str]):
    """A non-empty text, at most `most` letters long, that matches `form` where one is given."""

    def __init__(self, most: int, form: str = "", complaint: str = "", **settings: Any) -> None:
        super().__init__(**settings)
        self.most = most
        self.form = re.compile(form) if form else None
        self.complaint = complaint

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **settings: Any) -> str:
        if not isinstance(value, str):
            raise ValidationError("not-text")
        if self.form is not None and not self.form.fullmatch(value):
            raise ValidationError(self.complaint)
        if not value.strip():
            raise ValidationError("empty-text")
        if len(value) > self.most:
            raise ValidationError("text-too-long")
        return value


class LimitField(fields.Field[Limit]):
    """`2 work_hour`; only natural days may be 0, which is the same day."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **settings: Any) -> Limit:
        found = _LIMIT.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            raise ValidationError("limit")
        amount, unit = int(found[1]), found[2]
        if amount == 0 and unit != "natural_day":
            raise ValidationError("limit")
        return Limit(amount, unit)  # type: ignore[arg-type]  # the pattern admits the kinds alone


class PhotoField(fields.Field[PhotoNeed]):
    """`near 1`: a kind of photo and how many of it at least."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **settings: Any) -> PhotoNeed:
        found = _PHOTO.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            raise ValidationError("photo")
        return PhotoNeed(found[1], int(found[2]))  # type: ignore[arg-type]  # the pattern admits the kinds alone


class Day(fields.Field[date]):
    """A date that there is, as `2026-07-01`."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **settings: Any) -> date:
        if not isinstance(value, str) or not _DATE.fullmatch(value):
            raise ValidationError("day")
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise ValidationError("day") from error


class Codes(fields.Field[dict[str, str]]):
    """Codes of other standards: the standard's name, and what it calls the same thing."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **settings: Any
    ) -> dict[str, str]:
        if not isinstance(value, dict):
            raise ValidationError("not-a-mapping")
        for text in (*value, *value.values()):
            if not isinstance(text, str) or not text.strip():
                raise ValidationError("ext-code")
            if len(text) > _MOST_LETTERS["ext_codes"]:
                raise ValidationError("text-too-long")
        return value


class Count(fields.Field[int]):
    """A number of things; int() alone would also read full-width digits and underscores."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **settings: Any) -> int:
        if not isinstance(value, str) or not re.fullmatch(r"[1-9][0-9]{0,4}", value):
            raise ValidationError("count")
        return int(value)


class Truth(fields.Field[bool]):
    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **settings: Any) -> bool:
        if value not in ("true", "false"):
            raise ValidationError("truth")
        return bool(value == "true")


class Strict(Schema):
    """Refuses every key it does not know."""

    class Meta:
        unknown = RAISE

    error_messages = {"type": "not-a-mapping", "unknown": "unknown-key"}  # noqa: RUF012  # as marshmallow declares it


def _words(key: str, **settings: Any) -> Words:
    return Words(most_letters((key,)), **_needed(settings))


def _formed(form: str, complaint: str, **settings: Any) -> Words:
    return Words(120, form, complaint, **_needed(settings))


def _one_of(choices: tuple[str, ...], complaint: str) -> Words:
    return _formed("|".join(choices), complaint)


def _needed(settings: dict[str, Any], **messages: str) -> dict[str, Any]:
    """Whatever has no default must be written."""
    optional = "load_default" in settings
    return {
        "required": not optional,
        "error_messages": {"required": "missing-key", **messages},
        **settings,
    }


def _unit_code() -> Words:
    return _formed(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", "unit-code")


def _list(of: fields.Field[Any], **settings: Any) -> fields.List[Any]:
    return fields.List(of, **_needed(settings, invalid="not-a-list"))


def _many(schema: type[Schema]) -> fields.List[Any]:
    return _list(fields.Nested(schema, error_messages={"type": "not-a-mapping"}))


class EditionSchema(Strict):
    """`edition.yaml`."""

    edition = _formed(r"[0-9a-z]+(-[0-9a-z]+)*", "edition-name")
    title = _words("title")
    status = _one_of(("draft", "published"), "status")
    items = Count(**_needed({}))
    clauses = Count(**_needed({}))
    categories = _list(_formed(r"[A-Z]{2}", "category-code"))
    note = _words("note")
    digest = _formed(r"[0-9a-f]{64}", "digest-form", load_default=None)


class UnitSchema(Strict):
    code = _unit_code()
    title = _words("title")
    aliases = _list(_words("alias"), load_default=list)
    relay = Truth(load_default=False)
    abolished_on = Day(load_default=None)


class UnitsSchema(Strict):
    """`units.yaml`."""

    units = _many(UnitSchema)


class ClauseSchema(Strict):
    code = _formed(r"[A-Z]{2}[0-9]{2}-[0-9]{2}", "clause-code")
    title = _words("title")
    help = _words("help")
    counts = _words("counts", load_default="")
    counts_not = _words("counts_not", load_default="")
    photos = _list(PhotoField(), load_default=list)
    at_once = _words("at_once", load_default="")
    on_the_spot = _words("on_the_spot", load_default="")
    nicknames = _list(_words("nickname"), load_default=list)
    lead = _unit_code()
    support = _list(_unit_code(), load_default=list)
    level = _one_of(LEVELS, "level")
    level_reason = _words("level_reason", load_default="")
    respond = LimitField(**_needed({}))
    handle = LimitField(**_needed({}))
    contact_every = LimitField(load_default=None)
    flags = _list(Words(9, f"[{FLAGS}]", "flag"), load_default=list)
    pays = _one_of(PAYS, "pays")
    tariff = _formed(_TARIFF, "tariff", load_default="")
    ext_codes = Codes(load_default=dict)
    offered_from = Day(load_default=None)
    offered_until = Day(load_default=None)
    only_from_instruction = Truth(load_default=False)


class ItemSchema(Strict):
    code = _formed(r"[A-Z]{2}[0-9]{2}", "item-code")
    title = _words("title")
    clauses = _many(ClauseSchema)


class CategorySchema(Strict):
    """A category's file, `xf.yaml`."""

    category = _formed(r"[A-Z]{2}", "category-code")
    title = _words("title")
    items = _many(ItemSchema)
