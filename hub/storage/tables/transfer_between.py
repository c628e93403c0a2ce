"""Which Task is a transfer between two that is answered at the hub, and by whom."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, DateTime, Index, Text, Uuid
from sqlmodel import Field, SQLModel


class TransferBetweenRow(SQLModel, table=True):
    """The transfer that the Task `rid` is: by `sender` to `receiver`, both by URA.

    What the Task says is what stands; this is what it is found by.
    docs/decisions/0091-the-door-for-stu3.md
    """

    __tablename__ = "transfer_between"
    __table_args__ = (Index("transfer_between_receiver", "receiver", "sent_at", "rid"),)

    rid: UUID = Field(sa_column=Column(Uuid, primary_key=True))
    sender: str = Field(sa_column=Column(Text, nullable=False))
    receiver: str = Field(sa_column=Column(Text, nullable=False))
    status: str = Field(sa_column=Column(Text, nullable=False))
    sent_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
