"""Chapter 1: who acts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = "0000"


def upgrade() -> None:
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("username_digest", sa.LargeBinary(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index("ix_sign_in_attempt_address_at", "sign_in_attempt", ["address", "at"], unique=False)
    op.create_index("ix_sign_in_attempt_username_digest_at", "sign_in_attempt", ["username_digest", "at"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("area_code", sa.Text(), nullable=True),
        sa.Column("unit_code", sa.Text(), nullable=True),
        sa.Column("payee_number", sa.Text(), nullable=True),
        sa.Column("pay_kind", sa.Text(), server_default="cash", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("pay_kind IN ('cash', 'none')", name=op.f("ck_person_pay_kind")),
        sa.CheckConstraint("role <> 'unit' OR unit_code IS NOT NULL", name=op.f("ck_person_unit_has_code")),
        sa.CheckConstraint(
            "role IN ('worker', 'captain', 'town', 'town_reviewer', 'centre', 'unit', 'reviewer', 'clerk', 'appeals', 'auditor', 'admin')",
            name=op.f("ck_person_role"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("username", name=op.f("uq_person_username")),
    )
    op.create_index("ix_person_area_role", "person", ["area_code", "role"], unique=False)
    op.create_index(
        "ix_person_unit_code",
        "person",
        ["unit_code"],
        unique=False,
        postgresql_where=sa.text("unit_code IS NOT NULL"),
    )
    op.create_table(
        "access_log",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_access_log_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_log")),
    )
    op.create_index("ix_access_log_person_id_at", "access_log", ["person_id", "at"], unique=False)
    op.create_index("ix_access_log_subject", "access_log", ["subject"], unique=False)
    op.create_table(
        "assignment",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("grid_code", sa.Text(), nullable=False),
        sa.Column("duty", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("duty IN ('lead', 'member', 'captain')", name=op.f("ck_assignment_duty")),
        sa.CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name=op.f("ck_assignment_dates")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_assignment_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    op.create_index("ix_assignment_grid_code_duty", "assignment", ["grid_code", "duty"], unique=False)
    op.create_index("ix_assignment_person_id", "assignment", ["person_id"], unique=False)
    op.create_table(
        "deputy",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("deputy_id", sa.Uuid(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.CheckConstraint("person_id <> deputy_id", name=op.f("ck_deputy_not_oneself")),
        sa.CheckConstraint("valid_to > valid_from", name=op.f("ck_deputy_dates")),
        sa.ForeignKeyConstraint(["deputy_id"], ["person.id"], name=op.f("fk_deputy_deputy_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_deputy_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputy")),
    )
    op.create_index("ix_deputy_deputy_id", "deputy", ["deputy_id"], unique=False)
    op.create_index("ix_deputy_person_id", "deputy", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_deputy_person_id", table_name="deputy")
    op.drop_index("ix_deputy_deputy_id", table_name="deputy")
    op.drop_table("deputy")
    op.drop_index("ix_assignment_person_id", table_name="assignment")
    op.drop_index("ix_assignment_grid_code_duty", table_name="assignment")
    op.drop_table("assignment")
    op.drop_index("ix_access_log_subject", table_name="access_log")
    op.drop_index("ix_access_log_person_id_at", table_name="access_log")
    op.drop_table("access_log")
    op.drop_index("ix_person_unit_code", table_name="person", postgresql_where=sa.text("unit_code IS NOT NULL"))
    op.drop_index("ix_person_area_role", table_name="person")
    op.drop_table("person")
    op.drop_index("ix_sign_in_attempt_username_digest_at", table_name="sign_in_attempt")
    op.drop_index("ix_sign_in_attempt_address_at", table_name="sign_in_attempt")
    op.drop_table("sign_in_attempt")
