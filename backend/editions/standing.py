"""Which edition is in force where and when, from the activations alone. Pure.

Of all activations that cover a place and have begun, the one with the latest first day counts; on the same day the
smaller area, then the later decision. So a town may go ahead by itself, or keep the old list for a while, until the
next activation for the whole county takes it along.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

GRACE_DAYS: Final = 30
"""For how long what was seen after an edition's end may still name it; ours."""


@dataclass(frozen=True, slots=True)
class Activation:
    """From `first_day` on `edition` is in force in `area` (None: everywhere); what it follows is taken `grace_days`."""

    edition: str
    first_day: date
    area: str | None = None
    seq: int = 0
    digest: str = ""
    grace_days: int = GRACE_DAYS


@dataclass(frozen=True, slots=True)
class Span:
    """In `area` the edition is in force from `first_day` up to, not including, `until`; taken until `accepted_until`.

    None: without end. `first_day` is None for what was there before anything was activated.
    """

    edition: str
    area: str | None
    first_day: date | None
    until: date | None
    accepted_until: date | None


@dataclass(frozen=True, slots=True)
class Standing:
    """All activations, and the edition that was there before them. `lines`: area → itself and what it lies in."""

    default: str
    activations: tuple[Activation, ...] = ()
    lines: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def current(self, line: Sequence[str], on: date) -> str:
        """The edition in force that day for somebody of that area; `line` is the area and what it lies in."""
        begun = [one for one in self.activations if one.first_day <= on and _covers(one, line)]
        if not begun:
            return self.default
        return max(begun, key=lambda one: (one.first_day, _depth(one, line), one.seq)).edition

    def in_force(self, on: date) -> list[str]:
        """Every edition that is in force somewhere that day, sorted."""
        return sorted({span.edition for span in self.spans() if _holds(span, on)})

    def spans(self) -> list[Span]:
        """Where each edition is in force from when to when, oldest first; without what was called off beforehand."""
        first = Activation(self.default, date.min, seq=-1)
        found = [self._span(one) for one in (first, *self.activations)]
        return sorted(
            (span for span in found if span.until is None or span.first_day is None or span.first_day < span.until),
            key=lambda span: (span.first_day or date.min, span.edition, span.area or ""),
        )

    def accepts(self, edition: str, seen_on: date, received_on: date) -> bool:
        """What was seen that day may name the edition: it has begun, and its end and days of grace are not over.

        The day of seeing decides, never the day of arrival: what was written down without a signal stays valid however
        late it comes. Wherever in the county it is in force will do: people work across borders.
        """
        return any(
            (span.first_day is None or span.first_day <= received_on)
            and (span.accepted_until is None or seen_on < span.accepted_until)
            for span in self.spans()
            if span.edition == edition
        )

    def begun(self, edition: str, on: date) -> bool:
        """True where the edition is in force somewhere that day, or was before."""
        return any(span.edition == edition and (span.first_day or date.min) <= on for span in self.spans())

    def _span(self, one: Activation) -> Span:
        after = min(
            (other for other in self.activations if self._follows(other, one)),
            key=lambda other: (other.first_day, -other.seq),
            default=None,
        )
        start = None if one.first_day == date.min else one.first_day
        if after is None:
            return Span(one.edition, one.area, start, None, None)
        return Span(one.edition, one.area, start, after.first_day, after.first_day + timedelta(after.grace_days))

    def _follows(self, other: Activation, one: Activation) -> bool:
        """True where `other` ends `one` in the whole of its area."""
        line = self.lines.get(one.area, (one.area,)) if one.area else ()
        if other is one or not _covers(other, line):
            return False
        if other.first_day != one.first_day:
            return other.first_day > one.first_day
        return other.area == one.area and other.seq > one.seq


def _covers(one: Activation, line: Sequence[str]) -> bool:
    return one.area is None or one.area in line


def _depth(one: Activation, line: Sequence[str]) -> int:
    """The nearer the area lies to the person, the higher."""
    return -list(line).index(one.area) if one.area else -len(line) - 1


def _holds(span: Span, on: date) -> bool:
    return (span.first_day or date.min) <= on and (span.until is None or on < span.until)
