"""The copies that are served: turned upright, without a word of metadata. The stored original is sealed evidence."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Final

from PIL import ExifTags, Image, ImageOps

from backend.photos.pictures import DECODERS, format_of, open_picture
from backend.problems import Problem

SIDES: Final = {"thumb": 320, "screen": 1600}
QUALITY: Final = {"thumb": 72, "screen": 82, "full": 92}
SCAN_MARKER: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)


def make_previews(content: bytes) -> dict[str, bytes]:
    """Thumb and screen as JPEG from one decode. Raises Problem `photo-not-a-picture`."""
    with DECODERS:
        screen = _upright(content, SIDES["screen"])
        thumb = screen.copy()
        thumb.thumbnail((SIDES["thumb"], SIDES["thumb"]))
        return {"thumb": _jpeg(thumb, "thumb"), "screen": _jpeg(screen, "screen")}


def make_full(content: bytes) -> bytes:
    """Every pixel, no metadata: a JPEG that stands upright loses nothing but its metadata; PNG stays PNG.

    Everything else is encoded anew as JPEG. Raises Problem `photo-not-a-picture`.
    """
    known = format_of(content)
    if known == "JPEG" and _orientation(content) in (None, 1):
        stripped = strip_jpeg(content)
        if stripped is not None:
            return stripped
    with DECODERS:
        image = _upright(content, None)
        if known == "PNG":
            out = BytesIO()
            image.save(out, "PNG")
            return out.getvalue()
        return _jpeg(image, "full")


def strip_jpeg(content: bytes) -> bytes | None:
    """The JPEG without comments, application data (but JFIF, colour profile, Adobe's colour mark) and what follows it.

    None where the segments do not add up: then the picture must be encoded anew.
    """
    kept = [b"\xff\xd8"]
    at = 2
    while True:
        if content[at : at + 1] != b"\xff" or at + 4 > len(content):
            return None
        marker = content[at + 1]
        if marker == 0xFF:  # padding
            at += 1
            continue
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4])
        if _needed(marker, content[at + 4 : end]):
            kept.append(content[at:end])
        at = end
        if marker == 0xDA:  # a scan: pixels until the next marker that is not a restart
            found = SCAN_MARKER.search(content, at)
            if found is None:
                return None
            kept.append(content[at : found.start()])
            at = found.start()
            if content[at + 1] == 0xD9:
                return b"".join([*kept, b"\xff\xd9"])


def _needed(marker: int, data: bytes) -> bool:
    if marker == 0xFE:
        return False
    if 0xE0 <= marker <= 0xEF:
        return (
            (marker == 0xE0 and data.startswith(b"JFIF\0") and data[12:14] == b"\0\0")  # no thumbnail in it
            or (marker == 0xE2 and data.startswith(b"ICC_PROFILE\0"))
            or (marker == 0xEE and data.startswith(b"Adobe"))
        )
    return True


def _orientation(content: bytes) -> int | None:
    with open_picture(content) as image:
        try:
            value: int | None = image.getexif().get(ExifTags.Base.Orientation)
        except Exception:  # broken EXIF turns nothing
            return None
        return value


def _upright(content: bytes, side: int | None) -> Image.Image:
    with open_picture(content) as image:
        try:
            profile = image.info.get("icc_profile")
            if side:
                image.thumbnail((side, side))  # JPEG is decoded in a reduced scale already
            image.load()
            upright = _turned(image)
        except Exception as error:  # decoders fail in many ways
            raise Problem("photo-not-a-picture") from error
    flat = _on_white(upright)
    # A profile says how colours look, nothing about people; it only fits the colours that it was made for.
    flat.info = {"icc_profile": profile} if profile and upright.mode == flat.mode == "RGB" else {}
    return flat


def _turned(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # broken EXIF turns nothing
        return image


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode == "RGB" or image.mode == "L":
        return image.copy()
    if image.has_transparency_data:
        ground = Image.new("RGBA", image.size, "white")
        ground.alpha_composite(image.convert("RGBA"))
        return ground.convert("RGB")
    return image.convert("RGB")


def _jpeg(image: Image.Image, size: str) -> bytes:
    out = BytesIO()
    profile = image.info.get("icc_profile")
    image.save(out, "JPEG", quality=QUALITY[size], exif=b"", comment=b"", icc_profile=profile)
    return out.getvalue()
