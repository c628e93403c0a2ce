"""The consent decision as SQL sees it, first edition; a change is a new edition and migration."""

JUDGE = """
CREATE FUNCTION judge(
    a_pat uuid, a_custodian text, a_category text, a_rid uuid, a_privacy boolean,
    a_ura text, a_keys text[], a_purpose text, a_today date
)
RETURNS TABLE (permit boolean, rule text, consent uuid, consent_version integer)
LANGUAGE sql STABLE AS $$
    SELECT
        CASE
            WHEN a_pat IS NULL OR a_custodian = a_ura THEN true
            WHEN a_privacy THEN false
            ELSE coalesce(best.valid AND best.permit, false)
        END,
        CASE
            WHEN a_pat IS NULL THEN 'DIRECTORY'
            WHEN a_custodian = a_ura THEN 'C-OWN-DOSSIER'
            WHEN a_privacy THEN 'S-NOT-ENTITLED'
            WHEN cardinality(a_keys) = 0 THEN 'A-NO-RELATION'
            WHEN best.consent IS NULL THEN 'C-NO-CHOICE'
            WHEN best.valid AND best.permit THEN 'C-EXPLICIT-PERMIT'
            WHEN best.valid THEN 'C-EXPLICIT-DENY'
            WHEN best.status = 'inactive' THEN 'C-WITHDRAWN'
            WHEN best.status = 'proposed' OR best.starts > a_today THEN 'C-NOT-YET-VALID'
            WHEN best.ends < a_today THEN 'C-EXPIRED'
            ELSE 'C-NOT-ENTITLED'
        END,
        best.consent,
        best.version
    FROM (VALUES (1)) AS once
    LEFT JOIN LATERAL (
        SELECT s.*, (
            s.status = 'active'
            AND (s.starts IS NULL OR s.starts <= a_today)
            AND (s.ends IS NULL OR s.ends >= a_today)
        ) AS valid
        FROM organization o
        JOIN privacy_statement s ON s.pat = a_pat AND s.holder = ANY (o.keys)
        WHERE o.ura = a_custodian
            AND a_pat IS NOT NULL AND a_custodian <> a_ura AND NOT a_privacy
            AND s.status <> 'entered-in-error'
            AND s.consumer = ANY (a_keys)
            AND NOT (s.permit AND s.recorder = a_ura)
            AND (s.data IN ('*', a_category) OR s.resource = a_rid)
            AND a_purpose = ANY (s.purposes)
        ORDER BY valid DESC, s.weight DESC, s.permit, s.consent, s.version, s.ordinal
        LIMIT 1
    ) AS best ON true
$$
"""

APPEND_ONLY = """
CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME;
END
$$
"""
