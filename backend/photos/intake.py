"""How the bytes of a photo come in.

This is the one place where a request is more than one transaction: a body may take minutes, and no transaction stays
open while it trickles in. Before it, between its parts and after it there is a short one each; the lock on the part
file (see parts.py) spans all of them.
"""

from __future__ import annotations

import hashlib
import time
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Final, Protocol
from uuid import UUID

from backend import clock
from backend.acting import Acting
from backend.database import transaction
from backend.photos import actions, uploads
from backend.photos.access import PhotoAccess
from backend.photos.parts import Part, PartFiles, row_is_locked
from backend.photos.pictures import Picture, inspect
from backend.photos.store import PhotoStore, key_of
from backend.photos.tus import Announced
from backend.photos.uploads import UploadState
from backend.problems import Problem

CHUNK: Final = 256 * 1024
RECORD_EVERY: Final = 5.0


class Body(Protocol):
    """A request's body: read(n) gives at most n bytes, nothing at its end, however it ended."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Intake:
    """Where photos come in: who may send them, where they lie meanwhile and in the end; limit in bytes."""

    access: PhotoAccess
    store: PhotoStore
    parts: PartFiles
    photo_limit: int
    upload_hours: int

    def begin(self, acting: Acting, announced: Announced, length: int) -> UploadState:
        """There is an upload for this photo; it is finished at once where the photo is stored already.

        Raises Problems `photo-too-large`, `photo-not-expected`, `uploads-too-many`, `photo-differs`.
        """
        if not 1 <= length <= self.photo_limit:
            raise Problem("photo-too-large" if length else "photo-not-a-picture")
        with transaction():
            ask = self.access.upload.get(announced.owner_kind)
            owner_id = ask(acting, announced.owner_ref) if ask else None
            if owner_id is None:
                raise Problem("photo-not-expected")
            upload_id = uploads.id_of(acting.person.id, announced, length)
            if uploads.stored_length(acting, announced, upload_id) not in (None, length):
                raise Problem("photo-differs")
            upload = uploads.begin(acting, announced, owner_id, length, self.upload_hours)
            if upload.finished:
                self._claim(acting, upload)
                actions.settle_stored(acting, announced.sha256)
            return upload

    def standing(self, acting: Acting, upload_id: UUID) -> UploadState:
        """The upload as it stands: `received` is where the client goes on."""
        with transaction():
            return self._standing(uploads.own(acting, upload_id))

    def receive(self, acting: Acting, upload_id: UUID, offset: int, body: Body, announced: int | None) -> UploadState:
        """The upload with the body's bytes added from `offset` on; the last byte stores the photo.

        `announced` is the body's Content-Length. A body that ends early leaves what came. Raises Problems
        `upload-locked`, `upload-offset`, `upload-gone`, `not-found`, `too-large`, and at the last byte those of
        `inspect` and `photo-differs`, with which the upload is forgotten; `busy` keeps it.
        """
        with ExitStack() as stack:
            with transaction():
                uploads.own(acting, upload_id)
                part = stack.enter_context(self.parts.locked(upload_id, lambda: uploads.own(acting, upload_id, True)))
                upload = uploads.own(acting, upload_id)
                if upload.finished:
                    part.remove()
                    return _finished_at(upload, offset)
                if offset != self._standing(upload).received:
                    raise Problem("upload-offset")
            room = upload.length - offset
            if announced is not None and announced > room:
                raise Problem("too-large")
            part.cut(offset)
            reached = self._stream(acting, upload, part, body, room if announced is None else announced)
            if reached == upload.length:
                return self._complete(replace(acting, at=clock.now()), upload, part)
            return self._record(acting, upload, part, reached)

    def terminate(self, acting: Acting, upload_id: UUID) -> None:
        """The upload and its bytes are gone; a photo that it stored stays."""
        with transaction():
            uploads.own(acting, upload_id, lock=True)
            with self.parts.locked(upload_id, row_is_locked) as part:
                uploads.forget(upload_id)
                part.remove()

    def _standing(self, upload: UploadState) -> UploadState:
        # Bytes beyond the row are not known to be durable; a part file that was lost begins anew.
        if upload.finished:
            return upload
        return replace(upload, received=min(upload.received, self.parts.size(upload.id)))

    def _stream(self, acting: Acting, upload: UploadState, part: Part, body: Body, left: int) -> int:
        recorded = time.monotonic()
        while left and (chunk := read(body, min(CHUNK, left))):
            part.write(chunk)
            left -= len(chunk)
            if part.size < upload.length and time.monotonic() - recorded > RECORD_EVERY:
                # A slow line: what has come so far survives whatever happens to this request.
                self._record(acting, upload, part, part.size)
                recorded = time.monotonic()
        return part.size

    def _record(self, acting: Acting, upload: UploadState, part: Part, received: int) -> UploadState:
        part.flush()
        with transaction():
            uploads.own(acting, upload.id, lock=True)
            if not part.is_current:
                raise Problem("upload-locked", retry_after=2)
            uploads.advance(upload.id, received)
        return replace(upload, received=received)

    def _complete(self, acting: Acting, upload: UploadState, part: Part) -> UploadState:
        content = part.content()
        try:
            picture = self._checked(upload, content)
        except Problem:
            self._forget(acting, upload, part)
            raise
        self.store.put(key_of(upload.announced.sha256), content)
        with transaction():
            uploads.own(acting, upload.id, lock=True)
            self._claim(acting, upload)
            actions.record_photo(acting, upload.announced.sha256, upload.length, picture)
            uploads.finish(acting, upload.id)
        part.remove()
        return replace(upload, received=upload.length, finished=True)

    def _checked(self, upload: UploadState, content: bytes) -> Picture:
        if hashlib.sha256(content).hexdigest() != upload.announced.sha256:
            raise Problem("photo-differs")
        return inspect(content)

    def _forget(self, acting: Acting, upload: UploadState, part: Part) -> None:
        with transaction():
            uploads.own(acting, upload.id, lock=True)
            if part.is_current:
                uploads.forget(upload.id)
                part.remove()

    def _claim(self, acting: Acting, upload: UploadState) -> None:
        if upload.announced.owner_kind == "order":
            photo = upload.announced
            actions.claim_for_order(acting, upload.owner_id, photo.sha256, photo.media_type, upload.length)


def _finished_at(upload: UploadState, offset: int) -> UploadState:
    if offset != upload.length:
        raise Problem("upload-offset")
    return upload


def read(body: Body, size: int) -> bytes:
    """At most `size` bytes of the body; nothing at its end, whether it came whole or the line was cut."""
    try:
        return body.read(size)
    except OSError:
        return b""
