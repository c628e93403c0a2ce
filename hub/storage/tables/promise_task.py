"""What a transfer point is to find out: why a place that was promised was not given."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, DateTime, Index, Text, Uuid
from sqlmodel import Field, SQLModel


class PromiseTaskRow(SQLModel, table=True):
    """The Task `rid` of the desk, by what its list is made; `made_at` is when it was broken.

    docs/decisions/0088-capacity-and-matching.md
    """

    __tablename__ = "promise_task"
    __table_args__ = (Index("promise_task_desk", "desk", "made_at", "rid"),)

    rid: UUID = Field(sa_column=Column(Uuid, primary_key=True))
    desk: str = Field(sa_column=Column(Text, nullable=False))
    status: str = Field(sa_column=Column(Text, nullable=False))
    made_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
