"""DPoP proofs that were used, kept as long as they could be sent again."""

from datetime import datetime

from sqlalchemy import Column, DateTime, LargeBinary
from sqlmodel import Field, SQLModel


class ProofRow(SQLModel, table=True):
    """SHA-256 of the key and `jti` of a used proof; after `until` no hub takes it anyway.

    https://www.rfc-editor.org/rfc/rfc9449#section-11.1
    """

    __tablename__ = "proof"

    name: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    until: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, index=True))
