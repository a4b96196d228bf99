"""Who gets to see a photo, in which form, and who may do what with photos at all."""

from __future__ import annotations

import base64
from collections.abc import Collection
from datetime import UTC, datetime
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import text

from backend.acting import Acting, Actor
from backend.database import transaction
from backend.photos import actions
from backend.photos.declared import DeclaredPhoto
from backend.photos.intake import Intake
from backend.photos.store import key_of
from tests.given import PEOPLE, County, anonymous_client, client_for
from tests.pictures import a_phone_photo, a_photo, sha256_of

PHOTO = a_phone_photo(1)
SHA256 = sha256_of(PHOTO)
URL = f"/api/v1/photos/{SHA256}"
TUS = {"Tus-Resumable": "1.0.0"}


@pytest.fixture
def intake(app: Flask) -> Intake:
    found: Intake = app.extensions["photo_intake"]
    return found


@pytest.fixture
def sight(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> dict[UUID, set[UUID]]:
    """Person → owners whose photos that person sees; the parts that own photos say so in real life."""
    seen: dict[UUID, set[UUID]] = {}

    def may_see(actor: Actor, owners: Collection[UUID]) -> set[UUID]:
        return seen.get(actor.id, set()) & set(owners)

    for kind in ("finding", "step", "order"):
        monkeypatch.setitem(intake.access.see, kind, may_see)
        monkeypatch.setitem(intake.access.withdraw, kind, lambda _, owners: set(owners))
    monkeypatch.setitem(intake.access.upload, "report", lambda *_: None)
    monkeypatch.setitem(intake.access.upload, "order", lambda *_: None)
    return seen


@pytest.fixture
def finding(county: County, intake: Intake, sight: dict[UUID, set[UUID]]) -> UUID:
    """A finding of the worker with one stored photo, which worker and captain may see."""
    return given_photo(county, intake, sight, PHOTO)


def given_photo(county: County, intake: Intake, sight: dict[UUID, set[UUID]], content: bytes) -> UUID:
    owner = uuid4()
    acting = Acting(Actor(county.id_of("worker"), "worker", "", "worker"), datetime.now(UTC))
    with transaction():
        actions.expect(acting, "finding", owner, [DeclaredPhoto(sha256_of(content))])
        actions.take_in(acting, intake.store, content)
    for username in ("worker", "captain"):
        sight.setdefault(county.id_of(username), set()).add(owner)
    return owner


@pytest.fixture
def captain(app: Flask, county: County, finding: UUID) -> FlaskClient:
    return client_for(app, county.people["captain"])


@pytest.mark.parametrize(("size", "most"), [("thumb", 320), ("screen", 1600), ("original", 320)])
def test_a_photo_is_served_upright_and_without_metadata(captain: FlaskClient, size: str, most: int) -> None:
    for _ in range(2):  # made when asked for, then kept
        answer = captain.get(f"{URL}?size={size}")
        assert answer.status_code == 200
        assert answer.content_type == "image/jpeg"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Disposition"].startswith("inline; filename=")
        assert "private" in answer.headers["Cache-Control"] and "immutable" in answer.headers["Cache-Control"]
        assert b"SECRETMAKER" not in answer.data
        with Image.open(BytesIO(answer.data)) as image:
            assert not image.getexif()
            assert image.height > image.width
            assert max(image.size) <= most


@pytest.mark.parametrize(
    ("kind", "served"),
    [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/jpeg"), ("HEIF", "image/jpeg")],
)
def test_every_browser_can_show_what_is_served(
    app: Flask, county: County, intake: Intake, sight: dict[UUID, set[UUID]], kind: str, served: str
) -> None:
    content = a_photo(3, kind)
    given_photo(county, intake, sight, content)
    client = client_for(app, county.people["captain"])
    original = client.get(f"/api/v1/photos/{sha256_of(content)}?size=original")
    assert (original.status_code, original.content_type) == (200, served)
    assert client.get(f"/api/v1/photos/{sha256_of(content)}?size=thumb").content_type == "image/jpeg"


def test_what_is_at_hand_is_not_sent_again_unless_sight_was_lost(
    captain: FlaskClient, county: County, sight: dict[UUID, set[UUID]]
) -> None:
    etag = captain.get(URL).headers["ETag"]
    assert captain.get(URL, headers={"If-None-Match": etag}).status_code == 304
    assert captain.get(f"{URL}?size=thumb", headers={"If-None-Match": etag}).status_code == 200
    sight.clear()
    assert captain.get(URL, headers={"If-None-Match": etag}).status_code == 404


@pytest.mark.parametrize("size", ["huge", "", "thumb' OR 1=1"])
def test_an_unknown_size_is_refused(captain: FlaskClient, size: str) -> None:
    answer = captain.get(f"{URL}?size={size}")
    assert answer.status_code == 422
    assert answer.json is not None and answer.json["errors"][0]["pointer"] == "/size"


@pytest.mark.parametrize("name", ["0" * 64, "z" * 64, "../" * 21 + "a", "a", SHA256.upper()])
def test_a_photo_that_is_not_there_is_not_found(captain: FlaskClient, name: str) -> None:
    assert captain.get(f"/api/v1/photos/{name}").status_code == 404


def test_a_withdrawn_photo_is_not_served_any_more(app: Flask, county: County, captain: FlaskClient) -> None:
    worker = client_for(app, county.people["worker"])
    assert captain.delete(URL).status_code == 404
    assert [worker.delete(URL).status_code for _ in range(2)] == [204, 204]
    assert [client.get(URL).status_code for client in (worker, captain)] == [404, 404]


def test_a_photo_that_has_served_to_verify_stays(
    app: Flask, county: County, finding: UUID, intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(intake.access.withdraw, "finding", lambda *_: set())
    answer = client_for(app, county.people["worker"]).delete(URL)
    assert answer.status_code == 409
    assert answer.json is not None and answer.json["type"] == "photo-kept"


def test_a_sealed_photo_is_not_served(captain: FlaskClient) -> None:
    with transaction() as session:
        session.execute(text("UPDATE photo SET sealed_at = stored_at"))
    assert captain.get(URL).status_code == 404


def test_a_photo_that_the_store_lost_is_a_fault_that_is_told(captain: FlaskClient, intake: Intake) -> None:
    with transaction() as session:
        session.execute(text("DELETE FROM photo_sender"))
        session.execute(text("UPDATE photo SET sha256 = :other"), {"other": "e" * 64})
        session.execute(text("UPDATE photo_claim SET sha256 = :other"), {"other": "e" * 64})
    answer = captain.get(f"/api/v1/photos/{'e' * 64}")
    assert answer.status_code == 500
    assert answer.json is not None and answer.json["type"] == "server-fault"


def test_the_kept_original_is_never_what_is_served(captain: FlaskClient, intake: Intake) -> None:
    assert intake.store.get(key_of(SHA256)) == PHOTO
    assert captain.get(f"{URL}?size=original").data != PHOTO


def metadata(sha256: str) -> dict[str, str]:
    told = {"sha256": sha256, "filetype": "image/jpeg", "for": f"report/{uuid4()}"}
    pairs = (f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in told.items())
    return TUS | {"Upload-Length": "10", "Upload-Metadata": ",".join(pairs)}


# call → what each role gets who has no claim and no sight of the photo: rows decide, not roles.
UPLOAD = f"/api/v1/uploads/{uuid4()}"
BODY = TUS | {"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
CALLS = {
    "begin": ("POST", "/api/v1/uploads", metadata("a" * 64), 409),
    "look": ("HEAD", UPLOAD, TUS, 404),
    "add": ("PATCH", UPLOAD, BODY, 404),
    "give up": ("DELETE", UPLOAD, TUS, 404),
    "show": ("GET", URL, {}, 404),
    "withdraw": ("DELETE", URL, {}, 404),
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("username", sorted(set(PEOPLE) - {"worker", "captain"}))
def test_nobody_gets_at_a_photo_without_a_row_that_says_so(
    app: Flask, county: County, finding: UUID, username: str, call: str
) -> None:
    method, url, headers, status = CALLS[call]
    answer = client_for(app, county.people[username]).open(url, method=method, headers=headers)
    assert answer.status_code == status


@pytest.mark.parametrize("username", sorted(PEOPLE))
def test_whoever_the_owner_shows_it_to_sees_it_whatever_the_role(
    app: Flask, county: County, finding: UUID, sight: dict[UUID, set[UUID]], username: str
) -> None:
    sight[county.id_of(username)] = {finding}
    assert client_for(app, county.people[username]).get(f"{URL}?size=thumb").status_code == 200


@pytest.mark.parametrize("call", CALLS)
def test_nobody_does_anything_without_sign_in(app: Flask, finding: UUID, call: str) -> None:
    method, url, headers, _ = CALLS[call]
    answer = anonymous_client(app).open(url, method=method, headers=headers)
    assert answer.status_code == 401


@pytest.mark.parametrize("call", [name for name, (method, *_) in CALLS.items() if method not in ("GET", "HEAD")])
def test_no_foreign_page_can_write(app: Flask, county: County, finding: UUID, call: str) -> None:
    method, url, headers, _ = CALLS[call]
    client = client_for(app, county.people["worker"])
    del client.environ_base["HTTP_X_REQUESTED_WITH"]
    answer = client.open(url, method=method, headers=headers)
    assert answer.status_code == 403
    assert answer.json is not None and answer.json["type"] == "missing-header"
