"""Taking a bounty out of the month it stands in: the line stays and says so, the ledger is as if it had no cap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import text

from backend.acting import Acting
from backend.database import db
from rewards.bounties import Writing, write

LINES: Final = text("""
    UPDATE tally_line l SET taken_out = true, pay_fen = 0, reason = :reason
    FROM bounty b, ledger_entry e
    WHERE b.id = ANY(:ids) AND l.bounty_id = b.id AND l.tally_id = b.tally_id AND e.id = b.id AND NOT l.taken_out
    RETURNING b.id, l.capped_fen, e.rule
""")
LEAVE: Final = text("""
    UPDATE bounty SET tally_id = NULL, tally_hands = '{}', second_due = false WHERE id = ANY(:ids)
""")


def take_out(acting: Acting, bounty_ids: Sequence[UUID], reason: str) -> None:
    """These bounties stand in no month any more, what was capped there is theirs again. Their state is the caller's."""
    rows = db.session.execute(LINES, {"ids": list(bounty_ids), "reason": reason}).all()
    write(acting, [Writing(row.id, "capped", row.capped_fen, row.rule, reason) for row in rows])
    db.session.execute(LEAVE, {"ids": list(bounty_ids)})
