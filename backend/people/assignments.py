"""Duties in grids: given from a day on, ended on a day, passed on when a grid ends. What has been is not rewritten."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, insert, select, text

from backend.acting import Acting
from backend.clock import local_date
from backend.database import db
from backend.people.access import log_access
from backend.people.model import Assignment, Person
from backend.problems import FieldFault, Problem

GRID_LOCK: Final = 3
"""The advisory lock under which the duties of one grid change, with the grid's code."""
ROLES_FOR: Final = {"lead": ("worker",), "member": ("worker",), "captain": ("captain",)}

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
class Duty:
    """`duty`: lead, member, captain; from `first` up to, not including, `until` (None: without end)."""

    person_id: UUID
    grid_code: str
    duty: str
    first: date
    until: date | None


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


def put_assignment(acting: Acting, key: UUID, duty: Duty) -> bool:
    """The person has the duty in the grid from its first day on; True where that is new.

    The same again changes nothing; with another last day the running duty ends then. Raises Problem `not-found` for an
    unknown or disabled person, `invalid` for days or a role that do not fit, `assignment-differs`, and at the latest at
    commit `duty-taken`.
    """
    today = local_date(acting.at)
    # One grid's duties one after the other: the same call twice at once is one duty.
    db.session.execute(select(func.pg_advisory_xact_lock(GRID_LOCK, func.hashtext(duty.grid_code))))
    known = db.session.execute(select(Assignment).where(Assignment.key == key).with_for_update()).scalar_one_or_none()
    if known is not None:
        _prolong(known, duty, today)
        return False
    faults = list(_unfit(duty, today))
    if faults:
        raise Problem("invalid", errors=faults)
    role = db.session.scalar(select(Person.role).where(Person.id == duty.person_id, Person.disabled_at.is_(None)))
    if role is None:
        raise Problem("not-found")
    if role not in ROLES_FOR[duty.duty]:
        title = "网格负责人和网格员要由网格员担任，网格长要由网格长担任，请换一位。"
        raise Problem("invalid", errors=[FieldFault("/person", "role-unfit", title)])
    _demand_no_double(duty)
    db.session.execute(insert(Assignment), {
        "key": key, "person_id": duty.person_id, "grid_code": duty.grid_code, "duty": duty.duty,
        "valid_from": duty.first, "valid_to": duty.until,
    })  # fmt: skip
    log_access(acting, "assignment.put", f"assignment/{key}")
    return True


def end_assignment(acting: Acting, key: UUID, on: date | None) -> None:
    """The duty ends on the day, today if none is said; one that had not begun by then never does. Done twice the same.

    Raises Problem `not-found`, `invalid` for a day that has passed.
    """
    today = local_date(acting.at)
    day = on or today
    if day < today:
        raise Problem("invalid", errors=[FieldFault("/on", "past", "只能从今天或以后的日期起结束，过去的安排不改。")])
    found = db.session.scalar(select(Assignment.id).where(Assignment.key == key).with_for_update())
    if found is None:
        raise Problem("not-found")
    for stop in STOP:
        db.session.execute(stop, {"ids": [found], "day": day})
    log_access(acting, "assignment.end", f"assignment/{key}")


def _prolong(known: Assignment, duty: Duty, today: date) -> None:
    if (known.person_id, known.grid_code, known.duty, known.valid_from) != (
        duty.person_id, duty.grid_code, duty.duty, duty.first,
    ):  # fmt: skip
        raise Problem("assignment-differs")
    if known.valid_to == duty.until:
        return
    running = known.valid_to is None or known.valid_to > today
    if not running or (duty.until is not None and duty.until < max(today, known.valid_from)):
        raise Problem("invalid", errors=[FieldFault("/valid_to", "past", "过去的安排不改，结束日期要在今天或以后。")])
    if duty.until is not None and duty.until <= known.valid_from:
        raise Problem("invalid", errors=[FieldFault("/valid_to", "reversed", "结束日期要晚于开始日期。")])
    known.valid_to = duty.until
    db.session.flush()


def _unfit(duty: Duty, today: date) -> Iterator[FieldFault]:
    if duty.first < today:
        yield FieldFault("/valid_from", "past", "开始日期要在今天或以后，过去的安排不改。")
    if duty.until is not None and duty.until <= duty.first:
        yield FieldFault("/valid_to", "reversed", "结束日期要晚于开始日期。")


def _demand_no_double(duty: Duty) -> None:
    """One person has one duty of a kind in a grid at a time: leading includes working there."""
    kind = ("captain",) if duty.duty == "captain" else ("lead", "member")
    same = select(Assignment.id).where(
        Assignment.person_id == duty.person_id, Assignment.grid_code == duty.grid_code, Assignment.duty.in_(kind),
        func.daterange(Assignment.valid_from, Assignment.valid_to).op("&&")(func.daterange(duty.first, duty.until)),
    )  # fmt: skip
    if db.session.scalars(same.limit(1)).first() is not None:
        title = "这个人在这些日子里已经负责这个网格，请先结束原来的安排。"
        raise Problem("invalid", errors=[FieldFault("/person", "duty-double", title)])


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
