"""Up to what assurance a client's organisation may say who a person is."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "client",
        sa.Column("vouches", sa.Text(), server_default="substantial", nullable=False),
    )
    op.create_check_constraint(
        "client_vouches", "client", "vouches IN ('low', 'substantial', 'high')"
    )


def downgrade() -> None:
    op.drop_column("client", "vouches")
