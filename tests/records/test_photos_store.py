"""The object store over the real protocols: a folder, and a server process that speaks S3 over HTTP."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.photos.store import PhotoStore, key_of
from backend.problems import Problem
from backend.settings import BadSetting
from tests.pictures import a_photo, sha256_of

PHOTO = a_photo(1)
KEY = key_of(sha256_of(PHOTO))


@pytest.fixture(scope="module")
def s3_server() -> Iterator[str]:
    """The address of an S3 server with an empty bucket `photos`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _make_bucket(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _make_bucket(port: int) -> None:
    patience = time.monotonic() + 60
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        try:
            connection.request("PUT", "/photos")
            assert connection.getresponse().status == 200
            return
        except ConnectionError:
            assert time.monotonic() < patience
            time.sleep(0.1)  # the server is starting
        finally:
            connection.close()


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> PhotoStore:
    if request.param == "folder":
        return PhotoStore((tmp_path / "照片 仓库").as_uri())
    server = request.getfixturevalue("s3_server")
    query = f"endpoint={server}&region=us-east-1&access_key_id=key&secret_access_key=secret"
    return PhotoStore(f"s3://photos/{tmp_path.name}?{query}")


def test_what_was_put_is_given_back(store: PhotoStore) -> None:
    assert store.get(KEY) is None
    store.put(KEY, PHOTO)
    assert store.get(KEY) == PHOTO


def test_putting_the_same_again_changes_nothing(store: PhotoStore) -> None:
    store.put(KEY, PHOTO)
    store.put(KEY, PHOTO)
    assert store.get(KEY) == PHOTO


def test_what_a_crash_left_damaged_is_mended_by_the_next_put(store: PhotoStore) -> None:
    store.put(KEY, b"\0" * len(PHOTO))
    store.put(KEY, PHOTO)
    assert store.get(KEY) == PHOTO


def test_copies_lie_beside_the_photo(store: PhotoStore) -> None:
    sha256 = sha256_of(PHOTO)
    store.put(key_of(sha256), PHOTO)
    store.put(key_of(sha256, "thumb"), b"small")
    assert (store.get(key_of(sha256)), store.get(key_of(sha256, "thumb"))) == (PHOTO, b"small")


def test_an_equal_put_writes_the_file_only_once(tmp_path: Path) -> None:
    store = PhotoStore(tmp_path.as_uri())
    store.put(KEY, PHOTO)
    before = (tmp_path / KEY).stat()
    store.put(KEY, PHOTO)
    assert (tmp_path / KEY).stat().st_ino == before.st_ino
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / KEY]


def test_a_put_returns_only_after_file_and_folders_are_flushed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[Path] = []
    really = os.fsync

    def fsync(handle: int) -> None:
        flushed.append(Path(f"/proc/self/fd/{handle}").readlink())
        really(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    PhotoStore(tmp_path.as_uri()).put(KEY, PHOTO)
    file = tmp_path / KEY
    assert flushed == [file, file.parent, file.parent.parent, tmp_path]


def test_a_store_that_cannot_be_reached_may_be_tried_again() -> None:
    away = PhotoStore("s3://photos?endpoint=http://127.0.0.1:9&region=us-east-1&access_key_id=a&secret_access_key=b")
    for call in (lambda: away.get(KEY), lambda: away.put(KEY, PHOTO)):
        with pytest.raises(Problem, match="busy") as caught:
            call()
        assert caught.value.kind.retry


def test_a_folder_that_cannot_be_written_may_be_tried_again(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"not a folder")
    with pytest.raises(Problem, match="busy"):
        PhotoStore((tmp_path / "file" / "photos").as_uri()).put(KEY, PHOTO)


@pytest.mark.parametrize("url", ["", "photos", "ftp://host/photos", "s3://", "file://", "s3://photos?colour=red"])
def test_an_address_that_means_nothing_stops_the_start(url: str) -> None:
    with pytest.raises(BadSetting, match="PHOTOS_URL"):
        PhotoStore(url)


def test_making_a_store_leaves_no_folder_behind(tmp_path: Path) -> None:
    PhotoStore((tmp_path / "photos").as_uri())
    assert not (tmp_path / "photos").exists()
