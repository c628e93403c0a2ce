"""Secrets that the hub gave to somebody, each known by its digest alone."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, DateTime, LargeBinary, Text, Uuid
from sqlmodel import Field, SQLModel


class HandleRow(SQLModel, table=True):
    """One of a `kind`, by SHA-256; `sealed` is what it stands for, bound to the other columns.

    `used` is when it was taken; those of one `family` end together, and so do those of one
    `subject`, a person as the hub names him. After `until` it stands for nothing.
    docs/decisions/0037-doors-for-people.md
    """

    __tablename__ = "handle"

    name: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    kind: str = Field(sa_column=Column(Text, nullable=False))
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    given: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    until: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, index=True))
    used: datetime | None = Field(sa_column=Column(DateTime(timezone=True), nullable=True))
    family: UUID = Field(sa_column=Column(Uuid, nullable=False, index=True))
    subject: UUID | None = Field(sa_column=Column(Uuid, nullable=True, index=True))
