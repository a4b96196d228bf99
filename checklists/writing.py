"""Writing editions: a copy under a new name, a clause more or less, a publication. The files stay the truth, and what
people wrote into them (remarks, order, spacing) stays as it was.
"""

import io
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import CommentMark
from ruamel.yaml.tokens import CommentToken

from checklists.checklist import Checklist
from checklists.editions import load_edition
from checklists.faults import EditionFault
from checklists.schemas import ClauseSchema

ORDER: Final = tuple(ClauseSchema().fields)
"""The keys of a clause in the order in which files write them."""


def admit(source: Path, target: Path, change: Callable[[Path], None]) -> Checklist:
    """The edition in `target` with the change made: a draft that loads without fault, or nothing was touched.

    Where there is no such folder yet it begins as a copy of `source` under the folder's name. EditionFault where the
    outcome has faults or what is there is published: what was published is not changed.
    """
    with _prepared(target, source if not target.exists() else target) as folder:
        if target.exists() and load_edition(folder).status == "published":
            raise PublishedError(target.name)
        with _opened(folder / "edition.yaml") as edition:
            edition["title"] = edition["title"].replace(str(edition["edition"]), target.name)
        _restate(folder, edition=target.name, status="draft", digest=None)
        change(folder)
        _recount(folder)
        return load_edition(folder)


class PublishedError(Exception):
    """The edition is published: it takes no change any more."""


def publish(folder: Path) -> Checklist:
    """The edition in the folder is published and pinned by its digest; EditionFault where it is not fit for that."""
    with _prepared(folder, folder) as copy:
        _restate(copy, status="published", digest=None)
        try:
            return load_edition(copy)
        except EditionFault as error:
            pins = [fault for fault in error.faults if fault.code == "digest-missing"]
            if len(pins) != len(error.faults):
                raise
            _restate(copy, digest=pins[0].mend.rpartition(" ")[2])
        return load_edition(copy)


def add_clause(folder: Path, item: str, clause: Mapping[str, Any]) -> None:
    """The clause stands at the end of its item. KeyError where the edition has no such item."""
    with _opened(folder / f"{item[:2].lower()}.yaml") as category:
        clauses = next(one["clauses"] for one in category["items"] if one["code"] == item)
        new = _as_mapping(clause)
        if clauses:
            _take_over(clauses[-1], new)
        clauses.append(new)


def remove_clause(folder: Path, code: str) -> None:
    """The clause is gone, and with the last one its item."""
    with _opened(folder / f"{code[:2].lower()}.yaml") as category:
        item = next(one for one in category["items"] if one["code"] == code.rpartition("-")[0])
        at = next(at for at, one in enumerate(item["clauses"]) if one["code"] == code)
        gone = item["clauses"].pop(at)
        if at > 0:
            _take_over(gone, item["clauses"][at - 1])
        elif item["clauses"] and (remark := _remark_after(gone)):
            item["clauses"].yaml_set_comment_before_after_key(0, before=remark, indent=6)
        if not item["clauses"]:
            category["items"].remove(item)


def clause_text(clause: Mapping[str, Any]) -> str:
    """The clause as a file writes it, to be read by people."""
    text = io.StringIO()
    _yaml().dump(_as_mapping(clause), text)
    return text.getvalue()


def clause_in_file(folder: Path, code: str) -> str:
    """The clause as the edition's file has it; empty where it has none."""
    path = folder / f"{code[:2].lower()}.yaml"
    if not path.is_file():
        return ""
    category = _yaml().load(path.read_text(encoding="utf-8"))
    found = next((one for item in category["items"] for one in item["clauses"] if one["code"] == code), None)
    return clause_text(dict(found)) if found is not None else ""


def write_yaml(path: Path, content: Mapping[str, Any], remark: str = "") -> None:
    """The content as a file in the house's way of writing, under a remark."""
    text = io.StringIO()
    _yaml().dump(content, text)
    head = f"# {remark}\n\n" if remark else ""
    path.write_text(head + text.getvalue(), encoding="utf-8")


def in_file_order(content: Any) -> Any:
    """The content as a file shows it best: lists of words on one line, truths as such, everything else as it is."""
    if isinstance(content, dict):
        return {key: in_file_order(value) for key, value in content.items()}
    if isinstance(content, list):
        return (
            flow(content) if all(isinstance(one, str) for one in content) else [in_file_order(one) for one in content]
        )
    return content


def flow(values: Sequence[Any]) -> CommentedSeq:
    """A list on one line: [a, b]."""
    made = CommentedSeq(values)
    made.fa.set_flow_style()
    return made


def _as_mapping(clause: Mapping[str, Any]) -> CommentedMap:
    made = CommentedMap()
    for key in sorted(clause, key=lambda key: ORDER.index(key) if key in ORDER else len(ORDER)):
        value = clause[key]
        if isinstance(value, list | tuple):
            value = flow(value)
        made[key] = True if value == "true" else False if value == "false" else value
    return made


def _take_over(before: CommentedMap, after: CommentedMap) -> None:
    """What followed `before` (a blank line, a remark on the next item) follows `after`; between them a blank line."""
    last, own = list(before)[-1], list(after)[-1]
    after.ca.items.pop(own, None)
    if (tokens := before.ca.items.pop(last, None)) is not None:
        after.ca.items[own] = tokens
    before.ca.items[last] = [None, None, CommentToken("\n\n", CommentMark(0), None), None]


def _remark_after(clause: CommentedMap) -> str:
    """What is remarked between this clause and the next."""
    tokens = clause.ca.items.get(list(clause)[-1]) or []
    lines = "".join(token.value for token in tokens if isinstance(token, CommentToken)).splitlines()
    return "\n".join(line.strip().lstrip("#").strip() for line in lines if line.strip().startswith("#"))


def _recount(folder: Path) -> None:
    with _opened(folder / "edition.yaml") as edition:
        items = clauses = 0
        for code in edition["categories"]:
            category = _yaml().load((folder / f"{code.lower()}.yaml").read_text(encoding="utf-8"))
            items += len(category["items"])
            clauses += sum(len(item["clauses"]) for item in category["items"])
        edition["items"], edition["clauses"] = items, clauses


def _restate(folder: Path, **facts: str | None) -> None:
    """The edition's own file says these things; None takes a line away."""
    with _opened(folder / "edition.yaml") as edition:
        for key, value in facts.items():
            if value is None:
                edition.pop(key, None)
            elif edition.get(key) != value:
                edition[key] = value


@contextmanager
def _opened(path: Path) -> Iterator[CommentedMap]:
    """The file's content to be changed; written back in its own way afterwards."""
    yaml = _yaml()
    content = yaml.load(path.read_text(encoding="utf-8"))
    yield content
    text = io.StringIO()
    yaml.dump(content, text)
    path.write_text(text.getvalue(), encoding="utf-8")


@contextmanager
def _prepared(target: Path, source: Path) -> Iterator[Path]:
    """A copy of `source` under the target's name; it takes the target's place unless something fails before."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".edition-", dir=target.parent) as place:
        copy = Path(place) / target.name
        shutil.copytree(source, copy)
        yield copy
        put_in_place(copy, target)


def put_in_place(made: Path, target: Path) -> None:
    """The folder that was made stands where the target was; both lie on the same disk."""
    if target.exists():
        target.rename(made.parent / f"{target.name}.before")
    made.replace(target)


def _yaml() -> YAML:
    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 4096
    yaml.preserve_quotes = True
    return yaml
