"""A client proves itself by its keys, or is an app in a browser, which has none."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "client", sa.Column("kind", sa.Text(), nullable=False, server_default="confidential")
    )
    op.create_check_constraint("client_kind", "client", "kind IN ('confidential', 'smart')")


def downgrade() -> None:
    op.execute("DELETE FROM client WHERE kind = 'smart'")
    op.drop_constraint("client_kind", "client")
    op.drop_column("client", "kind")
