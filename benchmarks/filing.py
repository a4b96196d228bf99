"""What filing costs: `python -m benchmarks.filing` prints the figures of the README, all from one run.

First the filings of 16 clients over HTTP (granian with 2 workers, loopback only, fsync on) beside the same statements
inside the database alone; then one 200 KB photo per filing beside hashing and writing the same bytes. Machines differ
and neighbours disturb: read the ratios. Needs pgbench (comes with PostgreSQL) and wrk (`apt-get install wrk`).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from backend.settings import ROOT, Settings
from benchmarks.filing_county import Worker, own_county
from benchmarks.filing_photos import measure_photos
from benchmarks.filing_statements import body_for, make_functions, run_pgbench

GOAL = 0.25
SERVER = "--interface wsgi --factory --workers 2 --blocking-threads 64"


@dataclass(frozen=True, slots=True)
class Pace:
    """Filings per second over HTTP, and the milliseconds within which half and 99 % were answered."""

    per_second: float
    half_ms: float
    most_ms: float


def main() -> int:
    """0 when the goal of issue 2 is met."""
    options = _options()
    if not shutil.which("wrk"):
        raise SystemExit("wrk is missing: apt-get install wrk (a client fast enough not to be measured itself).")
    with own_county() as (settings, app, workers):
        folder = settings.data_dir
        scripts = make_functions(app, settings, workers, folder)
        lua = _lua(workers, folder)
        with _server(settings) as (port, pids):
            _file(lua, port, options.clients, 3)
            run_pgbench(settings, scripts, options.clients, 2)
            rounds = []
            for _ in range(options.rounds):
                ours = _file(lua, port, options.clients, options.seconds)
                alone = run_pgbench(settings, scripts, options.clients, options.seconds)
                rounds.append((ours, alone))
                print(f"  {ours.per_second:7.0f} filings/s   {alone:7.0f} in the database alone")
            photos = measure_photos(workers, port, pids, options.photos) if options.photos else []
    ratio = statistics.median(ours.per_second / alone for ours, alone in rounds)
    _print_table(rounds, ratio, options.clients)
    for line in photos:
        print(line)
    return 0 if ratio >= GOAL else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--clients", type=int, default=16, choices=range(1, 65), metavar="1-64")
    parser.add_argument("--seconds", type=int, default=10, choices=range(1, 61), metavar="1-60")
    parser.add_argument("--rounds", type=int, default=3, choices=range(1, 11), metavar="1-10")
    parser.add_argument("--photos", type=int, default=200, choices=range(0, 2001), metavar="0-2000")
    return parser.parse_args()


def _file(lua: Path, port: int, clients: int, seconds: int) -> Pace:
    command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "20s", "--latency", "-s", str(lua)]
    out = subprocess.run([*command, f"http://127.0.0.1:{port}"], check=True, capture_output=True, text=True).stdout
    words = next(line for line in out.splitlines() if line.startswith("RESULT")).split()
    requests, microseconds, errors = (int(word) for word in words[1:4])
    if errors:
        raise SystemExit(f"{errors} of {requests} filings were not accepted:\n{out}")
    return Pace(requests / (microseconds / 1e6), float(words[4]), float(words[5]))


def _lua(workers: Sequence[Worker], folder: Path) -> Path:
    body = json.dumps(body_for(workers[0], "FINDING"), ensure_ascii=False)
    place = json.dumps([workers[0].lon, workers[0].lat])
    template = body.replace("%", "%%").replace(place, "%s").replace("FINDING", "%s")
    table = ",\n".join(f'{{cookie = "{one.cookie}", place = "[{one.lon}, {one.lat}]"}}' for one in workers)
    script = Path(__file__).with_suffix(".lua").read_text()
    path = folder / "filing.lua"
    path.write_text(f"workers = {{{table}}}\ntemplate = [==[{template}]==]\n{script}")
    return path


@contextmanager
def _server(settings: Settings) -> Iterator[tuple[int, list[int]]]:
    """The web server as script/server starts it: its port and the ids of its processes."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "DATABASE_URL": settings.database_url,
        "MIGRATION_DATABASE_URL": settings.migration_database_url,
        "DATA_DIR": str(settings.data_dir),
        "PHOTOS_URL": settings.photos_url,
    }
    command = [sys.executable, "-m", "granian", "wsgi:create_app", *SERVER.split(), "--host", "127.0.0.1"]
    log = (settings.data_dir / "server.log").open("w")
    server = subprocess.Popen([*command, "--port", str(port)], cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        _wait(port, server)
        children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
        yield port, [server.pid, *map(int, children)]
    finally:
        server.terminate()
        server.wait(20)
        log.close()


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    limit = time.monotonic() + 60
    while time.monotonic() < limit and server.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)  # a server says nothing when it is ready: ask again
    raise SystemExit("the server did not answer within a minute")


def _print_table(rounds: Sequence[tuple[Pace, float]], ratio: float, clients: int) -> None:
    ours = statistics.median(pace.per_second for pace, _ in rounds)
    alone = statistics.median(alone for _, alone in rounds)
    half = statistics.median(pace.half_ms for pace, _ in rounds)
    most = statistics.median(pace.most_ms for pace, _ in rounds)
    print(f"\nfiling, {clients} clients, fsync on, {os.cpu_count()} cores, median of {len(rounds)} rounds")
    print(
        f"  over HTTP, granian with 2 workers, wrk       {ours:7.0f} /s   half within {half:.0f} ms, 99 % {most:.0f} ms"
    )
    print(f"  same statements as a function, pgbench       {alone:7.0f} /s")
    print(f"  first / second                               {ratio:7.0%}      goal {GOAL:.0%}")


if __name__ == "__main__":
    sys.exit(main())
