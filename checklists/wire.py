"""The checklist as JSON: what phones read, and what the digest is taken over."""

import hashlib
from datetime import date
from typing import Any

import rfc8785

from checklists.checklist import FLAGS, Checklist, Clause, Item, Limit, Unit


def as_document(checklist: Checklist) -> dict[str, Any]:
    """The answer to `GET /checklists/{edition}`; same content, same digest."""
    return {
        "edition": checklist.edition,
        "title": checklist.title,
        "status": checklist.status,
        "note": checklist.note,
        "digest": checklist.digest,
        "items": [_item(checklist, item) for item in checklist.items],
    }


def content_digest(checklist: Checklist) -> str:
    """SHA-256, in hex, over the content in RFC 8785 form.

    Spacing, comments and the order of keys in the files do not matter; neither does how words are spelled for
    searching, which a newer dictionary may improve without touching what was decided.
    """
    content = as_document(checklist)
    del content["digest"]
    for item in content["items"]:
        for clause in item["clauses"]:
            del clause["search"]
    content["units"] = [_unit(unit) for unit in checklist.units]
    return hashlib.sha256(rfc8785.dumps(content)).hexdigest()


def _item(checklist: Checklist, item: Item) -> dict[str, Any]:
    return {
        "code": item.code,
        "title": item.title,
        "category": item.category,
        "category_title": item.category_title,
        "clauses": [_clause(checklist, clause) for clause in item.clauses],
    }


def _clause(checklist: Checklist, clause: Clause) -> dict[str, Any]:
    return {
        "code": clause.code,
        "title": clause.title,
        "help": clause.help,
        "counts": clause.counts,
        "counts_not": clause.counts_not,
        "photos": [{"kind": photo.kind, "least": photo.least} for photo in clause.photos],
        "at_once": clause.at_once,
        "on_the_spot": clause.how_on_the_spot,
        "lead": _unit_named(checklist, clause.lead),
        "support": [_unit_named(checklist, code) for code in clause.support],
        "level": clause.level,
        "level_reason": clause.level_reason,
        "respond": _limit(clause.respond),
        "handle": _limit(clause.handle),
        "contact_every": None if clause.contact_every is None else _limit(clause.contact_every),
        "flags": [flag for flag in FLAGS if flag in clause.flags],
        "pays": clause.pays,
        "tariff": clause.tariff,
        "ext_codes": dict(clause.ext_codes),
        "offered_from": _day(clause.offered_from),
        "offered_until": _day(clause.offered_until),
        "urgent": clause.urgent,
        "only_from_instruction": clause.only_from_instruction,
        "nicknames": list(clause.nicknames),
        "search": clause.search,
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _limit(limit: Limit) -> dict[str, Any]:
    return {"amount": limit.amount, "unit": limit.unit, "text": limit.in_words()}


def _unit_named(checklist: Checklist, code: str) -> dict[str, str]:
    return {"code": code, "title": checklist.unit(code).title}


def _unit(unit: Unit) -> dict[str, Any]:
    told: dict[str, Any] = {"code": unit.code, "title": unit.title, "aliases": list(unit.aliases), "relay": unit.relay}
    return told if unit.abolished_on is None else {**told, "abolished_on": unit.abolished_on.isoformat()}
