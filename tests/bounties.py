"""Bounties under way: review, months and appeals, each as the person whose turn it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from werkzeug.test import TestResponse

from backend import clock
from tests.cases import Desk
from tests.filings import filing, finding

API = "/api/v1/rewards"
APART = 0.0015
"""Degrees between places that count as different ones (more than 50 m)."""


@dataclass(slots=True)
class Fund:
    """The fund's people at work in the small county. `places` counts those filed at, all apart."""

    desk: Desk
    places: int = 0

    def earn(self, username: str = "worker", *, here: bool = False, **changes: Any) -> str:
        """A verified finding at a place of its own (`here`: where the last one was); the id of its bounty."""
        self.places += not here
        place = {"type": "Point", "coordinates": [120.401, round(32.5005 + self.places * APART, 6)]}
        visit = {key: changes.pop(key) for key in ("premises", "seen_at") if key in changes}
        return self.verify(self.desk.file(username, filing(finding(**changes), place=place, **visit)))

    def verify(self, code: str) -> str:
        self.desk.take("captain", code, "verify", {"how": "on_site"})
        return self.entry_of(code)

    def entry_of(self, code: str) -> str:
        (found,) = [one["id"] for one in self.listed("clerk", limit=200) if one["order"] == code]
        return str(found)

    def listed(self, username: str, **query: Any) -> list[dict[str, Any]]:
        answer = self.desk.client(username).get(f"{API}/entries", query_string=query)
        assert answer.status_code == 200, answer.json
        return list(answer.json["items"])

    def see(self, entry: str, username: str = "clerk") -> dict[str, Any]:
        answer = self.desk.client(username).get(f"{API}/entries/{entry}")
        assert answer.status_code == 200, answer.json
        return dict(answer.json)

    def ask(self, username: str, entry: str, step: str, **evidence: Any) -> TestResponse:
        body = {"id": str(uuid4()), "step": step, "evidence": evidence, "expected_version": self.see(entry)["version"]}
        return self.desk.client(username).post(f"{API}/entries/{entry}/steps", json=body)

    def take(self, username: str, entry: str, step: str, **evidence: Any) -> dict[str, Any]:
        answer = self.ask(username, entry, step, **evidence)
        assert answer.status_code == 200, answer.json
        return dict(answer.json)

    def passed(self, username: str = "worker", **changes: Any) -> str:
        entry = self.earn(username, **changes)
        self.take("town_reviewer", entry, "pass_first")
        return entry

    def open_month(self, month: str | None = None) -> str:
        body = {"id": str(uuid4()), "month": month or clock.local_month(clock.now())}
        answer = self.desk.client("clerk").post(f"{API}/tallies", json=body)
        assert answer.status_code == 201, answer.json
        return str(answer.json["id"])

    def ask_month(self, username: str, tally: str, step: str, **evidence: Any) -> TestResponse:
        body = {"id": str(uuid4()), "step": step, "evidence": evidence}
        return self.desk.client(username).post(f"{API}/tallies/{tally}/steps", json=body)

    def month(self, username: str, tally: str, step: str, **evidence: Any) -> dict[str, Any]:
        answer = self.ask_month(username, tally, step, **evidence)
        assert answer.status_code == 200, answer.json
        return dict(answer.json)

    def review_all(self, tally: str) -> None:
        for one in self.listed("reviewer", state="passed_first", limit=200):
            if one["in_tally"] == tally and one["second_due"]:
                self.take("reviewer", one["id"], "pass_second")

    def tallied(self) -> str:
        """A month in which everything reviewed is tallied."""
        tally = self.open_month()
        self.month("clerk", tally, "freeze")
        self.month("auditor", tally, "draw_seed")
        self.review_all(tally)
        self.month("clerk", tally, "tally")
        return tally

    def appeal(self, entry: str, kind: str, username: str = "worker", words: str = "请再看一看") -> TestResponse:
        body = {"id": str(uuid4()), "kind": kind, "words": words}
        return self.desk.client(username).post(f"{API}/entries/{entry}/appeals", json=body)

    def decide(self, entry: str, step: str, username: str = "appeals", reason: str = "已经核对") -> TestResponse:
        appeal = self.see(entry)["appeal"]["id"]
        body = {"id": str(uuid4()), "step": step, "reason": reason}
        return self.desk.client(username).post(f"{API}/appeals/{appeal}/steps", json=body)

    def balance(self, entry: str) -> int:
        """What the ledger still owes for the bounty, in fen."""
        return sum(row["amount_fen"] for row in self.see(entry)["ledger"])

    def recomputed(self) -> bool:
        result = self.desk.app.test_cli_runner().invoke(args=["rewards", "recompute"])
        return result.exit_code == 0


def later(monkeypatch: pytest.MonkeyPatch, days: float) -> datetime:
    """The clock stands that many days later from now on."""
    at = clock.now() + timedelta(days=days)
    monkeypatch.setattr(clock, "now", lambda: at)
    return at
