"""Bringing an edition into force: a row, from a day on; every process follows within seconds."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from sqlalchemy import func, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from backend import clock
from backend.acting import Acting
from backend.database import db
from backend.editions import queries
from backend.editions.model import EditionActivation, EditionCopy
from backend.editions.requests import Wish
from backend.people.access import demand
from backend.problems import FieldFault, Problem
from checklists.checklist import Checklist
from checklists.faults import EditionFault, Fault
from checklists.shelf import shelf

MOST_FAULTS: Final = 50
ONE_AT_A_TIME: Final = 13
"""The advisory lock under which editions are activated."""


def activate(acting: Acting, wish: Wish) -> dict[str, Any]:
    """The edition will be in force from its day on; the row as the list shows it. Once, however often it is sent.

    Refused, with the running edition going on: Problem `not-allowed`, `unknown-edition`, `edition-faulty` with every
    fault (a digest that does not match and a unit abolished by then among them), `edition-draft`, `activation-past`,
    `activation-differs`, `unknown-area`.
    """
    if acting.who is not None:
        demand(acting.person, "clause.admit")
    # One after the other: else two could bring the same name into force with different content.
    db.session.execute(select(func.pg_advisory_xact_lock(ONE_AT_A_TIME, 0)))
    before = db.session.get(EditionActivation, wish.id)
    if before is not None:
        if _told(before) != _told(wish):
            raise Problem("activation-differs")
        return document(before)
    if wish.first_day < clock.local_date(acting.at):
        raise Problem("activation-past")
    checklist, files = fit(wish.edition, wish.first_day)
    copy = {"edition": checklist.edition, "digest": checklist.digest, "files": files, "kept_at": acting.at}
    db.session.execute(upsert(EditionCopy).values(copy).on_conflict_do_nothing())
    row = {
        "id": wish.id, "edition": wish.edition, "digest": checklist.digest, "area_code": wish.area,
        "first_day": wish.first_day, "grace_days": wish.grace_days, "note": wish.note,
        "made_by": acting.who.id if acting.who else None, "made_at": acting.at,
    }  # fmt: skip
    db.session.execute(insert(EditionActivation), row)
    queries.forget()
    return document(db.session.get_one(EditionActivation, wish.id))


def fit(name: str, on: date) -> tuple[Checklist, dict[str, str]]:
    """The edition as its folder has it now, fit to be in force from that day on, and its files."""
    try:
        checklist, files = shelf().read_again(name, on)
    except KeyError as error:
        raise Problem("unknown-edition") from error
    except EditionFault as error:
        raise faulty(error) from error
    if checklist.status == "draft":
        raise Problem("edition-draft")
    if any(row.edition == name and row.digest != checklist.digest for row in queries.activations()):
        title = "这个版本号已经起用过别的内容；已发布的版本不能改，请换一个版本号。"
        raise Problem("edition-faulty", errors=[FieldFault("/edition", "digest-differs", title)])
    gone = {unit.code for one in queries.standing().in_force(on) for unit in _abolished(queries.edition(one), on)}
    if found := [clause for clause in checklist.clauses if clause.lead in gone or gone.intersection(clause.support)]:
        title = f"条款 {found[0].code} 的单位按现行清单已经撤销，请换成接手的单位。"
        raise Problem("edition-faulty", errors=[FieldFault("/edition", "abolished-unit", title)])
    return checklist, files


def faulty(error: EditionFault) -> Problem:
    """What is wrong with an edition, fault by fault: file, line, column, and how it is mended."""
    return Problem("edition-faulty", errors=[_pointed(fault) for fault in error.faults[:MOST_FAULTS]])


def document(row: EditionActivation) -> dict[str, Any]:
    """An activation as the list shows it."""
    return {
        "id": row.id, "edition": row.edition, "digest": row.digest, "area": row.area_code, "first_day": row.first_day,
        "grace_days": row.grace_days, "note": row.note, "made_at": row.made_at,
    }  # fmt: skip


def _pointed(fault: Fault) -> FieldFault:
    file = fault.file.rpartition("/")[2]
    where = f"{file} 第 {fault.line} 行第 {fault.column} 列"
    return FieldFault("/edition", fault.code, f"{where}：{fault.sentence}。{fault.mend}。")


def _abolished(checklist: Checklist, on: date) -> list[Any]:
    return [unit for unit in checklist.units if unit.abolished_on and unit.abolished_on <= on]


def _told(one: EditionActivation | Wish) -> tuple[Any, ...]:
    area = one.area if isinstance(one, Wish) else one.area_code
    return one.edition, one.first_day, area, one.grace_days, one.note
