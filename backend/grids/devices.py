"""What a person's devices said at places the person knows, and what that says about their datum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from backend.acting import Acting, Actor
from backend.database import db
from backend.grids.calibration import judge
from backend.grids.place_model import DevicePlace
from backend.people.access import demand
from backend.problems import Problem
from geo.columns import lat_of, lon_of, point_ewkt
from geo.coordinates import Position

MOST_PLACES: Final = 20


@dataclass(frozen=True, slots=True)
class KnownSpot:
    """A fix as the device gave it, and the WGS-84 spot where its person says to have stood."""

    device: UUID
    fix: Position
    spot: Position
    accuracy_m: float | None = None


def put_device_place(acting: Acting, place_id: UUID, said: KnownSpot) -> dict[str, Any]:
    """The observation is kept and judged: the device as `device_document` tells it.

    The same id with the same content is the same observation; Problem `place-differs` for another content.
    """
    demand(acting.person, "report.file")
    judged = judge(said.fix, said.accuracy_m, said.spot)
    row = {
        "id": place_id, "person_id": acting.person.id, "device_id": said.device, "at": acting.at,
        "fix_lon": said.fix.lon, "fix_lat": said.fix.lat, "accuracy_m": said.accuracy_m,
        "spot": point_ewkt(*said.spot), "off_m": judged.off_m, "righted_off_m": judged.righted_off_m,
        "verdict": judged.verdict,
    }  # fmt: skip
    new = insert(DevicePlace).on_conflict_do_nothing(index_elements=["id"]).returning(DevicePlace.id)
    if db.session.execute(new, row).first() is None and not _is_same(acting, place_id, said):
        raise Problem("place-differs")
    return device_document(acting.person, said.device)


def device_document(actor: Actor, device: UUID) -> dict[str, Any]:
    """The person's device: `datum`, the last clear verdict or None, and the newest observations."""
    query = (
        select(
            DevicePlace.id, DevicePlace.at, DevicePlace.verdict, DevicePlace.off_m, DevicePlace.righted_off_m,
            DevicePlace.accuracy_m, DevicePlace.fix_lon, DevicePlace.fix_lat,
            lon_of(DevicePlace.spot).label("lon"), lat_of(DevicePlace.spot).label("lat"),
        )
        .where(DevicePlace.person_id == actor.id, DevicePlace.device_id == device)
        .order_by(DevicePlace.at.desc(), DevicePlace.id.desc())
        .limit(MOST_PLACES)
    )  # fmt: skip
    places = [
        {"id": row.id, "at": row.at, "verdict": row.verdict, "off_m": row.off_m, "righted_off_m": row.righted_off_m,
         "accuracy_m": row.accuracy_m, "fix": (row.fix_lon, row.fix_lat), "spot": (row.lon, row.lat)}
        for row in db.session.execute(query)
    ]  # fmt: skip
    clear = [place["verdict"] for place in places if place["verdict"] != "unclear"]
    return {"device": device, "datum": clear[0] if clear else None, "places": places}


def _is_same(acting: Acting, place_id: UUID, said: KnownSpot) -> bool:
    same = select(func.count()).where(
        DevicePlace.id == place_id, DevicePlace.person_id == acting.person.id, DevicePlace.device_id == said.device,
        DevicePlace.fix_lon == said.fix.lon, DevicePlace.fix_lat == said.fix.lat,
        lon_of(DevicePlace.spot) == said.spot.lon, lat_of(DevicePlace.spot) == said.spot.lat,
        DevicePlace.accuracy_m.is_not_distinct_from(said.accuracy_m),
    )  # fmt: skip
    return bool(db.session.scalar(same))
