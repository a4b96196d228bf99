"""Web Push: one encrypted message to one browser through its push service. Knows no tables.

A message carries a code, a title and where it leads, never personal data. It may arrive twice: `id` is its tag on the
phone and its topic at the push service, where the later one replaces the earlier.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Final, Literal
from urllib.parse import urlsplit

import requests
import structlog
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from py_vapid import Vapid02
from pywebpush import WebPushException, webpush

log = structlog.get_logger()

Outcome = Literal["taken", "gone", "failed"]
KEPT_SECONDS: Final = 24 * 3600
CONNECT_SECONDS, ANSWER_SECONDS = 3.05, 8.0
AT_ONCE: Final = 8
PAGES: Final = {"order": "/orders/", "report": "/reports/"}


@dataclass(frozen=True, slots=True)
class Push:
    """One notice for one browser."""

    notice_id: int
    kind: str
    subject: str
    title: str
    endpoint: str
    p256dh: str
    auth: str


@dataclass(slots=True)
class Pusher:
    """Sends pushes in this server's name. One for each run: it remembers which push services are out of reach."""

    vapid_key: EllipticCurvePrivateKey
    contact: str
    loopback: bool = False
    _silent: set[str] = field(default_factory=set)

    def send_all(self, pushes: Sequence[Push]) -> list[tuple[Push, Outcome]]:
        """What became of each: taken, gone (that browser takes no more), failed (may be repeated)."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(zip(pushes, pool.map(self.send, pushes), strict=True))

    def send(self, push: Push) -> Outcome:
        """Hand one push to its push service."""
        host = urlsplit(push.endpoint).netloc
        # In mainland China some push services never answer: one try a run is enough to know.
        if host in self._silent:
            return "failed"
        if not may_push_to(push.endpoint, self.loopback) or not self._is_outside(push.endpoint):
            return "gone"
        try:
            self._post(push)
        except WebPushException as refusal:
            status = refusal.status_code
            log.info("push-refused", host=host, notice=push.notice_id, status=status)
            return "gone" if status in (404, 410) else "failed"
        except requests.RequestException as error:
            log.info("push-unreachable", host=host, notice=push.notice_id, error=type(error).__name__)
            self._silent.add(host)
            return "failed"
        return "taken"

    def _post(self, push: Push) -> None:
        with requests.Session() as session:
            session.max_redirects = 0  # a push service answers itself; nobody is led elsewhere
            webpush(
                {"endpoint": push.endpoint, "keys": {"p256dh": push.p256dh, "auth": push.auth}},
                data=json.dumps(payload_of(push), ensure_ascii=False),
                vapid_private_key=Vapid02(self.vapid_key),
                vapid_claims={"sub": self.contact},
                ttl=KEPT_SECONDS,
                headers={"Topic": f"notice-{push.notice_id}", "Urgency": "normal"},
                timeout=(CONNECT_SECONDS, ANSWER_SECONDS),  # handed to requests as it is
                requests_session=session,
            )

    def _is_outside(self, endpoint: str) -> bool:
        # A name that leads back into this network would make the server a courier for whoever subscribed.
        parts = urlsplit(endpoint)
        if self.loopback and _is_loopback(parts.hostname or ""):
            return True
        try:
            found = socket.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM)
        except OSError:
            return True  # unknown here, perhaps known to the proxy; the connection will tell
        return all(ip_address(address[4][0]).is_global for address in found)


def payload_of(push: Push) -> dict[str, object]:
    """What the phone is given: `{id, kind, code, title, link}`."""
    what, _, code = push.subject.partition("/")
    link = f"{PAGES[what]}{code}" if what in PAGES else "/notices"
    return {"id": push.notice_id, "kind": push.kind, "code": code, "title": push.title, "link": link}


def may_push_to(endpoint: str, loopback: bool) -> bool:
    """True for https to a named host, and for loopback where tests allow it."""
    parts = urlsplit(endpoint)
    host = parts.hostname or ""
    if _is_loopback(host):
        return loopback
    return parts.scheme == "https" and "." in host.strip(".") and not _is_number(host)


def _is_loopback(host: str) -> bool:
    return host == "localhost" or (_is_number(host) and ip_address(host).is_loopback)


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
