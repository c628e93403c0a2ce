"""Client assertions that were used, kept as long as they could be offered again."""

from datetime import datetime

from sqlalchemy import Column, DateTime, LargeBinary, Text
from sqlmodel import Field, SQLModel


class AssertionRow(SQLModel, table=True):
    """A used `jti` of one client, as SHA-256; after `until` the assertion is expired anyway.

    https://www.rfc-editor.org/rfc/rfc7523#section-3
    """

    __tablename__ = "assertion"

    client_id: str = Field(sa_column=Column(Text, primary_key=True))
    jti: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    until: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, index=True))
