"""Uploads against the real server with two processes: what a test client cannot do to a body, a socket can."""

from __future__ import annotations

import base64
import http.client
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from uuid import UUID

import pytest
from flask import Flask

from backend.settings import Settings
from tests.filings import declared, filing, finding, put_report
from tests.given import County, client_for
from tests.pictures import a_photo, sha256_of
from tests.servers import PATIENCE, serving, until

PHOTO = a_photo(61, size=(1600, 1200), quality=95) + b"\0" * 600_000
LENGTH = len(PHOTO)
SHA256 = sha256_of(PHOTO)
TUS = {"Tus-Resumable": "1.0.0", "X-Requested-With": "grid-pwa"}
BODY = TUS | {"Content-Type": "application/offset+octet-stream"}


@pytest.fixture(scope="module")
def port(settings: Settings, migrated_app: Flask) -> Iterator[int]:
    """The port of a server with two processes on this test's own database and folder."""
    with serving(settings, "--workers", "2", "--blocking-threads", "8") as number:
        yield number


class Line:
    """A phone's line to the server: whole requests, or the beginning of one."""

    def __init__(self, port: int, cookie: str) -> None:
        self.port, self.cookie = port, cookie

    def ask(
        self, method: str, url: str, headers: dict[str, str], body: bytes | None = None
    ) -> http.client.HTTPResponse:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as connection:
            connection.request(method, url, body, headers | {"Cookie": self.cookie})
            response = connection.getresponse()
            response.read()
            return response

    def offset(self, url: str) -> int:
        return int(self.ask("HEAD", url, TUS).headers["Upload-Offset"])

    def patch(self, url: str, offset: int, body: bytes) -> int:
        return self.ask("PATCH", url, BODY | {"Upload-Offset": str(offset)}, body).status

    def begin_patch(self, url: str, offset: int, announced: int, sent: bytes) -> socket.socket:
        """A PATCH of which only a part was sent; the line is still open."""
        headers = BODY | {"Upload-Offset": str(offset), "Content-Length": str(announced), "Cookie": self.cookie}
        head = f"PATCH {url} HTTP/1.1\r\nHost: test\r\n" + "".join(f"{k}: {v}\r\n" for k, v in headers.items())
        line = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        line.sendall(head.encode() + b"\r\n" + sent)
        return line


@pytest.fixture
def phone(app: Flask, county: County, settings: Settings, port: int) -> Line:
    """The worker's phone, whose report names the photo."""
    client = client_for(app, county.people["worker"])
    cookie = client.get_cookie(settings.cookie_name)
    assert cookie is not None
    return Line(port, f"{settings.cookie_name}={cookie.value}")


@pytest.fixture
def url(app: Flask, county: County, phone: Line) -> str:
    """An upload that was created and waits for its first byte."""
    answer = put_report(client_for(app, county.people["worker"]), filing(finding(photos=[declared(PHOTO)])))
    assert answer.status_code == 201, answer.json
    told = {"sha256": SHA256, "filetype": "image/jpeg", "for": f"report/{answer.json['id']}"}
    metadata = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in told.items())
    created = phone.ask("POST", "/api/v1/uploads", TUS | {"Upload-Length": str(LENGTH), "Upload-Metadata": metadata})
    assert created.status == 201
    return str(created.headers["Location"])


@pytest.mark.parametrize("farewell", ["closed", "reset"])
def test_a_cut_line_keeps_every_byte_that_came(phone: Line, url: str, farewell: str) -> None:
    line = phone.begin_patch(url, 0, LENGTH, PHOTO[:400_000])
    if farewell == "reset":
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        time.sleep(0.5)  # a reset overtakes what is still on its way; here everything has arrived
    line.close()
    until(lambda: phone.offset(url) == 400_000)
    assert phone.patch(url, 400_000, PHOTO[400_000:]) == 204
    assert phone.offset(url) == LENGTH


def test_a_second_request_is_asked_to_wait_whichever_process_it_meets(
    phone: Line, url: str, settings: Settings
) -> None:
    part = settings.data_dir / "uploads" / UUID(url.rpartition("/")[2]).hex
    with phone.begin_patch(url, 0, LENGTH, PHOTO[:300_000]) as line:
        until(lambda: part.exists() and part.stat().st_size)
        assert {phone.patch(url, 0, b"x") for _ in range(8)} == {423}
        line.sendall(PHOTO[300_000:])
        assert line.recv(1000).startswith(b"HTTP/1.1 204")
    assert phone.offset(url) == LENGTH


def test_a_refused_body_does_not_spoil_the_next_request_on_the_line(phone: Line, url: str) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", phone.port, timeout=PATIENCE)) as connection:
        headers = BODY | {"Upload-Offset": "7", "Cookie": phone.cookie}
        connection.request("PATCH", url, PHOTO[:500_000], headers)
        response = connection.getresponse()
        response.read()
        assert response.status == 409
        connection.request("HEAD", url, headers=TUS | {"Cookie": phone.cookie})
        response = connection.getresponse()
        assert (response.status, response.headers["Upload-Offset"]) == (200, "0")


def test_a_body_without_a_length_is_taken_too(phone: Line, url: str) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", phone.port, timeout=PATIENCE)) as connection:
        pieces = (PHOTO[at : at + 100_000] for at in range(0, LENGTH, 100_000))
        headers = BODY | {"Upload-Offset": "0", "Cookie": phone.cookie}
        connection.request("PATCH", url, pieces, headers, encode_chunked=True)
        assert connection.getresponse().status == 204
    assert phone.offset(url) == LENGTH
