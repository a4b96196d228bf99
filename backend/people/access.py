"""What each role may do, as one table; which rows one may see is `sight`'s matter."""

from __future__ import annotations

from typing import Final

from sqlalchemy import insert

from backend.acting import Acting, Actor
from backend.database import db
from backend.people.model import AccessLog
from backend.problems import Problem

EVERYONE: Final = "grid.read notice.read"

# Role → what it may do at all. `order.<step>`: whether this order stands where the step fits is the order's own matter.
# Reviewing, tallying and deciding appeals come with the month of the bounties.
PERMISSIONS: Final[dict[str, frozenset[str]]] = {
    role: frozenset(f"{EVERYONE} {verbs}".split())
    for role, verbs in {
        "worker": "grid.flag report.file report.read_own reward.read_own reward.appeal order.read order.supplement"
        " order.withdraw photo.upload",
        "captain": "grid.flag map.read report.read order.read order.verify order.return order.supplement order.decline"
        " order.correct order.merge photo.upload",
        "town": "grid.flag map.read clause.use clause.apply report.read order.read order.verify order.return"
        " order.decline order.correct order.merge order.accept"
        " order.dispatch order.check order.rework order.close photo.upload",
        "town_reviewer": "reward.read reward.review_first",
        "centre": "grid.flag grid.edit grid.assign map.read clause.use clause.apply clause.admit report.read order.read"
        " order.verify order.return order.decline order.correct order.merge"
        " order.accept order.dispatch order.sign order.refuse order.result order.check order.rework order.close"
        " reward.read reward.confirm photo.upload",
        "unit": "clause.apply order.read order.sign order.refuse order.result photo.upload",
        "reviewer": "reward.read reward.review_second",
        "clerk": "reward.read reward.tally",
        "appeals": "reward.read reward.decide_appeal",
        "auditor": "map.read clause.use reward.read reward.draw_seed report.read order.read",
        "admin": "grid.edit grid.assign clause.admit",
    }.items()
}
KNOWN: Final = frozenset().union(*PERMISSIONS.values())

ROLE_TITLES: Final = {
    "worker": "网格员",
    "captain": "网格长",
    "town": "镇街综治中心",
    "town_reviewer": "镇街奖励初审",
    "centre": "县综治中心",
    "unit": "承办单位",
    "reviewer": "奖励复审",
    "clerk": "奖励经办",
    "appeals": "申诉复核",
    "auditor": "审计",
    "admin": "系统管理员",
}

# For whom a deputy can be named, and of which roles the deputy may be: nobody gains sight of more than a colleague has.
DEPUTIES: Final[dict[str, frozenset[str]]] = {
    "captain": frozenset({"worker", "captain"}),
    "town": frozenset({"town"}),
    "centre": frozenset({"town", "centre"}),
    "clerk": frozenset({"clerk"}),
    "reviewer": frozenset({"reviewer"}),
}


def may(actor: Actor, permission: str) -> bool:
    """True where the person, or somebody for whom the person stands in today, has the permission.

    Raises LookupError for a permission that no role has: a slip of the pen must not pass as a refusal.
    """
    if permission not in KNOWN:
        raise LookupError(permission)
    return any(permission in PERMISSIONS[one.role] for one in (actor, *actor.deputy_for))


def demand(actor: Actor, permission: str) -> None:
    """Nothing, where the person may. Raises Problem `not-allowed` otherwise."""
    if not may(actor, permission):
        raise Problem("not-allowed")


def permissions_of(actor: Actor) -> list[str]:
    """Everything the person may do today, deputising included, in alphabetical order."""
    return sorted(frozenset().union(*(PERMISSIONS[one.role] for one in (actor, *actor.deputy_for))))


def log_access(acting: Acting, act: str, subject: str, purpose: str = "") -> None:
    """Keep for ever that this person did `act` (a verb such as `reveal`) to `subject` (such as `contact/17`)."""
    person = acting.who.id if acting.who else None
    row = {"person_id": person, "at": acting.at, "act": act, "subject": subject, "purpose": purpose}
    db.session.execute(insert(AccessLog), row)
