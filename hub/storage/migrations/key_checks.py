"""The table of key checks, for the migration that makes it."""

import sqlalchemy as sa
from alembic import op


def create_key_checks() -> None:
    op.create_table(
        "key_check",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "number"),
    )
