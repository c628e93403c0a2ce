"""A current row has no seal of its own: what it says is held against its newest version's."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("resource", "sealed_id")


def downgrade() -> None:
    raise RuntimeError("a seal that is gone can't be made again")
