"""Chapter 3: how a person is told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("effect_key", sa.Text(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pushed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("push_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("push_tries", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index("ix_notice_person_id_id", "notice", ["person_id", "id"], unique=False)
    op.create_index(
        "ix_notice_to_push",
        "notice",
        ["push_after", "id"],
        unique=False,
        postgresql_where=sa.text("pushed_at IS NULL"),
    )
    op.create_index(
        "ix_notice_unread", "notice", ["person_id"], unique=False, postgresql_where=sa.text("read_at IS NULL")
    )
    op.create_index("uq_notice_person_id_effect_key", "notice", ["person_id", "effect_key"], unique=True)
    op.create_table(
        "push_subscription",
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("p256dh", sa.Text(), nullable=False),
        sa.Column("auth", sa.Text(), nullable=False),
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_push_subscription_person_id")),
        sa.PrimaryKeyConstraint("endpoint", name=op.f("pk_push_subscription")),
    )
    op.create_index("ix_push_subscription_person_id", "push_subscription", ["person_id"], unique=False)
    op.create_index("ix_push_subscription_session", "push_subscription", ["session"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_push_subscription_session", table_name="push_subscription")
    op.drop_index("ix_push_subscription_person_id", table_name="push_subscription")
    op.drop_table("push_subscription")
    op.drop_index("uq_notice_person_id_effect_key", table_name="notice")
    op.drop_index("ix_notice_unread", table_name="notice", postgresql_where=sa.text("read_at IS NULL"))
    op.drop_index("ix_notice_to_push", table_name="notice", postgresql_where=sa.text("pushed_at IS NULL"))
    op.drop_index("ix_notice_person_id_id", table_name="notice")
    op.drop_table("notice")
