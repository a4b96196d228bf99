"""A filing as it was sent, after its shape was checked and before anything was decided about it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import rfc8785

from backend.photos.declared import DeclaredPhoto
from geo.coordinates import Datum


@dataclass(frozen=True, slots=True)
class Contact:
    """A person to be called about a finding; `agreed`: to being called."""

    name: str
    phone: str
    relation: str
    agreed: bool


@dataclass(frozen=True, slots=True)
class FiledFinding:
    """One matter as sent. Places of photos are in the report's datum where the device measured them."""

    id: UUID
    clause: str
    note: str = ""
    handled_on_spot: bool = False
    joins: str | None = None
    contacts: tuple[Contact, ...] = ()
    photos: tuple[DeclaredPhoto, ...] = ()


@dataclass(frozen=True, slots=True)
class Filing:
    """One visit as sent; `lon` and `lat` raw, in `datum`; `content` as `digest_of` makes it.

    `device`: the id that the sending device made for itself, where it says one.
    """

    checklist: str
    seen_at: datetime
    lon: float
    lat: float
    accuracy_m: float | None
    datum: Datum
    place_method: str
    content: bytes
    grid_confirmed: str | None = None
    premises: str | None = None
    device: UUID | None = None
    note: str = ""
    findings: tuple[FiledFinding, ...] = ()
    checked_ok: tuple[str, ...] = field(default=())


def digest_of(body: Any) -> bytes:
    """The SHA-256 of a JSON value in RFC 8785 form: what two filings of the same content have in common."""
    return hashlib.sha256(rfc8785.dumps(body)).digest()
