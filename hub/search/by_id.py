"""Read, vread and history: what is there, with the facts that it is decided by."""

from hub.storage.current import EACH_NUMBERS, VERSION, newest, standing, told

FACTS = "i.patient, i.epoch, i.facts"
# Of a shared type each source's word is a row, and each is decided by its own custodian.
_CURRENT = (
    f"FROM resource r {newest('r')} "
    "LEFT JOIN inhabitant i ON i.pat = v.pat WHERE r.rid = ANY ($1::uuid[]) "
    "ORDER BY r.deleted, r.rank, r.last_updated DESC, r.version DESC"
)
CURRENT_ROWS = f"SELECT {told('r')}, {FACTS} {_CURRENT}"
STANDING_ROWS = f"SELECT {standing('r')}, i.epoch {_CURRENT}"
"""The same without what they say, and without the facts, for who holds both."""
VERSIONS = (
    "SELECT v.rid, v.version, v.type, v.method, v.last_updated, v.pat, v.custodian, v.category, "
    f"v.method = 'DELETE' AS deleted, {FACTS} FROM resource_version v LEFT JOIN inhabitant i "
    "USING (pat) WHERE v.rid = ANY ($1::uuid[]) AND ($2::int IS NULL OR v.version = $2) "
    "ORDER BY v.last_updated DESC, v.version DESC"
)

BODIES = (
    f"SELECT {VERSION} FROM resource_version v "
    "JOIN unnest($2::int[], $3::text[]) AS s (version, custodian) USING (version, custodian) "
    "WHERE v.rid = $1 ORDER BY v.last_updated DESC, v.version DESC"
)
STORED_VERSION = (
    f"SELECT {VERSION} FROM resource_version v WHERE v.rid = $1 AND v.version = $2 "
    f"AND (v.type NOT IN ({EACH_NUMBERS}) OR v.custodian = $3)"
)
REFERENCES = (
    "SELECT r.rid, r.reference_params, r.reference_targets FROM resource r "
    "WHERE r.rid = ANY ($1::uuid[]) AND NOT r.deleted"
)
