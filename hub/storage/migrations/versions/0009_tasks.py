"""What somebody has to look at; whose word stands on one of the directory."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "task",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("custodian", sa.Text(), nullable=False),
        sa.Column("pat", sa.Uuid(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("due", moment, nullable=False),
        sa.Column("actor", sa.BigInteger(), nullable=True),
        sa.Column("said", sa.LargeBinary(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("closed", moment, nullable=True),
        sa.Column("outcome", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("number"),
    )
    is_open = sa.text("closed IS NULL")
    op.create_index("task_open", "task", ["kind", "number"], postgresql_where=is_open)
    once = sa.text("closed IS NULL AND kind = 'who-is-this'")
    op.create_index("task_once", "task", ["custodian", "pat"], unique=True, postgresql_where=once)
    rank = sa.Column("rank", sa.SmallInteger(), server_default=sa.text("0"), nullable=False)
    op.add_column("resource", rank)
    op.create_index("task_actor", "task", ["kind", "custodian", "at", "actor"])


def downgrade() -> None:
    op.drop_column("resource", "rank")
    op.drop_table("task")
