"""Accounts, duties and deputies."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import func, insert, select, update

from backend.acting import Acting
from backend.database import db
from backend.people.access import DEPUTIES
from backend.people.assignments import GRID_LOCK, end_duties_of
from backend.people.events import SignedOut
from backend.people.model import ROLES, Assignment, Deputy, Person
from backend.people.passwords import hash_password
from backend.people.queries import account_of
from backend.problems import FieldFault, Problem

USERNAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """An account to be. `area_code`: the area whose matters the person sees; `unit_code`: a handler's unit."""

    username: str
    name: str
    role: str
    area_code: str | None = None
    unit_code: str | None = None
    phone_sealed: bytes | None = None
    payee_number: str | None = None
    pay_kind: str = "cash"
    id: UUID = field(default_factory=uuid4)


def add_person(acting: Acting, person: NewPerson, password: str) -> UUID:
    """The account exists and can sign in. Raises Problem `invalid`, or `username-taken` at the latest at commit."""
    add_people(acting, [person], hash_password(password))
    return person.id


def add_people(acting: Acting, people: Sequence[NewPerson], password_hash: str) -> None:
    """All these accounts exist, with one password. Raises Problem `invalid` before anything is written."""
    faults = [fault for number, person in enumerate(people) for fault in _faults(person, number)]
    if faults:
        raise Problem("invalid", errors=faults)
    made = {"password_hash": password_hash, "created_at": acting.at, "version": 1, "disabled_at": None}
    if people:
        db.session.execute(insert(Person), [asdict(person) | made for person in people])


def disable_person(acting: Acting, username: str) -> UUID:
    """The account signs in no more, its sessions and duties end; what it did stays. Raises Problem `not-found`."""
    account = account_of(username)
    if account is None:
        raise Problem("not-found")
    end = update(Person).where(Person.id == account.id, Person.disabled_at.is_(None))
    db.session.execute(end.values(disabled_at=acting.at, version=Person.version + 1))
    end_duties_of(acting, account.id)
    return account.id


def assign(acting: Acting, person_id: UUID, grid_code: str, duty: str, first: date, until: date | None = None) -> None:
    """The person has the duty (`lead`, `member`, `captain`) in the grid from `first` up to, not including, `until`.

    Raises Problem `duty-taken` where somebody else leads, or is captain, on one of these days.
    """
    if duty in ("lead", "captain"):
        _one_at_a_time(grid_code)
        others = select(Assignment.id).where(
            Assignment.grid_code == grid_code,
            Assignment.duty == duty,
            func.daterange(Assignment.valid_from, Assignment.valid_to).op("&&")(func.daterange(first, until)),
        )
        if db.session.scalars(others.limit(1)).first() is not None:
            raise Problem("duty-taken")
    row = {"person_id": person_id, "grid_code": grid_code, "duty": duty, "valid_from": first, "valid_to": until}
    db.session.execute(insert(Assignment), row)


def add_deputy(acting: Acting, person_id: UUID, deputy_id: UUID, first: date, until: date) -> None:
    """The deputy stands in for the person from `first` up to, not including, `until`.

    Raises Problem `not-found`, or `deputy-unfit` where the deputy's role must not see what the person sees.
    """
    found = db.session.execute(select(Person.id, Person.role).where(Person.id.in_((person_id, deputy_id))))
    roles = {row.id: row.role for row in found}
    if len(roles) != 2:
        raise Problem("not-found")
    if roles[deputy_id] not in DEPUTIES.get(roles[person_id], ()) or until <= first:
        raise Problem("deputy-unfit")
    row = {"person_id": person_id, "deputy_id": deputy_id, "valid_from": first, "valid_to": until}
    db.session.execute(insert(Deputy), row)


def sign_out(acting: Acting, session: str) -> None:
    """Everybody who keeps something for this sign-in knows that it ended."""
    acting.publish(SignedOut(acting.person.id, session))


def _faults(person: NewPerson, number: int) -> list[FieldFault]:
    wrong = [
        (USERNAME.fullmatch(person.username), "username", "账号用 2 到 40 个小写字母、数字、点或横线，字母数字开头。"),
        (0 < len(person.name.strip()) <= 40, "name", "姓名要有 1 到 40 个字。"),
        (person.role in ROLES, "role", f"角色要是其中之一：{'、'.join(ROLES)}。"),
        (person.role != "unit" or person.unit_code, "unit_code", "承办单位的账号要写明单位代码。"),
    ]
    return [FieldFault(f"/{number}/{key}", "invalid", title) for fits, key, title in wrong if not fits]


def _one_at_a_time(grid_code: str) -> None:
    db.session.execute(select(func.pg_advisory_xact_lock(GRID_LOCK, func.hashtext(grid_code))))
