"""A real server on the test's own database: what a test client cannot do, a socket can."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from backend.settings import ROOT, Settings

PATIENCE = 60.0


def environment_of(settings: Settings) -> dict[str, str]:
    """In which a process of its own finds this test's database and folders."""
    return os.environ | {
        "DATABASE_URL": settings.database_url,
        "MIGRATION_DATABASE_URL": settings.migration_database_url,
        "DATA_DIR": str(settings.data_dir),
        "PHOTOS_URL": settings.photos_url,
        "COUNTY": settings.county,
    }


@contextmanager
def serving(settings: Settings, *options: str) -> Iterator[int]:
    """The port of a granian that answers; it ends with the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    command = [sys.executable, "-m", "granian", "wsgi:create_app", "--interface", "wsgi", "--factory", *options]
    command += ["--host", "127.0.0.1", "--port", str(port)]
    log = settings.data_dir / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment_of(settings), stdout=output, stderr=subprocess.STDOUT
        )
    try:
        until(lambda: answers(port), log)
        yield port
    finally:
        process.terminate()
        process.wait()


def until(come_true: Callable[[], object], log: Path | None = None) -> None:
    """Ask again until it is so: another process has to notice something."""
    limit = time.monotonic() + PATIENCE
    while not come_true():
        assert time.monotonic() < limit, log.read_text()[-3000:] if log else "in vain"
        time.sleep(0.05)  # nobody says when: it has to be asked


def answers(port: int) -> bool:
    """True once the server is there."""
    try:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
    except OSError:
        return False
