"""How much a handoff held, told with the step that handed it over."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_COLUMNS = ("filled", "asked")


def upgrade() -> None:
    for name in _COLUMNS:
        op.add_column("transfer_event", sa.Column(name, sa.SmallInteger(), nullable=True))


def downgrade() -> None:
    for name in _COLUMNS:
        op.drop_column("transfer_event", name)
