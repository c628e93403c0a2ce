"""Resources, their versions, inhabitants with their facts, the audit, clients and packages.

Made anew when the decision moved from SQL to Python; a database of before is begun anew.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from hub.storage.migrations import guards

revision = "0004"
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
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
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
        "resource",
        sa.Column("rid", sa.Uuid(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("last_updated", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pat", sa.Uuid(), nullable=True),
        sa.Column("section", sa.BigInteger(), nullable=True),
        sa.Column("custodian", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=True),
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
    op.create_index("resource_section", "resource", ["pat", "type", "section"], unique=False)
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
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("rid", "version"),
    )
    op.create_table(
        "assertion",
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("jti", sa.LargeBinary(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "jti"),
    )
    op.create_index("ix_assertion_until", "assertion", ["until"], unique=False)
    op.create_table(
        "client",
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("ura", sa.Text(), nullable=False),
        sa.Column("organization_type", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("jwks", JSONB(), nullable=False),
        sa.Column("redirect_uri", sa.Text(), nullable=True),
        sa.Column("certificate", sa.Text(), nullable=True),
        sa.Column("disabled", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("client_id"),
    )
    op.create_index("ix_client_ura", "client", ["ura"], unique=False)
    op.create_table(
        "definition_package",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "key_check",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "number"),
    )
    for statement in guards.STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("versions and audit rows are never dropped")
