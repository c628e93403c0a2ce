"""To whom it is told that something changed, and how many times it was."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, DateTime, Text, UniqueConstraint, Uuid, text
from sqlmodel import Field, SQLModel


class NotificationChannelRow(SQLModel, table=True):
    """One long-lived subscription of `partner`, by URA, to a topic.

    `events` counts what was ever to be told of it, `greeted` is the fingerprint of the address that
    took a handshake, it is `failing_since` its last attempt that was taken, and got its last
    heartbeat at `beat_at`.
    docs/decisions/0090-notifications.md
    """

    __tablename__ = "notification_channel"
    __table_args__ = (UniqueConstraint("partner", "topic"),)

    id: UUID = Field(
        sa_column=Column(Uuid, primary_key=True, server_default=text("gen_random_uuid()"))
    )
    partner: str = Field(sa_column=Column(Text, nullable=False))
    topic: str = Field(sa_column=Column(Text, nullable=False))
    events: int = Field(sa_column=Column(BigInteger, nullable=False))
    greeted: str | None = Field(sa_column=Column(Text, nullable=True))
    beat_at: datetime | None = Field(sa_column=Column(DateTime(timezone=True), nullable=True))
    failing_since: datetime | None = Field(sa_column=Column(DateTime(timezone=True), nullable=True))
