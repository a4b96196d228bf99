"""The wire of photos."""

from __future__ import annotations

import marshmallow as ma

from backend.api import StrictSchema

SIZES = ("thumb", "screen", "original")


class PhotoQuery(StrictSchema):
    """`?size=`: thumb at most 320 px, screen at most 1600 px, original every pixel; none carries metadata."""

    size = ma.fields.String(load_default="screen", validate=ma.validate.OneOf(SIZES, error="照片大小只有 {choices}。"))
