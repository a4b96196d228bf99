"""Run every check in turn, fast ones first, and count: called by script/test, which has set everything up.

A check that fails does not stop the others. The last line is `N passed, N failed`: the tests of pytest and
vitest plus one for each other check. The status is 0 only when nothing failed and at least one test ran.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
LOGS = ROOT / "var" / "log"
PYTHON = sys.executable
NPM = str(ROOT / "script" / "npm")
SHOWN_LINES = 120
COLOUR = re.compile("\x1b\\[[0-9;]*m")


@dataclass(frozen=True)
class Count:
    """How many passed and failed; `note` says what needs saying beside the numbers."""

    passed: int
    failed: int
    note: str = ""


@dataclass(frozen=True)
class Check:
    """A command, its time limit in seconds, and how its numbers are read from its status and its report."""

    name: str
    command: list[str]
    limit: int = 180
    report: Path | None = None
    read: Callable[[Path], Count] | None = None

    def count(self, status: int) -> Count:
        if self.read is None or self.report is None:
            return Count(int(status == 0), int(status != 0))
        try:
            count = self.read(self.report)
        except (OSError, ValueError, KeyError, ElementTree.ParseError):
            return Count(0, 1, "no report")
        if status != 0 and count.failed == 0:
            return Count(count.passed, 1, f"status {status}")
        if status == 0 and count.passed == 0:
            return Count(0, 1, "no test ran")
        return count


def read_junit(report: Path) -> Count:
    """A skipped test counts as failed: what does not run proves nothing."""
    suites = ElementTree.parse(report).getroot().iter("testsuite")  # noqa: S314 - pytest wrote it just now
    tests = failed = skipped = 0
    for suite in suites:
        tests += int(suite.attrib["tests"])
        failed += int(suite.attrib["failures"]) + int(suite.attrib["errors"])
        skipped += int(suite.attrib["skipped"])
    bad = failed + skipped
    return Count(max(tests - bad, 0), bad, f"{skipped} skipped" if skipped else "")


def read_vitest(report: Path) -> Count:
    numbers = json.loads(report.read_text())
    skipped = numbers["numPendingTests"] + numbers["numTodoTests"]
    return Count(
        numbers["numPassedTests"],
        numbers["numFailedTests"] + skipped,
        f"{skipped} skipped" if skipped else "",
    )


def pytest_check(name: str, *arguments: str, limit: int = 600) -> Check:
    report = LOGS / f"{name}.xml"
    command = [PYTHON, "-m", "pytest", "-q", f"--junitxml={report}", *arguments]
    return Check(name, command, limit, report, read_junit)


def all_checks() -> list[Check]:
    vitest = LOGS / "vitest.json"
    workers = str(max(2, min(os.cpu_count() or 2, 4)))
    return [
        Check("ruff", [PYTHON, "-m", "ruff", "check", "."]),
        Check("format", [PYTHON, "-m", "ruff", "format", "--check", "."]),
        Check("imports", [str(Path(PYTHON).with_name("lint-imports"))]),
        Check("openapi", [PYTHON, "script/freshness.py", "openapi"]),
        Check("types", [PYTHON, "script/freshness.py", "types"]),
        Check("mypy", [PYTHON, "-m", "mypy"]),
        Check("vue-tsc", [NPM, "run", "typecheck"]),
        Check(
            "vitest",
            [
                NPM,
                "run",
                "test",
                "--",
                "--reporter=default",
                "--reporter=json",
                f"--outputFile.json={vitest}",
            ],
            report=vitest,
            read=read_vitest,
        ),
        Check("build", ["script/setup", "--pwa"]),
        pytest_check("pytest", "-n", workers, "--ignore=tests/browser", "tests"),
        pytest_check("browser", "tests/browser"),
    ]


def chosen(words: list[str]) -> list[Check]:
    """All checks without words; else the checks, folders of tests/ and paths that the words name."""
    named = {check.name: check for check in all_checks()}
    if not words:
        return list(named.values())
    paths = [f"tests/{word}" if (ROOT / "tests" / word).is_dir() else word for word in words if word not in named]
    checks = [named[word] for word in words if word in named]
    return [*checks, pytest_check("chosen", *paths)] if paths else checks


def run(check: Check) -> Count:
    log = LOGS / f"check-{check.name}.log"
    if check.report is not None:
        check.report.unlink(missing_ok=True)
    began = time.monotonic()
    if sys.stdout.isatty():
        print(f"… {check.name}", end="\r", flush=True)
    with log.open("wb") as output:
        status = status_of(check, output.fileno())
    count = check.count(status)
    note = f" ({count.note})" if count.note else ""
    mark, seconds = "✗" if count.failed else "✓", time.monotonic() - began
    print(
        f"{mark} {check.name:<10}{seconds:6.1f} s   {count.passed} passed, {count.failed} failed{note}",
        flush=True,
    )
    if count.failed:
        lines = COLOUR.sub("", log.read_text(errors="replace")).splitlines()
        print("\n".join("    " + line for line in lines[-SHOWN_LINES:]), flush=True)
        print(f"    The whole output: {log}", flush=True)
    return count


def status_of(check: Check, output: int) -> int:
    """The command's exit status; -9 after its limit, with everything that it started."""
    process = subprocess.Popen(
        check.command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        start_new_session=True,
    )
    try:
        return process.wait(check.limit)
    except subprocess.TimeoutExpired:
        os.write(output, f"\nNot done after {check.limit} s: killed.\n".encode())
        return -9
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/test", description=__doc__)
    parser.add_argument("--stop-database", action="store_true", help="end the private cluster afterwards")
    parser.add_argument("what", nargs="*", help="checks, folders of tests/ or paths; everything without")
    arguments = parser.parse_args()
    LOGS.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        counts = [run(check) for check in chosen(arguments.what)]
    finally:
        if arguments.stop_database:
            subprocess.run([ROOT / "script" / "database", "stop", "--unless-used"], check=False)
    passed, failed = sum(count.passed for count in counts), sum(count.failed for count in counts)
    print(f"{passed} passed, {failed} failed", flush=True)
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
