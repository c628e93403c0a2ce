"""What the database itself refuses, whoever asks: first edition; a change is a new edition."""

APPEND_ONLY = """
CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME;
END
$$
"""
# 40001: whoever lost the race looks again, and does it anew.
ONLY_FORWARD = """
CREATE FUNCTION only_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % go forward, and stay whose they are', TG_TABLE_NAME
        USING ERRCODE = '40001';
END
$$
"""


def _never(table: str) -> str:
    return (
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )


def _forward(table: str, backward: str) -> str:
    return (
        f"CREATE TRIGGER only_forward BEFORE UPDATE ON {table} FOR EACH ROW "
        f"WHEN ({backward}) EXECUTE FUNCTION only_forward()"
    )


STATEMENTS = (
    APPEND_ONLY,
    ONLY_FORWARD,
    _never("resource_version"),
    _never("audit"),
    _forward(
        "resource",
        "NEW.version <= OLD.version OR (NEW.rid, NEW.said_by, NEW.type) IS DISTINCT FROM "
        "(OLD.rid, OLD.said_by, OLD.type) OR (OLD.pat IS NOT NULL AND "
        "(NEW.pat, NEW.section, NEW.custodian, NEW.category) IS DISTINCT FROM "
        "(OLD.pat, OLD.section, OLD.custodian, OLD.category))",
    ),
    _forward(
        "inhabitant",
        "NEW.epoch <= OLD.epoch OR (NEW.bsn_hash, NEW.pat, NEW.patient) IS DISTINCT FROM "
        "(OLD.bsn_hash, OLD.pat, OLD.patient)",
    ),
)
