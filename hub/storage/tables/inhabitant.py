"""One row an inhabitant: the one Patient that a BSN has."""

from uuid import UUID

from sqlalchemy import Column, LargeBinary, Uuid
from sqlmodel import Field, SQLModel


class InhabitantRow(SQLModel, table=True):
    """`bsn_hash` is the whole keyed hash (32 bytes), `pat` its first half, `patient` the rid."""

    __tablename__ = "inhabitant"

    bsn_hash: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    pat: UUID = Field(sa_column=Column(Uuid, nullable=False, unique=True))
    patient: UUID = Field(sa_column=Column(Uuid, nullable=False, unique=True))
