"""By what it is known that the hub holds the keys that this database was made with."""

from sqlalchemy import Column, Integer, LargeBinary, Text
from sqlmodel import Field, SQLModel


class KeyCheckRow(SQLModel, table=True):
    """A keyed hash by each key; `kind` is `index` (number 0) or `sealing`.

    docs/decisions/0018-owner-and-app-of-the-database.md
    """

    __tablename__ = "key_check"

    kind: str = Field(sa_column=Column(Text, primary_key=True))
    number: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    value: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
