"""Start the web server and the background worker, watch over them, and end them together.

Called by script/server, which has set everything up. Ends at Ctrl-C or SIGTERM.
"""

from __future__ import annotations

import argparse
import ipaddress
import os
import signal
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass

from certificates import Pair, lan_addresses, server_certificate
from supervision import ROOT, Child, say, tail
from trust_page import serve as serve_trust_page
from trust_page import steps_as_page, steps_as_text

VAR = ROOT / "var"
ACCOUNTS = (
    ("worker", "网格员 grid worker"),
    ("captain", "网格长 grid captain"),
    ("town", "镇（街道） town"),
    ("centre", "综治中心 centre"),
    ("unit", "承办单位（消防救援） unit"),
    ("clerk", "奖励经办 clerk"),
    ("town_reviewer", "镇复核 town reviewer"),
    ("reviewer", "奖励复核 reviewer"),
    ("appeals", "异议受理 appeals"),
    ("auditor", "审计 auditor"),
    ("admin", "系统管理 administrator"),
)
START_LIMIT = 60  # seconds until the web server must answer
STOPPING = threading.Event()
STOP_LIMIT = 15  # seconds until what does not end is killed


@dataclass(frozen=True)
class Site:
    """Where the server listens and how this machine itself reaches it; the pairs only with --lan."""

    host: str
    here: str
    authority: Pair | None = None
    server: Pair | None = None
    addresses: tuple[ipaddress.IPv4Address, ...] = ()

    @property
    def tls_options(self) -> list[str]:
        if self.server is None:
            return []
        files = ["--ssl-certificate", str(self.server.certificate_file), "--ssl-keyfile", str(self.server.key_file)]
        return [*files, "--ssl-protocol-min", "tls1.2"]  # Android 9 speaks no 1.3

    @property
    def trust(self) -> ssl.SSLContext | None:
        if self.authority is None:
            return None
        return ssl.create_default_context(cafile=self.authority.certificate_file)


def children(port: int, place: Site) -> list[Child]:
    environment = {**os.environ, "WANGGE_SUPERVISED": "1"}  # by this mark script/server knows leftovers
    if place.server is not None:
        environment["BEHIND_TLS"] = "1"
    # Two processes for two cores. A slow upload holds a thread from its first byte to its last, so threads
    # are many; they are made on demand, and only those that compute compete with the fast calls.
    options = "--interface wsgi --factory --workers 2 --blocking-threads 64 --workers-kill-timeout 10"
    web = [sys.executable, "-m", "granian", "wsgi:create_app", *options.split(), "--respawn-failed-workers"]
    web += ["--host", place.host, "--port", str(port), *place.tls_options]
    worker = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    return [Child("web", web, environment), Child("worker", worker, environment)]


def wait_until_it_answers(web: Child, place: Site) -> bool:
    """True once the application answers anything at all; False if the program ended or time ran out."""
    limit = time.monotonic() + START_LIMIT
    while time.monotonic() < limit:
        if STOPPING.wait(0.1) or web.process is None or web.process.poll() is not None:
            return False
        try:
            # An address of our own making.
            urllib.request.urlopen(f"{place.here}/healthz", timeout=2, context=place.trust).close()  # noqa: S310
        except urllib.error.HTTPError:
            return True
        except OSError:
            continue
        return True
    return False


def announce(place: Site, port: int, began: float) -> None:
    address = f"https://{place.addresses[0]}:{port}" if place.addresses else place.here
    say(f"\n网格通 Wangge  {address}   ({time.monotonic() - began:.1f} s)")
    password = VAR / "demo-password"
    if os.environ.get("DEMO_LOADED") and password.exists():
        say(f"\n  演示账号 demo accounts · 密码 password: {password.read_text().strip()}")
        for name, title in ACCOUNTS:
            say(f"    {name:<14}{title}")
    else:
        say("\n  新建账号 make an account: script/flask people --help")
    if place.authority is not None:
        announce_lan(place.authority, place.addresses, port)
    say(f"\n  日志 logs: {VAR / 'log'}   ·   Ctrl-C 停止全部 ends everything\n")


def announce_lan(authority: Pair, addresses: tuple[ipaddress.IPv4Address, ...], port: int) -> None:
    """Hand out the certificate over plain http: the phone does not trust our HTTPS yet."""
    name = authority.certificate.subject.rfc4514_string().removeprefix("CN=")
    for page_port in range(port + 1, port + 21):
        page, app = f"http://{addresses[0]}:{page_port}/", f"https://{addresses[0]}:{port}/"
        try:
            serve_trust_page(
                "0.0.0.0",  # noqa: S104 - phones on the network are meant to reach it
                page_port,
                steps_as_page(page, app, name, authority.fingerprint),
                authority.certificate_file,
            )
        except OSError:
            continue
        say("\n手机信任本机证书 How a phone trusts this server")
        say(steps_as_text(page, app, name, authority.fingerprint))
        if len(addresses) > 1:
            say(f"  其他地址 other addresses: {', '.join(str(address) for address in addresses[1:])}")
        return
    say(f"✗ No free port near {port} for the certificate's page; copy {authority.certificate_file}")


def end(running: list[Child]) -> None:
    say("\n… Stopping")
    for child in running:
        child.signal(signal.SIGTERM)
    limit = time.monotonic() + STOP_LIMIT
    for child in running:
        child.stop(limit - time.monotonic())
    say("✓ Web server and worker stopped")


def site(port: int, *, lan: bool) -> Site:
    """Where to listen; for `lan` with certificates that are made or renewed when need be."""
    if not lan:
        return Site("127.0.0.1", f"http://127.0.0.1:{port}")
    addresses = lan_addresses()
    if not addresses:
        raise SystemExit("✗ --lan: this machine has no network address besides its own 127.0.0.1.")
    authority, server = server_certificate(VAR / "tls", addresses)
    return Site("0.0.0.0", f"https://127.0.0.1:{port}", authority, server, tuple(addresses))  # noqa: S104 - --lan means every address


def serve(port: int, *, lan: bool) -> int:
    """Until a signal comes. The status is 1 where the web server never answered."""
    began, place = time.monotonic(), site(port, lan=lan)
    running = children(port, place)
    try:
        for child in running:
            child.start()
        if not wait_until_it_answers(running[0], place):
            if not STOPPING.is_set():
                say(f"✗ The web server does not answer. The end of {running[0].log}:\n{tail(running[0].log)}")
            return 0 if STOPPING.is_set() else 1
        announce(place, port, began)
        while not STOPPING.wait(0.3):
            for child in running:
                child.watch()
        return 0
    finally:
        end(running)


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/server", description=__doc__)
    parser.add_argument("--lan", action="store_true", help="HTTPS for phones on the same network")
    parser.add_argument("--stop-database", action="store_true", help="end the private cluster, too")
    arguments = parser.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: STOPPING.set())
    try:
        return serve(int(os.environ["PORT"]), lan=arguments.lan)
    finally:
        if arguments.stop_database:
            subprocess.run([ROOT / "script" / "database", "stop", "--unless-used"], check=False)


if __name__ == "__main__":
    sys.exit(main())
