"""How a month of the ledger goes when nobody must keep it longer: first edition.

A function of the owner's, for no other role can remove anything; it knows the term by itself.
"""

TERM = "60 months"
"""The shortest time that a row is kept: five years from when it was written."""

EXPIRE = """
CREATE FUNCTION expire_ledger(expired date) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = {schema}, pg_temp SET lock_timeout = '1s' AS $$
DECLARE
    begins timestamptz := expired::timestamp AT TIME ZONE 'UTC';
    ends timestamptz := (expired + interval '1 month') AT TIME ZONE 'UTC';
    partition text := 'ledger_of_' || to_char(expired, 'YYYY_MM');
    counted bigint;
BEGIN
    IF expired IS DISTINCT FROM date_trunc('month', expired::timestamp)::date THEN
        RAISE EXCEPTION 'a month is named by its first day';
    END IF;
    IF ends + interval '{term}' > clock_timestamp() THEN
        RAISE EXCEPTION 'a row of the ledger is kept for {term}, and % is not so long ago', expired;
    END IF;
    IF EXISTS (SELECT FROM ledger_other WHERE at >= begins AND at < ends) THEN
        RAISE EXCEPTION 'rows of % lie in ledger_other, that no month is removed from', expired;
    END IF;
    IF to_regclass(partition) IS NULL THEN
        RAISE EXCEPTION 'there is no month %', expired;
    END IF;
    EXECUTE format('SELECT count(*) FROM %I', partition) INTO counted;
    DELETE FROM ledger_word WHERE month = expired;
    -- At last: from here to the end of the transaction nobody else writes the ledger.
    EXECUTE format('DROP TABLE %I', partition);
    RETURN counted;
END
$$
"""


def statements(schema: str) -> tuple[str, ...]:
    """What makes it, in this schema; words go with the rows that lean on them."""
    young = f"OLD.month + interval '1 month' + interval '{TERM}' > clock_timestamp()"
    return (
        EXPIRE.format(schema=schema, term=TERM),
        "DROP TRIGGER append_only ON ledger_word",
        (
            "CREATE TRIGGER append_only BEFORE UPDATE ON ledger_word "
            "FOR EACH ROW EXECUTE FUNCTION append_only()"
        ),
        (
            "CREATE TRIGGER kept_for_its_term BEFORE DELETE ON ledger_word "
            f"FOR EACH ROW WHEN ({young}) EXECUTE FUNCTION append_only()"
        ),
    )
