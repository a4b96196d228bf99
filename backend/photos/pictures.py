"""Reading pictures that strangers send: what a file really is, whether it is whole, what it says of itself."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final

import imagehash
import pillow_heif
from PIL import ExifTags, Image

from backend.clock import LOCAL
from backend.problems import Problem

pillow_heif.register_heif_opener()

MOST_PIXELS: Final = 50_000_000
HASH_SIDE: Final = 128
HEIF_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
MEDIA_TYPES: Final = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "HEIF": "image/heic"}
# Decoding is what costs memory: up to 200 MB for the largest PNG. Never more than two at once in a process.
DECODERS: Final = threading.BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that was decoded to its end. Width and height in pixels as stored, before its orientation is applied.

    `phash` is a signed 64-bit perceptual hash, None where the picture shows too little to compare. EXIF time is aware,
    EXIF place WGS-84; both are what the file says, not what is true.
    """

    media_type: str
    width: int
    height: int
    phash: int | None
    taken_at: datetime | None
    lon: float | None
    lat: float | None


def inspect(content: bytes) -> Picture:
    """Decode once, in the smallest scale the format offers, and read the evidence.

    Raises Problem `photo-not-a-picture` for anything but a whole JPEG, PNG, WebP or HEIC, `photo-too-many-pixels` above
    MOST_PIXELS, which the header tells before a pixel is decoded.
    """
    with DECODERS, open_picture(content) as image:
        width, height = image.size
        taken_at, lon, lat = _evidence(image)
        try:
            # A reduced scale of JPEG still reads every byte of the picture, so a truncated one is found out.
            image.draft("L", (HASH_SIDE, HASH_SIDE))
            image.load()
            phash = _perceptual_hash(image)
        except Exception as error:  # decoders fail in many ways; each of them means the same to the person
            raise Problem("photo-not-a-picture") from error
        return Picture(MEDIA_TYPES[format_of(content) or ""], width, height, phash, taken_at, lon, lat)


def format_of(content: bytes) -> str | None:
    """The format by the first bytes: never by a name or by what somebody claims."""
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    if content[4:8] == b"ftyp" and content[8:12] in HEIF_BRANDS:
        return "HEIF"
    return None


def open_picture(content: bytes) -> Image.Image:
    """The picture with its header read and no pixel decoded. Raises the Problems of `inspect`."""
    known = format_of(content)
    if known is None:
        raise Problem("photo-not-a-picture")
    try:
        image = Image.open(BytesIO(content), formats=[known])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Problem("photo-too-many-pixels") from error
    except Exception as error:  # as above
        raise Problem("photo-not-a-picture") from error
    if image.width * image.height > MOST_PIXELS:
        raise Problem("photo-too-many-pixels")
    return image


def _perceptual_hash(image: Image.Image) -> int | None:
    bits = imagehash.phash(image).hash.flatten()
    # The hash splits at a median, so half of its bits are set unless nearly all frequencies are equal: a wall, a night.
    if not 24 <= int(bits.sum()) <= 40:
        return None
    value = int("".join("1" if bit else "0" for bit in bits), 2)
    return value - (1 << 64) if value >> 63 else value


def _evidence(image: Image.Image) -> tuple[datetime | None, float | None, float | None]:
    try:
        exif = image.getexif()
        taken_at = _taken_at(exif.get_ifd(ExifTags.IFD.Exif))
    except Exception:  # broken EXIF is no evidence, and no reason to refuse the picture
        return None, None, None
    try:
        place = _place(exif.get_ifd(ExifTags.IFD.GPSInfo))
    except Exception:  # as above
        place = None
    return (taken_at, *place) if place else (taken_at, None, None)


def _taken_at(tags: dict[int, Any]) -> datetime | None:
    written = str(tags.get(ExifTags.Base.DateTimeOriginal, "")).strip("\0 ")
    offset = str(tags.get(ExifTags.Base.OffsetTimeOriginal, "")).strip("\0 ")
    try:
        if offset:
            moment = datetime.strptime(written + offset, "%Y:%m:%d %H:%M:%S%z")
        else:
            moment = datetime.strptime(written, "%Y:%m:%d %H:%M:%S").replace(tzinfo=LOCAL)
    except ValueError:
        return None
    return moment.astimezone(UTC) if 1990 <= moment.year <= 2200 else None


def _place(tags: dict[int, Any]) -> tuple[float, float] | None:
    lat = _degrees(tags.get(ExifTags.GPS.GPSLatitude))
    lon = _degrees(tags.get(ExifTags.GPS.GPSLongitude))
    if lat is None or lon is None or (lat == 0 and lon == 0) or lat > 90 or lon > 180:
        return None
    south = str(tags.get(ExifTags.GPS.GPSLatitudeRef, "N")).upper().startswith("S")
    west = str(tags.get(ExifTags.GPS.GPSLongitudeRef, "E")).upper().startswith("W")
    return (-lon if west else lon), (-lat if south else lat)


def _degrees(parts: Any) -> float | None:
    if parts is None or len(parts) != 3:
        return None
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    return value if math.isfinite(value) and value >= 0 else None
