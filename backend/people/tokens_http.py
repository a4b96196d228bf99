"""Who reads: by an access token where the request carries one, else by the session."""

from __future__ import annotations

from typing import Final

from flask import request

from backend.acting import Acting
from backend.api import SAFE_METHODS, acting, as_system
from backend.people.tokens import person_of_token
from backend.problems import Problem

CHALLENGE: Final = 'Basic realm="Wangge", charset="UTF-8"'
"""What a program is told that came without a key: QGIS and GDAL then send the token as the password."""


def reading(scope: str) -> Acting:
    """The person for whom this request reads. Call it inside the request's transaction.

    `Authorization: Bearer <token>`, or Basic with the token as the password and any name. A token in the address would
    end up in logs and histories, so there is none. Raises Problem `token-invalid`, `not-signed-in`.
    """
    if "Authorization" not in request.headers:
        return acting()
    system = as_system()
    if request.method not in SAFE_METHODS:
        raise Problem("token-invalid")
    return Acting(person_of_token(system, _sent(), scope), system.at, system.subscriptions)


def _sent() -> str:
    sent = request.authorization
    if sent is None:
        raise Problem("token-invalid")
    return (sent.password if sent.type == "basic" else sent.token if sent.type == "bearer" else None) or ""
