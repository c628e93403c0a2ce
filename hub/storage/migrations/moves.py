"""A resource moves to another inhabitant by a merge alone: what the database refuses of it."""

from hub.storage.migrations.guards import OF_A_PERSON

# Only within the transaction that writes the merge down, and only as it says.
STAYS_OR_MOVES = """
CREATE FUNCTION stays_or_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.rid, NEW.said_by, NEW.type, NEW.custodian) IS NOT DISTINCT FROM
       (OLD.rid, OLD.said_by, OLD.type, OLD.custodian)
       AND NEW.category IS NOT DISTINCT FROM OLD.category
       AND EXISTS (
           SELECT FROM identity_merge m
           WHERE m.custodian = OLD.custodian AND m.prior = OLD.pat AND m.survivor = NEW.pat
           AND m.xmin = pg_current_xact_id()::xid
       ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a row of % stays what it is', TG_TABLE_NAME;
END
$$
"""
# A write that looked before a merge, and comes behind it, looks again: hence the code. The lock
# waits for a merge that is under way, and lets every other write pass.
NOT_LEFT_BEHIND = """
CREATE FUNCTION not_left_behind() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM inhabitant i
    WHERE i.pat IN (SELECT n.pat FROM arrived n) ORDER BY i.pat FOR KEY SHARE;
    IF EXISTS (
        SELECT FROM arrived n JOIN identity_merge m ON m.prior = n.pat
        WHERE m.custodian = n.custodian AND n.type <> 'Patient' AND m.undoes IS NULL
        AND NOT EXISTS (SELECT FROM identity_merge u WHERE u.undoes = m.id)
        AND (m.closed OR NOT EXISTS (
            SELECT FROM resource p
            WHERE p.pat = n.pat AND p.type = 'Patient' AND p.custodian = n.custodian
            AND NOT p.deleted
        ))
    ) THEN
        RAISE EXCEPTION 'what a source keeps of this inhabitant was moved'
            USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN NULL;
END
$$
"""
_CHANGED = (
    "(NEW.rid, NEW.said_by, NEW.type, NEW.pat, NEW.section, NEW.category) IS DISTINCT FROM "
    f"(OLD.rid, OLD.said_by, OLD.type, OLD.pat, OLD.section, OLD.category) OR {OF_A_PERSON}"
)
ON_RESOURCE = (
    "CREATE TRIGGER stays_itself BEFORE UPDATE ON resource FOR EACH ROW "
    f"WHEN ({_CHANGED}) EXECUTE FUNCTION {{}}()"
)
_ARRIVES = (
    "CREATE TRIGGER not_left_behind AFTER INSERT ON resource REFERENCING NEW TABLE AS arrived "
    "FOR EACH STATEMENT EXECUTE FUNCTION not_left_behind()"
)
_APPEND_ONLY = (
    "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON identity_merge "
    "FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
)
STATEMENTS = (
    STAYS_OR_MOVES,
    NOT_LEFT_BEHIND,
    "DROP TRIGGER stays_itself ON resource",
    ON_RESOURCE.format("stays_or_moves"),
    _ARRIVES,
    _APPEND_ONLY,
)
BACK = (
    "DROP TRIGGER not_left_behind ON resource",
    "DROP TRIGGER stays_itself ON resource",
    ON_RESOURCE.format("stays_itself"),
    "DROP FUNCTION not_left_behind",
    "DROP FUNCTION stays_or_moves",
)
