"""What is to be told to whom, kept with the change that it tells of."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_NOW = sa.text("now()")


def upgrade() -> None:
    op.create_table(
        "notification_channel",
        sa.Column("id", sa.Uuid(), primary_key=True, server_default=sa.text("gen_random_uuid()")),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("events", sa.BigInteger(), nullable=False),
        sa.Column("greeted", sa.Text(), nullable=True),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.UniqueConstraint("partner", "topic"),
    )
    op.create_table(
        "notification",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), primary_key=True),
        sa.Column("channel", sa.Uuid(), nullable=False),
        sa.Column("event", sa.BigInteger(), nullable=False),
        sa.Column("task", sa.Uuid(), nullable=False),
        *(
            sa.Column(name, sa.DateTime(timezone=True), nullable=False, server_default=_NOW)
            for name in ("at", "since", "due")
        ),
        sa.Column("leased", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("state", sa.Text(), nullable=False, server_default=sa.text("'waiting'")),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index("notification_event", "notification", ["channel", "event"], unique=True)
    op.create_index(
        "notification_waiting",
        "notification",
        ["channel", "task", "number"],
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "notification_ended",
        "notification",
        ["ended"],
        postgresql_where=sa.text("ended IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_table("notification")
    op.drop_table("notification_channel")
