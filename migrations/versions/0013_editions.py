"""Chapter 13: which checklist is in force, and how clauses come in (准入)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"

STATES = "'draft', 'submitted', 'reviewed', 'announced', 'effective', 'rejected', 'withdrawn'"


def upgrade() -> None:
    op.create_table(
        "edition_activation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("area_code", sa.Text(), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("grace_days BETWEEN 0 AND 365", name=op.f("ck_edition_activation_grace_days")),
        sa.CheckConstraint("digest ~ '^[0-9a-f]{64}$'", name=op.f("ck_edition_activation_digest")),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"], name=op.f("fk_edition_activation_area_code")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_edition_activation_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_activation")),
    )
    op.create_index("uq_edition_activation_seq", "edition_activation", ["seq"], unique=True)
    op.create_table(
        "edition_copy",
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("files", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("edition", "digest", name=op.f("pk_edition_copy")),
    )
    op.create_table(
        "clause_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=True),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("workload_per_month", sa.Integer(), nullable=False),
        sa.Column("trial_area", sa.Text(), nullable=True),
        sa.Column("temporary_until", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("area_code", sa.Text(), nullable=True),
        sa.Column("unit_code", sa.Text(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_for", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("notice_from", sa.Date(), nullable=True),
        sa.Column("notice_until", sa.Date(), nullable=True),
        sa.Column("edition", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('enter', 'leave')", name=op.f("ck_clause_request_kind")),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_clause_request_state")),
        sa.CheckConstraint("notice_until >= notice_from", name=op.f("ck_clause_request_notice")),
        sa.ForeignKeyConstraint(["trial_area"], ["area.code"], name=op.f("fk_clause_request_trial_area")),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"], name=op.f("fk_clause_request_area_code")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_clause_request_made_by")),
        sa.ForeignKeyConstraint(["made_for"], ["person.id"], name=op.f("fk_clause_request_made_for")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clause_request")),
    )
    op.create_index("ix_clause_request_made_at", "clause_request", ["made_at", "id"], unique=False)
    op.create_index(
        "uq_clause_request_clause",
        "clause_request",
        ["clause"],
        unique=True,
        postgresql_where=sa.text("kind = 'enter' AND state NOT IN ('rejected', 'withdrawn')"),
    )
    op.create_table(
        "clause_request_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_role", sa.Text(), nullable=False),
        sa.Column("deputy_for", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["clause_request.id"], name=op.f("fk_clause_request_step_request_id")),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_clause_request_step_actor_id")),
        sa.ForeignKeyConstraint(["deputy_for"], ["person.id"], name=op.f("fk_clause_request_step_deputy_for")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clause_request_step")),
    )
    op.create_index("uq_clause_request_step_request_id_seq", "clause_request_step", ["request_id", "seq"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_clause_request_step_request_id_seq", table_name="clause_request_step")
    op.drop_table("clause_request_step")
    op.drop_index(
        "uq_clause_request_clause",
        table_name="clause_request",
        postgresql_where=sa.text("kind = 'enter' AND state NOT IN ('rejected', 'withdrawn')"),
    )
    op.drop_index("ix_clause_request_made_at", table_name="clause_request")
    op.drop_table("clause_request")
    op.drop_table("edition_copy")
    op.drop_index("uq_edition_activation_seq", table_name="edition_activation")
    op.drop_table("edition_activation")
