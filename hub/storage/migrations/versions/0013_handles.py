"""Secrets that the hub gives to people and their apps: codes, refresh tokens, sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "handle",
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("given", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used", sa.DateTime(timezone=True), nullable=True),
        sa.Column("family", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("name"),
    )
    for column in ("until", "family", "subject"):
        op.create_index(f"ix_handle_{column}", "handle", [column])


def downgrade() -> None:
    op.drop_table("handle")
