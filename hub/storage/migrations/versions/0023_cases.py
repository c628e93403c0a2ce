"""Cases of a transfer point by the Task that leads each, and what the figures ask of events."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_ADDED = (
    sa.Column("region", sa.Text(), nullable=True),
    sa.Column("care_type", sa.Text(), nullable=True),
    sa.Column("provider", sa.Text(), nullable=True),
    sa.Column("service", sa.Text(), nullable=True),
    sa.Column("round", sa.Integer(), nullable=True),
    sa.Column("answer_by", sa.DateTime(timezone=True), nullable=True),
    sa.Column("sealed", sa.LargeBinary(), nullable=True),
)


def upgrade() -> None:
    op.create_table(
        "transfer_case",
        sa.Column("rid", sa.Uuid(), primary_key=True),
        sa.Column("family", sa.BigInteger(), nullable=False, unique=True),
        sa.Column("placer", sa.Text(), nullable=False),
        sa.Column("requester", sa.Text(), nullable=False),
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("review_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index("transfer_case_desk", "transfer_case", ["desk", "asked_at", "rid"])
    op.create_index("transfer_case_requester", "transfer_case", ["requester", "asked_at", "rid"])
    op.create_index(
        "transfer_case_review",
        "transfer_case",
        ["review_at"],
        postgresql_where=sa.text("status = 'on-hold'"),
    )
    op.alter_column("transfer_event", "offer", nullable=True)
    for column in _ADDED:
        op.add_column("transfer_event", column)
    op.create_index("transfer_event_at", "transfer_event", ["at", "family"])


def downgrade() -> None:
    op.drop_index("transfer_event_at", "transfer_event")
    for column in _ADDED:
        op.drop_column("transfer_event", column.name)
    op.alter_column("transfer_event", "offer", nullable=False)
    op.drop_table("transfer_case")
