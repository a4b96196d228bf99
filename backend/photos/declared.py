"""What a report or a step says about a photo before its bytes arrive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

KINDS: Final = ("near", "far", "reference", "before", "after")
EVIDENCE_FROM: Final = ("exif", "device", "none")


@dataclass(frozen=True, slots=True)
class DeclaredPhoto:
    """A photo by its SHA-256 (64 hex digits, lower case). `lon`, `lat` in WGS-84; `bytes` as the phone saw.

    Time and place are the phone's word (`evidence_from` says where from); the server's own reading of the
    picture lies in the photo's row.
    """

    sha256: str
    kind: str = "reference"
    taken_at: datetime | None = None
    lon: float | None = None
    lat: float | None = None
    evidence_from: str = "none"
    bytes: int | None = None
    media_type: str | None = None
