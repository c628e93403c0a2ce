"""Which Task leads which case of a transfer point, and where that stands."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, DateTime, Index, Text, Uuid, text
from sqlmodel import Field, SQLModel

_ENDED = text("ended_at IS NOT NULL")


class TransferCaseRow(SQLModel, table=True):
    """The case that the Task `rid` leads, put here by `placer`: `requester` asked `desk` for it.

    `family` is the keyed number that its offers have too. What the Task says is what stands; this
    is what it is found, counted and timed by.
    docs/decisions/0086-the-transfer-point.md
    """

    __tablename__ = "transfer_case"
    __table_args__ = (
        Index("transfer_case_desk", "desk", "asked_at", "rid"),
        Index("transfer_case_requester", "requester", "asked_at", "rid"),
        Index("transfer_case_desk_ended", "desk", "ended_at", "rid", postgresql_where=_ENDED),
        Index(
            "transfer_case_requester_ended",
            "requester",
            "ended_at",
            "rid",
            postgresql_where=_ENDED,
        ),
        Index("transfer_case_review", "review_at", postgresql_where=text("status = 'on-hold'")),
    )

    rid: UUID = Field(sa_column=Column(Uuid, primary_key=True))
    family: int = Field(sa_column=Column(BigInteger, nullable=False, unique=True))
    placer: str = Field(sa_column=Column(Text, nullable=False))
    requester: str = Field(sa_column=Column(Text, nullable=False))
    desk: str = Field(sa_column=Column(Text, nullable=False))
    region: str = Field(sa_column=Column(Text, nullable=False))
    status: str = Field(sa_column=Column(Text, nullable=False))
    phase: str | None = Field(sa_column=Column(Text, nullable=True))
    asked_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    review_at: datetime | None = Field(sa_column=Column(DateTime(timezone=True), nullable=True))
    ended_at: datetime | None = Field(sa_column=Column(DateTime(timezone=True), nullable=True))
