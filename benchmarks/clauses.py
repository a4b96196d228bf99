"""What choosing a clause costs on a slow phone: `python -m benchmarks.clauses` prints the figures of the README.

The built app (pwa/dist) in chromium with its processor slowed down by DevTools, on a list of any size; a stand-in
answers for the server. A frame is late when more than 50 ms passed since the one before. Neighbours disturb: measure
on a quiet machine. Afterwards the same search in Node: making the index, and one query.
"""

from __future__ import annotations

import argparse
import copy
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, Route, sync_playwright

from backend.settings import ROOT
from checklists.editions import current_edition, shipped
from checklists.wire import as_document

LATE_MS = 50
QUERIES = ("飞线充电", "miehuoqi", "楼道堆东西", "xfs")
ME = {
    "id": "00000000-0000-7000-8000-000000000001", "username": "worker", "name": "张小明", "role": "worker",
    "unit": None, "areas": [], "grids": [{"code": "320685001001", "name": "凤山村第一网格"}],
    "permissions": ["report.file"], "county": {"code": "320685", "name": "海安市", "demo": True},
}  # fmt: skip
FRAMES = """() => {
  window.frames_ms = []
  let before = performance.now()
  const next = (now) => { window.frames_ms.push(now - before); before = now; requestAnimationFrame(next) }
  requestAnimationFrame((now) => { before = now; requestAnimationFrame(next) })
}"""


def main() -> int:
    """0: there is no goal on other people's machines."""
    options = _options()
    document = enlarged(as_document(current_edition(shipped())), options.clauses)
    with _pages(options.dist) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        context = browser.new_context(
            base_url=address, viewport={"width": 360, "height": 740}, has_touch=True, service_workers="block"
        )
        answer_for_the_server(context, document)
        page = _at_the_picker(context)
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": options.slower})
        print(f"{_count(document)} clauses, processor {options.slower} times slower, chromium {browser.version}")
        _print_frames("typing four queries", _typing(page))
        _print_frames("opening all clauses and scrolling to the end", _scrolling(page))
        browser.close()
    subprocess.run(
        ["node", "build/measure-search.js"], cwd=ROOT / "pwa", input=json.dumps(document), text=True, check=True
    )
    return 0


def enlarged(document: dict[str, Any], size: int) -> dict[str, Any]:
    """The edition with its items repeated under new codes until it holds `size` clauses; unchanged for less."""
    whole = copy.deepcopy(document)
    for turn in range(1, 100):
        for item in document["items"]:
            if _count(whole) >= size:
                return whole
            more = copy.deepcopy(item)
            more["code"] = f"{item['code']}-{turn}"
            for clause in more["clauses"]:
                clause["code"] = f"{clause['code']}-{turn}"
                clause["title"] = f"{clause['title']}{turn}"
            whole["items"].append(more)
    return whole


def answer_for_the_server(context: BrowserContext, document: dict[str, Any]) -> None:
    """Everything the picker asks for; the rest is not there."""
    answers = {"/api/v1/me": ME, "/api/v1/checklists/current": document}

    def answer(route: Route) -> None:
        path = route.request.url.split("?")[0].split("/", 3)[3]
        found = answers.get(f"/{path}")
        problem = {"type": "not-found", "title": "没有找到。", "status": 404}
        route.fulfill(status=200 if found else 404, json=found or problem)

    context.route("**/api/**", answer)


def _at_the_picker(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto("/file")
    page.get_by_role("button", name="下一步").click()
    page.get_by_placeholder("搜条款").wait_for()
    page.wait_for_load_state("networkidle")
    return page


def _typing(page: Page) -> list[float]:
    page.evaluate(FRAMES)
    field = page.get_by_placeholder("搜条款")
    for query in QUERIES:
        field.press_sequentially(query, delay=180)
        page.wait_for_timeout(400)
        field.fill("")
    return list(page.evaluate("() => window.frames_ms"))


def _scrolling(page: Page) -> list[float]:
    page.get_by_role("button", name="看全部").wait_for()
    page.evaluate(FRAMES)
    page.get_by_role("button", name="看全部").tap()
    touch = page.context.new_cdp_session(page)
    for _ in range(12):
        gesture = {"x": 180, "y": 500, "yDistance": -2500, "speed": 2500, "gestureSourceType": "touch"}
        touch.send("Input.synthesizeScrollGesture", gesture)
    return list(page.evaluate("() => window.frames_ms"))


def _print_frames(what: str, frames: list[float]) -> None:
    late = [round(frame) for frame in frames if frame > LATE_MS]
    print(f"  {what}: {len(frames)} frames, {len(late)} over {LATE_MS} ms, the longest {max(frames):.0f} ms")


def _count(document: dict[str, Any]) -> int:
    return sum(len(item["clauses"]) for item in document["items"])


class _App(SimpleHTTPRequestHandler):
    """The built app as a server would hand it out: every other path is the app's own page."""

    def send_head(self) -> Any:
        if not Path(self.translate_path(self.path)).is_file():
            self.path = "/index.html"
        return super().send_head()

    def log_message(self, *_: object) -> None:
        """Nothing: the figures are the output."""


@contextmanager
def _pages(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_App, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_address[1]}"
    finally:
        server.shutdown()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--clauses", type=int, default=400, choices=range(1, 5001), metavar="1-5000")
    parser.add_argument("--slower", type=float, default=6)
    parser.add_argument("--dist", type=Path, default=ROOT / "pwa" / "dist")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
