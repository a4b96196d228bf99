"""What the worker process does for photos, and that nothing stops it."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import text

from backend.acting import Acting, Actor
from backend.database import transaction
from backend.photos import actions, jobs, queries, uploads
from backend.photos.declared import DeclaredPhoto
from backend.photos.events import PhotoArrived
from backend.photos.intake import Intake
from backend.photos.parts import row_is_locked
from backend.photos.pictures import inspect
from backend.photos.store import PhotoStore, key_of
from backend.photos.tus import Announced
from backend.problems import Problem
from tests.given import County
from tests.pictures import a_photo, sha256_of

AT = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


@pytest.fixture
def intake(app: Flask) -> Intake:
    found: Intake = app.extensions["photo_intake"]
    return found


@pytest.fixture
def acting(county: County) -> Acting:
    return Acting(Actor(county.id_of("worker"), "worker", "", "worker"), AT)


def stored(acting: Acting, intake: Intake, seed: int) -> str:
    # Other tests may have left copies of the same picture in the store.
    with transaction():
        return actions.take_in(acting, intake.store, a_photo(seed, size=(200 + seed, 150)))


def due() -> dict[str, int]:
    with transaction() as session:
        rows = session.execute(text("SELECT sha256, previews_tried FROM photo WHERE previews_at IS NULL"))
        return {row.sha256: row.previews_tried for row in rows}


def test_previews_of_every_new_photo_are_made_once(acting: Acting, intake: Intake) -> None:
    photos = [stored(acting, intake, seed) for seed in (31, 32, 33)]
    assert jobs.make_due_previews() == 3
    assert jobs.make_due_previews() == 0
    assert due() == {}
    assert all(intake.store.get(key_of(sha256, size)) for sha256 in photos for size in ("thumb", "screen"))


def test_a_poisoned_picture_blocks_no_other_and_is_given_up_after_three_attempts(
    acting: Acting, intake: Intake
) -> None:
    poison, content = "0" * 64, a_photo(34)
    with transaction():
        intake.store.put(key_of(poison), b"\xff\xd8\xff poison")
        actions.record_photo(acting, poison, 10, inspect(content))
    later = stored(Acting(acting.who, AT + timedelta(minutes=1)), intake, 35)
    assert jobs.make_due_previews() == 1
    assert due() == {poison: 3}
    assert intake.store.get(key_of(later, "thumb"))
    assert jobs.make_due_previews() == 0


def test_a_picture_that_kills_its_worker_goes_to_the_end_of_the_line(
    acting: Acting, intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    killer = stored(acting, intake, 36)
    other = stored(Acting(acting.who, AT + timedelta(minutes=1)), intake, 37)
    with monkeypatch.context() as killed:
        killed.setattr(jobs, "make_previews", lambda _: _die())
        with pytest.raises(SystemExit):
            jobs.make_due_previews()
    assert due() == {killer: 1, other: 0}
    assert jobs.make_due_previews() == 2


def _die() -> None:
    raise SystemExit


def test_an_absent_store_is_not_held_against_the_pictures(
    acting: Acting, intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256 = stored(acting, intake, 38)
    with monkeypatch.context() as away:
        away.setattr(PhotoStore, "get", lambda *_: _busy())
        assert jobs.make_due_previews() == 0
    assert due() == {sha256: 0}
    assert jobs.make_due_previews() == 1


def _busy() -> None:
    raise Problem("busy")


def test_a_round_of_previews_is_bounded(acting: Acting, intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in (39, 40, 41):
        stored(acting, intake, seed)
    monkeypatch.setattr(jobs, "MOST_AT_ONCE", 2)
    assert jobs.make_due_previews() == 2
    assert len(due()) == 1


def begun(acting: Acting, intake: Intake, sha256: str, hours: int) -> UUID:
    announced = Announced(sha256, "image/jpeg", "report", str(uuid4()))
    with transaction():
        upload = uploads.begin(acting, announced, uuid4(), 100, hours)
    with intake.parts.locked(upload.id, row_is_locked) as part:
        part.write(b"abc")
    return upload.id


def test_expired_uploads_and_forgotten_files_go_and_others_stay(county: County, intake: Intake) -> None:
    acting = Acting(Actor(county.id_of("worker"), "worker", "", "worker"), datetime.now(UTC))
    fresh = begun(acting, intake, "a" * 64, 1)
    old, busy = (begun(acting, intake, letter * 64, -1) for letter in "bc")
    stray = intake.parts.folder / uuid4().hex
    stray.write_bytes(b"left by a crash")
    os.utime(stray, (1, 1))
    with intake.parts.locked(busy, row_is_locked):
        assert jobs.expire_uploads() == 1
    assert not stray.exists()
    assert [intake.parts.size(upload) for upload in (fresh, old, busy)] == [3, 0, 3]
    with transaction() as session:
        assert set(session.execute(text("SELECT id FROM upload")).scalars()) == {fresh, busy}
    assert jobs.expire_uploads() == 1
    (intake.parts.folder / fresh.hex).unlink()


def test_claims_that_missed_their_photo_are_told_by_the_worker(
    app: Flask, acting: Acting, intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[PhotoArrived] = []
    monkeypatch.setitem(app.extensions, "subscriptions", {PhotoArrived: [lambda _, fact: heard.append(fact)]})
    sha256, owner = stored(acting, intake, 42), uuid4()
    with transaction() as session:
        actions.expect(acting, "finding", owner, [DeclaredPhoto(sha256), DeclaredPhoto(sha256_of(b"not sent"))])
        session.execute(text("UPDATE photo_claim SET whole_at = NULL"))
    assert [jobs.settle_late_claims(), jobs.settle_late_claims()] == [1, 0]
    assert heard == [PhotoArrived(sha256, (("finding", owner),))]
    assert queries.missing_of("finding", [owner]) == {owner: [sha256_of(b"not sent")]}
