"""What sites said that they have, as history."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "site_capacity",
        sa.Column("rid", sa.Uuid(), primary_key=True),
        sa.Column("version", sa.Integer(), primary_key=True),
        sa.Column("number", sa.SmallInteger(), primary_key=True),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("care_type", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("district", sa.Text(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("starts", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staffed", sa.Integer(), nullable=True),
        sa.Column("occupied", sa.Integer(), nullable=True),
        sa.Column("reserved", sa.Integer(), nullable=True),
        sa.Column("available", sa.Integer(), nullable=True),
        sa.Column("expected", sa.ARRAY(sa.Integer()), nullable=False),
        sa.Column("limits", sa.ARRAY(sa.Text()), nullable=True),
        sa.Column("entered", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Text(), nullable=True),
        sa.Column("entered_by", sa.Text(), nullable=True),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_behind", sa.Boolean(), nullable=False),
    )
    op.create_index(
        "site_capacity_now",
        "site_capacity",
        ["provider", "site", "care_type", "unit", "district"],
        postgresql_where=sa.text("gone_at IS NULL AND NOT is_behind"),
    )
    op.create_index(
        "site_capacity_of", "site_capacity", ["provider", "site", "care_type", "said_at"]
    )


def downgrade() -> None:
    op.drop_table("site_capacity")
