"""What was told of a month outside the transfer point."""

from datetime import date, datetime

from sqlalchemy import Column, Date, DateTime, LargeBinary
from sqlmodel import Field, SQLModel


class TransferFiguresRow(SQLModel, table=True):
    """The figures of the month that begins on `month`, as they were known `at` a moment.

    Counts without those of a few, and nothing of anybody: only ever added to, for two that differ
    tell by that. docs/decisions/0089-figures-of-the-transfer-point.md
    """

    __tablename__ = "transfer_figures"

    month: date = Field(sa_column=Column(Date, primary_key=True))
    at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    lines: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
