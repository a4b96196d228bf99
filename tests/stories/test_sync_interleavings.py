"""Whatever the line does to a phone, in the end every report is there once, every photo whole, nothing confirmed lost.

The phone of this story keeps an outbox and knows only what it was told. Requests vanish, answers vanish, requests come
twice or as twins, uploads are cut, the server is started anew in between; then the line holds and the phone drains.
"""

from __future__ import annotations

import base64
import itertools
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import text

from backend.database import db, transaction
from backend.settings import Settings
from tests.filings import declared, filing, finding, put_report
from tests.given import County, client_for
from tests.pictures import a_photo, sha256_of
from wsgi import create_app

TUS = {"Tus-Resumable": "1.0.0"}
COUNTS = text("""
    SELECT (SELECT count(*) FROM report) AS report, (SELECT count(*) FROM finding) AS finding,
           (SELECT count(*) FROM work_order) AS work_order, (SELECT count(*) FROM order_history) AS order_history,
           (SELECT count(*) FROM photo_claim) AS claims,
           (SELECT count(*) FROM photo_claim WHERE whole_at IS NULL) AS claims_not_whole
""")
SEEDS = itertools.count()  # a picture that is stored already would not travel again in the next example


class LineIsDead(Exception):
    """The request or its answer never arrived; the phone cannot tell which."""


@dataclass(slots=True)
class Server:
    """What stands at the other end: it can be started anew at any time and keeps nothing in memory that counts."""

    settings: Settings
    app: Flask
    county: County

    def start_anew(self) -> None:
        self.stop()
        self.app = create_app(self.settings)

    def stop(self) -> None:
        """Nothing of it is left in this process."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()

    def client(self) -> FlaskClient:
        return client_for(self.app, self.county.people["worker"])


@dataclass(slots=True)
class Sending:
    """One photo in the outbox: where its upload is, as far as the phone knows, and whether it was told `whole`."""

    report_id: str
    content: bytes
    url: str | None = None
    whole: bool = False


@dataclass(slots=True)
class Phone:
    """An outbox: report id → body, the photos of each, and everything that the server ever confirmed."""

    server: Server
    reports: dict[str, dict[str, Any]]
    photos: list[Sending]
    confirmed: dict[str, dict[str, Any]] = field(default_factory=dict)

    def send_report(self, report_id: str, fate: str) -> None:
        """PUT once, or as two twins at once; what comes back is remembered."""
        if fate == "dropped":
            raise LineIsDead
        answers: list[Any] = []
        senders = [
            threading.Thread(
                target=lambda client: answers.append(put_report(client, self.reports[report_id], report_id)),
                args=(self.server.client(),),
            )
            for _ in range(2 if fate == "twins" else 1)
        ]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
        assert {answer.status_code for answer in answers} <= {200, 201}, [answer.text for answer in answers]
        if fate == "lost":
            raise LineIsDead
        for answer in answers:
            told = answer.get_json()
            first = self.confirmed.setdefault(report_id, told)
            assert _lasting(told) == _lasting(first)

    def send_photo(self, sending: Sending, fate: str, size: int) -> None:
        """One step on the way of this photo: begin the upload, or send the next bytes."""
        if fate == "dropped":
            raise LineIsDead
        client = self.server.client()
        if sending.url is None:
            self._begin(client, sending, fate)
        else:
            self._go_on(client, sending, fate, size)

    def _begin(self, client: FlaskClient, sending: Sending, fate: str) -> None:
        told = {
            "sha256": sha256_of(sending.content), "filetype": "image/jpeg", "for": f"report/{sending.report_id}",
        }  # fmt: skip
        metadata = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in told.items())
        headers = TUS | {"Upload-Metadata": metadata, "Upload-Length": str(len(sending.content))}
        answer = client.post("/api/v1/uploads", headers=headers)
        if fate == "lost":
            raise LineIsDead
        if answer.status_code == 409:  # the report has not arrived yet: wait and repeat
            assert answer.get_json()["type"] == "photo-not-expected"
            assert sending.report_id not in self.confirmed
            return
        assert answer.status_code == 201, answer.text
        sending.url = answer.headers["Location"]

    def _go_on(self, client: FlaskClient, sending: Sending, fate: str, size: int) -> None:
        assert sending.url is not None
        offset = int(client.head(sending.url, headers=TUS).headers["Upload-Offset"])
        if offset == len(sending.content):
            sending.whole = fate != "lost" or sending.whole
            return
        wanted = sending.content[offset : offset + size]
        sent = wanted[: len(wanted) // 2] if fate == "cut" else wanted
        answer = client.patch(
            sending.url,
            headers=TUS | {"Content-Type": "application/offset+octet-stream", "Upload-Offset": str(offset)},
            input_stream=BytesIO(sent),
            environ_overrides={"CONTENT_LENGTH": str(len(wanted))},
        )
        if fate in ("lost", "cut"):
            raise LineIsDead
        assert answer.status_code == 204, answer.text
        sending.whole = int(answer.headers["Upload-Offset"]) == len(sending.content)

    def drain(self) -> None:
        """The line holds at last: reports first, then photos, until the server has confirmed everything."""
        for report_id in self.reports:
            self.send_report(report_id, "sent")
        for sending in self.photos:
            for _ in range(6):
                if not sending.whole:
                    self.send_photo(sending, "sent", 1 << 20)
            assert sending.whole

    def check_confirmed(self) -> None:
        """What the server once confirmed is still what it says."""
        client = self.server.client()
        for report_id, told in self.confirmed.items():
            report = client.get(f"/api/v1/reports/{report_id}").get_json()
            assert [one["order"] for one in report["findings"]] == [one["order"] for one in told["findings"]]
            whole = {photo["sha256"] for one in report["findings"] for photo in one["photos"] if photo["whole"]}
            for sending in self.photos:
                if sending.report_id == report_id and sending.whole:
                    assert sha256_of(sending.content) in whole
                    assert client.get(f"/api/v1/photos/{sha256_of(sending.content)}?size=original").status_code == 200


def _lasting(told: dict[str, Any]) -> dict[str, Any]:
    """The answer without the photos still missing: they alone may change from one time to the next."""
    return told | {"findings": [{**one, "photos_missing": []} for one in told["findings"]]}


def a_phone(server: Server) -> Phone:
    """Two visits; the second shows one picture of the first again, and one picture twice."""
    first, second = str(uuid4()), str(uuid4())
    pictures = [a_photo(next(SEEDS), size=(64, 48)) for _ in range(3)]
    reports = {
        first: filing(finding(photos=[declared(pictures[0])]), finding(photos=[declared(pictures[1])])),
        second: filing(
            finding(photos=[declared(pictures[2]), declared(pictures[1]), declared(pictures[2])]), finding()
        ),
    }
    wanted = [(first, 0), (first, 1), (second, 2), (second, 1)]
    return Phone(server, reports, [Sending(report_id, pictures[number]) for report_id, number in wanted])


MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("report"), st.integers(0, 1), st.sampled_from(["sent", "lost", "dropped", "twins"])),
        st.tuples(
            st.just("photo"), st.integers(0, 3), st.sampled_from(["sent", "sent", "lost", "dropped", "cut"]),
            st.integers(1, 3000),
        ),
        st.tuples(st.just("restart")),
    ),
    max_size=30,
)  # fmt: skip


@pytest.fixture
def server(app: Flask, settings: Settings, county: County) -> Iterator[Server]:
    server = Server(settings, app, county)
    yield server
    server.stop()


@hypothesis_settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_any_interleaving_ends_with_every_report_once_and_every_photo_whole(
    server: Server, moves: list[tuple[Any, ...]]
) -> None:
    before = counts()
    phone = a_phone(server)
    for kind, *rest in moves:
        try:
            if kind == "restart":
                server.start_anew()
                phone.check_confirmed()
            elif kind == "report":
                phone.send_report(list(phone.reports)[rest[0]], rest[1])
            else:
                phone.send_photo(phone.photos[rest[0]], *rest[1:])
        except LineIsDead:
            continue
    phone.drain()
    phone.check_confirmed()
    assert {name: number - before[name] for name, number in counts().items()} == {
        "report": 2, "finding": 4, "work_order": 4, "order_history": 4, "claims": 5, "claims_not_whole": 0,
    }  # fmt: skip


def counts() -> dict[str, int]:
    """Rows that a filing leaves; every example files anew into the same database."""
    with transaction() as session:
        return dict(session.execute(COUNTS).one()._mapping)
