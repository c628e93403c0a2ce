"""What a provider is asked to set right: it said that a place was free, and did not give it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, DateTime, Index, Integer, Text, Uuid
from sqlmodel import Field, SQLModel


class BrokenPromiseRow(SQLModel, table=True):
    """At which offer it did so, and what it was said to have then; a task until it says anew.

    docs/decisions/0088-capacity-and-matching.md
    """

    __tablename__ = "broken_promise"
    __table_args__ = (Index("broken_promise_provider", "provider", "refused_at"),)

    offer: UUID = Field(sa_column=Column(Uuid, primary_key=True))
    refused_at: datetime = Field(sa_column=Column(DateTime(timezone=True), primary_key=True))
    region: str = Field(sa_column=Column(Text, nullable=False))
    provider: str = Field(sa_column=Column(Text, nullable=False))
    site: str | None = Field(sa_column=Column(Text, nullable=True))
    care_type: str = Field(sa_column=Column(Text, nullable=False))
    unit: str = Field(sa_column=Column(Text, nullable=False))
    district: str | None = Field(sa_column=Column(Text, nullable=True))
    kind: str = Field(sa_column=Column(Text, nullable=False))
    reason: str = Field(sa_column=Column(Text, nullable=False))
    available: int | None = Field(sa_column=Column(Integer, nullable=True))
    said_at: datetime | None = Field(sa_column=Column(DateTime(timezone=True), nullable=True))
