"""Guards on current rows, and key checks."""

from hub.storage.migrations.guards import create_guards
from hub.storage.migrations.key_checks import create_key_checks

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_key_checks()
    create_guards()


def downgrade() -> None:
    raise RuntimeError("the guards stay")
