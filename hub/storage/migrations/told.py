"""Changes of the registers are told, whoever makes them: first edition.

A function of the owner writes them down, so that no other role needs the right to.
"""

# Only the name of the row is kept: a package is large, and what else a client has says nothing.
TOLD = """
CREATE FUNCTION told() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog AS $$
DECLARE name text;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'DELETE' THEN
        EXECUTE format('SELECT ($1).%I::text', TG_ARGV[0]) INTO name USING OLD;
    ELSE
        EXECUTE format('SELECT ($1).%I::text', TG_ARGV[0]) INTO name USING NEW;
    END IF;
    EXECUTE format(
        'INSERT INTO %I.configuration_change (place, done, name) VALUES ($1, $2, $3)',
        TG_TABLE_SCHEMA
    ) USING TG_TABLE_NAME, TG_OP, name;
    RETURN NULL;
END
$$
"""
REGISTERS = {
    "client": "client_id",
    "organization": "ura",
    "definition_package": "name",
    "key_check": "number",
}
"""Each with the column that names a row."""

STATEMENTS = (
    TOLD,
    "REVOKE ALL ON FUNCTION told() FROM PUBLIC",
    *(
        f"CREATE TRIGGER told AFTER INSERT OR UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION told('{name}')"
        for table, name in REGISTERS.items()
    ),
)
