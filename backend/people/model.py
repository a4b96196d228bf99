"""Tables: who acts. Areas and grids are named by code; their tables belong to `grids`, which comes later in the day."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, LargeBinary, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base

ROLES = (
    "worker", "captain", "town", "town_reviewer", "centre", "unit",
    "reviewer", "clerk", "appeals", "auditor", "admin",
)  # fmt: skip
ROLE_LIST = ", ".join(f"'{role}'" for role in ROLES)


class Person(Base):
    """An account. `version` is signed into the session: raising it ends every session of the person.

    `area_code`: the area whose matters the person sees (a worker's and captain's village, a town's own code, the
    county's code). `unit_code`: the 承办单位 of a handler, a code of the checklist's units.yaml.
    """

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint(f"role IN ({ROLE_LIST})", name="role"),
        CheckConstraint("role <> 'unit' OR unit_code IS NOT NULL", name="unit_has_code"),
        CheckConstraint("pay_kind IN ('cash', 'none')", name="pay_kind"),
        Index("ix_person_area_role", "area_code", "role"),
        Index("ix_person_unit_code", "unit_code", postgresql_where=text("unit_code IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    password_hash: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    area_code: Mapped[str | None] = mapped_column(ForeignKey("area.code"))
    unit_code: Mapped[str | None] = mapped_column(Text)
    payee_number: Mapped[str | None] = mapped_column(Text)
    pay_kind: Mapped[str] = mapped_column(Text, default="cash", server_default="cash")
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class Assignment(Base):
    """Who is responsible for which grid, from and to which day (half-open). One lead and captain per grid and day.

    That is kept by the exclusion constraint `ex_assignment_one_at_a_time`. `key` names the assignment to the outside.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        CheckConstraint("duty IN ('lead', 'member', 'captain')", name="duty"),
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="dates"),
        Index("ix_assignment_grid_code_duty", "grid_code", "duty"),
        Index("ix_assignment_person_id", "person_id"),
        Index("uq_assignment_key", "key", unique=True),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    key: Mapped[UUID] = mapped_column(server_default=text("gen_random_uuid()"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    grid_code: Mapped[str] = mapped_column(ForeignKey("grid.code"))
    duty: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class Deputy(Base):
    """`deputy_id` stands in for `person_id` on these days (half-open)."""

    __tablename__ = "deputy"
    __table_args__ = (
        CheckConstraint("person_id <> deputy_id", name="not_oneself"),
        CheckConstraint("valid_to > valid_from", name="dates"),
        Index("ix_deputy_deputy_id", "deputy_id"),
        Index("ix_deputy_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    deputy_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date]


class SignInAttempt(Base):
    """One attempt to sign in; failures of the last minutes slow the next one. The tried name is kept as a digest."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_username_digest_at", "username_digest", "at"),
        Index("ix_sign_in_attempt_address_at", "address", "at"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    username_digest: Mapped[bytes] = mapped_column(LargeBinary)
    address: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    succeeded: Mapped[bool]


class AccessLog(Base):
    """Append-only: who looked at which protected thing, when and for what purpose."""

    __tablename__ = "access_log"
    __table_args__ = (Index("ix_access_log_subject", "subject"), Index("ix_access_log_person_id_at", "person_id", "at"))

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    act: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    purpose: Mapped[str] = mapped_column(Text, default="", server_default="")
