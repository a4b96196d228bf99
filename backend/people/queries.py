"""Who is who on a day: persons with their duties, the people behind a desk, names."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BindParameter,
    ColumnElement,
    FromClause,
    Row,
    Select,
    Text,
    and_,
    column,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import aliased

from backend.acting import Actor
from backend.database import db
from backend.people.model import Assignment, Deputy, Person

Day = date | BindParameter[date]


@dataclass(frozen=True, slots=True)
class Named:
    """A person as others may read: never more than the name and what the person is there for."""

    id: UUID
    name: str
    role: str
    unit_code: str | None


def actor_by_id(person_id: UUID, day: date) -> Actor | None:
    """The person with the duties of that day and those for whom the person stands in; None where unknown or disabled.

    One round trip.
    """
    rows = {row.id: row for row in db.session.execute(_with_duties(person_id, day))}
    own = rows.pop(person_id, None)
    if own is None:
        return None
    others = sorted((_actor(row) for row in rows.values()), key=lambda one: one.username)
    return _actor(own, tuple(others))


def names_of(ids: Collection[UUID]) -> dict[UUID, Named]:
    """Names of these people, disabled ones included, in one round trip; none for an empty question."""
    if not ids:
        return {}
    query = select(Person.id, Person.name, Person.role, Person.unit_code).where(Person.id.in_(set(ids)))
    return {row.id: Named(*row) for row in db.session.execute(query)}


def holders_of_desks(desks: Collection[str], day: date) -> dict[str, set[UUID]]:
    """Desk → the people who sit at it that day, deputies included; an empty set for a desk where nobody sits."""
    found: dict[str, set[UUID]] = {desk: set() for desk in desks}
    if found:
        kinds, codes = zip(*map(desk_parts, found), strict=True)
        asked = func.unnest(literal(list(kinds), ARRAY(Text)), literal(list(codes), ARRAY(Text)))
        desk = asked.table_valued(column("desk", Text), column("code", Text), name="asked").render_derived("asked")
        seat = sitting_at(desk, desk.c.desk, desk.c.code, day)
        for kind, code, person_id in db.session.execute(select(desk.c.desk, desk.c.code, seat.c.person_id)):
            found[f"{kind}:{code}" if code else kind].add(person_id)
    return found


def desk_parts(desk: str) -> tuple[str, str]:
    """`captain:320685…` → (`captain`, `320685…`); `centre` → (`centre`, ``)."""
    kind, _, code = desk.partition(":")
    return kind, code


def sitting_at(asked: FromClause, desk: ColumnElement[str], code: ColumnElement[str], day: Day) -> FromClause:
    """For each row of `asked`: `person_id` of everybody at its desk that day, deputies included, perhaps twice.

    Disabled people are left out. Desks of a single person (`worker:<uuid>`) are not known here.
    """
    # For each row one branch is entered, through its own index; PostgreSQL skips the others.
    held = union_all(
        select(Assignment.person_id.label("person_id"))
        .where(desk == "captain", Assignment.duty == "captain", Assignment.grid_code == code, _on(Assignment, day))
        .correlate(asked),
        select(Person.id).where(desk == "town", Person.role == "town", Person.area_code == code).correlate(asked),
        select(Person.id).where(desk == "unit", Person.role == "unit", Person.unit_code == code).correlate(asked),
        select(Person.id).where(desk == "centre", Person.role == "centre").correlate(asked),
    ).lateral("held")
    holder, deputy = aliased(Person), aliased(Person)
    present = select(holder.id.label("person_id")).where(holder.id == held.c.person_id, holder.disabled_at.is_(None))
    standing_in = (
        select(deputy.id)
        .join(Deputy, Deputy.deputy_id == deputy.id)
        .join(holder, and_(holder.id == Deputy.person_id, holder.disabled_at.is_(None)))
        .where(Deputy.person_id == held.c.person_id, _on(Deputy, day), deputy.disabled_at.is_(None))
    )
    sitting = union_all(present.correlate(held), standing_in.correlate(held)).lateral("sitting")
    return select(sitting.c.person_id).select_from(held.join(sitting, true())).lateral("seat")


def account_of(username: str) -> Person | None:
    """The account with exactly this username, disabled or not."""
    return db.session.scalars(select(Person).where(Person.username == username)).one_or_none()


def _with_duties(person_id: UUID, day: date) -> Select[*tuple[Any, ...]]:
    deputised = select(Deputy.person_id).where(Deputy.deputy_id == person_id, _on(Deputy, day))
    grids = func.array_agg(Assignment.grid_code)
    return (
        select(
            Person.id, Person.username, Person.name, Person.role, Person.area_code, Person.unit_code, Person.version,
            grids.filter(Assignment.duty == "lead").label("leads"),
            grids.filter(Assignment.duty == "member").label("works"),
            grids.filter(Assignment.duty == "captain").label("heads"),
        )
        .outerjoin(Assignment, and_(Assignment.person_id == Person.id, _on(Assignment, day)))
        .where(or_(Person.id == person_id, Person.id.in_(deputised)), Person.disabled_at.is_(None))
        .group_by(Person.id)
    )  # fmt: skip


def _actor(row: Row[Any], deputy_for: tuple[Actor, ...] = ()) -> Actor:
    leads = frozenset(row.leads or ())
    return Actor(
        id=row.id,
        username=row.username,
        name=row.name,
        role=row.role,
        area_code=row.area_code,
        unit_code=row.unit_code,
        version=row.version,
        grids=leads | frozenset(row.works or ()),
        lead_of=leads,
        captain_of=frozenset(row.heads or ()),
        deputy_for=deputy_for,
    )


def _on(table: type[Assignment] | type[Deputy], day: Day) -> ColumnElement[bool]:
    return and_(table.valid_from <= day, or_(table.valid_to.is_(None), table.valid_to > day))
