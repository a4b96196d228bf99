"""The wire: changes of the administrative tree, and the tree itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from backend.api import PageQuery, StrictSchema
from backend.grids.area_plan import ABOVE, Change, Create, Merge, Move, Part, Rename, Split

MOST_CHANGES: Final = 200
MOST_CHILDREN: Final = 2_000

# Change → what it needs and what it may bring besides.
KEYS: Final[Mapping[str, tuple[frozenset[str], frozenset[str]]]] = {
    change: (frozenset(needs.split()), frozenset(allows.split()))
    for change, needs, allows in (
        ("rename", "code", "name new_code"),
        ("move", "code parent", "new_code"),
        ("create", "code level name parent", ""),
        ("merge", "codes into", "name parent"),
        ("split", "code parts", ""),
    )
}


def area_code(**options: Any) -> fields.String:
    """A 12-digit code; full-width digits are none."""
    fits = validate.Regexp(r"[0-9]{12}\Z", error="区划代码是 12 位半角数字，请核对。")
    return fields.String(validate=fits, **options)


def area_name(**options: Any) -> fields.String:
    """A name without blanks around it."""
    fits = validate.Regexp(r"\S(.{0,38}\S)?\Z", error="名称要有 1 到 40 个字，前后不留空格。")
    return fields.String(validate=fits, **options)


class AreaPartSchema(StrictSchema):
    """One part of a split, with the villages or grids that it takes."""

    code = area_code(required=True)
    name = area_name(required=True)
    children = fields.List(
        fields.String(validate=validate.Length(1, 24, error="代码有 1 到 24 个字。")),
        load_default=list,
        validate=validate.Length(max=MOST_CHILDREN, error=f"一个部分最多 {MOST_CHILDREN} 个下级。"),
    )

    @post_load
    def freeze(self, data: dict[str, Any], **_: Any) -> Part:
        """The part."""
        return Part(data["code"], data["name"], tuple(data["children"]))


class AreaChangeSchema(StrictSchema):
    """One change; which members it needs and takes depends on `change`, see KEYS."""

    change = fields.String(required=True, validate=validate.OneOf(list(KEYS), error="没有这种变更，请更新应用。"))
    code = area_code()
    new_code = area_code(allow_none=True)
    name = area_name(allow_none=True)
    level = fields.String(validate=validate.OneOf(list(ABOVE), error="级别只能是 city、county、town 或 village。"))
    parent = area_code(allow_none=True)
    codes = fields.List(area_code(), validate=validate.Length(1, 100, error="一次合并 1 到 100 个区域。"))
    into = area_code()
    parts = fields.List(
        fields.Nested(AreaPartSchema), validate=validate.Length(1, 50, error="一次拆成 2 到 50 个部分。")
    )

    @validates_schema
    def whole(self, data: Mapping[str, Any], **_: Any) -> None:
        """Everything that this change needs, nothing that it does not take."""
        given = {key for key, value in data.items() if value is not None} - {"change"}
        needs, allows = KEYS[data["change"]]
        missing = {key: ["这一项必须填写。"] for key in sorted(needs - given)}
        strange = {key: ["这种变更不用填这一项，请去掉。"] for key in sorted(given - needs - allows)}
        if missing or strange:
            raise ValidationError(missing | strange)

    @post_load
    def freeze(self, data: dict[str, Any], **_: Any) -> Change:
        """The change as the plan takes it."""
        kinds: dict[str, Any] = {"rename": Rename, "move": Move, "create": Create, "merge": Merge, "split": Split}
        rest = {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}
        made: Change = kinds[str(rest.pop("change"))](**rest)
        return made


class AreaChangesSchema(StrictSchema):
    """What changes on a day, in this order; `id` is made by the sender, so that sending twice changes nothing twice."""

    id = fields.UUID(required=True)
    valid_from = fields.Date(required=True)
    title = fields.String(load_default="", validate=validate.Length(max=100, error="说明最多 100 个字。"))
    changes = fields.List(
        fields.Nested(AreaChangeSchema),
        required=True,
        validate=validate.Length(1, MOST_CHANGES, error=f"一次 1 到 {MOST_CHANGES} 项变更。"),
    )


class PreviewQuery(StrictSchema):
    """`?preview=true`: say what would move, change nothing."""

    preview = fields.Boolean(load_default=False)


class AreasQuery(PageQuery):
    """The tree on a day, below an area; with `q` every version of any time whose name holds it."""

    limit = fields.Integer(load_default=500, validate=validate.Range(1, 2_000, error="一页 1 到 2000 条。"))
    on = fields.Date(load_default=None)
    q = fields.String(load_default="", validate=validate.Length(max=40, error="最多 40 个字。"))
    under = area_code(load_default=None)


class AreaSchema(StrictSchema):
    """One version of an area; `successor` is who took its place when it ended."""

    code = fields.String(required=True)
    level = fields.String(required=True, validate=validate.OneOf(list(ABOVE)))
    name = fields.String(required=True)
    parent = fields.String(required=True, allow_none=True)
    successor = fields.String(required=True, allow_none=True)
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(required=True, allow_none=True)
    version = fields.Integer(required=True)
    outlined = fields.Boolean(required=True)
    in_force = fields.Boolean(required=True)


class AreaPageSchema(StrictSchema):
    """A page of areas, by code."""

    items = fields.List(fields.Nested(AreaSchema), required=True)
    next = fields.String(required=True, allow_none=True)
