"""Places that are kept for offers, and promises of a place that were broken."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def _place() -> list[sa.Column[str]]:
    return [
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=True),
        sa.Column("care_type", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("district", sa.Text(), nullable=True),
    ]


def upgrade() -> None:
    op.create_table(
        "kept_place",
        sa.Column("offer", sa.Uuid(), primary_key=True),
        sa.Column("number", sa.SmallInteger(), primary_key=True),
        *_place(),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index("kept_place_provider", "kept_place", ["provider", "changed_at"])
    op.create_table(
        "broken_promise",
        sa.Column("offer", sa.Uuid(), primary_key=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), primary_key=True),
        *_place(),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("available", sa.Integer(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index("broken_promise_provider", "broken_promise", ["provider", "refused_at"])


def downgrade() -> None:
    op.drop_table("broken_promise")
    op.drop_table("kept_place")
