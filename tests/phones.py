"""Sending photos for orders and reports in one piece, as a phone with a good line does."""

from __future__ import annotations

import base64
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.pictures import a_photo, sha256_of


def send_photo(client: FlaskClient, content: bytes, target: str) -> TestResponse:
    """Create the upload with all of its bytes; `target` is `order/<code>` or `report/<uuid>`."""
    told = {"sha256": sha256_of(content), "filetype": "image/jpeg", "for": target}
    metadata = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in told.items())
    headers = {
        "Tus-Resumable": "1.0.0", "Upload-Metadata": metadata, "Upload-Length": str(len(content)),
        "Content-Type": "application/offset+octet-stream",
    }  # fmt: skip
    return client.post("/api/v1/uploads", headers=headers, data=content)


def photo_for_order(client: FlaskClient, code: str, seed: int, kind: str = "after") -> dict[str, Any]:
    """A new photo that is whole for the order; how a step names it."""
    content = a_photo(seed)
    answer = send_photo(client, content, f"order/{code}")
    assert answer.status_code == 201, answer.json
    return {"sha256": sha256_of(content), "kind": kind}
