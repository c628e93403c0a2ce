"""Figures of the transfer point as they were told outside of it: a month once."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "transfer_figures",
        sa.Column("month", sa.Date(), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lines", sa.LargeBinary(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("transfer_figures")
