"""The entries of a transaction as drafts, each looked at though another is faulty.

https://hl7.org/fhir/R4/bundle-definitions.html#Bundle.entry.request
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from hub.errors import FhirError, Invalid, NotSupported, Unprocessable
from hub.fhir.body import refuse
from hub.fhir.call import Call
from hub.fhir.entry_reads import METHODS as READS
from hub.fhir.entry_reads import EntryRead, placed, reads_of
from hub.fhir.parts import Hub
from hub.fhir.types import require_id, require_writable
from hub.security.granted import require_scope
from hub.security.scopes import Interaction
from hub.turns import Turns
from hub.validation.findings import Weighed
from hub.write.afterwards import Afterwards
from hub.write.commit import Work
from hub.write.conditions import condition_of, expected_version, none_exist
from hub.write.draft import Draft, Method
from hub.write.faults import Faults

SCOPES: dict[str, Interaction] = {"POST": "create", "PUT": "update", "DELETE": "delete"}
_METHODS: dict[str, Method] = {"POST": "POST", "PUT": "PUT", "DELETE": "DELETE"}
NONE: Mapping[int, int] = MappingProxyType({})
_ENCODER = msgspec.json.Encoder(decimal_format="number")


@dataclass(frozen=True, slots=True)
class Request:
    """One Bundle.entry.request with its place."""

    at: str
    method: str
    type: str
    id: str | None
    query: str
    if_match: str | None
    if_none_match: str | None
    if_none_exist: str | None
    full_url: str | None
    is_stated: bool


def encoded(bundle: Mapping[str, Any]) -> list[bytes]:
    """The resource of each entry as bytes, where those that were sent are not at hand."""
    return [_ENCODER.encode(_of(each, "resource", {})) for each in _entries(bundle)]


def requests(bundle: Mapping[str, Any]) -> Iterator[tuple[Request, Any]]:
    """What each entry asks, with its resource."""
    for number, each in enumerate(_entries(bundle)):
        yield _request(f"Bundle.entry[{number}]", each), _of(each, "resource", None)


def asks(bundle: Mapping[str, Any], method: str) -> bool:
    """Whether any entry asks it."""
    return any(_of(each, "request", {}).get("method") == method for each in _entries(bundle))


async def work_of(
    hub: Hub,
    call: Call,
    bundle: Mapping[str, Any],
    sent: Sequence[bytes],
    judged: Weighed,
    made_of: Mapping[int, int] = NONE,
) -> tuple[Work, list[EntryRead]]:
    """What it asks to be written, with every fault that can be told before the store is asked.

    And what it reads. `sent` are the bytes of each entry's resource, `made_of` by number the
    version that it was made of where it is patched.
    """
    faults, turns, drafts = Faults(), Turns(), list[Draft]()
    faults.judge(refuse, judged)
    reads = reads_of(hub, call, bundle, faults)
    for number, ((request, tree), raw) in enumerate(zip(requests(bundle), sent, strict=True)):
        if request.method in READS:
            continue
        draft = _drawn(call, request, tree, raw, faults)
        drafts.append(replace(draft, made_of=made_of[number]) if number in made_of else draft)
        await turns.give()
    work = Work(call.errand, "transaction", drafts, hub.fhir_url, turns=turns, faults=faults)
    return replace(work, afterwards=Afterwards(reads)) if reads else work, reads


def _entries(bundle: Mapping[str, Any]) -> list[Any]:
    entries = bundle.get("entry")
    return entries if isinstance(entries, list) else []


def _of(holder: Any, name: str, otherwise: Any) -> Any:
    """An object in it."""
    held = holder.get(name) if isinstance(holder, dict) else None
    return held if isinstance(held, dict) else otherwise


def _request(at: str, entry: Any) -> Request:
    """What it asks, its URL taken apart; of what is no text nothing."""
    asked = _of(entry, "request", {})
    said = {name: value for name, value in asked.items() if isinstance(value, str)}
    path, _, query = said.get("url", "").partition("?")
    kind, _, name = path.strip("/").partition("/")
    url = entry.get("fullUrl") if isinstance(entry, dict) else None
    return Request(
        at=at,
        method=said.get("method", ""),
        type=kind,
        id=name or None,
        query=query,
        if_match=said.get("ifMatch"),
        if_none_match=said.get("ifNoneMatch"),
        if_none_exist=said.get("ifNoneExist"),
        full_url=url if isinstance(url, str) else None,
        is_stated={"method", "url"} <= said.keys(),
    )


def _drawn(
    call: Call, request: Request, tree: dict[str, Any] | None, raw: bytes, faults: Faults
) -> Draft:
    """Its draft; of what can't be one something that others may refer to all the same."""
    try:
        _check(call, request)
        return _draft(request, tree, raw)
    except FhirError as wrong:
        told = placed(wrong, request.at)
    draft = Draft("POST", request.type, f"{request.at}.resource", full_url=request.full_url)
    if request.is_stated:  # else it was told already
        faults.of_nothing(draft, told)
    faults.unnamed.add(draft)
    return draft


def _check(call: Call, request: Request) -> None:
    if request.method not in SCOPES:
        raise NotSupported("an entry is a GET, HEAD, POST, PUT, PATCH or DELETE")
    require_writable(request.type)
    if request.id:
        require_id(request.id)
    require_scope(call.errand.client, request.type, SCOPES[request.method])


def _draft(request: Request, tree: dict[str, Any] | None, raw: bytes) -> Draft:
    at = f"{request.at}.resource"
    if request.method == "DELETE":
        tree, raw = None, b""
    elif tree is None or tree.get("resourceType") != request.type:
        raise Invalid("the resource must be of the type that the request's url names")
    if request.id and request.query:
        raise Invalid("name the resource by its id or by a condition, not by both")
    pairs = parse_qsl(request.query, keep_blank_values=True)
    asked = condition_of(request.type, pairs) if pairs else None
    if request.method == "POST":
        asked = none_exist(request.type, request.if_none_exist)
    elif not request.id and not asked:
        raise Invalid(
            "an update or delete names its resource: Type/id or Type?identifier=system|value"
        )
    if request.method == "PUT" and request.id and tree and tree.get("id") != request.id:
        raise Unprocessable("the resource must have the id that the request's url names")
    return Draft(
        method=_METHODS[request.method],
        type=request.type,
        expression=at,
        resource=tree,
        raw=raw,
        id=request.id if request.method != "POST" else None,
        condition=asked,
        if_match=expected_version(request.if_match),
        only_new=request.method == "PUT" and request.if_none_match == "*",
        full_url=request.full_url,
    )
