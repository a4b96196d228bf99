"""YAML read as plain text values, each with its place in the file.

Every scalar stays the text that was written: YAML's own guesses (`no` becoming False, 010 becoming 8) have
no say over a list of duties. Anchors, references and tags are refused: a file is no larger than it looks.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from checklists.faults import EditionFault, Fault, Mark, fault

MOST_BYTES = 1_000_000
MOST_LEVELS = 8

Where: TypeAlias = tuple[str | int, ...]

_FULL_WIDTH_COLON = re.compile(r"^[ -]*([a-z_]+)：", re.MULTILINE)
"""The commonest slip of a Chinese keyboard; YAML itself complains of it a line too late, if at all."""


@dataclass(slots=True)
class Source:
    """A file's content and where each part of it stands."""

    file: str
    content: Any = ""
    values: dict[Where, Mark] = field(default_factory=dict)
    keys: dict[Where, Mark] = field(default_factory=dict)

    def mark(self, where: Where) -> Mark:
        """Where the value stands; the nearest thing around it when it is not there."""
        while where not in self.values and where:
            where = where[:-1]
        return self.values.get(where, Mark())

    def written_at(self, where: Where) -> Any:
        """What was written there, None when nothing was."""
        found = self.content
        for step in where:
            try:
                found = found[step]
            except (KeyError, IndexError, TypeError):
                return None
        return found

    def fault(self, code: str, where: Where, /, **details: object) -> Fault:
        return fault(code, self.file, self.mark(where), **details)


def read_source(path: Path) -> Source:
    """The content of a YAML file; EditionFault when it is no readable, single, plain document."""
    source = Source(str(path))
    text = _read_text(path)
    if slip := _FULL_WIDTH_COLON.search(text):
        line = text.count("\n", 0, slip.start(1)) + 1
        column = slip.end() - (text.rfind("\n", 0, slip.end()) + 1)
        raise EditionFault([fault("full-width-colon", source.file, Mark(line, column), key=slip[1])])
    events = yaml.parse(text, Loader=yaml.CSafeLoader)
    try:
        _Reading(source, events).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Mark(mark.line + 1, mark.column + 1) if mark else Mark()
        raise EditionFault([fault("yaml-syntax", source.file, place, problem=error.problem)]) from error
    except yaml.YAMLError as error:
        raise EditionFault([fault("yaml-syntax", source.file, Mark(), problem=error)]) from error
    return source


def _read_text(path: Path) -> str:
    try:
        with path.open("rb") as opened:
            written = opened.read(MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise EditionFault([fault("file-missing", str(path), Mark())]) from error
    except OSError as error:
        raise EditionFault([fault("file-not-readable", str(path), Mark(), problem=error.strerror)]) from error
    if len(written) > MOST_BYTES:
        raise EditionFault([fault("file-too-large", str(path), Mark(), most=MOST_BYTES)])
    try:
        text = written.decode("utf-8")
    except UnicodeDecodeError as error:
        line = written.count(b"\n", 0, error.start) + 1
        raise EditionFault([fault("not-utf8", str(path), Mark(line))]) from error
    if text.startswith("\ufeff"):
        raise EditionFault([fault("byte-order-mark", str(path), Mark())])
    return text


class _Reading:
    """Builds the content from the parser's events, one pass, no node graph in between."""

    def __init__(self, source: Source, events: Iterator[yaml.Event]) -> None:
        self.source = source
        self.events = events

    def document(self) -> None:
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                break
        else:
            raise self._refusal("empty-file", Mark())
        self.source.content = self._value(next(self.events), ())
        next(self.events)  # the document's end
        after = next(self.events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise self._refusal("many-documents", _mark(after))

    def _value(self, event: yaml.Event, where: Where) -> Any:
        self.source.values[where] = _mark(event)
        if not _plain(event):
            raise self._refusal("yaml-anchor", _mark(event))
        if len(where) > MOST_LEVELS:
            raise self._refusal("too-deep", _mark(event))
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(where)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(where)
        return _text(event)

    def _sequence(self, where: Where) -> list[Any]:
        values: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            values.append(self._value(event, (*where, len(values))))
        return values

    def _mapping(self, where: Where) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent) or not _plain(event):
                raise self._refusal("not-a-mapping", _mark(event))
            key = _text(event)
            if key in values:
                raise self._refusal("doubled-key", _mark(event), key=key)
            self.source.keys[(*where, key)] = _mark(event)
            values[key] = self._value(next(self.events), (*where, key))
        return values

    def _refusal(self, code: str, mark: Mark, **details: object) -> EditionFault:
        return EditionFault([fault(code, self.source.file, mark, **details)])


def _plain(event: yaml.Event) -> bool:
    """Written out in full: no reference, no anchor to refer to, no tag that asks for a type."""
    if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
        return event.anchor is None and event.tag is None
    return False


def _text(event: yaml.Event) -> str:
    return str(event.value) if isinstance(event, yaml.ScalarEvent) else ""


def _mark(event: yaml.Event) -> Mark:
    start = event.start_mark
    return Mark(start.line + 1, start.column + 1) if start else Mark()
