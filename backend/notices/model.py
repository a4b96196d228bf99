"""Tables: what a person is told, and by which outside channel it still has to be told."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base


class Notice(Base):
    """One thing told to one person. `effect_key` makes telling twice impossible; the text holds no personal data.

    `subject` is what it opens on the phone, for example `order/3206852026…` or `report/<uuid>`.
    `pushed_at` is set once nothing remains to be pushed: it was taken by a browser, nobody subscribed, or it was given
    up after `push_tries`. Until then it is due at `push_after`, which also leases it to the process that is sending it.
    """

    __tablename__ = "notice"
    __table_args__ = (
        Index("uq_notice_person_id_effect_key", "person_id", "effect_key", unique=True),
        Index("ix_notice_person_id_id", "person_id", "id"),
        Index("ix_notice_unread", "person_id", postgresql_where=text("read_at IS NULL")),
        Index("ix_notice_to_push", "push_after", "id", postgresql_where=text("pushed_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    effect_key: Mapped[str] = mapped_column(Text)
    told_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    pushed_at: Mapped[datetime | None]
    push_after: Mapped[datetime]
    push_tries: Mapped[int] = mapped_column(default=0, server_default="0")


class PushSubscription(Base):
    """A browser of a person that takes Web Push. `failures` counts answers in a row that were not a success.

    `session` is the sign-in that brought it: signing out there ends it.
    """

    __tablename__ = "push_subscription"
    __table_args__ = (
        Index("ix_push_subscription_person_id", "person_id"),
        Index("ix_push_subscription_session", "session"),
    )

    endpoint: Mapped[str] = mapped_column(Text, primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    p256dh: Mapped[str] = mapped_column(Text)
    auth: Mapped[str] = mapped_column(Text)
    session: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
