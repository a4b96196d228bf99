"""Duties in grids: given from a day on, ended on a day, passed on when a grid ends. What has been is not rewritten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, text

from backend.acting import Acting
from backend.clock import local_date
from backend.database import db
from backend.people.model import Assignment

HELD: Final = text("""
    SELECT a.id, a.person_id, p.name, p.role, a.grid_code, a.duty, GREATEST(a.valid_from, :day) AS first, a.valid_to
    FROM assignment a JOIN person p ON p.id = a.person_id
    WHERE a.grid_code = ANY(:grids) AND (a.valid_to IS NULL OR a.valid_to > :day)
    ORDER BY a.id FOR UPDATE OF a
""")
STOP: Final = (
    text("DELETE FROM assignment WHERE id = ANY(:ids) AND valid_from >= :day"),
    text("UPDATE assignment SET valid_to = :day WHERE id = ANY(:ids) AND (valid_to IS NULL OR valid_to > :day)"),
)
_GIVEN: Final = """
    FROM unnest(CAST(:people AS uuid[]), CAST(:grids AS text[]), CAST(:duties AS text[]), CAST(:firsts AS date[]),
                CAST(:untils AS date[])) WITH ORDINALITY AS given (person_id, grid_code, duty, first, until, place)
"""
# Whoever already leads there, or is captain, stays; of several who come, the first one in the list has the duty.
GIVE: Final = text(f"""
    INSERT INTO assignment (person_id, grid_code, duty, valid_from, valid_to)
    SELECT person_id, grid_code, duty, first, until {_GIVEN} ORDER BY place
    ON CONFLICT DO NOTHING RETURNING person_id, grid_code, duty
""")
JOIN: Final = text(f"""
    INSERT INTO assignment (person_id, grid_code, duty, valid_from, valid_to)
    SELECT DISTINCT ON (person_id, grid_code) person_id, grid_code, 'member', first, until {_GIVEN}
    WHERE NOT EXISTS (
        SELECT FROM assignment a WHERE a.person_id = given.person_id AND a.grid_code = given.grid_code
          AND a.duty IN ('lead', 'member') AND daterange(a.valid_from, a.valid_to) && daterange(first, until))
    ORDER BY person_id, grid_code, place
    RETURNING person_id, grid_code, duty
""")  # noqa: S608 - the constant above
MOVE_PEOPLE: Final = text("""
    UPDATE person SET area_code = heir.new
    FROM unnest(CAST(:olds AS text[]), CAST(:news AS text[])) AS heir (old, new)
    WHERE person.area_code = heir.old
    RETURNING person.name, person.role, heir.old AS area_from, heir.new AS area_to
""")


@dataclass(frozen=True, slots=True)
class GridHeir:
    """The grid that took over most of an ended grid's ground; `ground` compares several that come to one heir."""

    old: str
    new: str | None
    ground: float = 0.0


@dataclass(frozen=True, slots=True)
class Passed:
    """Somebody whose area or duty passed over; `to` None: the duty ended, and nobody took it over from this person."""

    name: str
    role: str
    duty: str | None
    source: str
    to: str | None


def pass_areas(acting: Acting, heirs: Mapping[str, str]) -> list[Passed]:
    """Whoever belonged to an ended area belongs to its heir.

    Nobody is signed out by it: sessions read the person anew within seconds (`who_cache_seconds`).
    """
    if not heirs:
        return []
    rows = db.session.execute(MOVE_PEOPLE, {"olds": list(heirs), "news": list(heirs.values())})
    return [Passed(row.name, row.role, None, row.area_from, row.area_to) for row in rows]


def pass_duties(acting: Acting, day: date, heirs: Sequence[GridHeir]) -> list[Passed]:
    """Duties in ended grids end on the day and pass to the heir, unless that has its own lead or captain.

    Of several leads who come to one heir the one with most of its ground leads; the others stay as members, so that
    nobody loses sight of what they know. A captain who finds another there has one grid less.
    """
    by_old = {heir.old: heir for heir in heirs}
    held = db.session.execute(HELD, {"grids": list(by_old), "day": day}).all() if by_old else []
    if not held:
        return []
    for stop in STOP:
        db.session.execute(stop, {"ids": [row.id for row in held], "day": day})
    coming = sorted(
        (row for row in held if by_old[row.grid_code].new), key=lambda r: (-round(by_old[r.grid_code].ground, 12), r.id)
    )
    given = _give(GIVE, by_old, [row for row in coming if row.duty != "member"])
    left = [row for row in coming if row.duty != "captain" and _claim(row, by_old) not in given]
    given |= _give(JOIN, by_old, left)
    taken = {(person, grid) for person, grid, _ in given}
    return [_passed(row, by_old[row.grid_code].new, taken) for row in held]


def end_duties_of(acting: Acting, person_id: UUID) -> None:
    """The person has no duty from today on; what was to begin later never does."""
    today = local_date(acting.at)
    mine = (Assignment.person_id == person_id, Assignment.valid_to.is_(None) | (Assignment.valid_to > today))
    ids = db.session.scalars(select(Assignment.id).where(*mine)).all()
    for stop in STOP if ids else ():
        db.session.execute(stop, {"ids": list(ids), "day": today})


def _claim(row: Any, heirs: Mapping[str, GridHeir]) -> tuple[UUID, str | None, str]:
    return row.person_id, heirs[row.grid_code].new, row.duty


def _passed(row: Any, new: str | None, taken: set[tuple[UUID, str]]) -> Passed:
    to = new if new is not None and (row.person_id, new) in taken else None
    return Passed(row.name, row.role, row.duty, row.grid_code, to)


def _give(statement: Any, heirs: Mapping[str, GridHeir], rows: Iterable[Any]) -> set[tuple[UUID, str, str]]:
    rows = list(rows)
    if not rows:
        return set()
    made = db.session.execute(statement, {
        "people": [row.person_id for row in rows], "grids": [heirs[row.grid_code].new for row in rows],
        "duties": [row.duty for row in rows], "firsts": [row.first for row in rows],
        "untils": [row.valid_to for row in rows],
    })  # fmt: skip
    return {(row.person_id, row.grid_code, row.duty) for row in made}
