"""Orders under way: file a finding, take steps, walk the main road, each as the person whose turn it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.filings import filing, finding, put_report
from tests.given import County, client_for

# Step → who takes it on the main road and with what; the clause of tests/filings.py is led by the police.
ROAD: dict[str, tuple[str, dict[str, Any]]] = {
    "verify": ("captain", {"how": "on_site"}),
    "accept": ("town", {}),
    "dispatch": ("town", {"unit": "police"}),
    "sign": ("other_unit", {}),
    "result": ("other_unit", {"note": "已登记"}),
    "check": ("town", {"how": "by_phone"}),
    "close": ("town", {}),
}
FROM = {
    "verify": "to_verify", "accept": "to_accept", "dispatch": "accepted", "sign": "dispatched", "result": "in_hand",
    "check": "to_check", "close": "to_close",
}  # fmt: skip


@dataclass(slots=True)
class Desk:
    """Everybody's phone in the small county, signed in as needed."""

    app: Flask
    county: County
    clients: dict[str, FlaskClient] = field(default_factory=dict)

    def client(self, username: str) -> FlaskClient:
        if username not in self.clients:
            self.clients[username] = client_for(self.app, self.county.people[username])
        return self.clients[username]

    def file(self, username: str = "worker", body: dict[str, Any] | None = None, **changes: Any) -> str:
        """File one finding; the code of its order."""
        answer = put_report(self.client(username), body or filing(finding(**changes)))
        assert answer.status_code == 201, answer.json
        return str(answer.json["findings"][0]["order"])

    def see(self, username: str, code: str) -> dict[str, Any]:
        answer = self.client(username).get(f"/api/v1/orders/{code}")
        assert answer.status_code == 200, answer.json
        return dict(answer.json)

    def version(self, code: str) -> int:
        return int(self.see("centre", code)["version"])

    def ask(
        self, username: str, code: str, step: str, evidence: dict[str, Any] | None = None, **changes: Any
    ) -> TestResponse:
        """Ask for a step on the order's present version; the answer, whatever it is."""
        body = {"id": str(uuid4()), "step": step, "evidence": evidence or {}, **changes}
        body.setdefault("expected_version", self.version(code))
        return self.client(username).post(f"/api/v1/orders/{code}/steps", json=body)

    def take(self, username: str, code: str, step: str, evidence: dict[str, Any] | None = None) -> dict[str, Any]:
        """Take a step that is legal; the order afterwards."""
        answer = self.ask(username, code, step, evidence)
        assert answer.status_code == 200, answer.json
        return dict(answer.json)

    def walk(self, code: str, state: str) -> dict[str, Any]:
        """Along the main road until the order stands in that state."""
        for step, (who, evidence) in ROAD.items():
            order = self.see("centre", code)
            if order["state"] == state:
                return order
            if order["state"] == FROM[step]:
                self.take(who, code, step, evidence)
        return self.see("centre", code)
