"""What is changed in the registers is told, and a month can go when its time is over."""

import sqlalchemy as sa
from alembic import op

from hub.storage.migrations import retention, told

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "configuration_change",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column(
            "at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("role", sa.Text(), server_default=sa.text("SESSION_USER"), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("done", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    schema = op.get_bind().scalar(sa.text("SELECT quote_ident(current_schema())"))
    for statement in (*told.STATEMENTS, *retention.statements(schema)):
        op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("ledger rows are never dropped")
