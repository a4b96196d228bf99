"""What must hold between an edition's files once each has its shape: codes, units, flags and counts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from checklists.checklist import MOST_PHOTOS, SPOT_PHOTOS
from checklists.faults import Fault
from checklists.schemas import MEANINGS
from checklists.source import Source, Where


@dataclass(frozen=True, slots=True)
class Part:
    """A file whose shape is right: what its schema made of it, and where things stand in it."""

    source: Source
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing that has a code, and its place."""

    source: Source
    where: Where
    content: dict[str, Any]
    parent: str = ""

    def fault(self, complaint: str, /, *inside: str | int, **details: object) -> Fault:
        return self.source.fault(complaint, (*self.where, *inside), **details)

    def place(self, *inside: str | int) -> str:
        return self.source.mark((*self.where, *inside)).within(self.source.file)


@dataclass(frozen=True, slots=True)
class Parts:
    """The files of one edition."""

    edition: Part
    units: Part
    categories: tuple[Part, ...]

    def unit_entries(self) -> list[Entry]:
        return list(_entries(self.units.source, ("units",), self.units.content["units"]))

    def item_entries(self) -> list[Entry]:
        return [
            entry
            for part in self.categories
            for entry in _entries(part.source, ("items",), part.content["items"], part.content["category"])
        ]

    def clause_entries(self) -> list[Entry]:
        return [
            clause
            for item in self.item_entries()
            for clause in _entries(item.source, (*item.where, "clauses"), item.content["clauses"], item.content["code"])
        ]


def faults_between(parts: Parts) -> list[Fault]:
    """Everything that does not fit together, in no particular order."""
    units, items, clauses = parts.unit_entries(), parts.item_entries(), parts.clause_entries()
    codes = {unit.content["code"] for unit in units}
    return [
        *_doubled_codes(units),
        *_doubled_names(units),
        *_doubled_codes(items),
        *_doubled_codes(clauses),
        *_misplaced(parts, items, clauses),
        *(found for clause in clauses for found in _clause_faults(clause, codes)),
        *(found for clause in clauses for found in _word_faults(clause)),
        *(found for clause in clauses for found in _photo_faults(clause)),
        *(found for clause in clauses for found in _gaps(parts.edition, clause)),
        *_miscounted(parts.edition, items=len(items), clauses=len(clauses)),
    ]


def _entries(source: Source, where: Where, contents: list[dict[str, Any]], parent: str = "") -> Iterator[Entry]:
    return (Entry(source, (*where, at), content, parent) for at, content in enumerate(contents))


def _names(unit: Entry) -> Iterator[str]:
    yield unit.content["title"]
    yield from unit.content["aliases"]


def _doubled_codes(entries: Iterable[Entry]) -> Iterator[Fault]:
    first: dict[str, Entry] = {}
    for entry in entries:
        code = entry.content["code"]
        earlier = first.setdefault(code, entry)
        if earlier is not entry:
            yield entry.fault("doubled-code", "code", value=code, other=earlier.place("code"))


def _doubled_names(units: Iterable[Entry]) -> Iterator[Fault]:
    first: dict[str, str] = {}
    for unit in units:
        places: list[Where] = [("title",), *(("aliases", at) for at in range(len(unit.content["aliases"])))]
        for inside, name in zip(places, _names(unit), strict=True):
            if name in first:
                yield unit.fault("doubled-name", *inside, value=name, other=first[name])
            first.setdefault(name, unit.place(*inside))


def _misplaced(parts: Parts, items: list[Entry], clauses: list[Entry]) -> Iterator[Fault]:
    for part in parts.categories:
        category, wanted = part.content["category"], f"{part.content['category'].lower()}.yaml"
        if not part.source.file.endswith(wanted):
            yield part.source.fault(
                "category-file", ("category",), value=category, file=part.source.file, wanted=wanted
            )
    for item in items:
        if not item.content["code"].startswith(item.parent):
            yield item.fault("item-elsewhere", "code", value=item.content["code"], category=item.parent)
    for clause in clauses:
        if not clause.content["code"].startswith(f"{clause.parent}-"):
            yield clause.fault("clause-elsewhere", "code", value=clause.content["code"], item=clause.parent)


def _clause_faults(clause: Entry, codes: set[str]) -> Iterator[Fault]:
    lead, support, flags = clause.content["lead"], clause.content["support"], clause.content["flags"]
    places: list[Where] = [("lead",), *(("support", at) for at in range(len(support)))]
    for inside, code in zip(places, [lead, *support], strict=True):
        if code not in codes:
            yield clause.fault("unknown-unit", *inside, value=code)
        elif code == lead and inside != ("lead",):
            yield clause.fault("lead-supports", *inside, value=code)
    for key in ("support", "flags", "nicknames"):
        yield from _doubled_values(clause, key)
    if "T" in flags and "P" in flags:
        yield clause.fault("photo-on-phone-first", "flags", flags.index("P"))
    if "T" in flags and "F" in flags:
        yield clause.fault("on-spot-on-phone-first", "flags", flags.index("F"))


def _word_faults(clause: Entry) -> Iterator[Fault]:
    """What is said although the clause's flags, pay or dates leave no room for it."""
    content = clause.content
    if content["on_the_spot"] and "F" not in content["flags"]:
        yield clause.fault("words-on-no-spot", "on_the_spot")
    if content["tariff"] and content["pays"] == "no":
        yield clause.fault("tariff-without-pay", "tariff", value=content["tariff"])
    first, last = content["offered_from"], content["offered_until"]
    if first and not last:
        yield clause.fault("temporary-without-end", "offered_from")
    if first and last and last < first:
        yield clause.fault("ends-before-it-begins", "offered_until", first=first, last=last)


def _photo_faults(clause: Entry) -> Iterator[Fault]:
    photos, flags = clause.content["photos"], clause.content["flags"]
    kinds = [photo.kind for photo in photos]
    for at, kind in enumerate(kinds):
        if kind in kinds[:at]:
            yield clause.fault("doubled-value", "photos", at, value=kind)
        if kind in SPOT_PHOTOS and "F" not in flags:
            yield clause.fault("spot-photo-without-spot", "photos", at, value=kind)
    if photos and "P" not in flags:
        yield clause.fault("photos-without-flag", "photos")
    elif kinds and SPOT_PHOTOS.issuperset(kinds):
        yield clause.fault("only-spot-photos", "photos")
    elif kinds and "F" in flags and not SPOT_PHOTOS.issubset(kinds):
        yield clause.fault("spot-photos-not-both", "photos")
    wanted = sum(photo.least for photo in photos)
    if wanted > MOST_PHOTOS:
        yield clause.fault("too-many-photos", "photos", wanted=wanted, most=MOST_PHOTOS)


def _gaps(edition: Part, clause: Entry) -> Iterator[Fault]:
    """What a draft may still lack and a published edition may not."""
    if edition.content["status"] != "published":
        return
    content = clause.content
    flags, urgent = content["flags"], content["respond"].unit == "urgent_minute"
    for key, needed in (
        ("counts", True),
        ("counts_not", True),
        ("level_reason", True),
        ("photos", "P" in flags),
        ("at_once", urgent or "T" in flags or "A" in flags),
        ("on_the_spot", "F" in flags),
        ("tariff", content["pays"] != "no"),
    ):
        if needed and not content[key]:
            yield clause.fault("published-with-gap", key=key, meaning=MEANINGS[key])


def _doubled_values(clause: Entry, key: str) -> Iterator[Fault]:
    values = clause.content[key]
    for at, value in enumerate(values):
        if value in values[:at]:
            yield clause.fault("doubled-value", key, at, value=value)


def _miscounted(edition: Part, **counted: int) -> Iterator[Fault]:
    for key, what in (("items", "事项"), ("clauses", "条款")):
        stated = edition.content[key]
        if stated != counted[key]:
            yield edition.source.fault("wrong-count", (key,), stated=stated, counted=counted[key], what=what)
