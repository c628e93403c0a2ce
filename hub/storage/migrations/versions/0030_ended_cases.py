"""When a case ended: by that the last ones are found first."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

_SIDES = ("desk", "requester")


def upgrade() -> None:
    op.add_column("transfer_case", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE transfer_case c SET ended_at = r.last_updated FROM resource r WHERE r.rid = c.rid "
        "AND c.status IN ('rejected', 'cancelled', 'completed', 'failed')"
    )
    for side in _SIDES:
        op.create_index(
            f"transfer_case_{side}_ended",
            "transfer_case",
            [side, "ended_at", "rid"],
            postgresql_where=sa.text("ended_at IS NOT NULL"),
        )


def downgrade() -> None:
    for side in _SIDES:
        op.drop_index(f"transfer_case_{side}_ended", "transfer_case")
    op.drop_column("transfer_case", "ended_at")
