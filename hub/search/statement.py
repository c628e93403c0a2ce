"""One SQL statement for a whole search: context, filters, consent, page, includes, audit.

Consent stands before count and paging, so that totals tell nothing of what is not visible.
docs/decisions/0003-append-only-versions-and-a-current-row.md
"""

from dataclasses import dataclass

from hub.ledger.record import AuditRecord
from hub.ledger.statement import audit_of_search
from hub.search.filters import Arguments
from hub.search.include import included
from hub.search.query import (
    BsnContext,
    Context,
    DirectoryContext,
    FinderContext,
    IdContext,
    PatientContext,
    SearchQuery,
    Sort,
    TargetContext,
)
from hub.storage.address import inhabitant, rid
from hub.storage.sealing import Keyring
from hub.storage.view import View, judged
from profiles.compartment import SHARED

COLUMNS = ", ".join(
    "r." + column
    for column in [
        "rid",
        "said_by",
        "type",
        "version",
        "last_updated",
        "pat",
        "custodian",
        "category",
        "privacy",
        "tokens",
        "reference_params",
        "reference_targets",
        "date_params",
        "date_lows",
        "date_highs",
    ]
)


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL text, the same for the same shape of search, and its values in order."""

    sql: str
    values: tuple[object, ...]


def statement(query: SearchQuery, view: View, audit: AuditRecord, keyring: Keyring) -> Statement:
    """The search as one statement.

    Rows: mode (match, include, summary), type, version, last_updated, sealed, rid, sort_key,
    total. One more match than `_count` says that there is a next page.
    """
    arguments = Arguments(keyring)
    arguments.look(view)
    parts = [
        f"candidate AS MATERIALIZED ({_candidates(query, arguments)})",
        f"matching AS (SELECT c.* FROM candidate c{_where(query, arguments)})",
        (
            "judged AS MATERIALIZED (SELECT m.*, j.permit, j.rule, j.consent, j.consent_version "
            f"FROM matching m CROSS JOIN LATERAL {judged(arguments.judge, 'm')} AS j)"
        ),
        f"visible AS MATERIALIZED ({_visible(query, arguments)})",
        f"page AS MATERIALIZED ({_page(query, arguments)})",
        *included(query, arguments),
        f"audited AS ({_audited(query, audit, arguments)})",
    ]
    sql = f"WITH RECURSIVE {', '.join(parts)} {_answer(query)}"
    return Statement(sql, tuple(arguments.values))


def _audited(query: SearchQuery, audit: AuditRecord, arguments: Arguments) -> str:
    most = arguments.add(query.count, "int")
    return audit_of_search(audit, arguments, _pat(query.context, arguments), most)


def _candidates(query: SearchQuery, arguments: Arguments) -> str:
    kind = arguments.add(query.type, "text")
    narrowed = _narrowed(query.context, arguments)
    return (
        f"SELECT {COLUMNS} FROM resource r WHERE {narrowed} AND r.type = {kind} AND NOT r.deleted"
    )


def _narrowed(context: Context, arguments: Arguments) -> str:
    match context:
        case PatientContext() | BsnContext():
            return f"r.pat = {_pat(context, arguments)}"
        case IdContext():
            names = [rid(arguments.keyring, context.type, each) for each in context.ids]
            return f"r.rid = ANY ({arguments.add(names, 'uuid[]')})"
        case FinderContext():
            return f"r.finders && {arguments.tokens(context.key.keys)}"
        case TargetContext():
            targets = context.reference.targets(arguments.keyring)
            return f"r.reference_targets && {arguments.add(targets, 'uuid[]')}"
        case DirectoryContext():
            return "r.pat IS NULL"


def _pat(context: Context, arguments: Arguments) -> str:
    match context:
        case PatientContext():
            name = arguments.add(rid(arguments.keyring, "Patient", context.patient_id), "uuid")
            return f"(SELECT i.pat FROM inhabitant i WHERE i.patient = {name})"
        case BsnContext():
            return arguments.add(inhabitant(arguments.keyring, context.bsn).pat, "uuid")
        case _:
            return "(SELECT min(pat::text)::uuid FROM candidate HAVING count(DISTINCT pat) = 1)"


def _where(query: SearchQuery, arguments: Arguments) -> str:
    conditions = [each.sql("c", arguments) for each in query.filters]
    return " WHERE " + " AND ".join(conditions) if conditions else ""


def _visible(query: SearchQuery, arguments: Arguments) -> str:
    """Of a shared type the newest word that is open to the caller stands for all."""
    once, newest = "", ""
    if query.type in SHARED:
        once, newest = "DISTINCT ON (rid) ", " ORDER BY rid, version DESC"
    key = _sort_key(query.sort, arguments)
    return f"SELECT {once}*, {key} AS sort_key FROM judged WHERE permit{newest}"


def _sort_key(sort: Sort, arguments: Arguments) -> str:
    if sort.parameter == "_lastUpdated":
        return "last_updated"
    edge, order, last = ("max", "hi", "-infinity") if sort.descending else ("min", "lo", "infinity")
    name = arguments.add(sort.parameter, "text")
    return (
        f"coalesce((SELECT {edge}(d.{order}) FROM unnest(date_params, date_lows, date_highs) "
        f"AS d (p, lo, hi) WHERE d.p = {name}), '{last}'::timestamptz)"
    )


def _page(query: SearchQuery, arguments: Arguments) -> str:
    direction, beyond = ("DESC", "<") if query.sort.descending else ("ASC", ">")
    where = ""
    if query.cursor:
        moment = arguments.add(query.cursor.moment, "text")
        name = arguments.add(query.cursor.rid, "uuid")
        where = f" WHERE (sort_key, rid) {beyond} ({moment}::timestamptz, {name})"
    limit = arguments.add(query.count + 1 if query.count else 0, "int")
    return (
        f"SELECT * FROM visible{where} ORDER BY sort_key {direction}, rid {direction} LIMIT {limit}"
    )


def _answer(query: SearchQuery) -> str:
    direction = "DESC" if query.sort.descending else "ASC"
    columns = "v.type, v.version, v.last_updated, v.sealed, v.rid"
    return (
        f"SELECT * FROM (SELECT 'match' AS mode, {columns}, p.sort_key::text AS sort_key, "
        f"NULL::bigint AS total, row_number() OVER (ORDER BY p.sort_key {direction}, "
        f"p.rid {direction}) AS place FROM page p JOIN resource_version v USING (rid, version) "
        f"UNION ALL SELECT 'include', {columns}, NULL, NULL, NULL FROM included i "
        "JOIN resource_version v USING (rid, version) "
        "UNION ALL SELECT 'summary', NULL, NULL, NULL, NULL, NULL, NULL, "
        "(SELECT count(*) FROM visible), NULL) AS answer ORDER BY mode DESC, place"
    )
