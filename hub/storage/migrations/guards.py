"""Triggers that hold for everybody, the owner too: what is current only moves forward."""

from collections.abc import Collection, Iterator

import sqlalchemy as sa
from alembic import op

# An upsert meets this where another write came first, and it may be tried again: hence the code.
ONLY_FORWARD = """
CREATE FUNCTION only_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a row of % moves forward only', TG_TABLE_NAME
        USING ERRCODE = 'serialization_failure';
END
$$
"""
STAYS_ITSELF = """
CREATE FUNCTION stays_itself() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a row of % stays what it is', TG_TABLE_NAME;
END
$$
"""
COUNTERS = {"resource": "version", "inhabitant": "epoch"}
LASTING = {
    "resource": ("rid", "said_by", "type", "pat", "section", "category"),
    "inhabitant": ("bsn_hash", "pat", "patient"),
}
# Of what is shared, such as a Practitioner, another source may become the one that keeps it.
LASTING_OF_A_PERSON = {"resource": ("custodian",), "inhabitant": ()}


def create_guards() -> None:
    """After the tables, whatever columns of these they have."""
    op.execute(ONLY_FORWARD)
    op.execute(STAYS_ITSELF)
    inspector = sa.inspect(op.get_bind())
    for table in COUNTERS:
        for statement in guards(table, {one["name"] for one in inspector.get_columns(table)}):
            op.execute(statement)


def guards(table: str, columns: Collection[str]) -> Iterator[str]:
    """The triggers of a table that has these columns; they fire in the order of their names."""
    if (counter := COUNTERS[table]) in columns:
        yield _trigger("only_forward", table, f"NEW.{counter} <= OLD.{counter}")
    changed = [
        f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in LASTING[table] if name in columns
    ]
    changed += [
        f"OLD.pat IS NOT NULL AND NEW.{name} IS DISTINCT FROM OLD.{name}"
        for name in LASTING_OF_A_PERSON[table]
    ]
    yield _trigger("stays_itself", table, " OR ".join(changed))


def _trigger(name: str, table: str, when: str) -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({when}) "
        f"EXECUTE FUNCTION {name}()"
    )
