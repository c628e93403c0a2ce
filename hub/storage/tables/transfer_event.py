"""What changed of a case and of its offers: only ever added to, for the figures are made of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Text,
    Uuid,
)
from sqlmodel import Field, SQLModel


class TransferEventRow(SQLModel, table=True):
    """A case, or its `offer`, went from one status to another, by `actor` or `for_whom` it acts.

    In the clear are codes and URAs, and how many sections of a handoff were `filled`; what is of
    the inhabitant is sealed.
    docs/decisions/0086-the-transfer-point.md
    """

    __tablename__ = "transfer_event"
    __table_args__ = (
        Index("transfer_event_family", "family", "number"),
        Index("transfer_event_at", "at", "family"),
    )

    number: int = Field(sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    family: int = Field(sa_column=Column(BigInteger, nullable=False))
    offer: UUID | None = Field(sa_column=Column(Uuid, nullable=True))
    at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    was: str | None = Field(sa_column=Column(Text, nullable=True))
    was_phase: str | None = Field(sa_column=Column(Text, nullable=True))
    became: str = Field(sa_column=Column(Text, nullable=False))
    became_phase: str | None = Field(sa_column=Column(Text, nullable=True))
    reason: str | None = Field(sa_column=Column(Text, nullable=True))
    actor: str = Field(sa_column=Column(Text, nullable=False))
    for_whom: str | None = Field(sa_column=Column(Text, nullable=True))
    region: str | None = Field(sa_column=Column(Text, nullable=True))
    care_type: str | None = Field(sa_column=Column(Text, nullable=True))
    provider: str | None = Field(sa_column=Column(Text, nullable=True))
    service: str | None = Field(sa_column=Column(Text, nullable=True))
    round: int | None = Field(sa_column=Column(Integer, nullable=True))
    answer_by: datetime | None = Field(sa_column=Column(DateTime(timezone=True), nullable=True))
    filled: int | None = Field(sa_column=Column(SmallInteger, nullable=True))
    asked: int | None = Field(sa_column=Column(SmallInteger, nullable=True))
    sealed: bytes | None = Field(sa_column=Column(LargeBinary, nullable=True))
