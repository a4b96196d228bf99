"""“The border is wrong here”: said on the spot, read and settled by those who draw the borders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, false, or_, select, true, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from backend.acting import Acting, Actor
from backend.api import decode_cursor, page
from backend.clock import local_date
from backend.database import db
from backend.grids.located import Place
from backend.grids.locating import locate
from backend.grids.place_model import BorderFlag
from backend.grids.queries import names_of
from backend.notices.actions import Telling, tell
from backend.people.access import demand, may
from backend.people.queries import names_of as names_of_people
from backend.problems import Problem
from geo.columns import lat_of, lon_of, point_ewkt
from geo.coordinates import Datum, to_wgs84

OUTCOMES: Final = {"settle": "settled", "decline": "declined"}
TOLD: Final = {
    "settled": "您反映的网格边界已经处理，谢谢。",
    "declined": "您反映的网格边界经核对没有改动，说明见详情。",
}


@dataclass(frozen=True, slots=True)
class Flagged:
    """What was said: where (in `datum`), of which grid, with how many metres' accuracy; `content` its digest."""

    lon: float
    lat: float
    datum: Datum
    content: bytes
    grid: str | None = None
    accuracy_m: float | None = None
    note: str = ""


def put_flag(acting: Acting, flag_id: UUID, said: Flagged) -> tuple[dict[str, Any], bool]:
    """The flag lies on the officer's map: (its document, whether it is new).

    Repeated with the same content it is the same flag; Problem `flag-differs` for another content.
    """
    demand(acting.person, "grid.flag")
    place = to_wgs84(said.lon, said.lat, said.datum)
    located = locate(Place(*place, said.accuracy_m), local_date(acting.at))
    row = {
        "id": flag_id, "person_id": acting.person.id, "grid_code": said.grid or located.grid_code,
        "town_code": located.town_code, "place": point_ewkt(*place), "accuracy_m": said.accuracy_m,
        "note": said.note, "content": said.content, "at": acting.at,
    }  # fmt: skip
    made = insert(BorderFlag).on_conflict_do_nothing(index_elements=["id"]).returning(BorderFlag.id)
    new = db.session.execute(made, row).first() is not None
    known = db.session.execute(select(BorderFlag.person_id, BorderFlag.content).where(BorderFlag.id == flag_id)).one()
    if (known.person_id, known.content) != (acting.person.id, said.content):
        raise Problem("flag-differs")
    return flag_document(acting.person, flag_id), new


def take_flag_step(acting: Acting, flag_id: UUID, step_id: UUID, step: str, note: str) -> dict[str, Any]:
    """The flag is settled or declined, once, and whoever raised it is told.

    The same step id again changes nothing. Problems: `not-found`, `flag-closed` where another step was first,
    `step-differs` where the same id says something else.
    """
    demand(acting.person, "grid.edit")
    ended = (
        update(BorderFlag)
        .where(BorderFlag.id == flag_id, BorderFlag.state == "open")
        .values(state=OUTCOMES[step], settled_by=acting.person.id, settled_at=acting.at, settled_note=note,
                step_id=step_id)
        .returning(BorderFlag.person_id)
    )  # fmt: skip
    reporter = db.session.scalar(ended)
    if reporter is None:
        _demand_same(flag_id, step_id, OUTCOMES[step], note)
    else:
        title, subject = TOLD[OUTCOMES[step]], f"flag/{flag_id}"
        tell(
            acting, [Telling(kind="flag", subject=subject, title=title, effect_key=f"{subject}/ended", person=reporter)]
        )
    return flag_document(acting.person, flag_id)


def flag_document(actor: Actor, flag_id: UUID) -> dict[str, Any]:
    """One flag in the person's sight. Raises Problem `not-found`."""
    rows = db.session.execute(_FLAG.where(BorderFlag.id == flag_id, _seen_by(actor))).all()
    if not rows:
        raise Problem("not-found")
    return _documents(actor, rows)[0]


def flag_page(actor: Actor, *, state: str | None, grid: str | None, limit: int, after: str | None) -> dict[str, Any]:
    """The flags in the person's sight, newest first, as `{items, next}`."""
    if not (may(actor, "grid.edit") or may(actor, "grid.flag")):
        demand(actor, "grid.flag")
    query = _FLAG.where(_seen_by(actor))
    query = query.where(BorderFlag.state == state) if state else query
    query = query.where(BorderFlag.grid_code == grid) if grid else query
    last = decode_cursor(after, datetime.fromisoformat, UUID)
    if last:
        query = query.where(tuple_(BorderFlag.at, BorderFlag.id) < tuple_(*last))
    rows = db.session.execute(query.order_by(BorderFlag.at.desc(), BorderFlag.id.desc()).limit(limit + 1)).all()
    found = page(rows, limit, lambda row: (row.at.isoformat(), str(row.id)))
    return {**found, "items": _documents(actor, found["items"])}


_FLAG = select(
    BorderFlag.id, BorderFlag.person_id, BorderFlag.grid_code, BorderFlag.town_code, BorderFlag.accuracy_m,
    BorderFlag.note, BorderFlag.at, BorderFlag.state, BorderFlag.settled_at, BorderFlag.settled_note,
    lon_of(BorderFlag.place).label("lon"), lat_of(BorderFlag.place).label("lat"),
)  # fmt: skip


def _seen_by(actor: Actor) -> ColumnElement[bool]:
    """Own flags for everybody; all for those who draw the borders; a town's for its centre."""
    towns = [one.area_code for one in (actor, *actor.deputy_for) if one.role == "town" and one.area_code]
    everything = true() if may(actor, "grid.edit") else false()
    return or_(everything, BorderFlag.person_id == actor.id, BorderFlag.town_code.in_(towns))


def _demand_same(flag_id: UUID, step_id: UUID, state: str, note: str) -> None:
    said = select(BorderFlag.step_id, BorderFlag.state, BorderFlag.settled_note).where(BorderFlag.id == flag_id)
    known = db.session.execute(said).one_or_none()
    if known is None:
        raise Problem("not-found")
    if known.step_id != step_id:
        raise Problem("flag-closed")
    if (known.state, known.settled_note) != (state, note):
        raise Problem("step-differs")


def _documents(actor: Actor, rows: Any) -> list[dict[str, Any]]:
    if not rows:
        return []
    codes = {code for row in rows for code in (row.grid_code, row.town_code) if code}
    names = names_of(codes, max(local_date(row.at) for row in rows))
    people = names_of_people({row.person_id for row in rows})

    def named(code: str | None) -> dict[str, str | None] | None:
        return {"code": code, "name": names.get(code)} if code else None

    return [
        {"id": row.id, "place": (row.lon, row.lat), "accuracy_m": row.accuracy_m, "grid": named(row.grid_code),
         "town": named(row.town_code), "note": row.note, "at": row.at, "state": row.state,
         "settled_at": row.settled_at, "settled_note": row.settled_note, "mine": row.person_id == actor.id,
         "reporter": people[row.person_id].name}
        for row in rows
    ]  # fmt: skip
