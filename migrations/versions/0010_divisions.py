"""Chapter 10: divisions that take effect on a date, and who answers for which grid."""

from __future__ import annotations

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
