"""What somebody has to look at, and has looked at: a push put aside, an emergency."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, DateTime, Identity, Index, LargeBinary, Text, Uuid, text
from sqlmodel import Field, SQLModel


class TaskRow(SQLModel, table=True):
    """One task of `custodian`, about one inhabitant, to be closed before `due`.

    `actor` is a keyed number of the person by whom it came, `said` a keyed digest of what he said;
    `sealed` is the rest, bound to all of these, `outcome` what was found, sealed likewise.
    docs/decisions/0024-the-right-to-speak.md
    """

    __tablename__ = "task"
    __table_args__ = (
        Index("task_open", "kind", "number", postgresql_where=text("closed IS NULL")),
        Index(
            "task_once",
            "custodian",
            "pat",
            unique=True,
            postgresql_where=text("closed IS NULL AND kind = 'who-is-this'"),
        ),
        Index("task_actor", "kind", "custodian", "at", "actor"),
    )

    number: int = Field(sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    kind: str = Field(sa_column=Column(Text, nullable=False))
    custodian: str = Field(sa_column=Column(Text, nullable=False))
    pat: UUID = Field(sa_column=Column(Uuid, nullable=False))
    at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    due: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    actor: int | None = Field(sa_column=Column(BigInteger, nullable=True))
    said: bytes | None = Field(sa_column=Column(LargeBinary, nullable=True))
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    closed: datetime | None = Field(sa_column=Column(DateTime(timezone=True), nullable=True))
    outcome: bytes | None = Field(sa_column=Column(LargeBinary, nullable=True))
