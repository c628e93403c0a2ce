"""What changed of a case and of its offers: only ever added to, for the figures are made of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, DateTime, Identity, Index, Text, Uuid
from sqlmodel import Field, SQLModel


class TransferEventRow(SQLModel, table=True):
    """`offer` went from one status to another, done by `actor`, or by it on the word of another.

    All are codes and URAs: nothing of the inhabitant. docs/decisions/0086-the-transfer-point.md
    """

    __tablename__ = "transfer_event"
    __table_args__ = (Index("transfer_event_family", "family", "number"),)

    number: int = Field(sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    family: int = Field(sa_column=Column(BigInteger, nullable=False))
    offer: UUID = Field(sa_column=Column(Uuid, nullable=False))
    at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    was: str | None = Field(sa_column=Column(Text, nullable=True))
    was_phase: str | None = Field(sa_column=Column(Text, nullable=True))
    became: str = Field(sa_column=Column(Text, nullable=False))
    became_phase: str | None = Field(sa_column=Column(Text, nullable=True))
    reason: str | None = Field(sa_column=Column(Text, nullable=True))
    actor: str = Field(sa_column=Column(Text, nullable=False))
    for_whom: str | None = Field(sa_column=Column(Text, nullable=True))
