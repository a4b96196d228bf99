"""What photos announces."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PhotoArrived:
    """The picture is in the store, and these owners (kind, id) were waiting for it. Each owner hears it once.

    Published in the transaction that makes the photo's row. An owner that names a picture which is already
    there is not told: the answer of `expect_many` says so at once.
    """

    sha256: str
    owners: tuple[tuple[str, UUID], ...]
