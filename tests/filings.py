"""Filings as a phone sends them: a whole body to begin with, of which each test changes what it is about."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID, uuid4

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from backend import clock

CLAUSE = "CZ01-01"


def filing(*findings: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The body of PUT /reports: seen just now, well inside the first grid, exactly measured."""
    body = {
        "checklist": "2026",
        "seen_at": clock.now().isoformat(),
        "place": {"type": "Point", "coordinates": [120.403, 32.505]},
        "accuracy_m": 10.0,
        "datum": "wgs84",
        "place_method": "gnss",
        "grid_confirmed": None,
        "premises": None,
        "note": "",
        "findings": list(findings),
        "checked_ok": [],
    }
    return body | changes


def finding(**changes: Any) -> dict[str, Any]:
    """One finding without photo, of a clause that needs none."""
    body = {
        "id": str(uuid4()), "clause": CLAUSE, "note": "出租房登记信息有变化", "handled_on_spot": False, "joins": None,
        "contacts": [], "photos": [],
    }  # fmt: skip
    return body | changes


def declared(content: bytes, **changes: Any) -> dict[str, Any]:
    """A photo as a finding names it before its bytes arrive."""
    body = {
        "sha256": hashlib.sha256(content).hexdigest(), "kind": "near", "taken_at": None, "place": None,
        "evidence_from": "none", "bytes": len(content), "media_type": "image/jpeg",
    }  # fmt: skip
    return body | changes


def put_report(
    client: FlaskClient, body: Any, report_id: UUID | str | None = None, headers: dict[str, str] | None = None
) -> TestResponse:
    """Send the filing under this id, or a new one."""
    return client.put(f"/api/v1/reports/{report_id or uuid4()}", json=body, headers=headers)
