"""Versions are found by who keeps them, or in the directory, by type and moment."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "resource_version_of_custodian",
        "resource_version",
        ["custodian", "type", "last_updated"],
        postgresql_where=sa.text("pat IS NOT NULL"),
    )
    op.create_index(
        "resource_version_of_directory",
        "resource_version",
        ["type", "last_updated"],
        postgresql_where=sa.text("pat IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("resource_version_of_directory", "resource_version")
    op.drop_index("resource_version_of_custodian", "resource_version")
