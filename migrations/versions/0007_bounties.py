"""Chapter 7: what was earned."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("fund", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("finding_id", sa.Uuid(), nullable=False),
        sa.Column("order_code", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("refers_to", sa.Uuid(), nullable=True),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("tariff", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("earned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(kind = 'award') = (refers_to IS NULL)", name=op.f("ck_ledger_entry_refers_to")),
        sa.CheckConstraint("kind <> 'award' OR amount_fen >= 0", name=op.f("ck_ledger_entry_award_not_negative")),
        sa.CheckConstraint(
            "kind IN ('award', 'capped', 'reversed', 'restored', 'paid', 'bounced')",
            name=op.f("ck_ledger_entry_kind"),
        ),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name=op.f("fk_ledger_entry_finding_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_ledger_entry_person_id")),
        sa.ForeignKeyConstraint(["refers_to"], ["ledger_entry.id"], name=op.f("fk_ledger_entry_refers_to")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
    )
    op.create_index("ix_ledger_entry_fund_month", "ledger_entry", ["fund", "month", "id"], unique=False)
    op.create_index("ix_ledger_entry_person_id_month", "ledger_entry", ["person_id", "month", "id"], unique=False)
    op.create_index("ix_ledger_entry_fund_written_at", "ledger_entry", ["fund", "written_at", "id"], unique=False)
    op.create_index("ix_ledger_entry_finding_id", "ledger_entry", ["finding_id"], unique=False)
    op.create_index("ix_ledger_entry_refers_to", "ledger_entry", ["refers_to"], unique=False)
    op.create_index(
        "uq_ledger_entry_award",
        "ledger_entry",
        ["finding_id"],
        unique=True,
        postgresql_where=sa.text("kind = 'award'"),
    )
    op.create_table(
        "ledger_seal",
        sa.Column("fund", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["ledger_entry.id"], name=op.f("fk_ledger_seal_entry_id")),
        sa.PrimaryKeyConstraint("fund", "seq", name=op.f("pk_ledger_seal")),
    )
    op.create_index("uq_ledger_seal_entry_id", "ledger_seal", ["entry_id"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_ledger_seal_entry_id", table_name="ledger_seal")
    op.drop_table("ledger_seal")
    op.drop_index("uq_ledger_entry_award", table_name="ledger_entry", postgresql_where=sa.text("kind = 'award'"))
    op.drop_index("ix_ledger_entry_refers_to", table_name="ledger_entry")
    op.drop_index("ix_ledger_entry_finding_id", table_name="ledger_entry")
    op.drop_index("ix_ledger_entry_fund_written_at", table_name="ledger_entry")
    op.drop_index("ix_ledger_entry_person_id_month", table_name="ledger_entry")
    op.drop_index("ix_ledger_entry_fund_month", table_name="ledger_entry")
    op.drop_table("ledger_entry")
