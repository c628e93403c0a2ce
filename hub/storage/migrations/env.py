"""Runs the migrations on the connection that `hub.storage.migrate` hands over."""

from alembic import context

from hub.storage.migrations.months import BEFORE, MONTH, OTHER_MONTH
from hub.storage.tables import METADATA


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """The ledger's months come and go, and are no tables of their own."""
    return kind != "table" or not (name or "").startswith((MONTH, OTHER_MONTH, BEFORE))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    include_name=is_ours,
)
with context.begin_transaction():
    context.run_migrations()
