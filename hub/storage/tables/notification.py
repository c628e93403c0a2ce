"""That something changed, as it waits to be told to one organisation, and what became of that."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, DateTime, Identity, Index, Integer, Text, Uuid, text
from sqlmodel import Field, SQLModel


class NotificationRow(SQLModel, table=True):
    """The Task `task` changed: the `event` of its channel, by the number that the partner is told.

    A worker has it until `leased`; nobody tries it before `due`. Nothing of the inhabitant is in
    it, nor what changed. docs/decisions/0090-notifications.md
    """

    __tablename__ = "notification"
    __table_args__ = (
        Index("notification_event", "channel", "event", unique=True),
        Index(
            "notification_waiting",
            "channel",
            "task",
            "number",
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "notification_due",
            "channel",
            "due",
            "number",
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("notification_leased", "channel", postgresql_where=text("leased IS NOT NULL")),
        Index("notification_dead", "channel", postgresql_where=text("state = 'dead'")),
        Index("notification_ended", "ended", postgresql_where=text("ended IS NOT NULL")),
    )

    number: int = Field(sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    channel: UUID = Field(sa_column=Column(Uuid, nullable=False))
    event: int = Field(sa_column=Column(BigInteger, nullable=False))
    task: UUID = Field(sa_column=Column(Uuid, nullable=False))
    at: datetime = Field(
        sa_column=Column(DateTime(timezone=True), nullable=False, server_default=text("now()"))
    )
    since: datetime = Field(
        sa_column=Column(DateTime(timezone=True), nullable=False, server_default=text("now()"))
    )
    due: datetime = Field(
        sa_column=Column(DateTime(timezone=True), nullable=False, server_default=text("now()"))
    )
    leased: datetime | None = Field(sa_column=Column(DateTime(timezone=True), nullable=True))
    attempts: int = Field(sa_column=Column(Integer, nullable=False, server_default=text("0")))
    state: str = Field(sa_column=Column(Text, nullable=False, server_default=text("'waiting'")))
    why: str | None = Field(sa_column=Column(Text, nullable=True))
    ended: datetime | None = Field(sa_column=Column(DateTime(timezone=True), nullable=True))
