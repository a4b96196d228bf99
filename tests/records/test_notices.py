"""Telling people, and the outbox of pushes: real keys, a real push service on this machine."""

from __future__ import annotations

import base64
import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from uuid import uuid4

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask
from py_vapid import Vapid02
from sqlalchemy import select, update

from backend import clock
from backend.acting import Acting
from backend.database import db, transaction
from backend.notices.actions import MOST_BROWSERS, Telling, forget_device, mark_read, subscribe, tell
from backend.notices.delivery import Push, Pusher, may_push_to, payload_of
from backend.notices.jobs import push_due_notices
from backend.notices.model import Notice, PushSubscription
from backend.notices.outbox import BATCH, MOST_FAILURES, lease_due
from backend.people.actions import disable_person
from backend.people.events import SignedOut
from backend.people.queries import actor_by_id
from backend.settings import Settings
from tests.given import BEFORE, County, given_deputy, statements

NOW = datetime.now(UTC)
SYSTEM = Acting(None, NOW)
MINUTE = timedelta(minutes=1)


def as_person(county: County, username: str, at: datetime = NOW) -> Acting:
    return Acting(actor_by_id(county.id_of(username), clock.local_date(at)), at)


def told(county: County) -> set[tuple[str, str]]:
    names = {person.id: name for name, person in county.people.items()}
    return {(names[who], key) for who, key in db.session.execute(select(Notice.person_id, Notice.effect_key))}


def something(desk: str | None = None, key: str = "filed:1", **more: Any) -> Telling:
    kind, subject, title = "order.filed", "order/6320685202611221000018", "有一张工单待核实"
    return Telling(**{"kind": kind, "subject": subject, "title": title, "effect_key": key, "desk": desk} | more)


def say(*tellings: Telling, acting: Acting = SYSTEM) -> None:
    with transaction():
        tell(acting, tellings)


def test_everybody_at_a_desk_is_told_once_however_often_it_is_said(county: County) -> None:
    for _ in range(2):
        say(something("centre"), something("centre"), something(f"captain:{county.grid}"))
    assert told(county) == {("centre", "filed:1"), ("centre2", "filed:1"), ("captain", "filed:1")}


def test_all_kinds_of_desk_and_single_people_are_told_in_one_statement(county: County) -> None:
    tellings = [
        something(f"captain:{county.grid}", "1"),
        something(f"town:{county.town}", "2"),
        something("unit:fire", "3"),
        something("centre", "4"),
        something(f"worker:{county.id_of('worker')}", "5"),
        something(None, "6", person=county.id_of("auditor")),
        something("captain:nowhere", "7"),
        something("unit:nobody", "8"),
        something(None, "9", person=uuid4()),
    ]
    with statements() as sent:
        say(*tellings)
    assert len(sent) == 1
    assert told(county) == {
        ("captain", "1"), ("town", "2"), ("unit", "3"), ("centre", "4"), ("centre2", "4"), ("worker", "5"),
        ("auditor", "6"),
    }  # fmt: skip


def test_saying_nothing_costs_nothing(app: Flask) -> None:
    with statements() as sent:
        say()
    assert sent == []


def test_the_acting_person_is_not_told_of_the_own_act(county: County) -> None:
    acting = as_person(county, "centre")
    say(something("centre"), something(None, "me", person=county.id_of("centre")), acting=acting)
    assert told(county) == {("centre2", "filed:1")}


def test_deputies_are_told_while_they_stand_in(county: County) -> None:
    given_deputy(county.people["captain"], county.people["worker2"], BEFORE, date(2035, 1, 1))
    given_deputy(county.people["captain"], county.people["captain2"], BEFORE, date(2020, 2, 1))
    say(something(f"captain:{county.grid}"), something(None, "personal", person=county.id_of("captain")))
    assert told(county) == {("captain", "filed:1"), ("worker2", "filed:1"), ("captain", "personal")}


def test_people_who_left_are_not_told(county: County) -> None:
    with transaction():
        disable_person(SYSTEM, "centre2")
    say(something("centre"), something(None, "p", person=county.id_of("centre2")))
    assert told(county) == {("centre", "filed:1")}


def test_a_telling_to_nobody_is_a_slip_of_the_pen(app: Flask) -> None:
    with pytest.raises(ValueError, match="filed:1"):
        say(something())


def test_telling_in_parallel_tells_once(county: County, app: Flask) -> None:
    def speak(_: int) -> None:
        with app.app_context():
            say(something("centre"))

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(speak, range(6)))
    assert told(county) == {("centre", "filed:1"), ("centre2", "filed:1")}


def test_reading_keeps_the_first_moment_and_touches_only_the_own(county: County) -> None:
    say(something("centre", "1"), something("centre", "2"), something("centre", "3"))
    rows = db.session.execute(select(Notice.id, Notice.person_id).order_by(Notice.id)).all()
    own = [row.id for row in rows if row.person_id == county.id_of("centre")]
    for minutes, ids, until in ((0, [own[0]], None), (1, [], own[1]), (2, [row.id for row in rows], None)):
        with transaction():
            mark_read(as_person(county, "centre", NOW + minutes * MINUTE), ids, until)
    read = dict(db.session.execute(select(Notice.id, Notice.read_at)).all())  # type: ignore[arg-type]
    assert [read[number] for number in own] == [NOW, NOW + MINUTE, NOW + 2 * MINUTE]
    assert {at for number, at in read.items() if number not in own} == {None}


# --- pushes ---------------------------------------------------------------------------------------------------------


@dataclass
class Browser:
    """A browser with real keys that can read what is pushed to it."""

    key: Any = field(default_factory=lambda: generate_private_key(SECP256R1()))
    secret: bytes = b"0123456789abcdef"

    @property
    def p256dh(self) -> str:
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return base64.urlsafe_b64encode(point).rstrip(b"=").decode()

    @property
    def auth(self) -> str:
        return base64.urlsafe_b64encode(self.secret).rstrip(b"=").decode()

    def read(self, body: bytes) -> Any:
        plain = http_ece.decrypt(body, private_key=self.key, auth_secret=self.secret, version="aes128gcm")
        return json.loads(plain)


@dataclass
class PushService:
    """What arrived, and what is answered: path → status."""

    url: str
    answers: dict[str, int] = field(default_factory=dict)
    received: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    def paths(self) -> list[str]:
        return sorted(path for path, _, _ in self.received)


@pytest.fixture
def service() -> Iterator[PushService]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.received.append((self.path, {key.lower(): value for key, value in self.headers.items()}, body))
            status = told.answers.get(self.path, 201)
            self.send_response(status)
            if status == 302:
                self.send_header("Location", f"{told.url}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told = PushService(f"http://127.0.0.1:{server.server_port}")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield told
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def at(app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Moves the clock that the chore reads; pushing to this machine is allowed."""
    monkeypatch.setitem(app.extensions, "settings", replace(settings, push_loopback=True))

    def move(by: timedelta) -> None:
        monkeypatch.setattr(clock, "now", lambda: NOW + by)

    move(timedelta())
    return move


def listen(county: County, username: str, endpoint: str, browser: Browser | None = None, session: str = "s") -> Browser:
    browser = browser or Browser()
    with transaction():
        subscribe(as_person(county, username), session, endpoint, browser.p256dh, browser.auth)
    return browser


def open_pushes() -> int:
    return len(db.session.scalars(select(Notice.id).where(Notice.pushed_at.is_(None))).all())


def test_a_push_arrives_encrypted_and_signed_and_without_personal_data(
    county: County, app: Flask, service: PushService, at: Any
) -> None:
    browser = listen(county, "captain", f"{service.url}/push/1")
    say(something(f"captain:{county.grid}"))
    assert push_due_notices() == 1
    [(path, headers, body)] = service.received
    assert path == "/push/1"
    assert headers["content-encoding"] == "aes128gcm"
    assert (headers["ttl"], headers["urgency"]) == ("86400", "normal")
    number = db.session.scalars(select(Notice.id)).one()
    assert headers["topic"] == f"notice-{number}"
    assert browser.read(body) == {
        "id": number, "kind": "order.filed", "code": "6320685202611221000018", "title": "有一张工单待核实",
        "link": "/orders/6320685202611221000018",
    }  # fmt: skip
    claims, public = (part.split("=", 1)[1] for part in headers["authorization"].removeprefix("vapid ").split(","))
    assert public == app.extensions["keys"].vapid_public
    assert Vapid02.verify(headers["authorization"])
    payload = json.loads(base64.urlsafe_b64decode(claims.split(".")[1] + "=="))
    assert payload["aud"] == service.url
    assert open_pushes() == 0


def test_what_was_pushed_is_not_pushed_again(county: County, service: PushService, at: Any) -> None:
    listen(county, "captain", f"{service.url}/a")
    listen(county, "captain", f"{service.url}/b")
    say(something(f"captain:{county.grid}"))
    assert [push_due_notices(), push_due_notices()] == [2, 0]
    assert service.paths() == ["/a", "/b"]


def test_people_without_a_browser_are_settled_when_they_are_told(county: County, service: PushService, at: Any) -> None:
    say(something("centre"))
    assert open_pushes() == 0


def test_notices_whose_listener_left_or_that_were_read_are_set_aside_in_one_statement(
    county: County, service: PushService, at: Any
) -> None:
    listen(county, "captain", f"{service.url}/a", session="gone")
    listen(county, "centre", f"{service.url}/b")
    listen(county, "town", f"{service.url}/c")
    for number in range(3):
        say(*(something(desk, f"{number}") for desk in (f"captain:{county.grid}", f"town:{county.town}", "centre")))
    with transaction():
        forget_device(SYSTEM, SignedOut(county.id_of("captain"), "gone"))
        mark_read(as_person(county, "centre"), [], 2**62)
        disable_person(SYSTEM, "town")
    assert push_due_notices() == 0
    assert (open_pushes(), service.received) == (0, [])


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(county: County, service: PushService, at: Any, status: int) -> None:
    service.answers["/gone"] = status
    listen(county, "captain", f"{service.url}/gone")
    listen(county, "captain", f"{service.url}/here")
    say(something(f"captain:{county.grid}"))
    push_due_notices()
    assert db.session.scalars(select(PushSubscription.endpoint)).all() == [f"{service.url}/here"]
    assert open_pushes() == 0


@pytest.mark.parametrize("status", [302, 400, 403, 413, 429, 500, 503])
def test_a_failure_is_counted_and_repeated_later_and_later_and_given_up_at_last(
    county: County, service: PushService, at: Any, status: int
) -> None:
    service.answers["/busy"] = status
    listen(county, "captain", f"{service.url}/busy")
    say(something(f"captain:{county.grid}"))
    tries = []
    for minute in range(64):
        at(minute * MINUTE)
        if push_due_notices():
            tries.append(minute)
    assert tries == [0, 1, 3, 7, 15, 31]
    assert open_pushes() == 0
    assert db.session.scalars(select(PushSubscription.failures)).one() == 6
    assert set(service.paths()) == {"/busy"}


def test_a_success_forgives_the_failures(county: County, service: PushService, at: Any) -> None:
    service.answers["/shaky"] = 500
    listen(county, "captain", f"{service.url}/shaky")
    say(something(f"captain:{county.grid}"))
    push_due_notices()
    del service.answers["/shaky"]
    at(MINUTE)
    assert push_due_notices() == 1
    assert db.session.scalars(select(PushSubscription.failures)).one() == 0
    assert open_pushes() == 0


def test_a_browser_that_only_fails_is_forgotten_in_the_end(county: County, service: PushService, at: Any) -> None:
    service.answers["/bad"] = 500
    listen(county, "captain", f"{service.url}/bad")
    with transaction() as session:
        session.execute(update(PushSubscription).values(failures=MOST_FAILURES - 1))
    say(something(f"captain:{county.grid}"))
    push_due_notices()
    assert db.session.scalars(select(PushSubscription)).all() == []


def test_one_failing_browser_does_not_repeat_the_push_to_the_other(
    county: County, service: PushService, at: Any
) -> None:
    service.answers["/bad"] = 500
    listen(county, "captain", f"{service.url}/bad")
    listen(county, "captain", f"{service.url}/good")
    say(something(f"captain:{county.grid}"))
    push_due_notices()
    at(2 * MINUTE)
    assert push_due_notices() == 0
    assert service.paths() == ["/bad", "/good"]


def test_a_silent_push_service_is_tried_once_a_run(county: County, service: PushService, at: Any) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        silent = f"http://127.0.0.1:{closed.getsockname()[1]}"
    pusher = Pusher(generate_private_key(SECP256R1()), "mailto:a@example.org", loopback=True)
    browser = Browser()
    pushes = [Push(n, "k", "order/1", "t", f"{silent}/{n}", browser.p256dh, browser.auth) for n in range(3)]
    assert [pusher.send(push) for push in pushes] == ["failed"] * 3
    assert pusher._silent == {silent.removeprefix("http://")}


def test_a_lease_lost_in_a_crash_is_sent_again_by_another(county: County, service: PushService, at: Any) -> None:
    listen(county, "captain", f"{service.url}/a")
    say(something(f"captain:{county.grid}"))
    with transaction():
        assert len(lease_due(SYSTEM)) == 1
    assert push_due_notices() == 0
    at(10 * MINUTE)
    assert push_due_notices() == 1
    assert open_pushes() == 0


def test_two_workers_share_the_work_and_push_nothing_twice(
    county: County, app: Flask, service: PushService, at: Any
) -> None:
    listen(county, "captain", f"{service.url}/a")
    say(*(something(f"captain:{county.grid}", f"{number}") for number in range(3 * BATCH)))

    def work(_: int) -> int:
        with app.app_context():
            return push_due_notices()

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(work, range(2))) == 3 * BATCH
    topics = [headers["topic"] for _, headers, _ in service.received]
    assert len(topics) == len(set(topics)) == 3 * BATCH


def test_nothing_is_locked_while_a_push_is_under_way(
    county: County, service: PushService, at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    listen(county, "captain", f"{service.url}/a")
    say(something(f"captain:{county.grid}"))

    def read_meanwhile(self: Pusher, pushes: list[Push]) -> list[tuple[Push, str]]:
        assert not db.session().in_transaction()
        with transaction():
            mark_read(as_person(county, "captain"), [], 2**62)
        return [(push, "taken") for push in pushes]

    monkeypatch.setattr(Pusher, "send_all", read_meanwhile)
    assert push_due_notices() == 1
    assert open_pushes() == 0


def test_a_person_keeps_the_newest_browsers_only(county: County) -> None:
    for number in range(MOST_BROWSERS + 3):
        acting = as_person(county, "captain", NOW + number * MINUTE)
        with transaction():
            subscribe(acting, "s", f"https://push.example.com/{number}", "p", "a")
    kept = {row.rsplit("/", 1)[1] for row in db.session.scalars(select(PushSubscription.endpoint))}
    assert kept == {str(number) for number in range(3, MOST_BROWSERS + 3)}


def test_a_shared_phone_belongs_to_whoever_signed_in_last(county: County) -> None:
    for username in ("worker", "captain"):
        listen(county, username, "https://push.example.com/phone", session=username)
    row = db.session.scalars(select(PushSubscription)).one()
    assert (row.person_id, row.session) == (county.id_of("captain"), "captain")


@pytest.mark.parametrize(
    ("endpoint", "outside", "tests"),
    [
        ("https://fcm.googleapis.com/fcm/send/abc", True, True),
        ("https://web.push.apple.com:443/abc", True, True),
        ("http://push.example.com/abc", False, False),
        ("https://127.0.0.1/abc", False, True),
        ("http://localhost:8000/abc", False, True),
        ("http://[::1]:8000/abc", False, True),
        ("https://10.0.0.1/abc", False, False),
        ("https://[fd00::1]/abc", False, False),
        ("https://database/abc", False, False),
        ("ftp://push.example.com/abc", False, False),
    ],
)
def test_pushes_go_to_named_hosts_outside_only(endpoint: str, outside: bool, tests: bool) -> None:
    assert may_push_to(endpoint, loopback=False) is outside
    assert may_push_to(endpoint, loopback=True) is tests


@pytest.mark.parametrize("inside", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "192.168.1.1", "::1"])
def test_a_name_that_leads_back_inside_is_not_followed(monkeypatch: pytest.MonkeyPatch, inside: str) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **more: [(0, 0, 0, "", (inside, 443))])
    browser = Browser()
    push = Push(1, "k", "order/1", "t", "https://push.example.com/1", browser.p256dh, browser.auth)
    assert Pusher(generate_private_key(SECP256R1()), "mailto:a@example.org").send(push) == "gone"


@pytest.mark.parametrize(
    ("subject", "link"),
    [("order/63", "/orders/63"), ("report/ab-1", "/reports/ab-1"), ("month/2026-11", "/notices"), ("", "/notices")],
)
def test_a_push_leads_to_what_it_speaks_of(subject: str, link: str) -> None:
    assert payload_of(Push(1, "k", subject, "t", "e", "p", "a"))["link"] == link
