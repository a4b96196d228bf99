"""What reports do when a picture is there: look at it twice, and say when a finding has all of its photos."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from backend.acting import Acting
from backend.database import db
from backend.photos.events import PhotoArrived
from backend.photos.queries import PhotoFacts, alike_to, facts_of, missing_of, owners_of
from backend.reports.doubts import Doubt, taken_elsewhere
from backend.reports.events import FindingPhotosComplete
from backend.reports.model import Doubt as DoubtRow
from backend.reports.model import Finding, Report
from geo.columns import lat_of, lon_of

ALIKE_WITHIN: Final = timedelta(days=90)
Visit = Any
Visits = Mapping[UUID, Visit]
Owners = Mapping[str, Collection[UUID]]


def on_photo_arrived(acting: Acting, event: PhotoArrived) -> None:
    """Doubts about the picture are noted; FindingPhotosComplete is published where it was the last one."""
    waiting = sorted({owner_id for kind, owner_id in event.owners if kind == "finding"})
    if not waiting:
        return
    # Two photos of one finding may arrive together: without the lock each would see the other still missing.
    # Not against rows that only refer to the finding: an order that is merged meanwhile must not wait in a ring.
    locked = select(Finding.id).where(Finding.id.in_(waiting)).order_by(Finding.id)
    db.session.execute(locked.with_for_update(key_share=True))
    look_twice(acting, {event.sha256: waiting})
    for finding_id, missing in missing_of("finding", waiting).items():
        if not missing:
            acting.publish(FindingPhotosComplete(finding_id))


def look_twice(acting: Acting, found: Mapping[str, Collection[UUID]]) -> None:
    """Findings have their doubts about the stored pictures that they name: SHA-256 → finding ids.

    One doubt of a kind per finding; a fixed number of queries, however many pictures there are.
    """
    if not found:
        return
    alike = alike_to(sorted(found))
    owners = owners_of("finding", {*found, *(other for others in alike.values() for other in others)})
    asking = {finding_id for finding_ids in found.values() for finding_id in finding_ids}
    visits = _visits(asking.union(*owners.values()))
    pictures = facts_of(sorted(found))
    rows = [
        {"finding_id": finding_id, "kind": doubt.kind, "noticed_at": acting.at, "facts": doubt.facts}
        for sha256, finding_ids in sorted(found.items())
        for finding_id in sorted(finding_ids)
        for doubt in _doubts(visits[finding_id], sha256, alike[sha256], owners, visits, pictures.get(sha256))
    ]
    if rows:
        db.session.execute(insert(DoubtRow).values(rows).on_conflict_do_nothing())


def _doubts(
    visit: Visit, sha256: str, alike: Collection[str], owners: Owners, visits: Visits, picture: PhotoFacts | None
) -> Iterator[Doubt]:
    yield from _used_in(visit, "photo_known", sha256, owners[sha256], visits)
    for other in alike:
        yield from _used_in(visit, "photo_alike", other, owners[other], visits)
    if picture and picture.exif_lon is not None and picture.exif_lat is not None:
        yield from taken_elsewhere(sha256, (picture.exif_lon, picture.exif_lat), (visit.lon, visit.lat))


def _used_in(visit: Visit, kind: str, sha256: str, finding_ids: Collection[UUID], visits: Visits) -> list[Doubt]:
    """One doubt where another report names the picture; pictures that are only alike count for 90 days."""
    for finding_id in finding_ids:
        other = visits[finding_id]
        near_in_time = abs(visit.received_at - other.received_at) <= ALIKE_WITHIN
        if other.report_id != visit.report_id and (kind == "photo_known" or near_in_time):
            facts = {"report": str(other.report_id)}
            # Whoever knows a picture's hash can claim to have it: only the reporter's own picture is named.
            return [Doubt(kind, facts | {"sha256": sha256} if kind == "photo_known" else facts)]
    return []


def _visits(finding_ids: Collection[UUID]) -> Visits:
    query = (
        select(
            Finding.id, Finding.report_id, Report.received_at,
            lon_of(Report.place).label("lon"), lat_of(Report.place).label("lat"),
        )
        .join(Report, Report.id == Finding.report_id)
        .where(Finding.id.in_(finding_ids))
    )  # fmt: skip
    return {row.id: row for row in db.session.execute(query)}
