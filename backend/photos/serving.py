"""What is served of a photo: copies without metadata, made by the worker or, until then, when somebody asks."""

from __future__ import annotations

from backend.photos.copies import make_full, make_previews
from backend.photos.queries import StoredPhoto
from backend.photos.store import PhotoStore, key_of
from backend.problems import Problem

# What a person gets as `original` is the whole picture without EXIF; the bytes with EXIF are evidence and stay inside.
COPY_OF = {"thumb": "thumb", "screen": "screen", "original": "full"}


def served_copy(store: PhotoStore, photo: StoredPhoto, size: str) -> tuple[bytes, str]:
    """The bytes of this size (`thumb`, `screen`, `original`) and their media type; kept for the next caller.

    Raises Problem `server-fault` where the store has lost the photo, `busy` where it cannot be reached.
    """
    copy = COPY_OF[size]
    media_type = "image/png" if copy == "full" and photo.media_type == "image/png" else "image/jpeg"
    kept = store.get(key_of(photo.sha256, copy))
    if kept is not None:
        return kept, media_type
    content = store.get(key_of(photo.sha256))
    if content is None:
        raise Problem("server-fault", "照片仓库里找不到这张照片。")
    made = {"full": make_full(content)} if copy == "full" else make_previews(content)
    keep_copies(store, photo.sha256, made)
    return made[copy], media_type


def keep_copies(store: PhotoStore, sha256: str, copies: dict[str, bytes]) -> None:
    """The copies lie beside the photo."""
    for copy, content in copies.items():
        store.put(key_of(sha256, copy), content)
