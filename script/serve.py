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


def children(port: int, host: str, environment: dict[str, str], tls: list[str]) -> list[Child]:
    # Two processes for two cores. A slow upload holds a thread from its first byte to its last, so threads
    # are many; they are made on demand, and only those that compute compete with the fast calls.
    web = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--factory",
        "wsgi:create_app",
        "--host",
        host,
        "--port",
        str(port),
        "--workers",
        "2",
        "--blocking-threads",
        "64",
        "--respawn-failed-workers",
        "--workers-kill-timeout",
        "10",
        *tls,
    ]
    worker = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    return [Child("web", web, environment), Child("worker", worker, environment)]


def wait_until_it_answers(web: Child, address: str, trust: ssl.SSLContext | None) -> bool:
    """True once the application answers anything at all; False if the program ended or time ran out."""
    limit = time.monotonic() + START_LIMIT
    while time.monotonic() < limit:
        if STOPPING.wait(0.1) or web.process is None or web.process.poll() is not None:
            return False
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=2, context=trust).close()  # noqa: S310 - our own
        except urllib.error.HTTPError:
            return True
        except OSError:
            continue
        return True
    return False


def announce(address: str, began: float) -> None:
    say(f"\n网格通 Wangge  {address}   ({time.monotonic() - began:.1f} s)")
    password = VAR / "demo-password"
    if os.environ.get("DEMO_LOADED") and password.exists():
        say(f"\n  演示账号 demo accounts · 密码 password: {password.read_text().strip()}")
        for name, title in ACCOUNTS:
            say(f"    {name:<14}{title}")
    say(f"\n  日志 logs: {VAR / 'log'}   ·   Ctrl-C 停止全部 ends everything\n")


def announce_lan(authority: Pair, addresses: list[ipaddress.IPv4Address], port: int) -> None:
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


def end(running: list[Child], *, stop_database: bool) -> None:
    say("\n… Stopping")
    for child in running:
        child.signal(signal.SIGTERM)
    limit = time.monotonic() + STOP_LIMIT
    for child in running:
        child.stop(limit - time.monotonic())
    say("✓ Web server and worker stopped")
    if stop_database:
        subprocess.run([ROOT / "script" / "database", "stop", "--unless-used"], check=False)


def run(arguments: argparse.Namespace, environment: dict[str, str]) -> int:
    began, port = time.monotonic(), int(environment["PORT"])
    host, address, tls, trust, addresses, authority = (
        "127.0.0.1",
        f"http://127.0.0.1:{port}",
        [],
        None,
        [],
        None,
    )
    if arguments.lan:
        addresses = lan_addresses()
        if not addresses:
            say("✗ --lan: this machine has no network address.")
            return 1
        authority, server = server_certificate(VAR / "tls", addresses)
        host, address, trust = "0.0.0.0", f"https://127.0.0.1:{port}", ssl.create_default_context()  # noqa: S104
        trust.load_verify_locations(authority.certificate_file)
        tls = ["--ssl-certificate", str(server.certificate_file), "--ssl-keyfile", str(server.key_file)]
        tls += ["--ssl-protocol-min", "tls1.2"]
        environment["BEHIND_TLS"] = "1"
    running = children(port, host, environment, tls)
    try:
        for child in running:
            child.start()
        if not wait_until_it_answers(running[0], address, trust):
            if not STOPPING.is_set():
                say(f"✗ The web server does not answer. The end of {running[0].log}:\n{tail(running[0].log)}")
            return 0 if STOPPING.is_set() else 1
        announce(f"https://{addresses[0]}:{port}" if addresses else address, began)
        if authority is not None:
            announce_lan(authority, addresses, port)
        while not STOPPING.wait(0.3):
            for child in running:
                child.watch()
        return 0
    finally:
        end(running, stop_database=arguments.stop_database)


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/server", description=__doc__)
    parser.add_argument("--lan", action="store_true", help="HTTPS for phones on the same network")
    parser.add_argument("--stop-database", action="store_true", help="end the private cluster, too")
    arguments = parser.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: STOPPING.set())
    return run(arguments, dict(os.environ))


if __name__ == "__main__":
    sys.exit(main())
