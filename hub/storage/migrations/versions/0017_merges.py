"""What a source delivered moves from one inhabitant to another, by a merge that is written down."""

import sqlalchemy as sa
from alembic import op

from hub.storage.migrations import moves

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "identity_merge",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("custodian", sa.Text(), nullable=False),
        sa.Column("event", sa.LargeBinary(), nullable=False),
        sa.Column("prior", sa.Uuid(), nullable=False),
        sa.Column("survivor", sa.Uuid(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("undoes", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
    )
    op.create_index("identity_merge_once", "identity_merge", ["custodian", "event"], unique=True)
    op.create_index("identity_merge_prior", "identity_merge", ["prior", "custodian"])
    op.create_index("identity_merge_undoes", "identity_merge", ["undoes"], unique=True)
    for statement in moves.STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    for statement in moves.BACK:
        op.execute(statement)
    op.drop_table("identity_merge")
