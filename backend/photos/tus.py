"""The tus 1.0.0 protocol as far as headers go: https://tus.io/protocols/resumable-upload."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Final

from backend.problems import FieldFault, Problem

VERSION: Final = "1.0.0"
EXTENSIONS: Final = "creation,creation-with-upload,expiration,termination"
BODY_TYPE: Final = "application/offset+octet-stream"
TARGET: Final = re.compile(r"(report|order)/([0-9A-Za-z-]{1,64})")
WANTED: Final = {
    "sha256": (re.compile(r"[0-9a-f]{64}"), "照片的 SHA-256 不对。"),
    "filetype": (re.compile(r"[a-z]+/[a-z0-9.+-]{1,60}"), "照片的类型不对。"),
    "for": (TARGET, "没有说明照片用于哪次上报或哪张工单。"),
}


@dataclass(frozen=True, slots=True)
class Announced:
    """What Upload-Metadata says: the photo's SHA-256, its type as the phone believes, and what it is for."""

    sha256: str
    media_type: str
    owner_kind: str
    owner_ref: str


def demand_version(spoken: str | None) -> None:
    """Raises Problem `tus-version` unless the client speaks this version."""
    if spoken != VERSION:
        raise Problem("tus-version")


def demand_body_type(content_type: str | None) -> None:
    """Raises Problem `media-type` for any other body than bytes at an offset."""
    if (content_type or "").partition(";")[0].strip().lower() != BODY_TYPE:
        raise Problem("media-type")


def whole_number(name: str, value: str | None) -> int:
    """The header as a whole number of bytes. Raises Problem `upload-headers`."""
    if not (value and value.isascii() and value.isdigit() and len(value) <= 15):
        raise Problem("upload-headers", f"{name} 不对。")
    return int(value)


def parse_metadata(header: str) -> Announced:
    """Upload-Metadata as written by tus: `key base64, key base64…`; other keys are passed over.

    Raises Problem `invalid` that names every key which is missing or wrong.
    """
    found: dict[str, str] = {}
    for pair in header.split(","):
        key, _, value = pair.strip().partition(" ")
        try:
            found[key] = base64.b64decode(value.strip(), validate=True).decode()
        except ValueError:  # neither base64 nor UTF-8
            found[key] = ""
    faults = [
        FieldFault(f"/Upload-Metadata/{key}", "metadata", sentence)
        for key, (pattern, sentence) in WANTED.items()
        if not pattern.fullmatch(found.get(key, ""))
    ]
    if faults:
        raise Problem("invalid", errors=faults)
    kind, _, reference = found["for"].partition("/")
    return Announced(found["sha256"], found["filetype"], kind, reference)


def write_metadata(announced: Announced) -> str:
    """The metadata as a client would send it."""
    pairs = {
        "sha256": announced.sha256,
        "filetype": announced.media_type,
        "for": f"{announced.owner_kind}/{announced.owner_ref}",
    }
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in pairs.items())


def http_date(moment: datetime) -> str:
    """The moment as HTTP writes it (RFC 9110)."""
    return format_datetime(moment, usegmt=True)
