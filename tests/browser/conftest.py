"""A real server (granian and the background worker) and a real chromium for the stories that a person would live.

The pages come from pwa/dist: build them first (`script/test` does).
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from backend.settings import ROOT, Settings
from tests.servers import environment_of

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1440, "height": 900}
INSIDE = {"longitude": 120.403, "latitude": 32.505, "accuracy": 8}
PICTURES = ROOT / "var" / "screenshots"
NO_OUTSIDE = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync",
              "--disable-gpu", "--disable-quic", "--no-first-run")  # fmt: skip


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's chromium, headless."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(NO_OUTSIDE))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(migrated_app: Flask, settings: Settings) -> Iterator[str]:
    """The address of a running server with its worker, on the session's own database."""
    port = _free_port()
    environment = environment_of(settings)
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "--workers", "2",
           "--blocking-threads", "64", "--port", str(port), "wsgi:create_app"]  # fmt: skip
    worker = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    with (settings.data_dir / "server.log").open("wb") as log, _running([web, worker], environment, log):
        address = f"http://localhost:{port}"
        _await(port)
        yield address


@pytest.fixture
def phone(chromium: Browser, server: str) -> Iterator[Callable[..., BrowserContext]]:
    """Opens phones (or desks): each is a browser of its own with own storage, place and language."""
    opened: list[BrowserContext] = []

    def open_one(size: dict[str, int] = PHONE, **options: object) -> BrowserContext:
        context = chromium.new_context(
            base_url=server,
            viewport=size,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            geolocation=INSIDE,
            permissions=["geolocation"],
            has_touch=size is PHONE,
            **options,
        )
        context.set_default_timeout(15_000)
        opened.append(context)
        return context

    yield open_one
    for number, page in enumerate(page for context in opened for page in context.pages):
        page.screenshot(path=PICTURES / f"last-{number}.png")
    for context in opened:
        context.close()


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Keeps a screenshot below var/screenshots for people to look at."""
    folder = PICTURES / request.node.name
    folder.mkdir(parents=True, exist_ok=True)

    def keep(page: Page, name: str) -> None:
        page.screenshot(path=folder / f"{name}.png")

    return keep


@contextmanager
def _running(commands: list[list[str]], environment: dict[str, str], log: object) -> Iterator[None]:
    started = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)  # type: ignore[call-overload]
        for command in commands
    ]
    try:
        yield
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(port: int) -> None:
    limit = time.monotonic() + 30
    while time.monotonic() < limit:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=2).close()
        except OSError:
            time.sleep(0.1)  # the server is starting: there is nothing to listen to yet
        else:
            return
    raise TimeoutError(f"nobody listens on port {port}: see {Path('server.log')} in the data folder")
