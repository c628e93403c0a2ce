"""Search: `GET Type?…` and `POST Type/_search`. https://hl7.org/fhir/R4/http.html#search."""

import re
from collections.abc import Sequence
from urllib.parse import urlencode

import msgspec

from hub.access.enforce import brings, look, require_brings
from hub.errors import Invalid, MethodNotAllowed, operation_outcome
from hub.fhir.bundle import Link, bundle
from hub.fhir.call import Answer, Call
from hub.fhir.context import Hub
from hub.fhir.stored import unseal
from hub.ledger.record import AuditRecord
from hub.search import page
from hub.search.include import MOST
from hub.search.parse import parse
from hub.search.query import Cursor, SearchQuery
from hub.search.statement import statement
from hub.storage.database import Row
from profiles.identifiers import is_bsn
from profiles.issue import Issue
from profiles.systems import BSN as BSN_SYSTEM

NINE_DIGITS = re.compile(r"(?<!\d)\d{9}(?!\d)")

INCOMPLETE = Issue(
    "information",
    "suppressed",
    "",
    "Er is niets gevonden dat voor u open staat. Dit antwoord kan onvolledig zijn.",
)

NOT_ALL = Issue(
    "warning",
    "incomplete",
    "",
    "Niet alles wat bij de gevonden gegevens hoort is meegekomen: het is te veel voor één "
    "antwoord. Vraag per soort gegevens apart.",
)


async def search(hub: Hub, call: Call, resource_type: str) -> Answer:
    """A searchset with what the caller may see, and with nothing where that is nothing.

    Raises:
        Invalid, NotSupported, MethodNotAllowed: the search itself can't be done.
    """
    if call.method == "GET":
        refuse_bsn_in_url(resource_type, call.pairs)
    bound_to = f"{call.requester.client_id}|{resource_type}"
    pairs, cursor = _resumed(hub, call, bound_to)
    query = parse(
        resource_type, pairs, hub.limits, lenient=call.prefers("handling=lenient"), cursor=cursor
    )
    for kind in _named_along(query):
        require_brings(call.requester, kind)
    record = AuditRecord(
        at=call.now,
        request_id=call.request_id,
        interaction="search-type",
        status=200,
        rule="",
        requester=call.requester,
        type=resource_type,
        detail={"query": [name for name, _ in query.pairs]},
    )
    made = statement(query, look(call.requester, "search", call.now), record, hub.keyring)
    async with hub.database.connection() as connection:
        rows = await connection.fetch(made.sql, *made.values)
    granted = [
        row for row in rows if row["mode"] != "include" or brings(call.requester, row["type"])
    ]
    return Answer(200, _searchset(hub, query, granted, bound_to))


def _named_along(query: SearchQuery) -> set[str]:
    """The types that the includes name; one that names none brings what the scopes open."""
    forward = {each.target for each in query.includes if each.target}
    return forward | {each.source for each in query.revincludes}


def refuse_bsn_in_url(resource_type: str, pairs: Sequence[tuple[str, str]]) -> None:
    """A BSN would stay behind in logs and histories on its way.

    Raises:
        MethodNotAllowed: the URL holds one, or is a Patient search by number.
    """
    if any(_by_number(resource_type, name) or BSN_SYSTEM in value for name, value in pairs):
        raise MethodNotAllowed(
            f"a BSN never stands in a URL; send this search as POST {resource_type}/_search",
            headers={"Allow": "POST"},
            rule="P-GET-SEARCH",
        )


def _by_number(resource_type: str, name: str) -> bool:
    head, _, rest = name.partition(".")
    code, _, modifier = head.partition(":")
    if code in {"patient", "subject"}:
        return "identifier" in {modifier, rest.partition(":")[0]}
    return resource_type == "Patient" and code == "identifier"


def _resumed(
    hub: Hub, call: Call, bound_to: str
) -> tuple[Sequence[tuple[str, str]], Cursor | None]:
    for name, value in call.pairs:
        if name == page.PARAMETER:
            if len(call.pairs) > 1:
                raise Invalid("a page link holds the whole search; follow it as it is")
            resumed = page.read(value, hub.keyring, bound_to)
            return resumed.pairs, resumed.cursor
    return call.pairs, None


def _searchset(hub: Hub, query: SearchQuery, rows: Sequence[Row], bound_to: str) -> bytes:
    matches = [row for row in rows if row["mode"] == "match"]
    shown = matches[: query.count]
    total = next(row["total"] for row in rows if row["mode"] == "summary")
    entries = [_entry(hub, row) for row in shown]
    along = [row for row in rows if row["mode"] == "include"]
    entries += [_entry(hub, row) for row in along[:MOST]]
    if len(along) > MOST:
        entries.append(_outcome(NOT_ALL))
    if not total:
        entries = [_outcome(INCOMPLETE)]
    links = [Link("self", _self(hub, query))]
    if len(matches) > len(shown) and shown:
        links.append(Link("next", _next(hub, query, shown[-1], bound_to)))
    return bundle("searchset", entries, links, total if query.total else None)


def _entry(hub: Hub, row: Row) -> bytes:
    stored = unseal(row, hub.keyring)
    full_url = msgspec.json.encode(f"{hub.fhir_url}/{stored.address}")
    mode = row["mode"].encode()
    return b'{"fullUrl":%b,"resource":%b,"search":{"mode":"%b"}}' % (full_url, stored.body, mode)


def _outcome(said: Issue) -> bytes:
    outcome = operation_outcome([said])
    return msgspec.json.encode({"resource": outcome, "search": {"mode": "outcome"}})


def _self(hub: Hub, query: SearchQuery) -> str:
    """What was understood, without values that name a person."""
    shown = [(name, value) for name, value in query.pairs if not _names_someone(value)]
    tail = f"?{urlencode(shown)}" if shown else ""
    return f"{hub.fhir_url}/{query.type}{tail}"


def _names_someone(value: str) -> bool:
    return BSN_SYSTEM in value or any(map(is_bsn, NINE_DIGITS.findall(value)))


def _next(hub: Hub, query: SearchQuery, last: Row, bound_to: str) -> str:
    cursor = Cursor(last["sort_key"], last["rid"])
    text = page.write(page.Page(query.pairs, cursor), hub.keyring, bound_to)
    return f"{hub.fhir_url}/{query.type}?{page.PARAMETER}={text}"
