"""Chapter 2: pictures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "photo",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("phash", sa.BigInteger(), nullable=True),
        sa.Column("exif_taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("exif_lon", sa.Double(), nullable=True),
        sa.Column("exif_lat", sa.Double(), nullable=True),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previews_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("previews_tried", sa.Integer(), server_default="0", nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name=op.f("ck_photo_sha256")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_photo")),
    )
    for band in (16, 32, 48):
        op.create_index(f"ix_photo_phash_{band}", "photo", [sa.text(f"((phash >> {band}) & 65535)")])
    op.create_index("ix_photo_phash_0", "photo", [sa.text("(phash & 65535)")])
    op.create_index(
        "ix_photo_previews_due",
        "photo",
        ["previews_tried", "stored_at"],
        unique=False,
        postgresql_where=sa.text("previews_at IS NULL"),
    )
    op.create_table(
        "photo_claim",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("owner_kind", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("evidence_from", sa.Text(), server_default="none", nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=True),
        sa.Column("media_type", sa.Text(), nullable=True),
        sa.Column("claimed_by", sa.Uuid(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("whole_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('near', 'far', 'reference', 'before', 'after')", name=op.f("ck_photo_claim_kind")),
        sa.CheckConstraint("owner_kind IN ('finding', 'step', 'order')", name=op.f("ck_photo_claim_owner_kind")),
        sa.ForeignKeyConstraint(["claimed_by"], ["person.id"], name=op.f("fk_photo_claim_claimed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo_claim")),
    )
    op.create_index("ix_photo_claim_sha256", "photo_claim", ["sha256"], unique=False)
    op.create_index(
        "ix_photo_claim_waiting",
        "photo_claim",
        ["claimed_at"],
        unique=False,
        postgresql_where=sa.text("whole_at IS NULL AND withdrawn_at IS NULL"),
    )
    op.create_index("uq_photo_claim_owner", "photo_claim", ["owner_kind", "owner_id", "position"], unique=True)
    op.create_table(
        "upload",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("owner_kind", sa.Text(), nullable=False),
        sa.Column("owner_ref", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("received >= 0 AND received <= length", name=op.f("ck_upload_received")),
        sa.CheckConstraint("(finished_at IS NULL) = (received < length)", name=op.f("ck_upload_finished")),
        sa.CheckConstraint("owner_kind IN ('report', 'order')", name=op.f("ck_upload_owner_kind")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_upload_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
    )
    op.create_index("ix_upload_expires_at", "upload", ["expires_at"], unique=False)
    op.create_index(
        "ix_upload_open", "upload", ["person_id"], unique=False, postgresql_where=sa.text("finished_at IS NULL")
    )


def downgrade() -> None:
    op.drop_table("upload")
    op.drop_table("photo_claim")
    op.drop_table("photo")
