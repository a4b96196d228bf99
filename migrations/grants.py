"""What the application role may do to which table. Stated here once, applied after every migration."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, text

# Rows of these tables are written once: the application can neither change nor delete them.
APPEND_ONLY: Final = (
    "access_log",
    "report",
    "order_history",
    "ledger_entry",
    "ledger_seal",
    "edition_activation",
    "edition_copy",
    "clause_request_step",
    "device_place",
    "bounty_step",
    "tally_step",
)
# Evidence may be emptied by retention (personal data is erased), its row stays.
ERASABLE: Final = {"order_evidence": ("salt", "evidence")}
FILED: Final = {"finding": ("order_code",)}


def hand_over(connection: Connection, schema: str, role: str) -> None:
    """Give the role what it needs in the county's schema and the jobs' schema, and no more."""
    quoted = '"' + role.replace('"', '""') + '"'
    say = lambda sql: connection.execute(text(sql))  # noqa: E731 - one line per right reads best
    for place in (schema, "jobs"):
        say(f"GRANT USAGE ON SCHEMA {place} TO {quoted}")
        say(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {place} TO {quoted}")
        say(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {place} TO {quoted}")
        say(f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {place} TO {quoted}")
    for table in APPEND_ONLY:
        say(f"REVOKE UPDATE, DELETE, TRUNCATE ON {schema}.{table} FROM {quoted}")
    for table, columns in {**ERASABLE, **FILED}.items():
        say(f"REVOKE UPDATE, DELETE, TRUNCATE ON {schema}.{table} FROM {quoted}")
        say(f"GRANT UPDATE ({', '.join(columns)}) ON {schema}.{table} TO {quoted}")
