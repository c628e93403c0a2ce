"""One row a call: who, whose, what, why, and which rule and consent version decided."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel


class AuditRow(SQLModel, table=True):
    """What names a person stands in `sealed`; `decided` holds rules, custodians, consent versions.

    docs/decisions/0008-audit-in-the-same-transaction.md
    """

    __tablename__ = "audit"
    __table_args__ = (Index("audit_ura", "ura", "at"), Index("audit_pat", "pat", "at"))

    number: int = Field(sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    event: UUID = Field(sa_column=Column(Uuid, nullable=False))
    at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    request_id: str = Field(sa_column=Column(Text, nullable=False))
    interaction: str = Field(sa_column=Column(Text, nullable=False))
    status: int = Field(sa_column=Column(SmallInteger, nullable=False))
    rule: str = Field(sa_column=Column(Text, nullable=False))
    client_id: str | None = Field(sa_column=Column(Text, nullable=True))
    ura: str | None = Field(sa_column=Column(Text, nullable=True))
    pat: UUID | None = Field(sa_column=Column(Uuid, nullable=True))
    type: str | None = Field(sa_column=Column(Text, nullable=True))
    resource: UUID | None = Field(sa_column=Column(Uuid, nullable=True))
    found: int = Field(sa_column=Column(Integer, nullable=False))
    decided: list[Any] = Field(sa_column=Column(JSONB, nullable=False))
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
