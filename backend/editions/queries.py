"""The one door to the checklist: the edition of a name, and the one in force in an area on a day."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import Any, Final

from sqlalchemy import select, text

from backend import clock
from backend.database import db
from backend.editions.model import EditionActivation, EditionCopy
from backend.editions.standing import Activation, Standing
from checklists.checklist import Checklist
from checklists.faults import EditionFault
from checklists.shelf import shelf

LOOK_AGAIN: Final = 3.0
"""Seconds after which a process asks whether anything was activated: then every process follows, none restarts."""

MARK: Final = text("SELECT count(*), coalesce(max(seq), 0) FROM edition_activation")
# The area itself first, then what it lies in, on that day; an area that ended keeps its last parent.
LINE: Final = text("""
    WITH RECURSIVE line (code, depth) AS (
        SELECT CAST(:area AS text), 0
        UNION ALL
        SELECT (SELECT v.parent_code FROM area_version v WHERE v.area_code = line.code
                ORDER BY v.valid_from > :day, abs(v.valid_from - :day) LIMIT 1), depth + 1
        FROM line WHERE depth < 6 AND line.code IS NOT NULL
    ) SELECT code FROM line WHERE code IS NOT NULL ORDER BY depth
""")


@dataclass(slots=True)
class _Memory:
    """What this process read of the activations: the mark it had, and when. `faults`: what cannot be used, by name."""

    standing: Standing | None = None
    default: str = ""
    mark: tuple[int, int] = (-1, -1)
    read_at: float = 0.0
    faults: dict[str, str] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)


_memory: Final = _Memory()


def edition(name: str) -> Checklist:
    """The edition of that name, in force or not: what was filed under it is read by it. KeyError where none is."""
    found = find_edition(name)
    if found is None:
        raise KeyError(name)
    return found


def find_edition(name: str) -> Checklist | None:
    """The edition of that name; None where neither a folder nor an activation brought it."""
    found = shelf().find(name)
    if found is None and name:
        standing()
        found = shelf().find(name)
    return found


def editions() -> Mapping[str, Checklist]:
    """Every sound edition by name."""
    return shelf().known()


def current(area: str | None = None, on: date | None = None) -> Checklist:
    """The edition in force that day (None: today) for somebody of that area; None: for the county as a whole."""
    known = standing()
    day = on or clock.local_date(clock.now())
    line = line_of(area, day) if area and any(one.area for one in known.activations) else ()
    return edition(known.current(line, day))


def standing() -> Standing:
    """Which edition is in force where and when, as of at most LOOK_AGAIN seconds ago."""
    default = shelf().default.edition
    known = _memory.standing
    if known is not None and default == _memory.default and time.monotonic() - _memory.read_at < LOOK_AGAIN:
        return known
    with _memory.lock:
        mark = tuple(db.session.execute(MARK).one())
        # What is answered is held here: another thread may `forget` what the memory holds at any moment.
        known = _memory.standing
        if known is None or mark != _memory.mark or default != _memory.default:
            known = _memory.standing = _read(default)
            _memory.mark, _memory.default = (int(mark[0]), int(mark[1])), default
        _memory.read_at = time.monotonic()
        return known


def forget() -> None:
    """The next question reads the activations anew, whatever was read before."""
    _memory.standing = None


def faults() -> list[str]:
    """What cannot be used and why, in sentences; the edition in force goes on beside them."""
    told = {name: found[0].in_one_line() for name, found in shelf().faults.items()}
    return [f"{name} 版清单不能用：{why}" for name, why in sorted({**told, **_memory.faults}.items())]


def ready_facts() -> dict[str, Any]:
    """For /readyz: the county's edition of today, and what cannot be used beside it."""
    return {"checklist": current().edition, "checklist_faults": faults()}


def line_of(area: str, on: date) -> tuple[str, ...]:
    """The area and what it lies in on that day, nearest first."""
    return tuple(db.session.scalars(LINE, {"area": area, "day": on}))


def activations() -> Sequence[EditionActivation]:
    """Every activation, oldest first."""
    return db.session.scalars(select(EditionActivation).order_by(EditionActivation.seq)).all()


def editions_document(*, faulty: bool) -> dict[str, Any]:
    """Every known edition with where and when it is in force; with `faulty` what cannot be used, too."""
    known, day = standing(), clock.local_date(clock.now())
    spans = known.spans()
    items = [
        {
            "edition": one.edition, "title": one.title, "status": one.status, "digest": one.digest,
            "items": len(one.items), "clauses": len(one.clauses), "in_force": one.edition in known.in_force(day),
            "spans": [
                {
                    "area": span.area, "first_day": span.first_day, "until": span.until,
                    "accepted_until": span.accepted_until,
                }
                for span in spans
                if span.edition == one.edition
            ],
        }
        for one in editions().values()
    ]  # fmt: skip
    return {"items": items, "faults": faults() if faulty else []}


def _read(default: str) -> Standing:
    """The activations whose edition can be used here; whatever cannot is named in `faults` and left out."""
    _memory.faults = {}
    usable: list[Activation] = []
    today = clock.local_date(clock.now())
    for row in activations():
        if _stands(row):
            seq, grace = row.seq, row.grace_days
            usable.append(Activation(row.edition, row.first_day, row.area_code, seq, row.digest, grace))
    areas = {one.area for one in usable if one.area}
    return Standing(default, tuple(usable), {area: line_of(area, today) for area in sorted(areas)})


def _stands(row: EditionActivation) -> bool:
    """True where the edition is on the shelf as it was when it was activated, if need be from the copy kept then."""
    found = shelf().find(row.edition)
    if found is not None and found.digest == row.digest:
        return True
    copy = db.session.get(EditionCopy, (row.edition, row.digest))
    try:
        if copy is not None and shelf().take(row.edition, copy.files).digest == row.digest:
            return True
    except EditionFault as error:
        _memory.faults[row.edition] = error.faults[0].in_one_line()
        return False
    _memory.faults[row.edition] = "内容与起用时的指纹不一致，照旧执行原来的版本；请恢复原文件"
    return False
