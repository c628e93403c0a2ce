"""The ledger: one row a call and inhabitant, the words that many rows share, and its seals."""

from datetime import date, datetime

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    Sequence,
)
from sqlmodel import Field, SQLModel

WRITERS = Sequence("ledger_writer", metadata=SQLModel.metadata)
"""Numbers those who write: each is one connection of a hub."""


class LedgerRow(SQLModel, table=True):
    """`person` and `organization` are keyed hashes; what is `sealed` is bound to all columns.

    docs/decisions/0019-the-ledger.md
    """

    __tablename__ = "ledger"
    __table_args__ = (
        Index("ledger_person", "person"),
        Index("ledger_organization", "organization", "at"),
        {"postgresql_partition_by": "RANGE (at)"},
    )

    at: datetime = Field(sa_column=Column(DateTime(timezone=True), primary_key=True))
    person: int | None = Field(sa_column=Column(BigInteger, nullable=True))
    organization: int | None = Field(sa_column=Column(BigInteger, nullable=True))
    writer: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    number: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class LedgerWordRow(SQLModel, table=True):
    """What rows of a month lean on; `word` is a keyed hash of what is sealed."""

    __tablename__ = "ledger_word"

    month: date = Field(sa_column=Column(Date, primary_key=True))
    word: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class LedgerSealRow(SQLModel, table=True):
    """Rows of one month, chained behind those of the seal before, and a signature over that.

    Of each writer the rows from `froms` to `tos`; `first` is the place of the first of them all.
    """

    __tablename__ = "ledger_seal"

    seal: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    month: date = Field(sa_column=Column(Date, nullable=False))
    first: int = Field(sa_column=Column(BigInteger, nullable=False))
    writers: list[int] = Field(sa_column=Column(ARRAY(Integer), nullable=False))
    froms: list[int] = Field(sa_column=Column(ARRAY(Integer), nullable=False))
    tos: list[int] = Field(sa_column=Column(ARRAY(Integer), nullable=False))
    hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    signature: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
