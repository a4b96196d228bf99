"""What a captain should look at twice. Pure: a doubt is never a refusal, and never a mark against the worker."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from backend.grids.located import MOST_ACCURACY_M, Located
from backend.photos.declared import DeclaredPhoto
from backend.reports.filing import Filing
from geo.coordinates import distance_m

FUTURE: Final = timedelta(minutes=10)
LONG_AGO: Final = timedelta(days=30)
CLOCK_OFF: Final = timedelta(minutes=10)
APART_M: Final = 500.0

TITLES: Final[Mapping[str, str]] = {
    "border": "位置在网格交界处，请核对属于哪个网格。",
    "foreign_grid": "位置不在上报人负责的网格里。",
    "outside": "位置在所有网格之外，请核对地点。",
    "accuracy": "定位精度不正常，请核对地点。",
    "clock": "手机时间与服务器相差超过 10 分钟，请核对发现时间。",
    "seen_in_future": "发现时间晚于收到时间，请核对。",
    "seen_long_ago": "发现时间在 30 天以前，请核对是否仍然存在。",
    "swapped": "经度和纬度发来时写反了，已经对调，请核对地点。",
    "photo_known": "同一张照片也用在别的上报里。",
    "photo_alike": "有一张很相似的照片用在别的上报里。",
    "photo_elsewhere": "照片里记录的地点离上报位置超过 500 米。",
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """One doubt: a kind of TITLES, and the JSON values behind it."""

    kind: str
    facts: dict[str, Any] = field(default_factory=dict)


def of_visit(
    filing: Filing, located: Located, received_at: datetime, phone_clock: datetime | None, *, swapped: bool
) -> list[Doubt]:
    """The doubts of a visit, which hold for each of its findings; `phone_clock` is the phone's time when sending."""
    return [*_of_place(filing, located, swapped=swapped), *_of_time(filing.seen_at, received_at, phone_clock)]


def _of_place(filing: Filing, located: Located, *, swapped: bool) -> Iterator[Doubt]:
    if "border" in located.doubts:
        shares = [{"code": one.code, "name": one.name, "share": one.share} for one in located.candidates[:5]]
        yield Doubt("border", {"candidates": shares})
    if "foreign_grid" in located.doubts:
        yield Doubt("foreign_grid", {"grid": located.grid_code})
    if "outside" in located.doubts:
        yield Doubt("outside", {} if located.distance_m is None else {"distance_m": round(located.distance_m, 1)})
    accuracy = filing.accuracy_m
    if accuracy is not None and (accuracy > MOST_ACCURACY_M or (accuracy == 0 and filing.place_method == "gnss")):
        yield Doubt("accuracy", {"accuracy_m": accuracy})
    if swapped:
        yield Doubt("swapped", {"lon": filing.lon, "lat": filing.lat})


def _of_time(seen_at: datetime, received_at: datetime, phone_clock: datetime | None) -> Iterator[Doubt]:
    if phone_clock is not None and abs(phone_clock - received_at) > CLOCK_OFF:
        yield Doubt("clock", {"ahead_s": round((phone_clock - received_at).total_seconds())})
    if seen_at > received_at + FUTURE:
        yield Doubt("seen_in_future", {"ahead_s": round((seen_at - received_at).total_seconds())})
    if seen_at < received_at - LONG_AGO:
        yield Doubt("seen_long_ago", {"days": (received_at - seen_at).days})


def of_photos(photos: Sequence[DeclaredPhoto], place: tuple[float, float]) -> list[Doubt]:
    """What the declared photos say against the place; photos and place in WGS-84. Only EXIF speaks against it."""
    return [
        doubt
        for photo in photos
        if photo.evidence_from == "exif" and photo.lon is not None and photo.lat is not None
        for doubt in taken_elsewhere(photo.sha256, (photo.lon, photo.lat), place)
    ][:1]


def taken_elsewhere(sha256: str, taken: tuple[float, float], place: tuple[float, float]) -> list[Doubt]:
    """One doubt where the picture was taken over 500 m from the report's place, none otherwise."""
    apart = distance_m(taken, place)
    return [Doubt("photo_elsewhere", {"sha256": sha256, "distance_m": round(apart)})] if apart > APART_M else []
