"""One load from beginning to end, and its clearing away where it does not get there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import current_app
from sqlalchemy import text

from backend.api import subscriptions
from backend.database import db, transaction
from backend.demo.actions import Founded, Wish, finish, forget_founded, found, live_part
from backend.demo.history import Tally
from backend.demo.parts import PARTS, live_in_parts
from backend.demo.queries import orders_by_state
from backend.problems import Problem

ALONE: Final = text("SELECT pg_try_advisory_lock(hashtextextended(current_schema() || ' demo load', 0))")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What is there now: ground and people, how much happened, and orders by state."""

    founded: Founded
    tally: Tally
    states: dict[str, int]


def load_demo(wish: Wish, on_day: Callable[[date], None]) -> Loaded:
    """The demo county is there, marked as one. Raises the Problems of `found`; then nothing was changed.

    Whatever breaks it off, by Ctrl-C too, what it wrote is taken away again.
    """
    heard, keys = subscriptions(), current_app.extensions["keys"]
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy itself, not what it hides
    with _alone():
        with transaction():
            founded = found(wish, heard)
        try:
            tally = live_in_parts(
                app, lambda part, on_day: live_part(wish, founded, part, PARTS, keys, heard, on_day), on_day
            )
            with transaction():
                finish(wish, founded, heard)
                states = orders_by_state()
        except BaseException:
            with transaction():
                forget_founded()
            raise
    return Loaded(founded, tally, states)


@contextmanager
def _alone() -> Iterator[None]:
    """Nobody else loads meanwhile. Raises Problem `busy` where somebody does."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as guard:
        if not guard.execute(ALONE).scalar():
            raise Problem("busy")
        try:
            yield
        finally:
            guard.invalidate()  # the lock ends with its connection
