"""The registered systems that may ask for a token."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Boolean, Column, DateTime, Text, false
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel


class ClientRow(SQLModel, table=True):
    """One system of one organisation, with its public keys.

    `scopes` and `redirect_uris` are space-separated. With `bound` it gets no token that is bound
    to nothing; with a `certificate` (PEM) only on connections of just this one. `desk` is whether
    the region trusts it with an inhabitant's word over everybody's data, `vouches` up to what
    assurance it may say who a person is. Of the `kind` smart is an app in a browser, without keys.

    docs/decisions/0006-tokens-private-key-jwt-five-minutes.md
    """

    __tablename__ = "client"

    client_id: str = Field(sa_column=Column(Text, primary_key=True))
    name: str = Field(sa_column=Column(Text, nullable=False))
    ura: str = Field(sa_column=Column(Text, nullable=False, index=True))
    organization_type: str = Field(sa_column=Column(Text, nullable=False))
    scopes: str = Field(sa_column=Column(Text, nullable=False))
    jwks: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    redirect_uris: str = Field(
        default="", sa_column=Column(Text, nullable=False, server_default="")
    )
    certificate: str | None = Field(default=None, sa_column=Column(Text, nullable=True))
    desk: bool = Field(
        default=False, sa_column=Column(Boolean, nullable=False, server_default=false())
    )
    vouches: str = Field(
        default="substantial",
        sa_column=Column(Text, nullable=False, server_default="substantial"),
    )
    bound: bool = Field(
        default=False, sa_column=Column(Boolean, nullable=False, server_default=false())
    )
    kind: str = Field(
        default="confidential",
        sa_column=Column(Text, nullable=False, server_default="confidential"),
    )
    disabled: bool = Field(
        default=False, sa_column=Column(Boolean, nullable=False, server_default=false())
    )
    created: datetime = Field(
        default_factory=lambda: datetime.now(UTC),
        sa_column=Column(DateTime(timezone=True), nullable=False),
    )
