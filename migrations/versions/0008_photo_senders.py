"""Chapter 8: who has sent which picture."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "photo_sender",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["photo.sha256"], name=op.f("fk_photo_sender_sha256")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_photo_sender_person_id")),
        sa.PrimaryKeyConstraint("sha256", "person_id", name=op.f("pk_photo_sender")),
    )
    # Until now every claim on a stored picture was whole: whoever holds one keeps it.
    op.execute(
        "INSERT INTO photo_sender (sha256, person_id, sent_at)"
        " SELECT sha256, claimed_by, min(whole_at) FROM photo_claim WHERE whole_at IS NOT NULL GROUP BY 1, 2"
    )


def downgrade() -> None:
    op.drop_table("photo_sender")
