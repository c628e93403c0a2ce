"""Every version of every resource, appended and never changed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, DateTime, Index, Integer, LargeBinary, Text, Uuid, text
from sqlmodel import Field, SQLModel


class VersionRow(SQLModel, table=True):
    """One version; `sealed` is the body as it goes out, of a deletion its name alone.

    Of a Patient each custodian's word counts its own.
    """

    __tablename__ = "resource_version"
    __table_args__ = (
        Index(
            "resource_version_of_word",
            "rid",
            "version",
            text("(CASE WHEN type = 'Patient' THEN custodian ELSE '' END)"),
            unique=True,
        ),
        Index(
            "resource_version_of_custodian",
            "custodian",
            "type",
            "last_updated",
            postgresql_where=text("pat IS NOT NULL"),
        ),
        Index(
            "resource_version_of_directory",
            "type",
            "last_updated",
            postgresql_where=text("pat IS NULL"),
        ),
    )

    rid: UUID = Field(sa_column=Column(Uuid, primary_key=True))
    version: int = Field(sa_column=Column(Integer, primary_key=True))
    type: str = Field(sa_column=Column(Text, nullable=False))
    method: str = Field(sa_column=Column(Text, nullable=False))
    last_updated: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    pat: UUID | None = Field(sa_column=Column(Uuid, nullable=True))
    custodian: str = Field(sa_column=Column(Text, nullable=False))
    category: str | None = Field(sa_column=Column(Text, nullable=True))
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
