"""Read and search of definitions: open to everyone, since they hold nothing of a person.

https://hl7.org/fhir/R4/structuredefinition.html
"""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

import msgspec

from hub.errors import Invalid, NotFound, NotSupported
from hub.fhir.bundle import Link, bundle
from hub.fhir.call import Answer, Call
from hub.fhir.parameters import OF_EVERY_CALL, parts_of, refuse_unknown
from hub.fhir.parts import Hub
from hub.fhir.refusal import record
from hub.fhir.wire import MOST_COUNTED
from hub.ledger.record import Record
from hub.query.search import TOTALS
from profiles.resource.subset import Part, subset

SEARCHED = {"_id": "token", "name": "string", "url": "uri", "version": "token"}
OFFSET = "_offset"
_IN_LINKS = frozenset({*SEARCHED, "_format", "_summary", "_elements"})
_SHAPE = frozenset({"_summary", "_elements"})
_OF_ONE = OF_EVERY_CALL | _SHAPE
_TAKEN = frozenset({*_IN_LINKS, *_OF_ONE, "_count", "_total", OFFSET})

_Pairs = Sequence[tuple[str, str]]


def definition(hub: Hub, segments: Sequence[str], pairs: _Pairs) -> Answer | None:
    """The answer to a GET of a type in DEFINED, or one of them; None for any other address.

    Raises:
        NotFound, NotSupported, Invalid: no such definition, or it can't be searched so.
    """
    match segments:
        case (kind,):
            return Answer(200, searchset(hub, kind, pairs)[0])
        case (kind, name) if not name.startswith(("_", "$")):
            refuse_unknown(pairs, _OF_ONE, what="a definition")
            part = parts_of(kind, pairs).part
            return Answer(200, _body(hub, kind, name, part))
    return None


async def search_definition(hub: Hub, call: Call, resource_type: str) -> Answer:
    """The same search by POST or in a batch, where it comes with a token and leaves its row."""
    found, total = searchset(hub, resource_type, call.pairs)
    await record(hub, definition_row(call, resource_type, "search-type", total))
    return Answer(200, found)


async def read_definition(hub: Hub, call: Call, resource_type: str, name: str) -> Answer:
    """The same read in a batch. Raises NotFound."""
    body = _body(hub, resource_type, name)
    await record(hub, definition_row(call, resource_type, "read", 1))
    return Answer(200, body)


def searchset(hub: Hub, kind: str, pairs: _Pairs) -> tuple[bytes, int]:
    """The page that is asked for, and how many there are in all.

    Raises:
        NotSupported, Invalid: another parameter or value.
    """
    asked = _asked(pairs)
    names = hub.catalogue.find(kind, asked)
    parts = parts_of(kind, pairs, counts=True)
    most = min(_number(asked, "_count", hub.settings.page_size), hub.settings.max_page_size)
    most = 0 if parts.counts_alone else most
    start = _number(asked, OFFSET, 0)
    shown = names[start : start + most]
    said = {name: value for name, value in asked.items() if name in _IN_LINKS}
    links = [_link(hub, "self", kind, said)]
    if shown and start + most < len(names):
        after = {"_count": str(most), OFFSET: str(start + most)}
        links.append(_link(hub, "next", kind, said | after))
    entries = [_entry(hub, kind, name, parts.part) for name in shown]
    total = None if asked.get("_total") == "none" and not parts.counts_alone else len(names)
    return bundle("searchset", entries, links, total=total), len(names)


def _asked(pairs: _Pairs) -> Mapping[str, str]:
    if any(name not in _TAKEN for name, _ in pairs):
        raise NotSupported("definitions are searched by url, name, version and _id")
    if len(dict(pairs)) < len(pairs):
        raise NotSupported("definitions are searched by one value of each parameter")
    if dict(pairs).get("_total", "none") not in TOTALS:
        raise Invalid("_total takes none, estimate or accurate")
    return dict(pairs)


def _number(asked: Mapping[str, str], name: str, default: int) -> int:
    text = asked.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_COUNTED):
        raise Invalid(f"{name} takes a whole number, 0 or more")
    return int(text)


def _body(hub: Hub, kind: str, name: str, part: Part | None = None) -> bytes:
    body = hub.catalogue.body(kind, name)
    if body is None:
        raise NotFound(f"there is no such definition here; search {kind} by url")
    return subset(body, part) if part else body


def _entry(hub: Hub, kind: str, name: str, part: Part | None) -> bytes:
    full_url = msgspec.json.encode(f"{hub.fhir_url}/{kind}/{name}")
    body = _body(hub, kind, name, part)
    return b'{"fullUrl":%b,"resource":%b,"search":{"mode":"match"}}' % (full_url, body)


def _link(hub: Hub, relation: str, kind: str, said: Mapping[str, str]) -> Link:
    tail = f"?{urlencode(said)}" if said else ""
    return Link(relation, f"{hub.fhir_url}/{kind}{tail}")


def definition_row(call: Call, kind: str, interaction: str, found: int) -> Record:
    """What the ledger keeps of who read a definition."""
    return Record(
        at=call.errand.now,
        request_id=call.errand.request_id,
        interaction=interaction,
        status=200,
        rule="DIRECTORY",
        errand=call.errand,
        type=kind,
        found=found,
    )
