"""Chapter 13: which checklist is in force, and how clauses come in (准入)."""

from __future__ import annotations

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
