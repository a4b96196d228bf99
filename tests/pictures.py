"""Small pictures for tests, each different from the next, with what phones write into them."""

from __future__ import annotations

import hashlib
import random
import struct
import zlib
from io import BytesIO
from typing import Any

import pillow_heif
from PIL import Image, ImageDraw

pillow_heif.register_heif_opener()


def a_picture(seed: int = 0, size: tuple[int, int] = (320, 240)) -> Image.Image:
    """A picture with enough in it for a perceptual hash; the same for the same seed."""
    dice = random.Random(seed)
    image = Image.new("RGB", size, (dice.randrange(256), dice.randrange(256), dice.randrange(256)))
    draw = ImageDraw.Draw(image)
    for _ in range(12):
        x, y = dice.randrange(size[0]), dice.randrange(size[1])
        side = dice.randrange(8, max(size[0] // 2, 9))
        draw.rectangle((x, y, x + side, y + side), tuple(dice.randrange(256) for _ in range(3)))
    return image


def a_photo(seed: int = 0, kind: str = "JPEG", size: tuple[int, int] = (320, 240), **saving: Any) -> bytes:
    """The same as a file."""
    out = BytesIO()
    a_picture(seed, size).save(out, kind, **saving)
    return out.getvalue()


def a_phone_photo(seed: int = 0, kind: str = "JPEG", orientation: int = 6) -> bytes:
    """A photo as a phone takes it: turned, with time, place, maker and a comment."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SECRETMAKER"
    exif.get_ifd(0x8769)[0x9003] = "2026:11:20 08:30:00"
    exif.get_ifd(0x8769)[0x9011] = "+08:00"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (32.0, 33.0, 0.0)
    gps[3], gps[4] = "E", (120.0, 27.0, 36.0)
    saving: dict[str, Any] = {"exif": exif.tobytes() if kind == "HEIF" else exif}
    return a_photo(seed, kind, **saving)


def a_png_bomb(side: int = 30_000) -> bytes:
    """A PNG of a few hundred bytes that claims side × side pixels."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1_000_000, 9)
    chunks = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
