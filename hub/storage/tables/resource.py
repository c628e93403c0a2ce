"""The current row of a resource: what it is found by; the body stands with its version."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Text,
    Uuid,
    text,
)
from sqlmodel import Field, SQLModel

# Without a pending list: every look-up would scan it, and it grows with every write.
GIN: dict[str, Any] = {"postgresql_using": "gin", "postgresql_with": {"fastupdate": "off"}}


def _texts() -> Column[list[str]]:
    return Column(ARRAY(Text), nullable=False)


def _moments() -> Column[list[datetime]]:
    return Column(ARRAY(DateTime(timezone=True)), nullable=False)


class ResourceRow(SQLModel, table=True):
    """One row a resource; of the shared types one row for each source that spoke of it.

    `rid` is the keyed hash of `Type/id`, `pat` that of the BSN, `section` that of inhabitant,
    custodian and category; `tokens` and `finders` are keyed hashes of what it is searched by:
    finders across inhabitants, tokens within one section; `rank` orders the words on one of the
    directory. It says nothing by itself: the seal of its newest version does, with which the
    columns before `rank` agree.
    docs/decisions/0003-append-only-versions-and-a-current-row.md
    """

    __tablename__ = "resource"
    __table_args__ = (
        Index("resource_section", "pat", "type", "section"),
        Index(
            "resource_directory",
            "type",
            text("last_updated DESC"),
            postgresql_where=text("pat IS NULL"),
        ),
        Index("resource_finders", "finders", **GIN),
    )

    rid: UUID = Field(sa_column=Column(Uuid, primary_key=True))
    said_by: str = Field(sa_column=Column(Text, primary_key=True))
    type: str = Field(sa_column=Column(Text, nullable=False))
    version: int = Field(sa_column=Column(Integer, nullable=False))
    last_updated: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    pat: UUID | None = Field(sa_column=Column(Uuid, nullable=True))
    section: int | None = Field(sa_column=Column(BigInteger, nullable=True))
    custodian: str = Field(sa_column=Column(Text, nullable=False))
    category: str | None = Field(sa_column=Column(Text, nullable=True))
    deleted: bool = Field(sa_column=Column(Boolean, nullable=False))
    rank: int = Field(sa_column=Column(SmallInteger, nullable=False, server_default=text("0")))
    digest: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    tokens: list[int] = Field(sa_column=Column(ARRAY(BigInteger), nullable=False))
    finders: list[int] = Field(sa_column=Column(ARRAY(BigInteger), nullable=False))
    reference_params: list[str] = Field(sa_column=_texts())
    reference_targets: list[UUID] = Field(sa_column=Column(ARRAY(Uuid), nullable=False))
    date_params: list[str] = Field(sa_column=_texts())
    date_lows: list[datetime] = Field(sa_column=_moments())
    date_highs: list[datetime] = Field(sa_column=_moments())
