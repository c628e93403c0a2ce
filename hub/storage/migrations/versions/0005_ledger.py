"""The ledger in place of the audit: numbered by who writes, chained and signed in seals.

An audit of before is kept as it is, under another name, out of the hub's sight.
"""

import sqlalchemy as sa
from alembic import op

from hub.storage.migrations import months

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(sa.schema.CreateSequence(sa.Sequence("ledger_writer")))
    op.create_table(
        "ledger",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person", sa.BigInteger(), nullable=True),
        sa.Column("organization", sa.BigInteger(), nullable=True),
        sa.Column("writer", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("writer", "number", "at"),
        postgresql_partition_by="RANGE (at)",
    )
    op.create_index("ledger_person", "ledger", ["person"], unique=False)
    op.create_index("ledger_organization", "ledger", ["organization", "at"], unique=False)
    op.create_table(
        "ledger_word",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("word", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("month", "word"),
    )
    op.create_table(
        "ledger_seal",
        sa.Column("seal", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("writers", sa.ARRAY(sa.Integer()), nullable=False),
        sa.Column("froms", sa.ARRAY(sa.Integer()), nullable=False),
        sa.Column("tos", sa.ARRAY(sa.Integer()), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seal"),
    )
    for statement in (*months.GUARDS, *months.OTHER):
        op.execute(statement)
    op.rename_table("audit", months.BEFORE)


def downgrade() -> None:
    raise RuntimeError("ledger rows are never dropped")
