"""What sites said that they have: the rows of each report, kept as history."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Boolean,
    Column,
    DateTime,
    Index,
    Integer,
    SmallInteger,
    Text,
    Uuid,
    text,
)
from sqlmodel import Field, SQLModel


class SiteCapacityRow(SQLModel, table=True):
    """One statement: group `number` of the MeasureReport `rid`, as its `version` says it.

    `gone_at` is when that report said otherwise, or went; `is_behind` is whether something later
    of the same took its place. Of organisations and sites: nothing of an inhabitant.
    docs/decisions/0088-capacity-and-matching.md
    """

    __tablename__ = "site_capacity"
    __table_args__ = (
        Index(
            "site_capacity_now",
            "provider",
            "site",
            "care_type",
            "unit",
            "district",
            postgresql_where=text("gone_at IS NULL AND NOT is_behind"),
        ),
        Index("site_capacity_of", "provider", "site", "care_type", "said_at"),
    )

    rid: UUID = Field(sa_column=Column(Uuid, primary_key=True))
    version: int = Field(sa_column=Column(Integer, primary_key=True))
    number: int = Field(sa_column=Column(SmallInteger, primary_key=True))
    region: str = Field(sa_column=Column(Text, nullable=False))
    provider: str = Field(sa_column=Column(Text, nullable=False))
    site: str = Field(sa_column=Column(Text, nullable=False))
    care_type: str = Field(sa_column=Column(Text, nullable=False))
    unit: str = Field(sa_column=Column(Text, nullable=False))
    district: str | None = Field(sa_column=Column(Text, nullable=True))
    said_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    starts: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    ends: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    staffed: int | None = Field(sa_column=Column(Integer, nullable=True))
    occupied: int | None = Field(sa_column=Column(Integer, nullable=True))
    reserved: int | None = Field(sa_column=Column(Integer, nullable=True))
    available: int | None = Field(sa_column=Column(Integer, nullable=True))
    expected: list[int | None] = Field(sa_column=Column(ARRAY(Integer), nullable=False))
    limits: list[str] | None = Field(sa_column=Column(ARRAY(Text), nullable=True))
    entered: str = Field(sa_column=Column(Text, nullable=False))
    confidence: str | None = Field(sa_column=Column(Text, nullable=True))
    entered_by: str | None = Field(sa_column=Column(Text, nullable=True))
    gone_at: datetime | None = Field(sa_column=Column(DateTime(timezone=True), nullable=True))
    is_behind: bool = Field(sa_column=Column(Boolean, nullable=False))
