"""Resumable uploads as a phone sees them: whatever is cut, lost or sent twice, the photo ends whole or is refused."""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from os import utime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from werkzeug.test import TestResponse

from backend.acting import Acting, Actor
from backend.database import db, transaction
from backend.photos import actions, parts, queries, uploads
from backend.photos.declared import DeclaredPhoto
from backend.photos.events import PhotoArrived
from backend.photos.intake import Intake
from backend.photos.parts import row_is_locked
from backend.photos.store import PhotoStore, key_of
from backend.problems import Problem
from tests.given import County, client_for
from tests.pictures import a_photo, a_png_bomb, sha256_of

TUS = {"Tus-Resumable": "1.0.0", "X-Requested-With": "grid-pwa"}
BODY = TUS | {"Content-Type": "application/offset+octet-stream"}
PHOTO = a_photo(1)
SHA256 = sha256_of(PHOTO)


@dataclass(slots=True)
class Phone:
    """One person's phone, as far as photos go."""

    client: FlaskClient
    person_id: UUID
    report: str

    def create(self, content: bytes, body: bytes | None = None, **other: Any) -> TestResponse:
        """POST; `other` overrides sha256, filetype, target or length."""
        told = {
            "sha256": other.get("sha256", sha256_of(content)),
            "filetype": other.get("filetype", "image/jpeg"),
            "for": other.get("target", f"report/{self.report}"),
        }
        metadata = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in told.items())
        headers = (TUS if body is None else BODY) | {
            "Upload-Metadata": metadata,
            "Upload-Length": str(other.get("length", len(content))),
        }
        return self.client.post("/api/v1/uploads", headers=headers, data=body)

    def offset(self, url: str) -> int:
        answer = self.client.head(url, headers=TUS)
        assert answer.status_code == 200
        return int(answer.headers["Upload-Offset"])

    def patch(self, url: str, offset: int, sent: bytes | BytesIO, announced: int | None = None) -> TestResponse:
        """PATCH; with `announced` greater than what is sent the line is cut in between."""
        stream = BytesIO(sent) if isinstance(sent, bytes) else sent
        length = len(stream.getvalue()) if announced is None else announced
        return self.client.patch(
            url,
            headers=BODY | {"Upload-Offset": str(offset)},
            input_stream=stream,
            # The test client would write the stream's own length.
            environ_overrides={"CONTENT_LENGTH": str(length)},
        )

    def expect(self, *sha256s: str) -> UUID:
        """A finding of this person names these photos."""
        finding = uuid4()
        with transaction():
            actions.expect(acting_as(self.person_id), "finding", finding, [DeclaredPhoto(s) for s in sha256s])
        return finding


def acting_as(person_id: UUID) -> Acting:
    return Acting(Actor(person_id, "", "", "worker"), datetime.now(UTC))


@pytest.fixture
def intake(app: Flask) -> Intake:
    found: Intake = app.extensions["photo_intake"]
    return found


@pytest.fixture
def heard(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[PhotoArrived]:
    arrived: list[PhotoArrived] = []
    monkeypatch.setitem(app.extensions, "subscriptions", {PhotoArrived: [lambda _, fact: arrived.append(fact)]})
    return arrived


@pytest.fixture
def owners(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> dict[str, UUID]:
    """Reference → the person who may send photos for it; the parts that own photos say so in real life."""
    known: dict[str, UUID] = {}

    def may_upload(acting: Acting, reference: str) -> UUID | None:
        return UUID(int=7) if known.get(reference) == acting.person.id else None

    monkeypatch.setitem(intake.access.upload, "report", may_upload)
    monkeypatch.setitem(intake.access.upload, "order", may_upload)
    return known


@pytest.fixture
def phones(app: Flask, county: County, owners: dict[str, UUID], heard: list[PhotoArrived]) -> dict[str, Phone]:
    made = {}
    for username in ("worker", "worker2", "captain"):
        person = county.people[username]
        made[username] = Phone(client_for(app, person), person.id, str(uuid4()))
        owners[made[username].report] = person.id
    return made


@pytest.fixture
def phone(phones: dict[str, Phone], intake: Intake) -> Iterator[Phone]:
    phones["worker"].expect(SHA256)
    yield phones["worker"]
    assert not list(intake.parts.folder.glob("*.new"))


def refused(answer: TestResponse) -> tuple[int, str]:
    assert answer.content_type.startswith("application/problem+json")
    assert answer.json is not None
    return answer.status_code, answer.json["type"]


def rows(table: str) -> int:
    with transaction() as session:
        count: int = session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
    return count


def test_the_server_says_what_it_can_without_sign_in(app: Flask) -> None:
    answer = app.test_client().options("/api/v1/uploads")
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == answer.headers["Tus-Resumable"] == "1.0.0"
    assert answer.headers["Tus-Extension"] == "creation,creation-with-upload,expiration,termination"
    assert answer.headers["Tus-Max-Size"] == str(20 * 1024 * 1024)


def test_a_photo_arrives_in_pieces(phone: Phone, intake: Intake, heard: list[PhotoArrived]) -> None:
    created = phone.create(PHOTO)
    assert (created.status_code, created.headers["Upload-Offset"]) == (201, "0")
    assert created.headers["Upload-Expires"].endswith("GMT")
    url = created.headers["Location"]
    half = len(PHOTO) // 2
    answer = phone.patch(url, 0, PHOTO[:half])
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(half))
    assert intake.store.get(key_of(SHA256)) is None or rows("photo") == 0
    answer = phone.patch(url, half, PHOTO[half:])
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(len(PHOTO)))
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert intake.store.get(key_of(SHA256)) == PHOTO
    assert [(fact.sha256, len(fact.owners)) for fact in heard] == [(SHA256, 1)]
    assert phone.offset(url) == len(PHOTO)


def test_a_photo_arrives_with_its_creation(phone: Phone, intake: Intake, heard: list[PhotoArrived]) -> None:
    created = phone.create(PHOTO, PHOTO)
    assert (created.status_code, created.headers["Upload-Offset"]) == (201, str(len(PHOTO)))
    assert intake.store.get(key_of(SHA256)) == PHOTO
    assert len(heard) == 1
    assert intake.parts.size(UUID(created.headers["Location"].rpartition("/")[2])) == 0


def test_a_creation_may_carry_the_first_bytes_only(phone: Phone) -> None:
    created = phone.create(PHOTO, PHOTO[:100])
    assert (created.status_code, created.headers["Upload-Offset"]) == (201, "100")
    assert phone.patch(created.headers["Location"], 100, PHOTO[100:]).status_code == 204


def test_a_look_tells_length_and_purpose(phone: Phone) -> None:
    url = phone.create(PHOTO).headers["Location"]
    answer = phone.client.head(url, headers=TUS)
    assert answer.headers["Upload-Length"] == str(len(PHOTO))
    assert f"sha256 {base64.b64encode(SHA256.encode()).decode()}" in answer.headers["Upload-Metadata"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_creation_whose_answer_was_lost_finds_its_upload_again(phone: Phone) -> None:
    url = phone.create(PHOTO).headers["Location"]
    phone.patch(url, 0, PHOTO[:100])
    again = phone.create(PHOTO)
    assert (again.headers["Location"], again.headers["Upload-Offset"]) == (url, "100")
    assert rows("upload") == 1


def test_a_photo_that_this_person_has_sent_travels_no_second_time(phone: Phone, heard: list[PhotoArrived]) -> None:
    phone.create(PHOTO, PHOTO)
    finding = phone.expect(SHA256)
    created = phone.create(PHOTO)
    assert (created.status_code, created.headers["Upload-Offset"]) == (201, str(len(PHOTO)))
    assert queries.missing_of("finding", [finding]) == {finding: []}
    assert len(heard) == 1
    assert refused(phone.create(PHOTO, length=len(PHOTO) + 1)) == (422, "photo-differs")


def test_a_photo_that_another_has_sent_travels_again_as_if_nobody_had(phones: dict[str, Phone], phone: Phone) -> None:
    phone.create(PHOTO, PHOTO)
    colleague = phones["worker2"]
    finding = colleague.expect(SHA256)
    assert colleague.create(PHOTO, length=len(PHOTO) + 1).headers["Upload-Offset"] == "0"
    created = colleague.create(PHOTO)
    assert (created.status_code, created.headers["Upload-Offset"]) == (201, "0")
    assert queries.missing_of("finding", [finding]) == {finding: [SHA256]}
    assert colleague.patch(created.headers["Location"], 0, PHOTO).headers["Upload-Offset"] == str(len(PHOTO))
    assert queries.missing_of("finding", [finding]) == {finding: []}
    assert rows("photo") == 1


def test_a_cut_line_keeps_what_came(phone: Phone) -> None:
    url = phone.create(PHOTO).headers["Location"]
    phone.patch(url, 0, PHOTO[:1000], announced=len(PHOTO))
    assert phone.offset(url) == 1000
    assert phone.patch(url, 1000, PHOTO[1000:]).headers["Upload-Offset"] == str(len(PHOTO))


def test_a_line_that_breaks_with_an_error_keeps_what_came(phone: Phone) -> None:
    class Breaking(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if chunk := super().read(size):
                return chunk
            raise ConnectionResetError

    url = phone.create(PHOTO).headers["Location"]
    phone.patch(url, 0, Breaking(PHOTO[:700]), announced=len(PHOTO))
    assert phone.offset(url) == 700


def test_bytes_that_were_not_recorded_before_a_crash_are_not_trusted(phone: Phone, intake: Intake) -> None:
    url = phone.create(PHOTO).headers["Location"]
    phone.patch(url, 0, PHOTO[:500])
    with intake.parts.locked(UUID(url.rpartition("/")[2]), row_is_locked) as part:
        part.cut(500)
        part.write(b"\0" * 300)  # what a power cut may leave
    assert phone.offset(url) == 500
    assert phone.patch(url, 500, PHOTO[500:]).headers["Upload-Offset"] == str(len(PHOTO))


def test_a_lost_part_file_begins_anew(phone: Phone, intake: Intake) -> None:
    url = phone.create(PHOTO).headers["Location"]
    phone.patch(url, 0, PHOTO[:500])
    (intake.parts.folder / UUID(url.rpartition("/")[2]).hex).unlink()
    assert phone.offset(url) == 0
    assert refused(phone.patch(url, 500, PHOTO[500:])) == (409, "upload-offset")
    assert phone.patch(url, 0, PHOTO).headers["Upload-Offset"] == str(len(PHOTO))


def test_a_slow_line_is_recorded_while_it_lasts(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.photos.intake.RECORD_EVERY", 0.0)
    monkeypatch.setattr("backend.photos.intake.CHUNK", 1000)
    seen: list[int] = []
    really = uploads.advance
    monkeypatch.setattr(uploads, "advance", lambda upload_id, n: (seen.append(n), really(upload_id, n)))
    url = phone.create(PHOTO).headers["Location"]
    phone.patch(url, 0, PHOTO[:3500], announced=len(PHOTO))
    assert seen == [1000, 2000, 3000, 3500, 3500]


Move = tuple[str, int]
MOVES = st.lists(
    st.tuples(
        st.sampled_from(["piece", "cut", "lost answer", "repeat", "wrong place", "create again", "all at once"]),
        st.integers(1, 4000),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(MOVES, st.integers(0, 1_000_000))
def test_any_cutting_with_lost_answers_and_repeats_ends_with_the_photo_whole(
    phone: Phone, intake: Intake, heard: list[PhotoArrived], moves: list[Move], seed: int
) -> None:
    content = a_photo(seed, size=(160, 120), quality=60)
    sha256 = sha256_of(content)
    with transaction() as session:
        session.execute(text("DELETE FROM upload; DELETE FROM photo_claim; DELETE FROM photo_sender"))
        session.execute(text("DELETE FROM photo"))
    finding = phone.expect(sha256)
    heard.clear()
    created = phone.create(content)
    url, at = created.headers["Location"], int(created.headers["Upload-Offset"])
    for move, size in moves:
        at = _play(phone, url, content, at, move, size)
    at = phone.offset(url)
    if at < len(content):
        assert phone.patch(url, at, content[at:]).headers["Upload-Offset"] == str(len(content))
    assert phone.offset(url) == len(content)
    assert intake.store.get(key_of(sha256)) == content
    assert heard == [PhotoArrived(sha256, (("finding", finding),))]
    assert intake.parts.size(UUID(url.rpartition("/")[2])) == 0


def _play(phone: Phone, url: str, content: bytes, at: int, move: str, size: int) -> int:
    piece = content[at : at + size]
    if move == "create again":
        assert phone.create(content).headers["Upload-Offset"] == str(at)
    elif move == "wrong place":
        wrong = at + 1 if at + 1 <= len(content) else 0
        assert refused(phone.patch(url, wrong, b"?")) == (409, "upload-offset")
    elif at < len(content):
        if move == "cut":
            phone.patch(url, at, piece, announced=len(content) - at)
        elif move == "repeat":
            assert phone.patch(url, at, piece).status_code == 204
            assert refused(phone.patch(url, at, piece)) == (409, "upload-offset")
        elif move == "all at once":
            assert phone.patch(url, at, content[at:]).status_code == 204
        else:
            assert phone.patch(url, at, piece).status_code == 204
    # After a lost answer the phone asks; otherwise it counts for itself.
    return phone.offset(url) if move != "piece" else min(at + len(piece), len(content))


BAD = {
    "a script": (b"#!/bin/sh\necho pwned\n" * 20, "photo-not-a-picture"),
    "a page": (b"<!doctype html><script>alert(1)</script>", "photo-not-a-picture"),
    "a drawing": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "photo-not-a-picture"),
    "half a photo": (PHOTO[: len(PHOTO) // 2], "photo-not-a-picture"),
    "a PNG bomb": (a_png_bomb(), "photo-too-many-pixels"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_usable_photo_is_refused_and_leaves_nothing(
    phone: Phone, intake: Intake, heard: list[PhotoArrived], name: str
) -> None:
    content, code = BAD[name]
    phone.expect(sha256_of(content))
    url = phone.create(content).headers["Location"]
    assert refused(phone.patch(url, 0, content)) == (422, code)
    _nothing_left(intake, heard, url, content)


def test_other_bytes_than_announced_are_refused_and_leave_nothing(
    phone: Phone, intake: Intake, heard: list[PhotoArrived]
) -> None:
    other = bytearray(PHOTO)
    other[-10] ^= 1
    url = phone.create(PHOTO).headers["Location"]
    assert refused(phone.patch(url, 0, bytes(other))) == (422, "photo-differs")
    _nothing_left(intake, heard, url, bytes(other))
    assert phone.create(PHOTO, PHOTO).headers["Upload-Offset"] == str(len(PHOTO))


def _nothing_left(intake: Intake, heard: list[PhotoArrived], url: str, content: bytes) -> None:
    assert (rows("upload"), rows("photo"), heard) == (0, 0, [])
    assert intake.store.get(key_of(sha256_of(content))) is None
    assert intake.parts.size(UUID(url.rpartition("/")[2])) == 0


def test_more_bytes_than_announced_are_refused(phone: Phone) -> None:
    url = phone.create(PHOTO).headers["Location"]
    assert refused(phone.patch(url, 0, PHOTO + b"more")) == (413, "too-large")
    assert phone.offset(url) == 0


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (20 * 1024 * 1024 + 1, (413, "photo-too-large")),
        (0, (422, "photo-not-a-picture")),
        (-1, (400, "upload-headers")),
        ("much", (400, "upload-headers")),
        (10**20, (400, "upload-headers")),
    ],
)
def test_an_impossible_length_is_refused(phone: Phone, length: Any, expected: tuple[int, str]) -> None:
    assert refused(phone.create(PHOTO, length=length)) == expected
    assert rows("upload") == 0


def test_a_photo_larger_than_a_json_body_is_taken(phone: Phone) -> None:
    large = PHOTO + b"\0" * (300 * 1024)
    phone.expect(sha256_of(large))
    assert phone.create(large, large).headers["Upload-Offset"] == str(len(large))


def test_only_a_photo_that_a_report_of_ones_own_names_is_taken(
    phones: dict[str, Phone], phone: Phone, owners: dict[str, UUID]
) -> None:
    unnamed, colleague = a_photo(99), phones["worker2"]
    foreign = f"report/{colleague.report}"
    colleague.expect(sha256_of(unnamed))
    for answer in (
        phone.create(unnamed),  # named, but by somebody else
        phone.create(PHOTO, target=foreign),  # named, but for somebody else's report
        phone.create(PHOTO, target=f"report/{uuid4()}"),
        phone.create(PHOTO, target="order/320685202611220000017"),
    ):
        assert refused(answer) == (409, "photo-not-expected")
        assert answer.json is not None and answer.json["retry"] is True
    assert rows("upload") == 0


def test_a_withdrawn_photo_is_not_expected_any_more(phone: Phone) -> None:
    with transaction() as session:
        session.execute(text("UPDATE photo_claim SET withdrawn_at = now()"))
    assert refused(phone.create(PHOTO)) == (409, "photo-not-expected")


def test_a_photo_for_an_order_is_claimed_by_who_sent_it(
    phones: dict[str, Phone], owners: dict[str, UUID], heard: list[PhotoArrived]
) -> None:
    captain, worker = phones["captain"], phones["worker"]
    order = UUID(int=7)
    for sender, code in ((captain, "3206852026"), (worker, "3206852027")):
        owners[code] = sender.person_id
        assert sender.create(PHOTO, PHOTO, target=f"order/{code}").headers["Upload-Offset"] == str(len(PHOTO))
        assert sender.create(PHOTO, target=f"order/{code}").status_code == 201
    claims = queries.claims_of("order", [order])[order]
    assert [(claim.claimed_by, claim.whole) for claim in claims] == [
        (captain.person_id, True),
        (worker.person_id, True),
    ]
    with transaction():
        actions.claim_for_step(acting_as(captain.person_id), uuid4(), order, [SHA256])


def test_nobody_touches_anothers_upload(phones: dict[str, Phone], phone: Phone) -> None:
    url, colleague = phone.create(PHOTO).headers["Location"], phones["worker2"]
    assert colleague.client.head(url, headers=TUS).status_code == 404
    assert refused(colleague.patch(url, 0, PHOTO)) == (404, "not-found")
    assert refused(colleague.client.delete(url, headers=TUS)) == (404, "not-found")
    assert phone.offset(url) == 0


def test_an_upload_may_be_given_up(phone: Phone, intake: Intake) -> None:
    url = phone.create(PHOTO, PHOTO[:100]).headers["Location"]
    assert phone.client.delete(url, headers=TUS).status_code == 204
    assert phone.client.head(url, headers=TUS).status_code == 404
    assert intake.parts.size(UUID(url.rpartition("/")[2])) == 0
    assert phone.create(PHOTO).headers["Upload-Offset"] == "0"


def test_giving_up_a_finished_upload_keeps_the_photo(phone: Phone) -> None:
    url = phone.create(PHOTO, PHOTO).headers["Location"]
    assert phone.client.delete(url, headers=TUS).status_code == 204
    assert rows("photo") == 1


def test_an_expired_upload_is_gone_and_may_begin_anew(phone: Phone) -> None:
    url = phone.create(PHOTO, PHOTO[:100]).headers["Location"]
    with transaction() as session:
        session.execute(text("UPDATE upload SET expires_at = :at"), {"at": datetime.now(UTC) - timedelta(seconds=1)})
    assert phone.client.head(url, headers=TUS).status_code == 410
    assert refused(phone.patch(url, 100, PHOTO[100:])) == (410, "upload-gone")
    assert phone.create(PHOTO).headers["Location"] == url
    assert phone.patch(url, 100, PHOTO[100:]).headers["Upload-Offset"] == str(len(PHOTO))


def test_one_request_at_a_time_adds_to_an_upload(phone: Phone, intake: Intake) -> None:
    url = phone.create(PHOTO).headers["Location"]
    with intake.parts.locked(UUID(url.rpartition("/")[2]), row_is_locked):
        answer = phone.patch(url, 0, PHOTO)
        assert refused(answer) == (423, "upload-locked")
        assert int(answer.headers["Retry-After"]) > 0
        assert refused(phone.client.delete(url, headers=TUS)) == (423, "upload-locked")
        assert phone.offset(url) == 0


def test_a_phone_that_comes_back_is_not_stuck_behind_its_own_dead_line(
    phone: Phone, intake: Intake, heard: list[PhotoArrived]
) -> None:
    url = phone.create(PHOTO).headers["Location"]
    upload_id = UUID(url.rpartition("/")[2])

    class Dead(BytesIO):
        """The first bytes come; before the next the phone has changed its network and sent all of it anew."""

        def read(self, size: int | None = -1) -> bytes:
            if chunk := super().read(100):
                return chunk
            long_ago = time.time() - parts.STALLED - 1
            utime(intake.parts.folder / upload_id.hex, (long_ago, long_ago))
            assert phone.patch(url, 0, PHOTO).headers["Upload-Offset"] == str(len(PHOTO))
            return b""

    late = phone.patch(url, 0, Dead(PHOTO[:100]), announced=len(PHOTO))
    assert refused(late) == (423, "upload-locked")
    assert phone.offset(url) == len(PHOTO)
    assert len(heard) == 1


def test_two_uploads_racing_for_one_photo_both_succeed(
    app: Flask, phones: dict[str, Phone], heard: list[PhotoArrived], monkeypatch: pytest.MonkeyPatch
) -> None:
    racers = [phones["worker"], phones["worker2"]]
    findings = {racer.expect(SHA256) for racer in racers}
    urls = [racer.create(PHOTO).headers["Location"] for racer in racers]
    both = threading.Barrier(2, timeout=30)
    really = PhotoStore.put

    def put(store: PhotoStore, key: str, content: bytes) -> None:
        both.wait()
        really(store, key, content)

    monkeypatch.setattr(PhotoStore, "put", put)
    statuses: list[int] = []
    threads = [
        threading.Thread(target=lambda r=racer, u=url: statuses.append(r.patch(u, 0, PHOTO).status_code))
        for racer, url in zip(racers, urls, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [204, 204]
    assert rows("photo") == 1
    assert {fact.sha256 for fact in heard} == {SHA256}
    assert sorted(owner for fact in heard for _, owner in fact.owners) == sorted(findings)


def test_a_store_that_is_away_keeps_the_upload_unfinished(
    phone: Phone, intake: Intake, heard: list[PhotoArrived], monkeypatch: pytest.MonkeyPatch
) -> None:
    url = phone.create(PHOTO, PHOTO[:100]).headers["Location"]
    with monkeypatch.context() as away:
        away.setattr(PhotoStore, "put", lambda *_: _raise(Problem("busy", retry_after=30)))
        assert refused(phone.patch(url, 100, PHOTO[100:])) == (503, "busy")
    assert (phone.offset(url), heard) == (100, [])
    assert phone.patch(url, 100, PHOTO[100:]).headers["Upload-Offset"] == str(len(PHOTO))


def test_a_full_disk_asks_to_come_back_later(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    url = phone.create(PHOTO).headers["Location"]
    with monkeypatch.context() as full:
        full.setattr(parts.os, "write", lambda *_: _raise(OSError(28, "No space left on device")))
        assert refused(phone.patch(url, 0, PHOTO)) == (503, "busy")
    assert phone.patch(url, 0, PHOTO).status_code == 204


def _raise(error: Exception) -> None:
    raise error


def test_a_listener_that_fails_leaves_no_photo_row_and_the_phone_may_repeat(
    app: Flask, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = phone.create(PHOTO, PHOTO[:100]).headers["Location"]
    with monkeypatch.context() as broken:
        broken.setitem(app.extensions, "subscriptions", {PhotoArrived: [lambda *_: _raise(Problem("busy"))]})
        assert refused(phone.patch(url, 100, PHOTO[100:])) == (503, "busy")
    assert (rows("photo"), phone.offset(url)) == (0, 100)
    assert phone.patch(url, 100, PHOTO[100:]).status_code == 204


def test_a_person_may_leave_only_so_many_uploads_unfinished(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_OPEN", 2)
    photos = [a_photo(seed) for seed in (51, 52, 53)]
    phone.expect(*(sha256_of(photo) for photo in photos))
    assert [phone.create(photo).status_code for photo in photos[:2]] == [201, 201]
    assert refused(phone.create(photos[2])) == (429, "uploads-too-many")
    assert phone.create(photos[0]).status_code == 201
    phone.create(photos[0], photos[0])
    assert phone.create(photos[2]).status_code == 201


def test_nothing_is_held_in_the_database_while_a_body_trickles_in(app: Flask, phone: Phone) -> None:
    url = phone.create(PHOTO).headers["Location"]
    held: list[int] = []

    class Watching(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            held.append(db.engine.pool.checkedout())  # type: ignore[attr-defined]
            return super().read(size)

    before = db.engine.pool.checkedout()  # type: ignore[attr-defined]
    phone.patch(url, 0, Watching(PHOTO))
    assert set(held) == {before}


@pytest.mark.parametrize("method", ["POST", "HEAD", "PATCH", "DELETE"])
def test_another_version_of_the_protocol_is_refused(phone: Phone, method: str) -> None:
    url = "/api/v1/uploads" if method == "POST" else phone.create(PHOTO).headers["Location"]
    answer = phone.client.open(url, method=method, headers=BODY | {"Tus-Resumable": "0.2.2"})
    assert (answer.status_code, answer.headers["Tus-Version"]) == (412, "1.0.0")


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Upload-Offset": "0", "Content-Type": "image/jpeg"}, (415, "media-type")),
        ({"Upload-Offset": "-1"}, (400, "upload-headers")),
        ({"Upload-Offset": ""}, (400, "upload-headers")),
        ({"Upload-Offset": "NaN"}, (400, "upload-headers")),
        ({"Upload-Offset": "1"}, (409, "upload-offset")),
        ({"Upload-Offset": "999999999999999"}, (409, "upload-offset")),
    ],
)
def test_bytes_without_a_proper_place_are_refused(
    phone: Phone, headers: dict[str, str], expected: tuple[int, str]
) -> None:
    url = phone.create(PHOTO).headers["Location"]
    assert refused(phone.client.patch(url, headers=BODY | headers, data=PHOTO)) == expected
    assert phone.offset(url) == 0


@pytest.mark.parametrize("metadata", ["", "sha256", "sha256 !!!", "for cmVwb3J0", "\x7f", "a" * 5000])
def test_metadata_that_says_nothing_is_refused(phone: Phone, metadata: str) -> None:
    headers = TUS | {"Upload-Metadata": metadata, "Upload-Length": "10"}
    assert refused(phone.client.post("/api/v1/uploads", headers=headers)) == (422, "invalid")


def test_an_address_that_is_no_upload_is_not_found(phone: Phone) -> None:
    for tail in ("1", "../../etc/passwd", str(uuid4())):
        assert phone.client.head(f"/api/v1/uploads/{tail}", headers=TUS).status_code == 404


def test_uploads_lie_apart_from_the_store(intake: Intake) -> None:
    assert isinstance(intake.parts.folder, Path)
    assert intake.parts.folder.name == "uploads"
