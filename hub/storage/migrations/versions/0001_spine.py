"""Resources, their versions, inhabitants, choices and audit."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from hub.storage.migrations import judge_v1

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("event", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("interaction", sa.Text(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=True),
        sa.Column("ura", sa.Text(), nullable=True),
        sa.Column("pat", sa.Uuid(), nullable=True),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("resource", sa.Uuid(), nullable=True),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("decided", JSONB(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("audit_pat", "audit", ["pat", "at"], unique=False)
    op.create_index("audit_ura", "audit", ["ura", "at"], unique=False)
    op.create_table(
        "inhabitant",
        sa.Column("bsn_hash", sa.LargeBinary(), nullable=False),
        sa.Column("pat", sa.Uuid(), nullable=False),
        sa.Column("patient", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("bsn_hash"),
        sa.UniqueConstraint("pat"),
        sa.UniqueConstraint("patient"),
    )
    op.create_table(
        "organization",
        sa.Column("ura", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("keys", sa.ARRAY(sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("ura"),
    )
    op.create_table(
        "privacy_statement",
        sa.Column("consent", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("pat", sa.Uuid(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("consumer", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("resource", sa.Uuid(), nullable=True),
        sa.Column("purposes", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("permit", sa.Boolean(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("recorder", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("consent", "version", "ordinal"),
    )
    op.create_index("ix_privacy_statement_pat", "privacy_statement", ["pat"], unique=False)
    op.create_table(
        "resource",
        sa.Column("rid", sa.Uuid(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("last_updated", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pat", sa.Uuid(), nullable=True),
        sa.Column("custodian", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("privacy", sa.Boolean(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("sealed_id", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("tokens", sa.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("finders", sa.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("reference_params", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("reference_targets", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("date_params", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("date_lows", sa.ARRAY(sa.DateTime(timezone=True)), nullable=False),
        sa.Column("date_highs", sa.ARRAY(sa.DateTime(timezone=True)), nullable=False),
        sa.PrimaryKeyConstraint("rid", "said_by"),
    )
    op.create_index(
        "resource_directory",
        "resource",
        ["type", sa.literal_column("last_updated DESC")],
        postgresql_where=sa.text("pat IS NULL"),
    )
    op.create_index(
        "resource_finders",
        "resource",
        ["finders"],
        unique=False,
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )
    op.create_index(
        "resource_pat_type",
        "resource",
        ["pat", "type", sa.literal_column("last_updated DESC")],
        unique=False,
    )
    op.create_index(
        "resource_targets",
        "resource",
        ["reference_targets"],
        unique=False,
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )
    op.create_table(
        "resource_version",
        sa.Column("rid", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("last_updated", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pat", sa.Uuid(), nullable=True),
        sa.Column("custodian", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("privacy", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("rid", "version"),
    )
    op.execute(judge_v1.JUDGE)
    op.execute(judge_v1.APPEND_ONLY)
    for table in ("resource_version", "audit"):
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
        )


def downgrade() -> None:
    raise RuntimeError("versions and audit rows are never dropped")
