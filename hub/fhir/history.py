"""History of one resource, of a type, and of all: `Type/id/_history`, `Type/_history`, `_history`.

https://hl7.org/fhir/R4/http.html#history and docs/decisions/0067-what-changed-since.md
"""

from collections.abc import Sequence
from urllib.parse import urlencode

import msgspec

from hub.errors import NotSupported, operation_outcome
from hub.fhir.bundle import Link, bundle
from hub.fhir.call import Answer, Call
from hub.fhir.headers import version_headers
from hub.fhir.number_in_url import names_someone
from hub.fhir.parameters import OF_EVERY_CALL, require_known
from hub.fhir.parts import Hub
from hub.fhir.types import DEFINED, NEVER_STORED, WRITTEN_BY_THE_HUB
from hub.query import read as query
from hub.query.history import HistoryAsked, history_of
from hub.query.history_asked import TAKEN, Window, window
from hub.query.read import Version
from hub.query.search import PAGE
from hub.query.within import MOST_VERSIONS, VersionsAsked
from profiles.instant import instant
from profiles.r4.tables import resource_types
from profiles.resource.subset import Part, subset

STATUS = {"POST": "201", "PUT": "200", "DELETE": "204"}
KNOWN = OF_EVERY_CALL | TAKEN
_UNTOLD = NEVER_STORED | WRITTEN_BY_THE_HUB | DEFINED
"""Of which there are no versions here."""


async def history(hub: Hub, call: Call, resource_type: str, resource_id: str) -> Answer:
    """The versions that the caller may see, newest first, at most 500 on a page.

    Raises:
        NotFound: no version is there, or none for this caller. Invalid, NotSupported: a parameter.
    """
    wanted = query.Wanted(resource_type, resource_id, "history-instance")
    asked = _window(hub, call, resource_type, wanted.address)
    most = MOST_VERSIONS if asked.count is None else asked.count
    listed = VersionsAsked(asked.span, most, asked.after)
    found = await query.all_versions(hub.access, call.errand, wanted, listed)
    entries = [_entry(hub, one, wanted.address, asked.part) for one in found.versions]
    following = query.next_versions(hub.access, call.errand, wanted, asked.pairs, found.after)
    path = f"{wanted.address}/_history"
    return Answer(200, bundle("history", entries, _links(hub, path, asked, following), found.total))


async def history_of_type(hub: Hub, call: Call, resource_type: str) -> Answer:
    """What the caller's organisation pushed of this type, or everybody of a directory's.

    Raises:
        Forbidden: a person of a provider asks of inhabitants. As `history`.
    """
    if resource_type in _UNTOLD:
        raise NotSupported(f"no versions are kept of a {resource_type}; read it, or search")
    return await _changes(hub, call, (resource_type,), resource_type)


async def history_of_all(hub: Hub, call: Call, _path: str) -> Answer:
    """The same of every type; raises as that."""
    return await _changes(hub, call, tuple(sorted(resource_types() - _UNTOLD)), None)


async def _changes(hub: Hub, call: Call, kinds: tuple[str, ...], kind: str | None) -> Answer:
    asked = _window(hub, call, kind)
    settings = hub.settings
    count = settings.page_size if asked.count is None else min(asked.count, settings.max_page_size)
    found = await history_of(
        hub.access,
        call.errand,
        HistoryAsked(kinds, kind, asked.span, count, asked.pairs, asked.after, asked.counts_alone),
    )
    entries = [_entry(hub, one.version, one.address, asked.part, one.kind) for one in found.changes]
    path = f"{kind}/_history" if kind else "_history"
    return Answer(
        200, bundle("history", entries, _links(hub, path, asked, found.next), found.total)
    )


def _window(hub: Hub, call: Call, kind: str | None, subject: str = "") -> Window:
    require_known(call, KNOWN, what="a history")
    pairs = [pair for pair in call.pairs if pair[0] in KNOWN]
    return window(hub.access.keyring, call.errand, kind, pairs, subject)


def _links(hub: Hub, path: str, asked: Window, following: str | None) -> list[Link]:
    said = [(name, value) for name, value in asked.pairs if not names_someone(value)]
    links = [Link("self", _url(hub, path, said))]
    if following is not None:
        formats = [pair for pair in asked.pairs if pair[0] in OF_EVERY_CALL]
        links.append(Link("next", _url(hub, path, [(PAGE, following), *formats])))
    return links


def _url(hub: Hub, path: str, pairs: Sequence[tuple[str, str]]) -> str:
    return f"{hub.fhir_url}/{path}{'?' if pairs else ''}{urlencode(pairs)}"


def _entry(
    hub: Hub, version: Version, address: str | None, part: Part | None, kind: str = ""
) -> bytes:
    """One version; of what can't be read no more than its type is known."""
    headers = version_headers(version.version, version.last_updated)
    url = address or kind
    if address and version.method == "POST":
        url = address.partition("/")[0]
    response: dict[str, object] = {
        "status": "201" if version.is_first else STATUS[version.method],
        "etag": headers["ETag"],
        "lastModified": instant(version.last_updated),
    }
    if version.damage is not None:
        response = {"status": "500", "outcome": operation_outcome(version.damage.issues)}
    tail = {"request": {"method": version.method, "url": url}, "response": response}
    said = []
    if address:
        said += [b'"fullUrl":%b' % msgspec.json.encode(f"{hub.fhir_url}/{address}")]
    if version.stored is not None and not version.stored.deleted:
        body = version.stored.body
        said += [b'"resource":%b' % (subset(body, part) if part else body)]
    return b"{" + b",".join([*said, msgspec.json.encode(tail)[1:]])
