"""The organisations that take part, by URA, with the keys that a consent may name them by."""

from sqlalchemy import ARRAY, Column, Text
from sqlmodel import Field, SQLModel


class OrganizationRow(SQLModel, table=True):
    """`keys` is `consent.category.keys_of(ura, type)`."""

    __tablename__ = "organization"

    ura: str = Field(sa_column=Column(Text, primary_key=True))
    type: str = Field(sa_column=Column(Text, nullable=False))
    keys: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
