"""What the database itself refuses, the owner too: first edition; a change is a new edition."""

APPEND_ONLY = """
CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME;
END
$$
"""
# A write meets this where another came first, and it is tried again: hence the code.
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


def _never(table: str) -> str:
    return (
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )


def _row(guard: str, table: str, when: str) -> str:
    return (
        f"CREATE TRIGGER {guard} BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({when}) "
        f"EXECUTE FUNCTION {guard}()"
    )


# Of what is shared, such as a Practitioner, another source may become the one that keeps it.
OF_A_PERSON = "OLD.pat IS NOT NULL AND NEW.custodian IS DISTINCT FROM OLD.custodian"

STATEMENTS = (
    APPEND_ONLY,
    ONLY_FORWARD,
    STAYS_ITSELF,
    _never("resource_version"),
    _never("audit"),
    _row("only_forward", "resource", "NEW.version <= OLD.version"),
    _row("only_forward", "inhabitant", "NEW.epoch <= OLD.epoch"),
    _row(
        "stays_itself",
        "resource",
        "(NEW.rid, NEW.said_by, NEW.type, NEW.pat, NEW.section, NEW.category) IS DISTINCT FROM "
        f"(OLD.rid, OLD.said_by, OLD.type, OLD.pat, OLD.section, OLD.category) OR {OF_A_PERSON}",
    ),
    _row(
        "stays_itself",
        "inhabitant",
        "(NEW.bsn_hash, NEW.pat, NEW.patient) IS DISTINCT FROM "
        "(OLD.bsn_hash, OLD.pat, OLD.patient)",
    ),
)
