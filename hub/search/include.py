"""What comes along with the matches, inside the same decision.

https://hl7.org/fhir/R4/search.html#include
"""

from collections.abc import Sequence

from hub.search.arguments import Arguments
from hub.search.query import Include, SearchQuery

MOST = 1_000
SLIM = (
    "rid, said_by, type, version, pat, section, custodian, category, deleted, sealed_id, "
    "reference_params, reference_targets"
)
BROUGHT = "rid, said_by, type, version, pat, section, custodian, category, deleted, sealed_id"
NEXT = ", ".join(f"n.{column}" for column in SLIM.split(", "))


def included(query: SearchQuery, arguments: Arguments) -> list[str]:
    """The parts of the statement that end in `included`, a current row each.

    Matches that the page cut off bring nothing along. What comes is of the same inhabitant and
    open to the asker, or of the directory. One more than `MOST` says that not all came.
    """
    every = (*query.includes, *query.revincludes)
    if not every or not query.count:
        return [f"included AS (SELECT {BROUGHT} FROM page WHERE false)"]
    limit = arguments.add(query.count, "int")
    direction = "DESC" if query.sort.descending else "ASC"
    order = f"sort_key {direction}, rid {direction}"
    parts = [
        f"shown AS (SELECT {SLIM} FROM page ORDER BY {order} LIMIT {limit})",
        f"brought AS ({_step('shown', query.includes, query.revincludes, arguments)})",
    ]
    again = tuple(each for each in query.includes if each.iterate)
    again_back = tuple(each for each in query.revincludes if each.iterate)
    source = "brought"
    if again or again_back:
        steps = _step("followed", again, again_back, arguments)
        parts.append(f"followed AS (SELECT * FROM brought UNION {steps})")
        source = "followed"
    parts.append(
        f"included AS (SELECT DISTINCT ON (rid) {BROUGHT} FROM {source} b WHERE NOT EXISTS "
        f"(SELECT FROM shown s WHERE s.rid = b.rid) ORDER BY rid, version DESC LIMIT {MOST + 1})"
    )
    return parts


def _step(
    source: str, forward: Sequence[Include], backward: Sequence[Include], arguments: Arguments
) -> str:
    """Rows that `source` refers to by one of `forward`, or that refer to it by `backward`.

    Ten matches name the same doctor: each target is looked up once.
    """
    ways = [_forward(each, arguments) for each in forward]
    ways += [_backward(each, arguments) for each in backward]
    here = "n.pat IS NULL"
    if arguments.reach is not None:
        here += f" OR {arguments.visible('n')}"
    return (
        f"SELECT {NEXT} FROM (SELECT DISTINCT w.rid, w.kind FROM {source} s CROSS JOIN LATERAL ("
        + " UNION ALL ".join(ways)
        + ") AS w) AS d JOIN resource n ON n.rid = d.rid AND n.type = coalesce(d.kind, n.type) "
        f"WHERE NOT n.deleted AND ({here})"
    )


def _forward(include: Include, arguments: Arguments) -> str:
    source = arguments.add(include.source, "text")
    parameter = arguments.add(include.parameter, "text")
    kind = arguments.add(include.target, "text")
    return (
        f"SELECT x.t AS rid, {kind} AS kind "
        "FROM unnest(s.reference_params, s.reference_targets) AS x (p, t) "
        f"WHERE s.type = {source} AND x.p = {parameter}"
    )


def _backward(include: Include, arguments: Arguments) -> str:
    """By the record's own index: what lies in another record is not looked at."""
    source = arguments.add(include.source, "text")
    parameter = arguments.add(include.parameter, "text")
    target = f" AND s.type = {arguments.add(include.target, 'text')}" if include.target else ""
    return (
        "SELECT t.rid, NULL::text AS kind FROM resource t "
        f"WHERE {arguments.visible('t')} AND t.type = {source}{target} AND EXISTS "
        "(SELECT FROM unnest(t.reference_params, t.reference_targets) AS x (p, t) "
        f"WHERE x.p = {parameter} AND x.t = s.rid)"
    )
