"""`Patient/id/$everything`: all of an inhabitant's record that is open, a page at a time.

https://hl7.org/fhir/R4/patient-operation-everything.html
docs/decisions/0056-everything-at-once.md
"""

from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

import msgspec

from consent.asker import Provider
from hub.errors import Invalid
from hub.fhir.bundle import Link, bundle, outcome_entry
from hub.fhir.call import Answer, Call
from hub.fhir.operation_input import pairs_in
from hub.fhir.parts import Hub
from hub.fhir.search import DAMAGED, NOT_ALL
from hub.query.everything import Everything, everything_of
from hub.query.everything_asked import NAME, TAKEN, Asked, asked
from hub.query.own_record import own_patient
from hub.query.read import absent
from hub.query.search import PAGE, Stored
from hub.security.granted import require_scope
from profiles.issue import Issue

_FORMAT = "_format"

NOT_ALL_TYPES = Issue(
    "information",
    "suppressed",
    "",
    "this is not all: the scopes of your token do not open every type of data; ask for "
    "patient/*.rs, user/*.rs or system/*.rs at the token endpoint",
)


async def everything_of_patient(
    hub: Hub, call: Call, _resource_type: str, resource_id: str
) -> Answer:
    """A searchset of the Patient that the URL names, and all that is kept about him.

    Raises:
        NotFound: nothing is there, or nothing is open. Forbidden: not in the token's scopes.
        Invalid, NotSupported: another parameter or value.
    """
    require_scope(call.errand.client, "Patient", "search-type")
    pairs, most = pairs_in(call, NAME, TAKEN), hub.settings.max_page_size
    page = asked(hub.access.keyring, call.errand, resource_id, pairs, most)
    found = await everything_of(hub.access, call.errand, page)
    if not found.is_known:
        raise absent()
    return Answer(200, _searchset(hub, call, page, found))


async def everything_of_own(hub: Hub, call: Call, resource_type: str) -> Answer:
    """The same of the person whose token it is; raises as that, and to an organisation Invalid."""
    if isinstance(call.errand.asker, Provider):
        raise Invalid(
            "everything is of one inhabitant: ask Patient/[id]/$everything; find his Patient by "
            "POST Patient/_search with his identifier"
        )
    require_scope(call.errand.client, "Patient", "search-type")
    name = await own_patient(hub.access, call.errand)
    return await everything_of_patient(hub, call, resource_type, name)


def _searchset(hub: Hub, call: Call, page: Asked, found: Everything) -> bytes:
    base = msgspec.json.encode(hub.fhir_url)[:-1]
    told = [
        *([] if found.all_kinds else [NOT_ALL_TYPES]),
        *([] if found.all_along else [NOT_ALL]),
        *([DAMAGED] if found.damaged else []),
    ]
    parts = [
        *_parts(base, found.record, b"match"),
        *_parts(base, found.directory, b"include"),
        *(part for one in told for part in (b",", outcome_entry(one))),
    ]
    head = bundle("searchset", (), list(_links(hub, call, page, found)), found.total)
    # Each byte of a record is copied once: into the answer.
    return b"".join((head[:-1], b',"entry":[', *parts[1:], b"]}")) if parts else head


def _parts(base: bytes, listed: Sequence[Stored], mode: bytes) -> Iterator[bytes]:
    """Of each entry, its comma first; as in a search an address has nothing that JSON escapes."""
    start, end = b'{"fullUrl":%b/' % base, b',"search":{"mode":"%b"}}' % mode
    for one in listed:
        yield b","
        yield b'%b%b","resource":' % (start, one.address.encode())
        yield one.body
        yield end


def _links(hub: Hub, call: Call, page: Asked, found: Everything) -> Iterator[Link]:
    url = f"{hub.fhir_url}/Patient/{page.patient}/{NAME}"
    yield Link("self", f"{url}{'?' if page.said else ''}{urlencode(page.said)}")
    if found.next is not None:
        written = [pair for pair in call.pairs if pair[0] == _FORMAT]
        yield Link("next", f"{url}?{urlencode([(PAGE, found.next), *written])}")
