"""Packages of FHIR definitions that a region installed beside the shipped ones."""

from datetime import UTC, datetime

from sqlalchemy import Column, DateTime, LargeBinary, Text
from sqlmodel import Field, SQLModel


class DefinitionPackageRow(SQLModel, table=True):
    """One package as its .tgz; a name is installed in one version.

    https://hl7.org/fhir/R4/packages.html
    """

    __tablename__ = "definition_package"

    name: str = Field(sa_column=Column(Text, primary_key=True))
    version: str = Field(sa_column=Column(Text, nullable=False))
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    added_at: datetime = Field(
        default_factory=lambda: datetime.now(UTC),
        sa_column=Column(DateTime(timezone=True), nullable=False),
    )
