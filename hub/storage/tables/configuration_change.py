"""What was changed in the registers, until the ledger has it: written by triggers."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, DateTime, Identity, Text, text
from sqlmodel import Field, SQLModel


class ConfigurationChangeRow(SQLModel, table=True):
    """`place` is a table or a command, `done` what happened there to `name`, `role` who did it.

    docs/decisions/0023-the-whole-ledger.md
    """

    __tablename__ = "configuration_change"

    number: int = Field(sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    at: datetime = Field(
        sa_column=Column(
            DateTime(timezone=True), nullable=False, server_default=text("clock_timestamp()")
        )
    )
    role: str = Field(sa_column=Column(Text, nullable=False, server_default=text("SESSION_USER")))
    place: str = Field(sa_column=Column(Text, nullable=False))
    done: str = Field(sa_column=Column(Text, nullable=False))
    name: str = Field(sa_column=Column(Text, nullable=False))
