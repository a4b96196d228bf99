"""Loading editions: a folder of YAML becomes one Checklist, or all that is wrong is named at once."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from marshmallow import Schema, ValidationError

from checklists.checklist import Checklist, Clause, Item, Unit
from checklists.consistency import Part, Parts, faults_between
from checklists.faults import EditionFault, Fault, Mark, fault
from checklists.schemas import MEANINGS, CategorySchema, EditionSchema, UnitsSchema, most_letters
from checklists.source import Source, Where, read_source
from checklists.spelling import search_text
from checklists.wire import content_digest

HERE = Path(__file__).parent
"""Where the editions that come with the product lie."""


def load_all(root: Path = HERE) -> dict[str, Checklist]:
    """Every edition below `root` by its name, oldest name first; EditionFault when any has a fault."""
    folders = sorted(marker.parent for marker in root.glob("*/edition.yaml"))
    if not folders:
        raise EditionFault([fault("no-edition", str(root), Mark())])
    editions: dict[str, Checklist] = {}
    faults: list[Fault] = []
    for folder in folders:
        try:
            checklist = load_edition(folder)
        except EditionFault as error:
            faults.extend(error.faults)
        else:
            editions[checklist.edition] = checklist
    if faults:
        raise EditionFault(faults)
    return editions


@cache
def shipped() -> Mapping[str, Checklist]:
    """The editions that come with the product, read once in the life of the process."""
    return load_all()


def current_edition(editions: Mapping[str, Checklist]) -> Checklist:
    """What phones are given: the newest published edition; while there is none, the newest draft."""
    published = [checklist for checklist in editions.values() if checklist.status == "published"]
    return max(published or editions.values(), key=lambda checklist: checklist.edition)


def load_edition(folder: Path, on: date | None = None) -> Checklist:
    """The edition in that folder; EditionFault with every fault found when it cannot be used.

    With a day, clauses of units that are abolished by then are faults too: what was filed before is read without.
    """
    faults: list[Fault] = []
    edition = _part(folder / "edition.yaml", EditionSchema(), faults)
    units = _part(folder / "units.yaml", UnitsSchema(), faults)
    names = [] if edition is None else [f"{code.lower()}.yaml" for code in edition.content["categories"]]
    categories = [_part(folder / name, CategorySchema(), faults) for name in dict.fromkeys(names)]
    if edition is not None:
        faults.extend(_folder_faults(folder, edition, names))
    whole = tuple(part for part in categories if part is not None)
    if edition is None or units is None or len(whole) < len(categories):
        raise EditionFault(faults)
    parts = Parts(edition, units, whole)
    faults.extend(faults_between(parts))
    faults.extend(abolished_units(parts, on) if on else ())
    if faults:
        raise EditionFault(faults)
    checklist = _checklist(parts)
    if pin_fault := _pin_fault(edition, checklist):
        raise EditionFault([pin_fault])
    return checklist


def _part(path: Path, schema: Schema, faults: list[Fault]) -> Part | None:
    """The file's content by its schema; None, and its faults added, when it has any."""
    try:
        source = read_source(path)
    except EditionFault as error:
        faults.extend(error.faults)
        return None
    return shaped(source, schema, faults)


def shaped(source: Source, schema: Schema, faults: list[Fault]) -> Part | None:
    """The content by its schema; None, and its faults added, when it has any."""
    try:
        content: dict[str, Any] = schema.load(source.content)
    except ValidationError as error:
        faults.extend(_shape_faults(source, error.messages))
        return None
    return Part(source, content)


def _shape_faults(source: Source, complaints: Any, where: Where = ()) -> Iterator[Fault]:
    """One fault for each complaint of a schema; its messages are codes of the catalogue."""
    if isinstance(complaints, dict):
        for key, inner in complaints.items():
            yield from _shape_faults(source, inner, where if key == "_schema" else (*where, key))
        return
    key = next((str(step) for step in reversed(where) if isinstance(step, str)), "")
    for code in complaints:
        mark = source.keys.get(where) if code == "unknown-key" else None
        yield fault(
            code,
            source.file,
            mark or source.mark(where),
            key=key,
            value=source.written_at(where),
            meaning=MEANINGS.get(key, key),
            most=most_letters(where),
        )


def _folder_faults(folder: Path, edition: Part, names: list[str]) -> Iterator[Fault]:
    """The folder is called as the edition, and holds its files and nothing else that looks like one."""
    called = folder.resolve().name
    if edition.content["edition"] != called:
        yield edition.source.fault("edition-folder", ("edition",), value=edition.content["edition"], folder=called)
    for at, name in enumerate(names):
        if name in names[:at]:
            yield edition.source.fault("doubled-value", ("categories", at), value=edition.content["categories"][at])
    for path in sorted(folder.glob("*.y*ml")):
        if path.name not in {"edition.yaml", "units.yaml", *names}:
            yield fault("unexpected-file", str(path), Mark())


def abolished_units(parts: Parts, on: date) -> Iterator[Fault]:
    """One fault for each place where a clause names a unit that exists no longer on that day."""
    gone = {unit["code"]: unit["abolished_on"] for unit in parts.units.content["units"] if unit["abolished_on"]}
    for clause in parts.clause_entries():
        support = clause.content["support"]
        places: list[Where] = [("lead",), *(("support", at) for at in range(len(support)))]
        for inside, code in zip(places, [clause.content["lead"], *support], strict=True):
            if code in gone and gone[code] <= on:
                yield clause.fault("abolished-unit", *inside, value=code, until=gone[code])


def _checklist(parts: Parts) -> Checklist:
    edition = parts.edition.content
    checklist = Checklist(
        edition=edition["edition"],
        title=edition["title"],
        status=edition["status"],
        digest="",
        note=edition["note"],
        items=tuple(_item(part.content, item) for part in parts.categories for item in part.content["items"]),
        units=tuple(
            Unit(unit["code"], unit["title"], tuple(unit["aliases"]), unit["relay"], unit["abolished_on"])
            for unit in parts.units.content["units"]
        ),
    )
    return replace(checklist, digest=content_digest(checklist))


def _item(category: dict[str, Any], item: dict[str, Any]) -> Item:
    return Item(
        code=item["code"],
        title=item["title"],
        category=category["category"],
        category_title=category["title"],
        clauses=tuple(_clause(category["category"], item["code"], clause) for clause in item["clauses"]),
    )


def _clause(category: str, item: str, clause: dict[str, Any]) -> Clause:
    nicknames = tuple(clause["nicknames"])
    return Clause(
        code=clause["code"],
        title=clause["title"],
        help=clause["help"],
        counts=clause["counts"],
        counts_not=clause["counts_not"],
        photos=tuple(clause["photos"]),
        at_once=clause["at_once"],
        how_on_the_spot=clause["on_the_spot"],
        item=item,
        category=category,
        lead=clause["lead"],
        support=tuple(clause["support"]),
        level=clause["level"],
        level_reason=clause["level_reason"],
        respond=clause["respond"],
        handle=clause["handle"],
        contact_every=clause["contact_every"],
        flags=frozenset(clause["flags"]),
        pays=clause["pays"],
        tariff=clause["tariff"],
        ext_codes=tuple(sorted(clause["ext_codes"].items())),
        offered_from=clause["offered_from"],
        offered_until=clause["offered_until"],
        only_from_instruction=clause["only_from_instruction"],
        nicknames=nicknames,
        search=search_text((clause["title"], *nicknames)),
    )


def _pin_fault(edition: Part, checklist: Checklist) -> Fault | None:
    """A published edition is what it was when published; a draft moves freely."""
    pinned = edition.content["digest"]
    if checklist.status == "draft":
        return edition.source.fault("digest-on-draft", ("digest",)) if pinned else None
    if pinned is None:
        return edition.source.fault("digest-missing", ("status",), digest=checklist.digest)
    if pinned != checklist.digest:
        return edition.source.fault("digest-differs", ("digest",), digest=checklist.digest)
    return None
