"""Which Task is an offer of which case, and what has to be true of all offers of one together."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Index, Integer, Text, Uuid, text
from sqlmodel import Field, SQLModel


class TransferOfferRow(SQLModel, table=True):
    """The offer that the Task `rid` is: by `placer` to `provider`, both by URA.

    `family` is the keyed number of the case, `round` of its offers that are chosen from together.
    What the Task says is what stands; this is what it is found, counted and timed by.
    docs/decisions/0086-the-transfer-point.md
    """

    __tablename__ = "transfer_offer"
    __table_args__ = (
        Index("transfer_offer_family", "family"),
        Index(
            "transfer_offer_selected",
            "family",
            "round",
            unique=True,
            postgresql_where=text("is_selected"),
        ),
        Index(
            "transfer_offer_due",
            "answer_by",
            postgresql_where=text("status IN ('requested', 'received')"),
        ),
        Index("transfer_offer_provider", "provider", "rid"),
    )

    rid: UUID = Field(sa_column=Column(Uuid, primary_key=True))
    placer: str = Field(sa_column=Column(Text, nullable=False))
    provider: str = Field(sa_column=Column(Text, nullable=False))
    family: int = Field(sa_column=Column(BigInteger, nullable=False))
    round: int = Field(sa_column=Column(Integer, nullable=False))
    status: str = Field(sa_column=Column(Text, nullable=False))
    is_selected: bool = Field(sa_column=Column(Boolean, nullable=False))
    answer_by: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    held_until: datetime | None = Field(sa_column=Column(DateTime(timezone=True), nullable=True))
