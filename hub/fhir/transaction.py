"""Transaction: a Bundle of writes, all or nothing. https://hl7.org/fhir/R4/http.html#transaction."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl

from hub.errors import FhirError, Invalid, NotSupported, Unprocessable
from hub.fhir.body import check_size, found_against, refuse
from hub.fhir.bundle import bundle, sent_resources
from hub.fhir.call import Answer, Call
from hub.fhir.only_organizations import require_organization
from hub.fhir.parts import Hub
from hub.fhir.types import require_id, require_writable
from hub.fhir.written import entry
from hub.security.granted import require_scope
from hub.security.scopes import Interaction
from hub.validation.findings import CLEAN
from hub.validation.house_rules import faults_inside
from hub.write.again import Seen, key_of
from hub.write.commit import Work, commit
from hub.write.conditions import condition_of, expected_version, none_exist
from hub.write.draft import Draft, Method
from hub.write.outcome import Outcome
from hub.write.turns import Turns

SCOPES: dict[str, Interaction] = {"POST": "create", "PUT": "update", "DELETE": "delete"}
_METHODS: dict[str, Method] = {"POST": "POST", "PUT": "PUT", "DELETE": "DELETE"}


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


async def transaction(hub: Hub, call: Call, resource: dict[str, Any]) -> Answer:
    """One response an entry, in the order of the request.

    Raises:
        FhirError: of any entry; then nothing of the bundle was stored.
    """
    require_organization(call)
    check_size(resource, hub.settings.max_entries)
    key, seen = key_of_push(hub, call), Seen()
    judged = refuse(await found_against(hub, call, resource, faults_inside))
    turns, drafts, entries = Turns(), list[Draft](), list[bytes]()
    for draft in _drafts(call, resource):
        drafts.append(draft)
        await turns.give()
    work = Work(call.errand, "transaction", drafts, hub.fhir_url, seen)
    said = judged.by_entry()
    for number, outcome in enumerate(told_once(await commit(hub.access, work))):
        entries.append(entry(call, outcome, said.get(number, CLEAN)))
        await turns.give()
    answer = Answer(200, bundle("transaction-response", entries))
    if seen.record is not None and not call.prefers("return=representation"):
        hub.again.keep(key, seen, answer)
    return answer


def told_once(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Where all that a set stored of somebody is closed, its first such entry says it for all."""
    stored = [one for one in outcomes if one.new and one.new.pat and one.choices is None]
    if not all(one.closed for one in stored):
        return list(outcomes)
    return [replace(one, closed=one is stored[0]) if one.closed else one for one in outcomes]


async def pushed_again(hub: Hub, call: Call) -> Answer | None:
    """The answer to a transaction that was sent before and changed nothing; None to any other."""
    if not hub.again.kept:
        return None
    return await hub.again.answer(hub.access, call.errand, key_of_push(hub, call))


def key_of_push(hub: Hub, call: Call) -> bytes:
    """By what it is known again."""
    about = (call.headers.get(name, "") for name in ("content-type", "prefer"))
    return key_of(hub.access.keyring.index_key, call.errand, call.body, *about, repr(call.pairs))


def requests(resource: dict[str, Any]) -> Iterator[Request]:
    """The entries' requests, URLs taken apart.

    Raises:
        Invalid: one has no request, or a URL that is not relative to this server.
    """
    for number, each in enumerate(resource.get("entry", [])):
        at = f"Bundle.entry[{number}]"
        asked = each.get("request")
        if asked is None:
            raise Invalid("each entry says what to do in its request", expression=f"{at}.request")
        path, _, query = asked["url"].partition("?")
        kind, _, name = path.strip("/").partition("/")
        yield Request(
            at=at,
            method=asked["method"],
            type=kind,
            id=name or None,
            query=query,
            if_match=asked.get("ifMatch"),
            if_none_match=asked.get("ifNoneMatch"),
            if_none_exist=asked.get("ifNoneExist"),
            full_url=each.get("fullUrl"),
        )


def _drafts(call: Call, resource: dict[str, Any]) -> Iterator[Draft]:
    sent = sent_resources(call.body)
    for request, each, raw in zip(requests(resource), resource.get("entry", []), sent, strict=True):
        try:
            _check(call, request)
            yield _draft(request, each.get("resource"), raw)
        except FhirError as wrong:
            raise type(wrong)(
                str(wrong), expression=request.at, headers=wrong.headers, rule=wrong.rule
            ) from None


def _check(call: Call, request: Request) -> None:
    if request.method not in SCOPES:
        raise NotSupported("a transaction here writes only; send reads in a Bundle of type batch")
    require_writable(request.type)
    if request.id:
        require_id(request.id)
    require_scope(call.errand.client, request.type, SCOPES[request.method])


def _draft(request: Request, tree: dict[str, Any] | None, raw: bytes) -> Draft:
    at = f"{request.at}.resource"
    if request.method == "DELETE":
        if not request.id:
            raise NotSupported("a delete names its resource by id: Type/id")
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
        raise Invalid("an update names its resource: Type/id or Type?identifier=system|value")
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
