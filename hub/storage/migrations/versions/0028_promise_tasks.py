"""Tasks of transfer points about promises of a place that were broken."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "promise_task",
        sa.Column("rid", sa.Uuid(), primary_key=True),
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("promise_task_desk", "promise_task", ["desk", "made_at", "rid"])


def downgrade() -> None:
    op.drop_table("promise_task")
