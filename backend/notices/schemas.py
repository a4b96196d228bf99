"""The wire: what one was told, and the browsers that take pushes."""

from __future__ import annotations

import base64
import binascii
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from marshmallow import ValidationError, fields, validate, validates_schema

from backend.api import MOST_ITEMS, PageQuery, StrictSchema

MOST_ID = 2**63 - 1
notice_id = validate.Range(1, MOST_ID, error="消息的编号不对。")


class NoticesQuery(PageQuery):
    """`?limit=&after=`, newest first."""


class NoticeSchema(StrictSchema):
    """One thing told. `subject` is what it opens: `order/<code>` or `report/<uuid>`."""

    id = fields.Integer(required=True)
    kind = fields.String(required=True)
    subject = fields.String(required=True)
    title = fields.String(required=True)
    told_at = fields.AwareDateTime(required=True)
    read_at = fields.AwareDateTime(required=True, allow_none=True)


class NoticePageSchema(StrictSchema):
    """A page of notices."""

    items = fields.List(fields.Nested(NoticeSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class UnreadSchema(StrictSchema):
    """The badge: unread notices up to 100, and the newest notice's id (0: none)."""

    unread = fields.Integer(required=True)
    newest = fields.Integer(required=True)


class ReadSchema(StrictSchema):
    """What was read: these notices, or all up to the newest one shown."""

    ids = fields.List(
        fields.Integer(strict=True, validate=notice_id),
        load_default=list,
        validate=validate.Length(max=MOST_ITEMS, error=f"一次最多标记 {MOST_ITEMS} 条。"),
    )
    all_until = fields.Integer(strict=True, load_default=None, allow_none=True, validate=notice_id)

    @validates_schema
    def something_was_read(self, data: dict[str, Any], **kwargs: Any) -> None:
        """Refuse a call that marks nothing."""
        if not data["ids"] and data["all_until"] is None:
            raise ValidationError("请说明读了哪些消息。", "ids")


def _bytes_of(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValidationError("推送密钥的写法不对，请重新打开通知。") from error


def _point(text: str) -> None:
    try:
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), _bytes_of(text))
    except ValueError as error:
        raise ValidationError("推送密钥不是浏览器给的那一种，请重新打开通知。") from error


def _secret(text: str) -> None:
    if len(_bytes_of(text)) != 16:
        raise ValidationError("推送密钥不是浏览器给的那一种，请重新打开通知。")


def _address(text: str) -> None:
    try:
        parts = urlsplit(text)
        whole = parts.scheme in ("https", "http") and parts.hostname and not parts.username and parts.port != 0
    except ValueError:
        whole = False
    if not whole or not text.isascii() or not text.isprintable() or " " in text:
        raise ValidationError("推送地址的写法不对，请重新打开通知。")


class PushKeysSchema(StrictSchema):
    """The browser's keys, base64url."""

    p256dh = fields.String(required=True, validate=[validate.Length(max=200), _point])
    auth = fields.String(required=True, validate=[validate.Length(max=100), _secret])


class PushAddressSchema(StrictSchema):
    """One browser's address at its push service."""

    endpoint = fields.String(required=True, validate=[validate.Length(max=1000), _address])


class PushSubscriptionSchema(PushAddressSchema):
    """A browser that takes pushes, as PushSubscription.toJSON() writes it."""

    keys = fields.Nested(PushKeysSchema, required=True)
    expirationTime = fields.Float(load_default=None, allow_none=True)  # noqa: N815 - the browser's own name


class PushKeySchema(StrictSchema):
    """The key that introduces this server to push services: an uncompressed P-256 point, base64url."""

    key = fields.String(required=True)
