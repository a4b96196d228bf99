"""The history is lived in two parts at once, one process each: towns have little to do with one another.

Each part is one transaction. None commits before all of them are done, and one that fails takes the others with it.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Any, Final

from flask import Flask

from backend.database import db, transaction
from backend.demo.history import Tally
from backend.problems import Problem

PARTS: Final = 2
"""Fixed, not the number of cores: equal wishes give equal counties on every machine."""

OnDay = Callable[[date], None]
Live = Callable[[int, OnDay], Tally]


class PartLost(Exception):
    """A process ended without a word: killed, or out of memory."""


class _GivenUp(Exception):
    """The other parts do not commit, so this one does not either."""


def live_in_parts(app: Flask, live: Live, on_day: OnDay) -> Tally:
    """All parts are lived and committed; `on_day` hears of each day that every part has reached.

    No transaction may be open. Raises what a part raised, as far as it is a Problem, or PartLost; then nothing of any
    part is there.
    """
    with _parts(app, live) as pipes:
        tally = sum(_tallies(pipes, on_day), start=Tally())
        for pipe in pipes:
            pipe.send("commit")
        for pipe in pipes:
            _heard(pipe)
        return tally


@contextmanager
def _parts(app: Flask, live: Live) -> Iterator[list[Connection]]:
    # Forked, so that the application need not be built again; a child never touches a connection of its parent. Nothing
    # may have used the object store before: its threads do not live on in a child, which would wait for them for ever.
    context = get_context("fork")
    pipes: list[Connection] = []
    processes = []
    try:
        for part in range(PARTS):
            here, there = context.Pipe()
            process = context.Process(target=_part, args=(app, live, part, there, [*pipes, here]), daemon=True)
            process.start()
            there.close()
            pipes.append(here)
            processes.append(process)
        yield pipes
    finally:
        for pipe in pipes:
            pipe.close()
        for process in processes:
            if process.exitcode is None:
                process.join(1)
                process.terminate()
            process.join()


def _tallies(pipes: list[Connection], on_day: OnDay) -> list[Tally]:
    tallies: dict[Connection, Tally] = {}
    reached: dict[Connection, date] = {}
    while len(tallies) < len(pipes):
        for pipe in wait([pipe for pipe in pipes if pipe not in tallies]):
            said = _heard(pipe)  # type: ignore[arg-type]  # wait() gives back the pipes it was given
            if isinstance(said, Tally):
                tallies[pipe] = said  # type: ignore[index]  # likewise
            else:
                reached[pipe] = said  # type: ignore[index]  # likewise
                on_day(min(reached.values()))
    return list(tallies.values())


def _heard(pipe: Connection) -> Any:
    try:
        said = pipe.recv()
    except EOFError:
        raise PartLost from None
    if isinstance(said, Problem):
        raise said
    return said


def _part(app: Flask, live: Live, part: int, pipe: Connection, others: list[Connection]) -> None:
    # Ctrl-C is the parent's to answer: it closes the pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for other in others:
        other.close()
    with app.app_context():
        db.engine.dispose(close=False)
        try:
            with transaction():
                pipe.send(live(part, pipe.send))
                if pipe.recv() != "commit":
                    raise _GivenUp
            pipe.send("done")
        except (_GivenUp, EOFError, BrokenPipeError):
            return
        except Problem as problem:
            pipe.send(problem)
