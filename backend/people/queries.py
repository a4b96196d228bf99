"""Who is who on a day: persons with their duties, the people behind a desk, names."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    String,
    Subquery,
    and_,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    union_all,
)

from backend.acting import Actor
from backend.database import db
from backend.people.model import Assignment, Deputy, Person


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
        sitting = seats(day)
        asked = tuple_(sitting.c.kind, sitting.c.code).in_([desk_parts(desk) for desk in found])
        for kind, code, person_id in db.session.execute(select(sitting).where(asked)):
            found[f"{kind}:{code}" if code else kind].add(person_id)
    return found


def desk_parts(desk: str) -> tuple[str, str]:
    """`captain:320685…` → (`captain`, `320685…`); `centre` → (`centre`, ``)."""
    kind, _, code = desk.partition(":")
    return kind, code


def seats(day: date) -> Subquery:
    """Who sits where that day: (kind, code, person_id), deputies included, disabled people left out.

    Made to be joined on kind and code: every branch then goes through its own index. Desks of a single person
    (`worker:<uuid>`) are not among them.
    """
    held = union_all(
        select(_kind("captain"), Assignment.grid_code.label("code"), Assignment.person_id.label("person_id")).where(
            Assignment.duty == "captain", _on(Assignment, day)
        ),
        select(_kind("town"), Person.area_code, Person.id).where(Person.role == "town"),
        select(_kind("unit"), Person.unit_code, Person.id).where(Person.role == "unit"),
        select(_kind("centre"), literal_column("''", String), Person.id).where(Person.role == "centre"),
    ).subquery("held")
    stand_ins = select(held.c.kind, held.c.code, Deputy.deputy_id).join(
        Deputy, and_(Deputy.person_id == held.c.person_id, _on(Deputy, day))
    )
    sitting = union_all(select(held), stand_ins).subquery("sitting")
    enabled = and_(Person.id == sitting.c.person_id, Person.disabled_at.is_(None))
    return select(sitting).join(Person, enabled).subquery("seat")


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


def _kind(name: str) -> ColumnElement[str]:
    # A typed constant lets PostgreSQL look into each branch of the union on its own.
    return literal_column(f"'{name}'::text", String).label("kind")


def _on(table: type[Assignment] | type[Deputy], day: date) -> ColumnElement[bool]:
    return and_(table.valid_from <= day, or_(table.valid_to.is_(None), table.valid_to > day))
