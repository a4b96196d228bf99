"""Who may see, send or take back a photo: photos knows the claims, the parts that own them say who may."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from uuid import UUID

from backend.acting import Acting, Actor

MaySee = Callable[[Actor, Collection[UUID]], set[UUID]]
MayUpload = Callable[[Acting, str], UUID | None]


@dataclass(slots=True)
class PhotoAccess:
    """Filled by wsgi and kept as app.extensions["photo_access"]; a part that is absent may do nothing.

    `see` and `withdraw`: owner kind (`finding`, `step`, `order`) → which of these owners' photos this person may see,
    or take back where the photo is the person's own. One query each, called inside the caller's transaction.
    `upload`: kind of `for` (`report`, `order`) → the id behind the reference for which this person may send photos
    now, or None. The reference is what the phone wrote after `report/` or `order/`, unchecked.
    """

    see: dict[str, MaySee] = field(default_factory=dict)
    withdraw: dict[str, MaySee] = field(default_factory=dict)
    upload: dict[str, MayUpload] = field(default_factory=dict)
