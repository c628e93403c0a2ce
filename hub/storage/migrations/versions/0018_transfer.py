"""Offers of the transfer point, one chosen of each round, and the events of what became of them."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "transfer_offer",
        sa.Column("rid", sa.Uuid(), primary_key=True),
        sa.Column("placer", sa.Text(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("family", sa.BigInteger(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("is_selected", sa.Boolean(), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index("transfer_offer_family", "transfer_offer", ["family"])
    op.create_index(
        "transfer_offer_selected",
        "transfer_offer",
        ["family", "round"],
        unique=True,
        postgresql_where=sa.text("is_selected"),
    )
    op.create_index(
        "transfer_offer_due",
        "transfer_offer",
        ["answer_by"],
        postgresql_where=sa.text("status IN ('requested', 'received')"),
    )
    op.create_index("transfer_offer_provider", "transfer_offer", ["provider", "rid"])
    op.create_table(
        "transfer_event",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), primary_key=True),
        sa.Column("family", sa.BigInteger(), nullable=False),
        sa.Column("offer", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("was", sa.Text(), nullable=True),
        sa.Column("was_phase", sa.Text(), nullable=True),
        sa.Column("became", sa.Text(), nullable=False),
        sa.Column("became_phase", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("for_whom", sa.Text(), nullable=True),
    )
    op.create_index("transfer_event_family", "transfer_event", ["family", "number"])


def downgrade() -> None:
    op.drop_table("transfer_event")
    op.drop_table("transfer_offer")
