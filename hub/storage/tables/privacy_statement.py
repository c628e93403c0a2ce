"""The inhabitant's choices of who may see what, one row a statement of a privacy Consent."""

from datetime import date
from uuid import UUID

from sqlalchemy import ARRAY, Boolean, Column, Date, Integer, Text, Uuid
from sqlmodel import Field, SQLModel


class PrivacyStatementRow(SQLModel, table=True):
    """A `consent.statement.Statement` as SQL weighs it; `resource` set = about that one only.

    docs/decisions/0007-consent-default-no-specific-wins.md
    """

    __tablename__ = "privacy_statement"

    consent: UUID = Field(sa_column=Column(Uuid, primary_key=True))
    version: int = Field(sa_column=Column(Integer, primary_key=True))
    ordinal: int = Field(sa_column=Column(Integer, primary_key=True))
    pat: UUID = Field(sa_column=Column(Uuid, nullable=False, index=True))
    holder: str = Field(sa_column=Column(Text, nullable=False))
    consumer: str = Field(sa_column=Column(Text, nullable=False))
    data: str = Field(sa_column=Column(Text, nullable=False))
    resource: UUID | None = Field(sa_column=Column(Uuid, nullable=True))
    purposes: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    permit: bool = Field(sa_column=Column(Boolean, nullable=False))
    status: str = Field(sa_column=Column(Text, nullable=False))
    starts: date | None = Field(sa_column=Column(Date, nullable=True))
    ends: date | None = Field(sa_column=Column(Date, nullable=True))
    weight: int = Field(sa_column=Column(Integer, nullable=False))
    recorder: str = Field(sa_column=Column(Text, nullable=False))
