"""What was moved from one inhabitant to another because a source had mistaken who he was."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, Column, DateTime, Index, LargeBinary, Text, Uuid
from sqlmodel import Field, SQLModel


class IdentityMergeRow(SQLModel, table=True):
    """What `custodian` delivered went from `prior` to `survivor`, or back where it `undoes` one.

    `event` is the keyed hash of the source's own message, `closed` whether nothing of this source
    comes to `prior` any more; `sealed` is what was moved and answered, bound to all of these.
    docs/decisions/0080-merges.md
    """

    __tablename__ = "identity_merge"
    __table_args__ = (
        Index("identity_merge_once", "custodian", "event", unique=True),
        Index("identity_merge_prior", "prior", "custodian"),
        Index("identity_merge_undoes", "undoes", unique=True),
    )

    id: UUID = Field(sa_column=Column(Uuid, primary_key=True))
    custodian: str = Field(sa_column=Column(Text, nullable=False))
    event: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    prior: UUID = Field(sa_column=Column(Uuid, nullable=False))
    survivor: UUID = Field(sa_column=Column(Uuid, nullable=False))
    closed: bool = Field(sa_column=Column(Boolean, nullable=False))
    undoes: UUID | None = Field(sa_column=Column(Uuid, nullable=True))
    at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
