"""A program that is watched: started, started again when it dies, ended with everything it began."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Child:
    """One program in a session of its own, so that a Ctrl-C reaches it only through us.

    It ends with us even after a kill -9 of this process (setpriv --pdeathsig).
    """

    name: str
    command: list[str]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 1.0
    resume_at: float | None = None

    @property
    def log(self) -> Path:
        return ROOT / "var" / "log" / f"{self.name}.log"

    def start(self) -> None:
        if self.log.exists() and self.log.stat().st_size > 10_000_000:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "TERM", *self.command],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.started, self.resume_at = time.monotonic(), None

    def watch(self) -> None:
        """Start it again after it died; the pause doubles up to 30 s while it keeps dying within a minute."""
        if self.process is None or self.process.poll() is None:
            return
        now = time.monotonic()
        if self.resume_at is None:
            self.pause = min(self.pause * 2, 30.0) if now - self.started < 60 else 1.0
            self.resume_at = now + self.pause
            say(f"✗ {self.name} ended, again in {self.pause:.0f} s. See {self.log}")
            self.signal(signal.SIGKILL)  # what is left of its group would hold the port
        elif now >= self.resume_at:
            self.start()

    def signal(self, number: int) -> None:
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    def stop(self, limit: float) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(max(limit, 0.1))
        except subprocess.TimeoutExpired:
            say(f"… {self.name} does not end by itself: killed")
        self.signal(signal.SIGKILL)
        self.process.wait()


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def tail(path: Path, lines: int = 30) -> str:
    return "\n".join("    " + line for line in path.read_text(errors="replace").splitlines()[-lines:])
