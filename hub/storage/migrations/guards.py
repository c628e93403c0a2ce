"""Triggers that hold for everybody, the owner too: what is current only moves forward."""

from collections.abc import Collection, Iterator

import sqlalchemy as sa
from alembic import op

GUARD = """
CREATE FUNCTION only_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a row of % moves forward only, and stays what it is', TG_TABLE_NAME;
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
    op.execute(GUARD)
    inspector = sa.inspect(op.get_bind())
    for table in COUNTERS:
        op.execute(only_forward(table, {one["name"] for one in inspector.get_columns(table)}))


def only_forward(table: str, columns: Collection[str]) -> str:
    """The trigger of a table that has these columns."""
    return (
        f"CREATE TRIGGER only_forward BEFORE UPDATE ON {table} FOR EACH ROW "
        f"WHEN ({' OR '.join(_wrong(table, columns))}) EXECUTE FUNCTION only_forward()"
    )


def _wrong(table: str, columns: Collection[str]) -> Iterator[str]:
    if (counter := COUNTERS[table]) in columns:
        yield f"NEW.{counter} <= OLD.{counter}"
    for name in LASTING[table]:
        if name in columns:
            yield f"NEW.{name} IS DISTINCT FROM OLD.{name}"
    for name in LASTING_OF_A_PERSON[table]:
        yield f"OLD.pat IS NOT NULL AND NEW.{name} IS DISTINCT FROM OLD.{name}"
