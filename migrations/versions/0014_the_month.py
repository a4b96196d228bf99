"""Chapter 14: the month of the bounties, from review to payment."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "tally",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("fund", sa.Text(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("frozen_by", sa.Uuid(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("seed", sa.Text(), nullable=True),
        sa.Column("seed_by", sa.Uuid(), nullable=True),
        sa.Column("sampled", sa.Integer(), server_default="0", nullable=False),
        sa.Column("tally_hands", postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("confirm_hands", postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("notice_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("notice_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shown_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("shown_fen", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("carried_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("carried_fen", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'frozen', 'sampled', 'tallied', 'noticed', 'confirmed', 'in_payment', 'paid')",
            name=op.f("ck_tally_state"),
        ),
        sa.CheckConstraint("NOT confirm_hands && tally_hands", name=op.f("ck_tally_confirmed_by_another")),
        sa.CheckConstraint("seed_by IS NULL OR seed_by <> frozen_by", name=op.f("ck_tally_seed_by_another")),
        sa.ForeignKeyConstraint(["frozen_by"], ["person.id"], name=op.f("fk_tally_frozen_by")),
        sa.ForeignKeyConstraint(["seed_by"], ["person.id"], name=op.f("fk_tally_seed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tally")),
    )
    op.create_index("uq_tally_fund_month", "tally", ["fund", "month"], unique=True)
    op.create_table(
        "bounty",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("fund", sa.Text(), nullable=False),
        sa.Column("finding_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("order_code", sa.Text(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("town_code", sa.Text(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("verified_by", sa.Uuid(), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("inherits", sa.Uuid(), nullable=True),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("reviewed_level", sa.Text(), nullable=True),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column("premises", sa.Text(), nullable=False),
        sa.Column("place", Geometry("POINT", srid=4326, spatial_index=False), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("proposals", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("second_due", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tally_id", sa.Uuid(), nullable=True),
        sa.Column("barred", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("touched", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("first_hands", postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("second_hands", postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("tally_hands", postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("confirm_hands", postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("appeal_hands", postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "state IN ('candidate', 'passed_first', 'passed_second', 'rolled_over', 'tallied', 'confirmed', 'paid', 'bounced', 'refused', 'lapsed')",
            name=op.f("ck_bounty_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('confirmed', 'paid', 'bounced') OR (tally_hands <> '{}' AND confirm_hands <> '{}')",
            name=op.f("ck_bounty_confirmed_by_somebody"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('passed_first', 'passed_second') OR first_hands <> '{}' OR appeal_hands <> '{}'",
            name=op.f("ck_bounty_reviewed_by_somebody"),
        ),
        sa.CheckConstraint("NOT appeal_hands && touched", name=op.f("ck_bounty_appeal_hand")),
        sa.CheckConstraint(
            "NOT confirm_hands && (barred || first_hands || second_hands || tally_hands || appeal_hands)",
            name=op.f("ck_bounty_confirm_hand"),
        ),
        sa.CheckConstraint("NOT first_hands && barred", name=op.f("ck_bounty_first_hand")),
        sa.CheckConstraint("NOT second_hands && (barred || first_hands)", name=op.f("ck_bounty_second_hand")),
        sa.CheckConstraint(
            "NOT tally_hands && (barred || first_hands || second_hands || appeal_hands)",
            name=op.f("ck_bounty_tally_hand"),
        ),
        sa.CheckConstraint("barred @> ARRAY[person_id, verified_by]", name=op.f("ck_bounty_barred")),
        sa.CheckConstraint("touched @> barred", name=op.f("ck_bounty_touched")),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name=op.f("fk_bounty_finding_id")),
        sa.ForeignKeyConstraint(["id"], ["ledger_entry.id"], name=op.f("fk_bounty_id")),
        sa.ForeignKeyConstraint(["inherits"], ["finding.id"], name=op.f("fk_bounty_inherits")),
        sa.ForeignKeyConstraint(["order_id"], ["work_order.id"], name=op.f("fk_bounty_order_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_bounty_person_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_bounty_report_id")),
        sa.ForeignKeyConstraint(["tally_id"], ["tally.id"], name=op.f("fk_bounty_tally_id")),
        sa.ForeignKeyConstraint(["town_code"], ["area.code"], name=op.f("fk_bounty_town_code")),
        sa.ForeignKeyConstraint(["verified_by"], ["person.id"], name=op.f("fk_bounty_verified_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bounty")),
    )
    op.create_index(
        "ix_bounty_inherits", "bounty", ["inherits"], unique=False, postgresql_where=sa.text("inherits IS NOT NULL")
    )
    op.create_index("ix_bounty_place", "bounty", ["place"], unique=False, postgresql_using="gist")
    op.create_index("ix_bounty_received_at", "bounty", ["fund", "received_at", "finding_id"], unique=False)
    op.create_index("ix_bounty_report_id", "bounty", ["report_id"], unique=False)
    op.create_index("ix_bounty_state", "bounty", ["fund", "state", "received_at", "finding_id"], unique=False)
    op.create_index(
        "ix_bounty_tally_id",
        "bounty",
        ["tally_id", "received_at", "finding_id"],
        unique=False,
        postgresql_where=sa.text("tally_id IS NOT NULL"),
    )
    op.create_index(
        "ix_bounty_town_code_received_at", "bounty", ["town_code", "received_at", "finding_id"], unique=False
    )
    op.create_index(
        "ix_bounty_town_code_state", "bounty", ["town_code", "state", "received_at", "finding_id"], unique=False
    )
    op.create_index("uq_bounty_finding_id", "bounty", ["finding_id"], unique=True)
    op.create_table(
        "bounty_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bounty_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=False),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request", sa.LargeBinary(), nullable=False),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["bounty_id"], ["bounty.id"], name=op.f("fk_bounty_step_bounty_id")),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_bounty_step_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bounty_step")),
    )
    op.create_index("uq_bounty_step_bounty_id_seq", "bounty_step", ["bounty_id", "seq"], unique=True)
    op.create_table(
        "bounty_appeal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bounty_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("filed_by", sa.Uuid(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("step_id", sa.Uuid(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("(state = 'open') = (decided_by IS NULL)", name=op.f("ck_bounty_appeal_decided")),
        sa.CheckConstraint("kind IN ('objection', 'appeal')", name=op.f("ck_bounty_appeal_kind")),
        sa.CheckConstraint("state IN ('open', 'upheld', 'rejected')", name=op.f("ck_bounty_appeal_state")),
        sa.ForeignKeyConstraint(["bounty_id"], ["bounty.id"], name=op.f("fk_bounty_appeal_bounty_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_bounty_appeal_decided_by")),
        sa.ForeignKeyConstraint(["filed_by"], ["person.id"], name=op.f("fk_bounty_appeal_filed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bounty_appeal")),
    )
    op.create_index("ix_bounty_appeal_state", "bounty_appeal", ["state", "filed_at", "id"], unique=False)
    op.create_index("uq_bounty_appeal_bounty_id", "bounty_appeal", ["bounty_id"], unique=True)
    op.create_table(
        "tally_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tally_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request", sa.LargeBinary(), nullable=False),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_tally_step_by")),
        sa.ForeignKeyConstraint(["tally_id"], ["tally.id"], name=op.f("fk_tally_step_tally_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tally_step")),
    )
    op.create_index("ix_tally_step_tally_id", "tally_step", ["tally_id", "at"], unique=False)
    op.create_table(
        "tally_line",
        sa.Column("tally_id", sa.Uuid(), nullable=False),
        sa.Column("bounty_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("order_code", sa.Text(), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("capped_fen", sa.BigInteger(), nullable=False),
        sa.Column("pay_fen", sa.BigInteger(), nullable=False),
        sa.Column("rolled_over", sa.Boolean(), nullable=False),
        sa.Column("taken_out", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("capped_fen BETWEEN 0 AND amount_fen", name=op.f("ck_tally_line_capped")),
        sa.CheckConstraint(
            "pay_fen = CASE WHEN rolled_over OR taken_out THEN 0 ELSE amount_fen - capped_fen END",
            name=op.f("ck_tally_line_pay"),
        ),
        sa.ForeignKeyConstraint(["bounty_id"], ["bounty.id"], name=op.f("fk_tally_line_bounty_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_tally_line_person_id")),
        sa.ForeignKeyConstraint(["tally_id"], ["tally.id"], name=op.f("fk_tally_line_tally_id")),
        sa.PrimaryKeyConstraint("tally_id", "bounty_id", name=op.f("pk_tally_line")),
    )
    op.create_index("ix_tally_line_bounty_id", "tally_line", ["bounty_id"], unique=False)
    op.create_index(
        "ix_tally_line_notice",
        "tally_line",
        ["tally_id", "order_code", "bounty_id"],
        unique=False,
        postgresql_where=sa.text("NOT sensitive AND pay_fen > 0"),
    )
    # Whoever has verified findings from before has them under review now; what was given back meanwhile has lapsed.
    op.execute("""
        INSERT INTO bounty (id, fund, finding_id, order_id, order_code, report_id, town_code, person_id, verified_by,
                            verified_at, clause, item, level, edition, sensitive, premises, place, received_at,
                            first_at, month, amount_fen, state, barred, touched)
        SELECT e.id, e.fund, e.finding_id, o.id, o.code, r.id, o.town_code, e.person_id, o.verified_by, o.verified_at,
               o.clause, split_part(o.clause, '-', 1), o.level, o.edition, o.sensitive,
               lower(regexp_replace(coalesce(o.premises, ''), '[[:space:]]', '', 'g')), o.place, r.received_at,
               r.received_at, e.month, s.amount_fen, CASE WHEN s.amount_fen > 0 THEN 'candidate' ELSE 'lapsed' END,
               ARRAY[e.person_id, o.reporter_id, o.verified_by], ARRAY[e.person_id, o.reporter_id, o.verified_by]
        FROM ledger_entry e JOIN finding f ON f.id = e.finding_id JOIN report r ON r.id = f.report_id
        JOIN work_order o ON o.id = e.finding_id
        JOIN (SELECT finding_id, sum(amount_fen) AS amount_fen FROM ledger_entry GROUP BY finding_id) s
          ON s.finding_id = e.finding_id
        WHERE e.kind = 'award'
    """)


def downgrade() -> None:
    op.drop_table("tally_line")
    op.drop_table("tally_step")
    op.drop_table("bounty_appeal")
    op.drop_table("bounty_step")
    op.drop_table("bounty")
    op.drop_table("tally")
