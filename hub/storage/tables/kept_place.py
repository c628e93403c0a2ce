"""Places that are kept for offers, from the acceptance until he is there or it is given back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, DateTime, Index, Integer, SmallInteger, Text, Uuid
from sqlmodel import Field, SQLModel


class KeptPlaceRow(SQLModel, table=True):
    """The place that is kept for the offer `offer`, for the `number`th time.

    `site` is empty where nobody told where, `amount` where nobody told how much. Codes, URAs and
    moments: nothing of the inhabitant. docs/decisions/0088-capacity-and-matching.md
    """

    __tablename__ = "kept_place"
    __table_args__ = (Index("kept_place_provider", "provider", "changed_at"),)

    offer: UUID = Field(sa_column=Column(Uuid, primary_key=True))
    number: int = Field(sa_column=Column(SmallInteger, primary_key=True))
    region: str = Field(sa_column=Column(Text, nullable=False))
    provider: str = Field(sa_column=Column(Text, nullable=False))
    site: str | None = Field(sa_column=Column(Text, nullable=True))
    care_type: str = Field(sa_column=Column(Text, nullable=False))
    unit: str = Field(sa_column=Column(Text, nullable=False))
    district: str | None = Field(sa_column=Column(Text, nullable=True))
    amount: int | None = Field(sa_column=Column(Integer, nullable=True))
    made_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    changed_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    until: datetime | None = Field(sa_column=Column(DateTime(timezone=True), nullable=True))
    released_at: datetime | None = Field(sa_column=Column(DateTime(timezone=True), nullable=True))
    arrived_at: datetime | None = Field(sa_column=Column(DateTime(timezone=True), nullable=True))
