"""The checklist as everybody else sees it: items, clauses, limits and units, frozen once loaded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

Level = Literal["N", "L", "M"]
Pays = Literal["yes", "no", "settled"]
Status = Literal["draft", "published"]
LimitUnit = Literal["urgent_minute", "urgent_hour", "work_hour", "work_day", "natural_day"]
PhotoKind = Literal["near", "far", "reference", "before", "after"]

LEVELS: tuple[str, ...] = get_args(Level)
PAYS: tuple[str, ...] = get_args(Pays)
LIMIT_UNITS: tuple[str, ...] = get_args(LimitUnit)
PHOTO_KINDS: tuple[str, ...] = get_args(PhotoKind)
SPOT_PHOTOS = frozenset({"before", "after"})
"""The kinds of photo that show what was settled on the spot."""

MOST_PHOTOS = 9
"""How many photos a clause may ask for in all."""

FLAGS = "PFSTHA"
"""Every flag, in the order in which they are shown."""

_LIMIT_WORDS: Mapping[str, str] = {
    "urgent_minute": "{}分钟内",
    "urgent_hour": "{}小时内",
    "work_hour": "{}个工作小时内",
    "work_day": "{}个工作日内",
    "natural_day": "{}天内",
}


@dataclass(frozen=True, slots=True)
class Limit:
    """A length of time in the unit it is counted in; what that means by the clock is the calendar's matter.

    `natural_day` runs until 24:00 of the n-th day after, 0 being today.
    """

    amount: int
    unit: LimitUnit

    def in_words(self) -> str:
        """The limit as people say it, e.g. 2个工作小时内."""
        if self.amount == 0:
            return "当天24时前"
        return _LIMIT_WORDS[self.unit].format(self.amount)

    def as_written(self) -> str:
        """The limit as an edition's file writes it, e.g. `2 work_hour`."""
        return f"{self.amount} {self.unit}"


@dataclass(frozen=True, slots=True)
class PhotoNeed:
    """At least so many photos of a kind; `before` and `after` are asked for only when settled on the spot."""

    kind: PhotoKind
    least: int

    def as_written(self) -> str:
        """The need as an edition's file writes it, e.g. `near 1`."""
        return f"{self.kind} {self.least}"


@dataclass(frozen=True, slots=True)
class Unit:
    """A duty that handles matters; which body answers for it where is routing's matter.

    A `relay` unit has no account: a desk calls or prints for it and enters what it says. From `abolished_on` on it
    exists no longer; it stays on the list for what was sent to it.
    """

    code: str
    title: str
    aliases: tuple[str, ...]
    relay: bool
    abolished_on: date | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing a worker may be asked to look at. `lead` and `support` are unit codes.

    Of the words for the worker, `counts` and `counts_not` are an example each of what is meant and of what is
    not, `at_once` is what to do first where it is dangerous, `how_on_the_spot` how it may be settled there and
    then. Words are empty where a clause needs none; a draft may lack more. `tariff` is the tariff's key, empty
    where nothing is paid. `ext_codes` are codes of other standards, by standard. `offered_from` and
    `offered_until`, its last day, stand on temporary clauses only.
    """

    code: str
    title: str
    help: str
    counts: str
    counts_not: str
    photos: tuple[PhotoNeed, ...]
    at_once: str
    how_on_the_spot: str
    item: str
    category: str
    lead: str
    support: tuple[str, ...]
    level: Level
    level_reason: str
    respond: Limit
    handle: Limit
    contact_every: Limit | None
    flags: frozenset[str]
    pays: Pays
    tariff: str
    ext_codes: tuple[tuple[str, str], ...]
    offered_from: date | None
    offered_until: date | None
    only_from_instruction: bool
    nicknames: tuple[str, ...]
    search: str

    @property
    def urgent(self) -> bool:
        """The first response is counted in minutes, around the clock."""
        return self.respond.unit == "urgent_minute"

    @property
    def photo_needed(self) -> bool:
        return "P" in self.flags

    @property
    def on_the_spot(self) -> bool:
        """A worker may settle it there and then."""
        return "F" in self.flags

    @property
    def sensitive(self) -> bool:
        return "S" in self.flags

    @property
    def phone_first(self) -> bool:
        return "T" in self.flags

    @property
    def in_home(self) -> bool:
        return "H" in self.flags

    @property
    def never_alone(self) -> bool:
        return "A" in self.flags

    @property
    def dangerous(self) -> bool:
        """What to do at once must be said: somebody may come to harm while the form is being filled in."""
        return self.phone_first or self.never_alone or self.urgent

    def offered_on(self, day: date) -> bool:
        """A temporary clause is offered from its first to its last day; the others always."""
        begun = self.offered_from is None or self.offered_from <= day
        return begun and (self.offered_until is None or day <= self.offered_until)


@dataclass(frozen=True, slots=True)
class Item:
    """A group of clauses that are looked at together."""

    code: str
    title: str
    category: str
    category_title: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Checklist:
    """One edition, whole. A report keeps the edition it was filed with, so several may be loaded at once.

    `digest` is the SHA-256 of the content, in hex; two editions with the same digest say the same.
    """

    edition: str
    title: str
    status: Status
    digest: str
    note: str
    items: tuple[Item, ...]
    units: tuple[Unit, ...]
    _clauses: Mapping[str, Clause] = field(init=False, repr=False, compare=False)
    _units: Mapping[str, Unit] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        clauses = {clause.code: clause for item in self.items for clause in item.clauses}
        object.__setattr__(self, "_clauses", clauses)
        object.__setattr__(self, "_units", {unit.code: unit for unit in self.units})

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """Every clause, in the order of the list."""
        return tuple(self._clauses.values())

    def clause(self, code: str) -> Clause:
        """The clause of that code; KeyError when this edition has none."""
        return self._clauses[code]

    def find_clause(self, code: str) -> Clause | None:
        return self._clauses.get(code)

    def unit(self, code: str) -> Unit:
        """The unit of that code; KeyError when this edition has none."""
        return self._units[code]

    def find_unit(self, code: str) -> Unit | None:
        return self._units.get(code)
