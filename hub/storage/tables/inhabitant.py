"""One row an inhabitant: the one Patient that a BSN has, or a source's number, and his facts."""

from uuid import UUID

from sqlalchemy import BigInteger, Column, LargeBinary, Uuid
from sqlmodel import Field, SQLModel


class InhabitantRow(SQLModel, table=True):
    """`bsn_hash` is the whole keyed hash (32 bytes), `pat` its first half, `patient` the rid.

    `facts` are the choices and sections of this `epoch`, sealed and bound to the other columns.
    docs/decisions/0017-one-decision-in-python.md
    """

    __tablename__ = "inhabitant"

    bsn_hash: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    pat: UUID = Field(sa_column=Column(Uuid, nullable=False, unique=True))
    patient: UUID = Field(sa_column=Column(Uuid, nullable=False, unique=True))
    epoch: int = Field(sa_column=Column(BigInteger, nullable=False))
    facts: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
