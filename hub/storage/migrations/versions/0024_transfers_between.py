"""Transfers between two that are answered at the hub, by who is to take over."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "transfer_between",
        sa.Column("rid", sa.Uuid(), primary_key=True),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("receiver", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("transfer_between_receiver", "transfer_between", ["receiver", "sent_at", "rid"])


def downgrade() -> None:
    op.drop_table("transfer_between")
