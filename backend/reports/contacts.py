"""People to be called: sealed whole, kept masked beside, so that reading a list needs no key."""

from __future__ import annotations

import json
import re
from typing import Final

from backend.people.keys import KeyRing
from backend.reports.filing import Contact

PHONE_HEAD: Final = 3
PHONE_TAIL: Final = 4


def seal_contact(keys: KeyRing, contact: Contact) -> bytes:
    """Name, phone and relation, encrypted together."""
    whole = {"name": contact.name, "phone": contact.phone, "relation": contact.relation}
    return keys.seal(json.dumps(whole, ensure_ascii=False))


def masked_contact(contact: Contact) -> dict[str, str]:
    """What everybody who sees the report may read of the contact."""
    return {"name": mask_name(contact.name), "phone": mask_phone(contact.phone), "relation": contact.relation}


def mask_name(name: str) -> str:
    """张小明 → 张*."""
    return f"{name.strip()[:1]}*"


def mask_phone(phone: str) -> str:
    """13812348001 → 138****8001; a number too short to hide its middle is hidden whole."""
    digits = re.sub(r"\D", "", phone)
    return f"{digits[:PHONE_HEAD]}****{digits[-PHONE_TAIL:]}" if len(digits) > PHONE_HEAD + PHONE_TAIL else "****"
