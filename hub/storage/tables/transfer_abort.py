"""Tasks that ask for an offer to be called off."""

from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, Text, Uuid
from sqlmodel import Field, SQLModel


class TransferAbortRow(SQLModel, table=True):
    """The Task `rid` of `placer`, which `provider` answers, about the offer of this case.

    docs/decisions/0086-the-transfer-point.md
    """

    __tablename__ = "transfer_abort"
    __table_args__ = (Index("transfer_abort_family", "family"),)

    rid: UUID = Field(sa_column=Column(Uuid, primary_key=True))
    family: int = Field(sa_column=Column(BigInteger, nullable=False))
    offer: UUID = Field(sa_column=Column(Uuid, nullable=False))
    placer: str = Field(sa_column=Column(Text, nullable=False))
    provider: str = Field(sa_column=Column(Text, nullable=False))
    status: str = Field(sa_column=Column(Text, nullable=False))
