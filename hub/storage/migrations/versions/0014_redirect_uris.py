"""A client has as many redirect addresses as it needs, each compared letter by letter."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("client", "redirect_uri", new_column_name="redirect_uris")
    op.execute("UPDATE client SET redirect_uris = '' WHERE redirect_uris IS NULL")
    op.alter_column(
        "client", "redirect_uris", existing_type=sa.Text(), nullable=False, server_default=""
    )


def downgrade() -> None:
    op.alter_column(
        "client", "redirect_uris", existing_type=sa.Text(), nullable=True, server_default=None
    )
    op.execute("UPDATE client SET redirect_uris = NULL WHERE redirect_uris = ''")
    op.alter_column("client", "redirect_uris", new_column_name="redirect_uri")
