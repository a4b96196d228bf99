"""What a photo costs: the server's processor time per 200 KB upload beside hashing and writing the same bytes."""

from __future__ import annotations

import base64
import hashlib
import http.client
import io
import json
import os
import random
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

from PIL import Image

from benchmarks.filing_county import Worker
from benchmarks.filing_statements import body_for

SENDERS = 4
SIZE = 200 * 1024
TICK = os.sysconf("SC_CLK_TCK")


def measure_photos(workers: Sequence[Worker], port: int, pids: Sequence[int], count: int) -> list[str]:
    """Lines for the table; `count` different pictures, each sent once after the filing that names it."""
    pictures = [_picture(number) for number in range(count)]
    filed = [_file(workers[n % len(workers)], port, picture) for n, picture in enumerate(pictures)]
    began, busy = time.monotonic(), _processor_time(pids)
    with ThreadPoolExecutor(SENDERS) as senders:
        list(senders.map(lambda sent: _upload(port, *sent), zip(filed, pictures, strict=True)))
    took, used = time.monotonic() - began, _processor_time(pids) - busy
    bare = _bare(pictures)
    per_photo, per_bare = used / count * 1000, bare / count * 1000
    return [
        f"\nphoto of {SIZE // 1024} KB by tus, {SENDERS} senders, {count} different pictures",
        f"  uploads                                      {count / took:7.0f} /s",
        f"  the server's processor time per photo        {per_photo:7.1f} ms (decodes the picture, too)",
        f"  SHA-256 and a durable file of the same bytes {per_bare:7.1f} ms",
    ]


def _picture(number: int) -> bytes:
    """A JPEG of about SIZE bytes that looks like no other."""
    dice = random.Random(number)
    noise = Image.frombytes("RGB", (64, 48), dice.randbytes(64 * 48 * 3)).resize((1280, 960), Image.Resampling.BICUBIC)
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=80)
    content = out.getvalue()
    filling = max(0, SIZE - len(content))
    comments = b"".join(
        b"\xff\xfe" + (len(part) + 2).to_bytes(2, "big") + part
        for part in (dice.randbytes(min(60_000, filling - at)) for at in range(0, filling, 60_000))
    )
    return content[:2] + comments + content[2:]


def _file(worker: Worker, port: int, picture: bytes) -> tuple[Worker, str]:
    body, report = body_for(worker, str(uuid4())), str(uuid4())
    body["findings"][0]["photos"] = [{"sha256": hashlib.sha256(picture).hexdigest(), "kind": "near"}]
    connection = http.client.HTTPConnection("127.0.0.1", port)
    headers = _headers(worker) | {"Content-Type": "application/json"}
    connection.request("PUT", f"/api/v1/reports/{report}", json.dumps(body), headers)
    answer = connection.getresponse()
    if answer.status != 201:
        raise SystemExit(answer.read().decode())
    connection.close()
    return worker, report


def _upload(port: int, filed: tuple[Worker, str], picture: bytes) -> None:
    worker, report = filed
    metadata = {"sha256": hashlib.sha256(picture).hexdigest(), "filetype": "image/jpeg", "for": f"report/{report}"}
    headers = _headers(worker) | {
        "Tus-Resumable": "1.0.0",
        "Upload-Length": str(len(picture)),
        "Upload-Metadata": ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in metadata.items()),
        "Content-Type": "application/offset+octet-stream",
    }
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("POST", "/api/v1/uploads", picture, headers)
    answer = connection.getresponse()
    if answer.status != 201 or answer.headers["Upload-Offset"] != str(len(picture)):
        raise SystemExit(f"{answer.status} {answer.read().decode()}")
    connection.close()


def _headers(worker: Worker) -> dict[str, str]:
    return {"Cookie": worker.cookie, "X-Requested-With": "grid-pwa"}


def _processor_time(pids: Sequence[int]) -> float:
    """Seconds of processor time that these processes have used, in the program and in the kernel."""
    fields = (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids)
    return sum(int(field[11]) + int(field[12]) for field in fields) / TICK


def _bare(pictures: Sequence[bytes]) -> float:
    began = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        for number, picture in enumerate(pictures):
            hashlib.sha256(picture).digest()
            with (Path(folder) / str(number)).open("wb") as file:
                file.write(picture)
                file.flush()
                os.fsync(file.fileno())
    return time.process_time() - began
