"""Each source's word on a Patient counts its own versions."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

WORD = "(CASE WHEN type = 'Patient' THEN custodian ELSE '' END)"


def upgrade() -> None:
    op.drop_constraint("resource_version_pkey", "resource_version", type_="primary")
    op.create_index(
        "resource_version_of_word",
        "resource_version",
        ["rid", "version", sa.text(WORD)],
        unique=True,
    )


def downgrade() -> None:
    raise RuntimeError("versions that share a number can't be counted together again")
