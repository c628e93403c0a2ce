"""Tasks that ask for an offer of a transfer point to be called off."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "transfer_abort",
        sa.Column("rid", sa.Uuid(), primary_key=True),
        sa.Column("family", sa.BigInteger(), nullable=False),
        sa.Column("offer", sa.Uuid(), nullable=False),
        sa.Column("placer", sa.Text(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
    )
    op.create_index("transfer_abort_family", "transfer_abort", ["family"])


def downgrade() -> None:
    op.drop_table("transfer_abort")
