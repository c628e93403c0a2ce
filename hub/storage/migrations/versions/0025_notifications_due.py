"""What is due is found by an index, however much waits for a partner that is away."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_INDEXES = {
    "notification_due": (["channel", "due", "number"], "state = 'waiting'"),
    "notification_leased": (["channel"], "leased IS NOT NULL"),
    "notification_dead": (["channel"], "state = 'dead'"),
}


def upgrade() -> None:
    for name, (columns, where) in _INDEXES.items():
        op.create_index(name, "notification", columns, postgresql_where=sa.text(where))


def downgrade() -> None:
    for name in _INDEXES:
        op.drop_index(name, "notification")
